#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace archsynth::document {

/// Finds where things end in YAML text: yaml-cpp only says where they start. Offsets are in bytes;
/// every function stays within the text, whatever it holds.
class YamlText {
 public:
  explicit YamlText(std::string_view text) : text_(text) {}

  /// The properties that stand before a node's content.
  struct Properties {
    std::optional<std::size_t> tag;  ///< where the tag starts
    std::size_t end = 0;             ///< after the last property; the start when there is none
    std::size_t content = 0;         ///< where the content starts
  };
  Properties properties(std::size_t begin, bool has_anchor, bool may_have_tag) const;

  /// The end of a plain scalar that folds to `value`.
  std::size_t plain_end(std::size_t begin, std::string_view value) const;
  /// After the closing quote; nothing when there is none.
  std::optional<std::size_t> quoted_end(std::size_t begin) const;
  /// The end of a literal or folded block's last line.
  std::size_t block_end(std::size_t begin, std::string_view value) const;
  /// After the name of an alias or anchor.
  std::size_t name_end(std::size_t begin) const;
  /// After the bracket that closes a flow collection, looking from the end of its last child.
  std::size_t close_end(std::size_t from, char bracket) const;
  /// After the last indicator (`:`, `-`, `,`, `?`) between two offsets, comments left out; `from`
  /// when there is none.
  std::size_t after_indicator(std::size_t from, std::size_t until) const;
  /// Whether a `?` stands before a key.
  bool is_explicit_key(std::size_t key_begin) const;
  /// The end of a plain `null` or `~` at an offset; nothing when there is none.
  std::optional<std::size_t> null_end(std::size_t begin) const;

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  std::string_view text() const { return text_; }

 private:
  std::size_t tag_end(std::size_t begin) const;
  /// After white space, line breaks and comments.
  std::size_t skip_space(std::size_t i) const;
  std::size_t line_end(std::size_t i) const;
  std::size_t indent_at(std::size_t line_begin) const;

  std::string_view text_;
};

}  // namespace archsynth::document
