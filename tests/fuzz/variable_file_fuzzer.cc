#include "architecture/variable_file.h"

#include "archsynth/aws/forms.h"

// Whatever stands in a file of variables, reading ends, and what it gives are variables at places
// of the file.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace archsynth;
  const Source source(".env", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics found;
  for (const auto& [name, value] : architecture::read_variable_file(source, found)) {
    const Span* const place = value.origin().span();
    if (!forms::kVariableName.matches(*name) || place == nullptr || place->end > size) {
      __builtin_trap();
    }
  }
  render(found);
  return 0;
}
