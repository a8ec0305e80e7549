#include "archsynth/document/reader.h"

#include <algorithm>

#include "json_reader.h"
#include "quick_yaml.h"
#include "text_check.h"
#include "yaml_parser.h"

namespace archsynth::document {
namespace {

/// White space and a byte order mark left out.
std::string_view without_lead(std::string_view text) {
  text.remove_prefix(byte_order_mark_length(text));
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

bool starts_as_json_object(std::string_view text) {
  text = without_lead(text);
  if (!text.starts_with('{')) return false;
  text = without_lead(text.substr(1));
  return text.starts_with('"') || text.starts_with('}');
}

}  // namespace

std::optional<Node> read_yaml(const Source& source, Diagnostics& diagnostics,
                              const Limits& limits) {
  if (!check_text(source, diagnostics, limits)) return std::nullopt;
  const std::string_view start = without_lead(source.text());
  if (start.starts_with('{') || start.starts_with('[')) {
    Diagnostics silent;
    auto node = JsonReader(source, silent, limits).read();
    if (node && !silent.has_errors()) return node;
  }
  if (!check_yaml_characters(source, diagnostics)) return std::nullopt;
  if (auto node = QuickYaml(source, limits).read()) return node;
  return parse_yaml(source, diagnostics, limits);
}

std::optional<Node> read_json(const Source& source, Diagnostics& diagnostics,
                              const Limits& limits) {
  if (!check_text(source, diagnostics, limits)) return std::nullopt;
  return JsonReader(source, diagnostics, limits).read();
}

std::optional<Node> read(const Source& source, Diagnostics& diagnostics, const Limits& limits) {
  const std::string_view name = source.name();
  const bool is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  if (name.ends_with(".json") || (!is_yaml && starts_as_json_object(source.text()))) {
    return read_json(source, diagnostics, limits);
  }
  return read_yaml(source, diagnostics, limits);
}

}  // namespace archsynth::document
