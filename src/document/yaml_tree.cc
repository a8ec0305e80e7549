#include "yaml_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "archsynth/support/text.h"
#include "text_check.h"
#include "unique_keys.h"
#include "yaml_limits.h"
#include "yaml_tags.h"

namespace archsynth::document {

YamlTree::YamlTree(const Source& source, const std::vector<YamlEvent>& events,
                   Diagnostics& diagnostics, const Limits& limits)
    : source_(source), events_(events), diagnostics_(diagnostics), limits_(limits) {}

std::optional<Node> YamlTree::build() {
  if (!check_expansion(source_, events_, diagnostics_, limits_)) return std::nullopt;
  return node(0);
}

Node YamlTree::node(std::uint32_t index) {
  const YamlEvent& event = events_[index];
  if (event.kind == YamlEvent::Kind::kAlias) return alias(index);
  switch (event.kind) {
    case YamlEvent::Kind::kScalar:
      return scalar(event);
    case YamlEvent::Kind::kSequence:
    case YamlEvent::Kind::kMapping:
      return collection(index);
    default:
      break;
  }
  Node missing;
  missing.span = span_of(source_, event.begin, event.end);
  return missing;
}

Node YamlTree::alias(std::uint32_t index) {
  const YamlEvent& event = events_[index];
  const Span span = span_of(source_, event.begin, event.end);
  const bool within_itself = index < events_[event.target].next && index > event.target;
  Node result;
  if (within_itself) {
    diagnostics_.error(code::kAlias, span, "an alias is within the value that it names");
  } else {
    result = node(event.target);
  }
  result.span = span;
  return result;
}

Node YamlTree::scalar(const YamlEvent& event) {
  Node result;
  result.kind = Node::Kind::kScalar;
  result.span = span_of(source_, event.begin, event.end);
  result.text = event.text;
  result.plain = !event.quoted;
  result.tag = event.tag;
  resolve_tag(result, diagnostics_);
  return result;
}

Node YamlTree::collection(std::uint32_t index) {
  const YamlEvent& event = events_[index];
  const std::uint32_t end = event.next - 1;
  Node result;
  result.kind =
      event.kind == YamlEvent::Kind::kMapping ? Node::Kind::kMapping : Node::Kind::kSequence;
  result.span = span_of(source_, event.begin, std::max(event.end, events_[end].end));
  result.tag = event.tag;
  if (result.is_mapping()) {
    fill_mapping(result, index + 1, end);
  } else {
    for (std::uint32_t i = index + 1; i < end; i = events_[i].next) {
      result.items.push_back(node(i));
    }
  }
  resolve_tag(result, diagnostics_);
  return result;
}

void YamlTree::fill_mapping(Node& mapping, std::uint32_t first, std::uint32_t end) {
  struct Merge {
    std::size_t place;
    Node key;
    Node value;
  };
  std::vector<Merge> merges;
  UniqueKeys keys;
  for (std::uint32_t i = first; i < end;) {
    const YamlEvent& event = events_[i];
    Node key = node(i);
    i = event.next;
    const YamlEvent& value_event = events_[i];
    Node value = node(i);
    i = value_event.next;
    if (!make_key(key, event)) continue;
    check_colon(events_[first - 1], key, event, value_event);
    if (key.plain && key.text == "<<") {
      if (merges.empty()) {
        merges.push_back({mapping.entries.size(), std::move(key), std::move(value)});
      } else {
        report_duplicate(diagnostics_, key, merges.front().key, false);
      }
    } else if (const Entry* earlier = keys.find(mapping.entries, key.text)) {
      report_duplicate(diagnostics_, key, earlier->key, limits_.last_key_wins);
      if (!limits_.last_key_wins) continue;
      const auto place = static_cast<std::size_t>(earlier - mapping.entries.data());
      mapping.entries[place] = {std::move(key), std::move(value)};
    } else {
      mapping.entries.push_back({std::move(key), std::move(value)});
      keys.added(mapping.entries);
    }
  }
  for (Merge& one : merges) merge(mapping, one.place, one.key, std::move(one.value));
}

// yaml-cpp takes a last line `key` for `key:`.
void YamlTree::check_colon(const YamlEvent& mapping, const Node& key, const YamlEvent& key_event,
                           const YamlEvent& value) {
  const bool missing = value.kind == YamlEvent::Kind::kNull && value.begin == value.end;
  const bool flow = mapping.quoted;
  if (flow || !missing || value.begin != key_event.end) return;
  if (YamlText(source_.text()).is_explicit_key(key_event.begin)) return;
  diagnostics_
      .error(code::kSyntax, key.span,
             fmt::format("\":\" is missing after the key {}", quoted(key.text)))
      .fix = fmt::format("write {}", quoted(key.text + ":"));
}

bool YamlTree::make_key(Node& key, const YamlEvent& event) {
  if (key.is_null() && !event.text.empty()) {
    key.kind = Node::Kind::kScalar;
    key.text = event.text;
    key.plain = true;
  }
  if (key.is_scalar()) return true;
  if (key.is_null()) {
    if (event.kind == YamlEvent::Kind::kNull) {
      diagnostics_.error(code::kKey, key.span, "a key is missing before \":\"");
    }
    return false;
  }
  const bool placeholder = key.is_mapping() && source_.text().compare(key.span.begin, 1, "{") == 0;
  diagnostics_
      .error(code::kKey, key.span, fmt::format("a key must be a string, not {}", kind_name(key)))
      .fix = placeholder ? "put quotes around a string that starts with \"{\"" : "";
  return false;
}

void YamlTree::merge(Node& mapping, std::size_t place, const Node& key, Node value) {
  std::vector<Node> sources;
  if (value.is_sequence() && value.tag.empty()) {
    sources = std::move(value.items);
  } else {
    sources.push_back(std::move(value));
  }
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string_view, Entry*> own;
  for (Entry& entry : mapping.entries) {
    taken.insert(entry.key.text);
    if (entry.value.is_null()) own.emplace(entry.key.text, &entry);
  }
  std::vector<Entry> merged;
  for (Node& from : sources) {
    if (!from.is_mapping() || !from.tag.empty()) {
      diagnostics_
          .error(code::kMerge, from.span,
                 fmt::format("{} takes a mapping or a list of mappings, not {}", quoted(key.text),
                             kind_name(from)))
          .fix = "quote the key unless it is a merge key";
      continue;
    }
    for (Entry& entry : from.entries) {
      if (taken.insert(entry.key.text).second) {
        merged.push_back(std::move(entry));
      } else if (const auto nothing = own.find(entry.key.text); nothing != own.end()) {
        nothing->second->replaces_merged = true;
      }
    }
  }
  mapping.entries.insert(mapping.entries.begin() + static_cast<std::ptrdiff_t>(place),
                         std::make_move_iterator(merged.begin()),
                         std::make_move_iterator(merged.end()));
}

}  // namespace archsynth::document
