#pragma once

#include "analysis/diff/sides.h"

namespace archsynth::analysis {

/// Holds what resources claim against both stacks, in the order in which CloudFormation works: what
/// is added or replaced is created before anything is deleted. Marks the changes that fail, and
/// finds what a deletion takes from a resource that stays.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
void judge_collisions(const Sides& sides, Diff& changes);

}  // namespace archsynth::analysis
