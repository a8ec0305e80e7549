#include "yaml_parser.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>

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

}  // namespace

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
      diagnostics.error(code::kSyntax, span_of(source, base, base), "the file is empty").fix =
          "add its content, or remove the file";
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

}  // namespace archsynth::document
