#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diff.h"
#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"

namespace archsynth::analysis {

/// What a type counts for of which no page says how long it takes.
inline constexpr int kAssumedSeconds = 60;

/// What is done about one resource.
enum class PlanAction {
  kCreate,
  kReplace,  ///< a new one is made; the old one is deleted at the end
  kUpdate,
  kDelete,
};
/// `create`, `replace`, `update`, `delete`.
std::string_view word_of(PlanAction action);

/// One operation.
struct PlanStep {
  std::string id;
  std::string type;
  PlanAction action = PlanAction::kCreate;
  std::string condition;           ///< that has to hold for it; empty: always
  std::vector<std::string> needs;  ///< resources that come directly before, in template order
  int wave = 0;                    ///< after how many others it can start at the earliest, from 1
  int start_seconds = 0;           ///< when everything it needs is there
  int seconds = 0;                 ///< at most; `kAssumedSeconds` where that is not known
  bool is_known = false;
  std::string_view waiting_for;  ///< what takes the time; empty where it is not known
  std::string_view page;
  bool is_critical = false;  ///< on the critical path
  std::string failure = {};  ///< why it will fail, which rolls everything back; empty: it will not
  Origin origin;
};

/// The order in which CloudFormation works on resources: each as soon as what it refers to (`Ref`,
/// `Fn::GetAtt`, `Fn::Sub`) or depends on (`DependsOn`) is there.
struct Plan {
  std::vector<PlanStep> steps;             ///< by wave, then as in the template
  std::vector<std::string> critical_path;  ///< the chain that takes longest, first step first
  int waves = 0;
  int seconds = 0;  ///< of the critical path
};

/// The making of a new stack, with what is known of its parameters put in: a resource whose
/// condition is open counts as made. A template with a dependency cycle, which CloudFormation
/// refuses, has no order: check it first (`check_structure`); here, the cycle is cut where the
/// template's order meets it.
Plan plan(const cfn::Template& stack, std::string_view region = "us-east-1",
          const std::vector<ParameterValue>& parameters = {});

/// What a change does: first what is made and changed, in the order of the new template; when all
/// of that is done, what is replaced or gone is deleted, users first. What is retained, or
/// protected from deletion, is left out. Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
Plan plan_change(const Diff& changes);

}  // namespace archsynth::analysis
