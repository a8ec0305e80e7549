// The block scalars of QuickYaml: `|` and `>`.

#include <algorithm>

#include "quick_yaml.h"

namespace archsynth::document {
namespace {

void chomp(std::string& text, char how) {
  if (how == '+') return;
  const std::size_t content = text.find_last_not_of('\n') + 1;
  const std::size_t kept = how == '-' || content == 0 ? content : content + 1;
  text.resize(std::min(kept, text.size()));
}

}  // namespace

bool QuickYaml::read_block_scalar(Node& node, Place place) {
  BlockStyle style;
  style.folded = here() == '>';
  ++at_;
  if (!read_block_header(style)) return false;
  // yaml-cpp would count from the column of the tag.
  if (style.indent != 0 && place.tag_column >= 0) return false;
  node.kind = Node::Kind::kScalar;
  std::size_t end = at_;
  while (ends_indicator(end - 1)) --end;
  node.span.end = static_cast<std::uint32_t>(end);
  int indent = 0;
  std::size_t empty_lines = 0;
  if (!read_block_lead(style, std::max(place.parent, 0), indent, empty_lines)) return false;
  if (indent == 0 && style.folded && style.chomp == '+') return false;
  node.text.assign(empty_lines, '\n');
  if (indent != 0 && !read_block_lines(node, style, indent)) return false;
  chomp(node.text, style.chomp);
  return to_content();
}

bool QuickYaml::read_block_header(BlockStyle& style) {
  for (int i = 0; i < 2; ++i) {
    const char c = here();
    if ((c == '+' || c == '-') && style.chomp == ' ') {
      style.chomp = c;
    } else if (c >= '1' && c <= '9' && style.indent == 0) {
      style.indent = c - '0';
    } else {
      break;
    }
    ++at_;
  }
  if (!ends_indicator(at_)) return false;
  skip_blanks();
  if (here() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  return at_break() && at_ < text_.size();
}

/// To the text of the first line that is not empty; the indentation is 0 when there is none.
bool QuickYaml::read_block_lead(const BlockStyle& style, int parent, int& indent,
                                std::size_t& empty_lines) {
  int longest = 0;
  for (next_line();; next_line(), ++empty_lines) {
    skip_spaces();
    if (here() == '\t') return false;
    if (at_ >= text_.size() || !at_break()) break;
    longest = std::max(longest, static_cast<int>(at_ - line_begin_));
  }
  const int first = static_cast<int>(at_ - line_begin_);
  if (at_ >= text_.size() && first > 0) return false;
  const int least = parent + std::max(style.indent, 1);
  if (first < least) return style.indent == 0 || longest <= least;
  indent = style.indent == 0 ? first : least;
  at_ = line_begin_ + static_cast<std::size_t>(indent);
  return longest <= indent;
}

bool QuickYaml::read_block_lines(Node& node, const BlockStyle& style, int indent) {
  Folding folding;
  folding.was_indented = here() == ' ';
  for (;;) {
    if (!read_block_line(node)) return false;
    if (at_ >= text_.size()) return true;
    next_line();
    const std::size_t most = line_begin_ + static_cast<std::size_t>(indent);
    while (at_ < most && here() == ' ') ++at_;
    const bool inside = at_ == most;
    if (at_ >= text_.size() && at_ > line_begin_) return false;
    if (!inside && here() == '\t') return false;
    const bool empty = at_ < text_.size() && at_break();
    if (style.folded) {
      fold(node.text, folding, empty, here() == ' ' || here() == '\t', inside);
    } else {
      node.text += '\n';
    }
    if (!inside && !empty) return true;
  }
}

/// The rest of a line; false when it is a last one of white space alone.
bool QuickYaml::read_block_line(Node& node) {
  const std::size_t begin = at_;
  at_ = std::min(text_.find('\n', at_), text_.size());
  std::size_t end = at_;
  if (end > begin && text_[end - 1] == '\r') --end;
  node.text += text_.substr(begin, end - begin);
  while (end > begin && ends_indicator(end - 1)) --end;
  if (end > begin) node.span.end = static_cast<std::uint32_t>(end);
  return end > begin || at_ < text_.size();
}

void QuickYaml::fold(std::string& text, Folding& folding, bool empty, bool indented, bool inside) {
  if (folding.empty_lines == 0 && empty) folding.run_was_indented = folding.was_indented;
  const bool joins = !folding.was_empty && !folding.was_indented && !indented && inside;
  if (empty) {
    ++folding.empty_lines;
  } else {
    text += joins ? ' ' : '\n';
    if (folding.empty_lines > 0) text.append(folding.empty_lines - 1, '\n');
    if (folding.empty_lines > 0 && (folding.run_was_indented || indented)) text += '\n';
    folding.empty_lines = 0;
  }
  folding.was_empty = empty;
  folding.was_indented = indented;
}

}  // namespace archsynth::document
