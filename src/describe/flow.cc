#include "flow.h"

#include <fmt/format.h>

#include <vector>

#include "archsynth/describe/field.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::describe::internal {
namespace {

using document::Node;

std::string flow_value(const Node& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) {
    const bool can_be_plain =
        node.plain && node.text.find_first_of("{}[],#:\"'&*!|>%@`\n") == std::string::npos;
    return can_be_plain ? node.text : text_of(node.text);
  }
  if (node.is_mapping()) return fmt::format("{{{}}}", flow_entries(node));
  std::vector<std::string> items;
  for (const Node& each : node.items) items.push_back(flow(each));
  return fmt::format("[{}]", join(items, ", "));
}

}  // namespace

ValueAt value_at(Node& node, const Span& place, std::string_view key) {
  for (Node& each : node.items) {
    if (const ValueAt found = value_at(each, place, key); found.value != nullptr) return found;
  }
  for (document::Entry& each : node.entries) {
    const ValueAt found = value_at(each.value, place, each.key.text);
    if (found.value != nullptr) return found;
  }
  return node.span == place ? ValueAt{&node, key} : ValueAt{};
}

void move_to(Node& node, const Span& place) {
  node.span = place;
  for (Node& each : node.items) move_to(each, place);
  for (document::Entry& each : node.entries) {
    move_to(each.key, place);
    move_to(each.value, place);
  }
}

std::string flow(const Node& node) {
  const std::string value = flow_value(node);
  return node.tag.empty() ? value : fmt::format("{} {}", node.tag, value);
}

std::string flow_entry(const document::Entry& entry) {
  return fmt::format("{}: {}", text_of(entry.key.text), flow(entry.value));
}

std::string flow_entries(const Node& mapping) {
  std::vector<std::string> entries;
  for (const document::Entry& each : mapping.entries) entries.push_back(flow_entry(each));
  return join(entries, ", ");
}

std::optional<Node> parsed(std::string_view text, const Span& place) {
  Sources sources;
  Diagnostics unsaid;
  std::optional<Node> node = document::read(sources.add("value", std::string(text)), unsaid);
  if (!node || unsaid.has_errors()) return {};
  move_to(*node, place);
  return node;
}

}  // namespace archsynth::describe::internal
