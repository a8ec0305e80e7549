#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "archsynth/construct/stack.h"

/// What `synthesize` does, one after the other, before the template is checked as any other. Codes:
/// ARC2001 to ARC2003 ids, ARC2004 and ARC2005 moves, ARC2006 and ARC2007 waivers, ARC2020 to
/// ARC2022 tags and names.
namespace archsynth::synth {

/// The tree, the raw resources, parameters, conditions and outputs as a template without tags.
/// Reports ids that are shared or malformed; of things with the same id the first one stands.
/// Resources made by constructs come first: `constructed` says how many these are.
struct Folded {
  cfn::Template result;
  std::size_t constructed = 0;
};
Folded fold(const Stack& stack, Diagnostics& diagnostics);

/// Whether the text is letters and digits of ASCII.
bool is_logical_id(std::string_view text);

/// Gives resources the ids that they keep, and reports moves of what is not there (ARC2004) and to
/// ids that others have (ARC2005).
void apply_moves(cfn::Template& result, const std::vector<Move>& moves, Diagnostics& diagnostics);

/// Records waivers in the metadata of their resources, and reports those of unknown controls
/// (ARC2006) and resources (ARC2007).
void apply_waivers(cfn::Template& result, const std::vector<Waiver>& waivers,
                   Diagnostics& diagnostics);

/// Reports a name that AWS refuses.
void check_props(const StackProps& props, Diagnostics& diagnostics);
/// Adds the tags that each resource does not have yet, in the form that its type takes in the
/// region. Reports those that a type refuses, that are stated twice, and that are too many, each
/// once, and adds none of these.
void add_tags(std::span<cfn::Resource> resources, const std::vector<Tag>& tags,
              std::string_view region, Diagnostics& diagnostics);

/// The template with the overrides applied to its plain document.
cfn::Template apply_overrides(cfn::Template result,
                              const std::vector<cfn::PatchOperation>& overrides,
                              Diagnostics& diagnostics);

}  // namespace archsynth::synth
