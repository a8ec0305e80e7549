// The flow nodes of QuickYaml: `[a, b]` and `{a: b}`.

#include "quick_yaml.h"
#include "unique_keys.h"

namespace archsynth::document {
namespace {

bool ends_flow_item(char c) { return c == ',' || c == ']' || c == '}'; }

}  // namespace

bool QuickYaml::skip_flow_space() {
  for (;; next_line()) {
    skip_blanks();
    if (at_ >= text_.size() || at_marker()) return false;
    if (!at_line_end()) return true;
    if (here() == '#' && !ends_indicator(at_ - 1)) return false;
  }
}

bool QuickYaml::read_flow(Node& node) {
  const bool list = here() == '[';
  if (!open(node, list ? Node::Kind::kSequence : Node::Kind::kMapping)) return false;
  ++at_;
  if (!(list ? read_flow_items(node) : read_flow_entries(node))) return false;
  ++at_;
  node.span.end = offset();
  --depth_;
  return true;
}

bool QuickYaml::read_flow_items(Node& node) {
  for (;; ++at_) {
    if (!skip_flow_space()) return false;
    if (here() == ']') return true;
    Node& item = node.items.emplace_back();
    if (!add(item) || !read_flow_node(item)) return false;
    skip_blanks();
    if (here() == ':' && !read_flow_pair(item)) return false;
    if (!skip_flow_space()) return false;
    if (here() == ']') return true;
    if (here() != ',') return false;
  }
}

/// The scalar that was read is the key of a mapping without braces: `[a: b]`.
bool QuickYaml::read_flow_pair(Node& node) {
  Node key = std::move(node);
  const bool fits = key.is_scalar() && key.tag.empty() && is_flow_key(key);
  if (!fits || ++nodes_ > most_nodes_ || ++depth_ > most_depth_) return false;
  ++at_;
  Node value;
  if (!add(value) || !skip_flow_space() || !read_flow_node(value)) return false;
  node = Node{};
  node.kind = Node::Kind::kMapping;
  node.span = {&source_, key.span.begin, value.span.end};
  node.entries.push_back({std::move(key), std::move(value)});
  --depth_;
  return true;
}

bool QuickYaml::read_flow_entries(Node& node) {
  UniqueKeys keys;
  for (;; ++at_) {
    if (!skip_flow_space()) return false;
    if (here() == '}') return true;
    Entry entry;
    if (!add(entry.key) || !read_flow_entry(entry.key, entry.value)) return false;
    if (keys.find(node.entries, entry.key.text) != nullptr) return false;
    node.entries.push_back(std::move(entry));
    keys.added(node.entries);
    if (here() == '}') return true;
    if (here() != ',') return false;
  }
}

bool QuickYaml::read_flow_entry(Node& key, Node& value) {
  const bool quoted = here() == '"' || here() == '\'';
  if (!(quoted ? read_quoted(key) : read_flow_plain(key))) return false;
  skip_blanks();
  if (!is_flow_key(key)) return false;
  const bool alone = here() == ',' || here() == '}';
  if (!alone && here() != ':') return false;
  at_ = alone ? key.span.end : at_ + 1;
  if (!add(value) || !skip_flow_space()) return false;
  if (here() == ',' || here() == '}') return true;
  return read_flow_node(value) && skip_flow_space();
}

bool QuickYaml::is_flow_key(const Node& key) const {
  const bool merges = key.plain && key.text == "<<";
  return !merges && key.span.begin >= line_begin_ && at_ - key.span.begin <= kLongestKey;
}

bool QuickYaml::read_flow_node(Node& node) {
  start(node);
  switch (here()) {
    case '[':
    case '{':
      return read_flow(node);
    case '"':
    case '\'':
      return read_quoted(node);
    case '!':
      if (!node.tag.empty() || !read_tag(node)) return false;
      return skip_flow_space() && read_flow_node(node);
    default:
      if (!read_flow_plain(node)) return false;
      resolve_null(node);
      return true;
  }
}

bool QuickYaml::read_flow_plain(Node& node) {
  if (!starts_plain() || here() == ':' || (here() == '-' && ends_flow_item(at(at_ + 1))))
    return false;
  const std::size_t begin = at_;
  std::size_t end = at_;
  for (; !at_break(); ++at_) {
    const char c = here();
    if (c == '?' || c == '[' || c == '{') return false;
    if (ends_flow_item(c)) break;
    if (c == ':' && (ends_indicator(at_ + 1) || ends_flow_item(at(at_ + 1)))) break;
    if (c == '#' && ends_indicator(at_ - 1)) break;
    if (c != ' ' && c != '\t') end = at_ + 1;
  }
  node.kind = Node::Kind::kScalar;
  node.plain = true;
  node.text = text_.substr(begin, end - begin);
  node.span.end = static_cast<std::uint32_t>(end);
  return true;
}

}  // namespace archsynth::document
