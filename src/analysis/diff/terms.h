#pragma once

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// Whether conditions of the template compare what functions make of parameters:
/// `!Equals [!Sub "${Name}-a", eu-a]`.
bool has_terms(const cfn::Template& stack);

/// Gives what such conditions compare a name, and makes it a parameter of both templates:
/// conditions that compare the same depend on each other, those that compare something else do not.
void name_terms(cfn::Template& before, cfn::Template& after, const DiffOptions& options);

}  // namespace archsynth::analysis
