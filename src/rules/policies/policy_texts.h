#pragma once

#include "archsynth/cfn/template.h"

/// Policies that a template holds as texts.
namespace archsynth::analysis {

/// Puts documents in the place of the texts, also of `Fn::Sub`, `Fn::Join` and `Fn::ToJsonString`,
/// that hold policies. All of a document has the origin of its text.
void read_policy_texts(cfn::Template& stack);

}  // namespace archsynth::analysis
