#include "archsynth/document/reader.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "json_reader.h"
#include "text_check.h"
#include "yaml_events.h"
#include "yaml_syntax.h"
#include "yaml_tree.h"

namespace archsynth::document {
namespace {

/// Lets yaml-cpp read the source's text without a copy.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // only a get area: nothing is written
    setg(begin, begin, begin + text.size());
  }
};

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

std::optional<Node> parse_yaml(const Source& source, Diagnostics& diagnostics,
                               const Limits& limits) {
  const std::string_view text = source.text();
  const std::size_t base = byte_order_mark_length(text);
  TextBuffer buffer(text.substr(base));
  std::istream stream(&buffer);
  YamlEvents events(source, base, diagnostics, limits);
  bool in_first = true;
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(events)) {
      diagnostics.error(code::kSyntax, span_of(source, base, base), "the text is empty");
      return std::nullopt;
    }
    in_first = false;
    parser.HandleNextDocument(events);
  } catch (const YamlStopped&) {
    if (in_first) return std::nullopt;
  } catch (const YAML::Exception& error) {
    report_syntax(source, error, events, diagnostics);
    return std::nullopt;
  }
  return YamlTree(source, events.events(), diagnostics, limits).build();
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
