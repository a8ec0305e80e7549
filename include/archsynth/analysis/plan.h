#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// What a type counts for of which no page says how long it takes.
inline constexpr int kAssumedSeconds = 60;

/// The making of one resource.
struct PlanStep {
  std::string id;
  std::string type;
  std::string condition;           ///< that has to hold for it; empty: always
  std::vector<std::string> needs;  ///< resources that must be there before, in template order
  int wave = 0;                    ///< after how many others it can start at the earliest, from 1
  int start_seconds = 0;           ///< when everything it needs is there
  int seconds = 0;                 ///< at most; `kAssumedSeconds` where that is not known
  bool is_known = false;
  std::string_view waiting_for;  ///< what takes the time; empty where it is not known
  std::string_view page;
  bool is_critical = false;  ///< on the critical path
  Origin origin;
};

/// The order in which CloudFormation makes the resources of a new stack: each as soon as what it
/// refers to (`Ref`, `Fn::GetAtt`, `Fn::Sub`) or depends on (`DependsOn`) is there.
struct Plan {
  std::vector<PlanStep> steps;             ///< by wave, then as in the template
  std::vector<std::string> critical_path;  ///< the chain that takes longest, first step first
  int waves = 0;
  int seconds = 0;  ///< of the critical path
};

/// Resources with a condition count as made. A template with a dependency cycle, which
/// CloudFormation refuses, has no order: check it first (`check_structure`); here, the cycle is cut
/// where the template's order meets it.
Plan plan(const cfn::Template& stack);

}  // namespace archsynth::analysis
