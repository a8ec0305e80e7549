#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

// Judging a template, whatever it is, ends in time and touches nothing that is not its own: the
// solver of conditions, the schemas, the rules.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace archsynth;
  const Source source("f.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics found;
  const auto node = document::read(source, found, {1U << 20U, 50, 20'000});
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  if (!checked) return 0;
  analysis::validate(*checked, {}, found);
  render(found);
  return 0;
}
