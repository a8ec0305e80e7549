// Any bytes as YAML: what QuickYaml reads, yaml-cpp reads as well, to the same tree.

#include <cstdio>
#include <cstdlib>

#include "document/quick_yaml.h"
#include "document/text_check.h"
#include "document/two_readers.h"
#include "document/yaml_parser.h"

namespace archsynth::document {
namespace {

void check(const Source& source, const Limits& limits) {
  Diagnostics diagnostics;
  if (!check_text(source, diagnostics, limits)) return;
  if (!check_yaml_characters(source, diagnostics)) return;
  const auto quick = QuickYaml(source, limits).read();
  if (!quick || has_text_below_tag(*quick)) return;
  const auto slow = parse_yaml(source, diagnostics, limits);
  if (slow && diagnostics.items().empty() && same_tree(*quick, *slow)) return;
  std::fprintf(stderr, "%s\nquick: %s\nyaml-cpp: %s%s\n", source.text().c_str(),
               dump(*quick).c_str(), slow ? dump(*slow).c_str() : "nothing\n",
               render(diagnostics).c_str());
  std::abort();
}

}  // namespace
}  // namespace archsynth::document

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const archsynth::Source source("f", std::string(reinterpret_cast<const char*>(data), size));
  archsynth::document::check(source, {});
  archsynth::document::check(source, {64, 3, 8});
  return 0;
}
