#pragma once

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// Checks a template by itself, without what AWS knows of its resources' properties.
///
/// Errors are references to nothing (with the nearest name), attributes that a type does not have,
/// conditions and mappings that are not there, dependency cycles (as a whole), exceeded quotas of
/// CloudFormation. Warnings are 80 % of a quota, and parameters and conditions that nothing uses. A
/// template with a transform may hold names that the transform makes: these are left alone.
/// The catalogue knows the attributes of types.
void check_structure(const cfn::Template& checked, Diagnostics& diagnostics,
                     const spec::Catalogue& catalogue = {});

}  // namespace archsynth::analysis
