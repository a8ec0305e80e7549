#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/document/reader.h"

namespace archsynth::document {

/// Reads the YAML that templates and architecture files are written in, in one pass and much faster
/// than yaml-cpp, to the same tree. It has no words for mistakes: errors, exceeded limits and
/// whatever else it is not certain of (directives, anchors, merge keys, `? `, YAML's own tags, a
/// second document) are yaml-cpp's to read.
///
/// A function that returns false has met such a thing, and reading ends.
class QuickYaml {
 public:
  /// The source has passed `check_yaml_characters`.
  QuickYaml(const Source& source, const Limits& limits);

  /// Nothing when yaml-cpp has to read the text.
  std::optional<Node> read();

 private:
  /// yaml-cpp takes no key that is longer than 1024 bytes with what stands before its colon.
  static constexpr std::size_t kLongestKey = 1000;

  /// Where a block node stands.
  struct Place {
    int parent;           ///< the column of the collection that holds it; -1 for the document's
    bool in_mapping;      ///< a list may stand in the column of its mapping's keys
    int tag_column = -1;  ///< of a tag on the node's line that might have started a key
  };
  /// How the lines of a block scalar become its text.
  struct BlockStyle {
    bool folded = false;
    char chomp = ' ';
    int indent = 0;  ///< as stated; 0 when the first line tells
  };
  /// A folded block scalar between two of its lines.
  struct Folding {
    bool was_empty = false;
    bool was_indented = false;
    bool run_was_indented = false;  ///< the line before the empty ones
    std::size_t empty_lines = 0;
  };

  // The document and its lines.
  bool read_start();
  bool read_end();
  /// To the next line that holds something, or the end of the document.
  bool to_content();
  /// The same from within a line of which only a comment may be left.
  bool next_content();
  void next_line();
  void settle_end();
  void skip_blanks();
  void skip_spaces();

  // Block nodes. Each leaves the place at the next content.
  bool read_block(Node& node, Place place);
  bool read_below(Node& node, Place place);
  bool read_inline(Node& node, Place place);
  bool read_tagged(Node& node, Place place);
  bool read_sequence(Node& node);
  bool read_item(Node& item, int indent);
  bool read_text(Node& node, Place place);
  bool read_mapping(Node& node, Node key, int indent);
  bool read_value(Node& value, int indent);
  bool read_key(Node& key);
  bool is_key(const Node& key);

  // Flow nodes. Each leaves the place behind the node.
  bool read_flow(Node& node);
  bool read_flow_items(Node& node);
  bool read_flow_pair(Node& node);
  bool read_flow_entries(Node& node);
  bool read_flow_entry(Node& key, Node& value);
  bool is_flow_key(const Node& key) const;
  bool read_flow_node(Node& node);
  bool read_flow_plain(Node& node);
  bool skip_flow_space();

  // Scalars and tags.
  bool read_tag(Node& node);
  bool starts_plain() const;
  static void resolve_null(Node& node);
  bool read_plain_line(Node& node);
  void add_plain_line(Node& node);
  bool continue_plain(Node& node, Place place);
  bool read_quoted(Node& node);
  void add_quoted_run(std::string& text, char quote);
  bool fold_quoted(std::string& text, std::size_t kept, bool escaped);
  bool read_escape(std::string& text);
  bool read_block_scalar(Node& node, Place place);
  bool read_block_header(BlockStyle& style);
  bool read_block_lead(const BlockStyle& style, int parent, int& indent, std::size_t& empty_lines);
  bool read_block_lines(Node& node, const BlockStyle& style, int indent);
  bool read_block_line(Node& node);
  static void fold(std::string& text, Folding& folding, bool empty, bool indented, bool inside);

  /// Counts a node and places it, missing so far, here.
  bool add(Node& node);
  bool open(Node& node, Node::Kind kind);
  void start(Node& node);

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  char here() const { return at(at_); }
  bool at_break() const { return at_ >= text_.size() || here() == '\n' || here() == '\r'; }
  bool at_line_end() const { return at_break() || here() == '#'; }
  bool at_dash() const { return here() == '-' && ends_indicator(at_ + 1); }
  bool at_marker() const;
  /// Whether an indicator may end here: at white space or the end.
  bool ends_indicator(std::size_t i) const;
  /// -1 at the end of the document.
  int column() const { return ended_ ? -1 : static_cast<int>(at_ - line_begin_); }
  std::uint32_t offset() const { return static_cast<std::uint32_t>(at_); }

  const Source& source_;
  std::string_view text_;
  std::size_t most_nodes_;
  std::size_t most_depth_;
  std::size_t nodes_ = 0;
  std::size_t depth_ = 0;
  std::size_t at_;
  std::size_t line_begin_;
  bool ended_ = false;
};

}  // namespace archsynth::document
