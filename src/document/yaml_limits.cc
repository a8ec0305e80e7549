#include "yaml_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "text_check.h"

namespace archsynth::document {
namespace {

/// What a node costs with everything in it.
struct Size {
  std::size_t nodes = 0;
  std::size_t bytes = 0;
  std::size_t height = 0;  ///< levels of collections
};

std::string excess(const Size& total, std::size_t height, const Limits& limits) {
  if (total.nodes > limits.nodes) {
    return fmt::format("more keys and values than the limit of {}", limits.nodes);
  }
  if (total.bytes > limits.bytes) {
    return fmt::format("more content than the limit of {}", bytes_text(limits.bytes));
  }
  if (height > limits.depth) {
    return fmt::format("nested deeper than the limit of {} levels", limits.depth);
  }
  return {};
}

/// A collection that ends holds what was counted since it began.
void close_collection(std::vector<Size>& sizes, std::vector<std::size_t>& open, const Size& total) {
  Size& whole = sizes[open.back()];
  open.pop_back();
  whole.nodes += total.nodes;
  whole.bytes += total.bytes;
  if (open.empty()) return;
  Size& parent = sizes[open.back()];
  parent.height = std::max(parent.height, whole.height + 1);
}

bool is_collection(const YamlEvent& event) {
  return event.kind == YamlEvent::Kind::kSequence || event.kind == YamlEvent::Kind::kMapping;
}

}  // namespace

bool check_expansion(const Source& source, const std::vector<YamlEvent>& events,
                     Diagnostics& diagnostics, const Limits& limits) {
  std::vector<Size> sizes(events.size());
  std::vector<std::size_t> open;
  Size total;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const YamlEvent& event = events[i];
    Size& size = sizes[i];
    if (event.kind == YamlEvent::Kind::kEnd) {
      close_collection(sizes, open, total);
      continue;
    }
    const bool is_alias = event.kind == YamlEvent::Kind::kAlias;
    const bool finished = is_alias && events[event.target].next <= i;
    size = finished ? sizes[event.target] : Size{1, event.text.size() + event.tag.size(), 0};
    if (is_collection(event)) size.height = 1;
    total.nodes += size.nodes;
    total.bytes += size.bytes;
    const std::string message = excess(total, open.size() + size.height, limits);
    if (!message.empty()) {
      diagnostics.error(code::kLimit, span_of(source, event.begin, event.end),
                        message + (is_alias ? " once aliases are expanded" : ""));
      return false;
    }
    if (!open.empty()) {
      Size& parent = sizes[open.back()];
      parent.height = std::max(parent.height, size.height + 1);
    }
    // Until its end, a collection holds what had been counted before it, taken off.
    if (is_collection(event)) {
      size.nodes -= total.nodes;
      size.bytes -= total.bytes;
      open.push_back(i);
    }
  }
  return true;
}

}  // namespace archsynth::document
