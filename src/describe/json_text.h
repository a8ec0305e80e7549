#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace archsynth::describe::internal {

/// Writes one JSON document, two spaces to a level.
class JsonText {
 public:
  void begin_object();
  void end_object() { end('}'); }
  /// `in_one_line` is for a few scalars.
  void begin_array(bool in_one_line = false);
  void end_array() { end(']'); }
  void key(std::string_view name);
  /// A string.
  void string(std::string_view text);
  /// A number, boolean or null as it is spelled.
  void literal(std::string_view text);

  /// `key` and `string` at once.
  void member(std::string_view name, std::string_view text) {
    key(name);
    string(text);
  }

  /// The document with a final line break.
  std::string take();

 private:
  void before_value();
  void line_break();
  void end(char bracket);
  void quote(std::string_view text);

  std::string out_;
  struct Bracket {
    bool in_one_line = false;
    bool has_items = false;
  };
  std::vector<Bracket> open_;
  bool is_after_key_ = false;
};

}  // namespace archsynth::describe::internal
