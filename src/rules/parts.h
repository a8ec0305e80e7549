#pragma once

#include <array>
#include <span>
#include <string_view>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/rules.h"
#include "archsynth/spec/catalogue.h"

namespace archsynth::analysis {

/// The rules in two parts of about the same cost, in their order. The parts share nothing that they
/// change, so they can run at once.
std::array<std::span<const Rule>, 2> relation_parts();

/// `check_relations` by some of the rules.
void check_relations(std::span<const Rule> some, const cfn::Template& checked,
                     Diagnostics& diagnostics, std::string_view region,
                     const spec::Catalogue& catalogue);

/// What rules that only look at what is there say of the resources that the serverless transform
/// makes, where it was not found before.
void check_made_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                          std::string_view region, const spec::Catalogue& catalogue);

}  // namespace archsynth::analysis
