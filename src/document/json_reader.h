#pragma once

#include <string>
#include <vector>

#include "archsynth/document/reader.h"
#include "unique_keys.h"

namespace archsynth::document {

/// Reads one JSON text without recursion. After a mistake that leaves no doubt about what was meant
/// reading goes on, so that the next one is found as well.
class JsonReader {
 public:
  JsonReader(const Source& source, Diagnostics& diagnostics, const Limits& limits);
  std::optional<Node> read();

 private:
  enum class Expect { kValue, kFirstItem, kKey, kFirstKey, kAfterValue };

  /// A list or mapping whose end has not been read.
  struct Open {
    Node node;
    Node key;  ///< of the entry whose value is being read
    UniqueKeys keys;
    std::size_t first = 0;  ///< of its children among `items_` or `entries_`
    std::size_t comma = 0;  ///< the place of the last comma
    bool is_mapping() const { return node.is_mapping(); }
  };

  bool step();
  bool read_value();
  bool read_key();
  bool read_after_value();
  bool open(Node::Kind kind);
  bool close();
  bool add(Node&& value);
  bool read_number();
  bool read_word();
  /// A string with either kind of quotes; false when it has no end.
  bool read_string(Node& node);
  void read_escape(std::string& out, char quote);
  void read_unicode_escape(std::string& out, std::size_t begin);
  bool read_hex(std::uint32_t& code);
  void skip_space();
  bool skip_comment();
  bool check_end();

  bool done() const { return at_ >= text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  std::string character_here() const;
  /// False once there are too many errors to go on.
  bool syntax_error(std::size_t begin, std::size_t end, std::string message, std::string fix = {});
  bool unexpected_here(std::string_view expected);

  const Source& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
  std::size_t syntax_errors_ = 0;
  bool stopped_ = false;
  Expect expect_ = Expect::kValue;
  std::vector<Open> stack_;
  /// The children of all that is open. They move once, at the end of their list or mapping, to a
  /// place of the right size: most of them are few, and growing moves them again and again.
  std::vector<Node> items_;
  std::vector<Entry> entries_;
  std::optional<Node> root_;
};

}  // namespace archsynth::document
