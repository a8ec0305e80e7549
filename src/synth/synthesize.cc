#include "archsynth/synth/synthesize.h"

#include "archsynth/rules/structure.h"
#include "stages.h"

namespace archsynth {

cfn::Template synthesize(const Stack& stack, Diagnostics& diagnostics,
                         const spec::Catalogue& catalogue) {
  return synthesize_with(stack, stack.overrides(), diagnostics, catalogue);
}

cfn::Template synthesize_with(const Stack& stack, const std::vector<cfn::PatchOperation>& overrides,
                              Diagnostics& diagnostics, const spec::Catalogue& catalogue) {
  synth::Folded folded = synth::fold(stack, diagnostics);
  cfn::Template result = std::move(folded.result);
  synth::apply_moves(result, stack.moves(), diagnostics);
  // Files are checked when they are read; this is for programs.
  if (!stack.diagnostics().has_errors()) synth::check_props(stack.props(), diagnostics);
  synth::add_tags({result.resources.data(), folded.constructed}, stack.props().tags,
                  stack.props().region, diagnostics);
  if (!overrides.empty()) {
    result = synth::apply_overrides(std::move(result), overrides, diagnostics);
  }
  synth::apply_waivers(result, stack.waivers(), diagnostics);
  analysis::check_structure(result, diagnostics, catalogue);
  return result;
}

}  // namespace archsynth
