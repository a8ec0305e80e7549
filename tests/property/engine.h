#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

/// A simple model of CloudFormation's engine: what one update does to the resources of a stack. It
/// is written from CloudFormation's documentation, knows no sentence of `analysis/diff`, and shares
/// with it only tables of facts: create-only properties, identities, what holds data.
///
/// 1. Resources are created and updated in the order of their references.
/// 2. A changed create-only property makes a new physical resource under a new physical id; what
///    refers to it is updated in turn.
/// 3. Only then, what was replaced or has left the template is deleted, as its policy says.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
namespace archsynth::property {

enum class Step { kNothing, kCreate, kUpdate, kReplace, kDelete };

/// What becomes of the data of a physical resource that leaves the stack.
enum class Rest { kNone, kUnknown, kDeleted, kSnapshot, kRetained, kProtected };

struct Event {
  /// More than one: the tables do not decide.
  std::set<Step> steps;
  std::set<Rest> rests = {};
  /// It cannot be created or updated: what has its identity is still there.
  bool is_refused = false;
  /// Whether that is so depends on what this model leaves open.
  bool may_be_refused = false;
  std::string why;
};

struct Stack {
  const cfn::Template* source = nullptr;
  std::map<std::string, std::string> parameters;
  std::string region;
};

/// By logical id, of both templates; nothing where the templates cannot be modelled: circular
/// references, conditions that only the deployment decides.
std::optional<std::map<std::string, Event>> update(const Stack& before, const Stack& after);

}  // namespace archsynth::property
