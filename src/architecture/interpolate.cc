#include "interpolate.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "describe/flow.h"

namespace archsynth::architecture {

namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

/// Keys below which values are CloudFormation's, or strings whatever they look like.
bool keeps_strings(std::string_view key) {
  constexpr std::string_view kKeys[] = {"resources", "overrides",  "outputs", "tags",   "variables",
                                        "secrets",   "parameters", "allow",   "waivers"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

class Interpolation {
 public:
  Interpolation(const std::function<std::optional<std::string>(std::string_view)>& variable,
                Diagnostics& to)
      : variable_(variable), to_(to) {}

  void replace(document::Node& node, bool is_typed) {
    if (node.is_scalar()) replace_text(node, is_typed);
    for (document::Node& item : node.items) replace(item, is_typed);
    for (document::Entry& entry : node.entries) {
      replace(entry.value, is_typed && !keeps_strings(entry.key.text));
    }
  }

 private:
  void replace_text(document::Node& node, bool is_typed) {
    const std::string text = std::move(node.text);
    node.text.clear();
    std::size_t replaced = 0;
    for (std::size_t i = 0; i < text.size();) {
      if (text.compare(i, 3, "$${") == 0) {
        node.text += "${";
        i += 3;
        continue;
      }
      const std::size_t close =
          text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
      const std::string_view name = close == std::string::npos
                                        ? std::string_view()
                                        : std::string_view(text).substr(i + 2, close - i - 2);
      if (!is_variable_name(name)) {
        node.text += text[i++];
        continue;
      }
      node.text += value_of(name, node.span);
      i = close + 1;
      replaced = i;
    }
    // `"${MAX}"` is the number that the variable has.
    const bool is_whole = replaced == text.size() && text.starts_with("${") &&
                          text.find("${", 2) == text.npos && replaced > 0;
    if (is_whole && is_typed) take_type(node);
  }

  std::string value_of(std::string_view name, const Span& place) {
    if (std::optional<std::string> value = variable_(name)) return *std::move(value);
    Diagnostic& unset = to_.malformed(
        "ARC1500", place, fmt::format("the environment variable {} is not set", quoted(name)));
    unset.hides_all = true;
    unset.fix = fmt::format("set the variable, or write $${{{}}} for the literal text", name);
    return {};
  }

  /// The number, boolean or list (`[a, b]`) that a variable's text is.
  void take_type(document::Node& node) {
    node.plain = true;
    if (!node.text.starts_with('[') || !node.text.ends_with(']')) return;
    Diagnostics unsaid;
    const Source source("variable", node.text);
    std::optional<document::Node> list = document::read_yaml(source, unsaid);
    if (!list || !list->is_sequence() || unsaid.has_errors()) return;
    const bool is_flat = std::all_of(list->items.begin(), list->items.end(),
                                     [](const document::Node& item) { return item.is_scalar(); });
    if (!is_flat) return;
    describe::internal::move_to(*list, node.span);
    node = *std::move(list);
  }

  const std::function<std::optional<std::string>(std::string_view)>& variable_;
  Diagnostics& to_;
};

}  // namespace

void interpolate(document::Node& node,
                 const std::function<std::optional<std::string>(std::string_view)>& variable,
                 Diagnostics& diagnostics) {
  Interpolation(variable, diagnostics).replace(node, true);
}

}  // namespace archsynth::architecture
