#include "archsynth/cfn/reader.h"
#include "stages.h"

namespace archsynth::synth {

cfn::Template apply_overrides(cfn::Template result,
                              const std::vector<cfn::PatchOperation>& overrides, Diagnostics& to) {
  cfn::Value document = cfn::without_intrinsics(cfn::to_value(result));
  cfn::apply_patch(document, overrides, to);
  std::optional<cfn::Template> patched = cfn::read_template(document, to);
  return patched ? std::move(*patched) : std::move(result);
}

}  // namespace archsynth::synth
