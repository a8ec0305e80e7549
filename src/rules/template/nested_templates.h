#pragma once

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// Reports where a nested stack does not fit its template: parameters that the template lacks or
/// refuses, or that have neither a value nor a default, and outputs that it does not give.
void check_nested_stack(const cfn::Template& parent, const cfn::Resource& nested,
                        const cfn::Template& child, Diagnostics& to);

}  // namespace archsynth::analysis
