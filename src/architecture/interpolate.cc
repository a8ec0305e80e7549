#include "interpolate.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

void interpolate_text(document::Node& node,
                      const std::function<std::optional<std::string>(std::string_view)>& variable,
                      Diagnostics& diagnostics) {
  const std::string& text = node.text;
  if (text.find("${") == std::string::npos) return;
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "$${") == 0) {
      result += "${";
      i += 3;
      continue;
    }
    const std::size_t close = text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
    const std::string_view name = close == std::string::npos
                                      ? std::string_view()
                                      : std::string_view(text).substr(i + 2, close - i - 2);
    if (!is_variable_name(name)) {
      result += text[i++];
      continue;
    }
    if (const std::optional<std::string> value = variable(name)) {
      result += *value;
    } else {
      diagnostics
          .error("ARC1500", node.span,
                 fmt::format("the environment variable {} is not set", quoted(name)))
          .fix = fmt::format("set it, or write $${{{}}} for the literal text", name);
    }
    i = close + 1;
  }
  node.text = std::move(result);
}

}  // namespace

void interpolate(document::Node& node,
                 const std::function<std::optional<std::string>(std::string_view)>& variable,
                 Diagnostics& diagnostics) {
  if (node.is_scalar()) interpolate_text(node, variable, diagnostics);
  for (document::Node& item : node.items) interpolate(item, variable, diagnostics);
  for (document::Entry& entry : node.entries) interpolate(entry.value, variable, diagnostics);
}

}  // namespace archsynth::architecture
