#pragma once

#include <string_view>

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"

/// Judgements of templates. Every analysis is a function of a `cfn::Template` and the facts about
/// AWS, so it works on any template, ours or not.
namespace archsynth::analysis {

/// Reports where resources do not fit one another, as far as that is certain: values that a
/// condition, an import or a parameter without default decides are left alone. A parameter has its
/// default. The region is where the stack is to be deployed; empty: not known.
void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region = {}, const spec::Catalogue& catalogue = {});

}  // namespace archsynth::analysis
