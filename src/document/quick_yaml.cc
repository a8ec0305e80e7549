#include "quick_yaml.h"

#include <algorithm>

#include "text_check.h"
#include "unique_keys.h"

namespace archsynth::document {
namespace {

/// Bounds the recursion, whatever the caller allows.
constexpr std::size_t kMostDepth = 200;

}  // namespace

QuickYaml::QuickYaml(const Source& source, const Limits& limits)
    : source_(source),
      text_(source.text()),
      most_nodes_(limits.nodes),
      most_depth_(std::min(limits.depth, kMostDepth)),
      at_(byte_order_mark_length(text_)),
      line_begin_(at_) {}

std::optional<Node> QuickYaml::read() {
  Node root;
  if (read_start() && add(root) && read_block(root, {-1, false}) && read_end()) return root;
  return std::nullopt;
}

bool QuickYaml::read_start() {
  if (!to_content()) return false;
  if (ended_ && here() == '-') {
    at_ += 3;
    if (!next_content()) return false;
  }
  return !ended_;
}

bool QuickYaml::read_end() {
  if (ended_ && here() == '.') {
    at_ += 3;
    if (!next_content()) return false;
  }
  return at_ == text_.size();
}

bool QuickYaml::to_content() {
  for (;; next_line()) {
    skip_spaces();
    const bool tab = here() == '\t';
    if (tab) skip_blanks();
    if (at_ < text_.size() && at_line_end()) continue;
    if (tab && at_ < text_.size()) return false;
    settle_end();
    return true;
  }
}

bool QuickYaml::next_content() {
  skip_blanks();
  if (here() == '#' && !ends_indicator(at_ - 1)) return false;
  if (!at_line_end()) return false;
  next_line();
  return to_content();
}

void QuickYaml::next_line() {
  const std::size_t end = text_.find('\n', at_);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
  line_begin_ = at_;
}

void QuickYaml::settle_end() { ended_ = at_ == text_.size() || at_marker(); }

void QuickYaml::skip_spaces() {
  while (here() == ' ') ++at_;
}

void QuickYaml::skip_blanks() {
  while (here() == ' ' || here() == '\t') ++at_;
}

bool QuickYaml::ends_indicator(std::size_t i) const {
  const char c = at(i);
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || i >= text_.size();
}

bool QuickYaml::at_marker() const {
  if (at_ != line_begin_ || !ends_indicator(at_ + 3)) return false;
  const std::string_view mark = text_.substr(at_, 3);
  return mark == "---" || mark == "...";
}

bool QuickYaml::add(Node& node) {
  node.span = {&source_, offset(), offset()};
  return ++nodes_ <= most_nodes_;
}

bool QuickYaml::open(Node& node, Node::Kind kind) {
  start(node);
  node.kind = kind;
  return ++depth_ <= most_depth_;
}

void QuickYaml::start(Node& node) {
  if (node.tag.empty()) node.span.begin = offset();
}

bool QuickYaml::read_block(Node& node, Place place) {
  if (at_dash()) return read_sequence(node);
  switch (here()) {
    case '!':
      place.tag_column = column();
      return node.tag.empty() && read_tag(node) && read_tagged(node, place);
    case '[':
    case '{':
    case '|':
    case '>':
      return read_inline(node, place);
    default:
      return read_text(node, place);
  }
}

bool QuickYaml::read_below(Node& node, Place place) {
  const bool indentless = place.in_mapping && column() == place.parent && at_dash();
  if (column() > place.parent || indentless) return read_block(node, place);
  if (node.tag.empty()) return true;
  node.kind = Node::Kind::kScalar;
  node.plain = true;
  // yaml-cpp forgets the tag of an empty document.
  return place.parent >= 0;
}

bool QuickYaml::read_inline(Node& node, Place place) {
  start(node);
  switch (here()) {
    case '[':
    case '{':
      return read_flow(node) && next_content();
    case '|':
    case '>':
      return read_block_scalar(node, place);
    case '"':
    case '\'':
      return read_quoted(node) && next_content();
    default:
      return read_plain_line(node) && continue_plain(node, place);
  }
}

bool QuickYaml::read_tagged(Node& node, Place place) {
  skip_blanks();
  if (!at_line_end()) return read_inline(node, place);
  return next_content() && read_below(node, {place.parent, place.in_mapping});
}

bool QuickYaml::read_sequence(Node& node) {
  const int indent = column();
  if (!open(node, Node::Kind::kSequence)) return false;
  do {
    ++at_;
    Node& item = node.items.emplace_back();
    if (!add(item) || !read_item(item, indent)) return false;
    node.span.end = item.span.end;
  } while (column() == indent && at_dash());
  --depth_;
  return column() <= indent;
}

bool QuickYaml::read_item(Node& item, int indent) {
  const Place place{indent, false};
  skip_spaces();
  if (at_line_end()) return next_content() && read_below(item, place);
  return here() != '\t' && read_block(item, place);
}

bool QuickYaml::read_text(Node& node, Place place) {
  const int indent = column();
  Node first;
  first.span = {&source_, offset(), offset()};
  const bool quoted = here() == '"' || here() == '\'';
  if (!(quoted ? read_quoted(first) : read_plain_line(first))) return false;
  if (is_key(first)) return read_mapping(node, std::move(first), indent);
  if (!node.tag.empty()) first.span.begin = node.span.begin;
  first.tag = std::move(node.tag);
  node = std::move(first);
  return quoted ? next_content() : continue_plain(node, place);
}

bool QuickYaml::read_mapping(Node& node, Node key, int indent) {
  const std::uint32_t begin = key.span.begin;
  if (!open(node, Node::Kind::kMapping)) return false;
  if (node.tag.empty()) node.span.begin = begin;
  UniqueKeys keys;
  for (;;) {
    if (keys.find(node.entries, key.text) != nullptr || ++nodes_ > most_nodes_) return false;
    Node& value = node.entries.emplace_back(Entry{std::move(key), {}}).value;
    keys.added(node.entries);
    ++at_;
    if (!add(value) || !read_value(value, indent)) return false;
    node.span.end = value.span.end;
    if (column() != indent) break;
    key = Node{};
    if (!read_key(key)) return false;
  }
  --depth_;
  return column() < indent;
}

bool QuickYaml::read_value(Node& value, int indent) {
  const Place place{indent, true};
  skip_blanks();
  if (at_line_end()) return next_content() && read_below(value, place);
  if (here() == '!') return read_tag(value) && read_tagged(value, place);
  return read_inline(value, place);
}

bool QuickYaml::read_key(Node& key) {
  key.span = {&source_, offset(), offset()};
  const bool quoted = here() == '"' || here() == '\'';
  return (quoted ? read_quoted(key) : read_plain_line(key)) && is_key(key);
}

bool QuickYaml::is_key(const Node& key) {
  skip_blanks();
  if (here() != ':' || !ends_indicator(at_ + 1) || key.span.begin < line_begin_) return false;
  const bool merges = key.plain && key.text == "<<";
  return !merges && at_ - key.span.begin <= kLongestKey;
}

}  // namespace archsynth::document
