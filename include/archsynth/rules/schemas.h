#pragma once

#include <string_view>

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// Reports where resources do not fit the schemas of their types: unknown types, types that the
/// region lacks, unknown properties, missing ones, values of another type or form, what excludes or
/// needs one another. Errors where a deployment would fail in some possible state of the template's
/// conditions; warnings where a value that a parameter's declaration names would not fit. Codes
/// `ARC3001` to `ARC3022`; `see` is the id of cfn-lint's rule. Rules that the Metadata of the
/// template or of a resource turns off for cfn-lint are off.
void check_schemas(const cfn::Template& checked, Diagnostics& diagnostics,
                   std::string_view region = "us-east-1", const spec::Catalogue& catalogue = {});

}  // namespace archsynth::analysis
