// Any bytes as an architecture file: a template or diagnostics, never a crash. What comes out is
// the same when done again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "archsynth/archsynth.h"

namespace {

std::string synth(const std::string& text, bool& good) {
  archsynth::Sources sources;
  archsynth::Diagnostics diagnostics;
  const auto stack = archsynth::load(sources.add("fuzz.yaml", text), diagnostics);
  if (stack == nullptr) {
    good = false;
    return render(diagnostics);
  }
  diagnostics = stack->diagnostics();
  const archsynth::cfn::Template made = archsynth::synthesize(*stack, diagnostics);
  good = !diagnostics.has_errors();
  return good ? archsynth::cfn::to_json(made) + archsynth::cfn::to_yaml(made) : render(diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  bool good = false;
  bool again = false;
  const std::string first = synth(text, good);
  if (first.empty() || synth(text, again) != first || good != again) std::abort();
  return 0;
}
