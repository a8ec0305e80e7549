#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::view {
class View;
}

namespace archsynth::analysis {

class Report;
struct Change;

/// Reports what is wrong for certain, and nothing else: how resources of one template fit one
/// another, which no resource's own schema says; or what an update of a stack harms.
using RelationCheck = void (*)(const view::View&, const Report&);
/// The same of one resource, which is all that decides in which states it is asked.
using ResourceCheck = void (*)(const view::View&, const cfn::Resource&, const Report&);
using ChangeCheck = void (*)(const Change&, const Report&);

/// A row for each kind of finding: its facts, apart from its message, and how it is found.
struct Rule {
  std::string_view id;                   ///< `ARC4101`
  Severity severity = Severity::kError;  ///< error: the deployment fails, or the thing never works
  std::string_view title;                ///< the fault
  std::string_view why;                  ///< its impact
  std::string_view fix;                  ///< what to do about it; empty where each finding says so
  std::string_view source;               ///< the page of the documentation that says so
  /// cfn-lint's rules that come closest, separated by spaces; empty where there is none.
  std::string_view see;
  /// Empty where a pass over the whole template, or another layer, finds it.
  std::variant<std::monostate, RelationCheck, ResourceCheck, ChangeCheck> check{};
  /// What `diff --fail-on` calls it; empty: `hazard` for errors, nothing for others.
  std::string_view harm = "";
  /// The check looks at conditions itself and runs once, on what is written. Others of relations
  /// run in one state after another, and need not think of conditions.
  bool sees_conditions = false;
};

/// Everything that can be reported, by id: `check_relations` and `judge_changes` run the checks.
///
/// A new rule is a row in a table, beside the code that reports it, and a fixture. A table is what
/// a source file returns from `std::span<const Rule> NAME_rules()`. A test holds the rows against
/// the codes in the sources.
std::span<const Rule> rules();
/// Null where there is none.
const Rule* find_rule(std::string_view id);

}  // namespace archsynth::analysis
