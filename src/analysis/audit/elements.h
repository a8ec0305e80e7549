#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "answers.h"

/// What the elements of statements say, and what they may come to say once the deployment gives
/// parameters and imports their values.
namespace archsynth::analysis {

using model::Certainty;

/// A text of an element, in the language of `model/identities/patterns.h`.
struct Element {
  std::string text;
  std::string widest;  ///< with `*` for what only the deployment knows
  std::string open;    ///< what the deployment decides: `P`, `an import`; empty: nothing
  Origin at;
};
/// Which values a parameter without one may get.
enum class Values {
  kTaken,  ///< those that its declaration takes: no `*` where a pattern refuses it
  kAny,
};
/// Those of a list, or of one value alone.
std::vector<Element> elements_of(const AuditedStack& stack, const cfn::Value* value,
                                 Values values = Values::kTaken);

/// Whether one of the elements is something, and which.
struct Found {
  Certainty is = Certainty::kNo;
  const Element* by = nullptr;  ///< null: none, or what `NotAction` or `NotResource` leaves
};
template <typename Is>
Found find_element(const std::vector<Element>& all, const Is& is) {
  Found found;
  for (const Element& each : all) {
    if (is(each.text)) return {Certainty::kYes, &each};
    if (found.by == nullptr && !each.open.empty() && is(each.widest))
      found = {Certainty::kMaybe, &each};
  }
  return found;
}

/// What a statement is about.
struct Scope {
  std::vector<Element> actions;
  std::vector<Element> resources;
  bool has_other_actions = false;    ///< `NotAction`: all but these
  bool has_other_resources = false;  ///< `NotResource`

  /// Whether it names an action.
  Found names(std::string_view action) const;
  /// Whether its resources are all that the action can be about: `*`, or every role of the account.
  Found reaches_all(const AuditedStack& stack, std::string_view action) const;
};
Scope scope_of(const AuditedStack& stack, const cfn::Map& statement);

/// The property that holds the policy.
inline std::string_view property_of(const AllowStatement& each) { return each.policy.property; }
/// The place of the value that decides.
const Origin& place_of(const AllowStatement& each, const Found& found);
/// `Resource "*"`.
std::string resource_text(const Found& found);
/// The first four, and how many more.
std::string some_of(const std::vector<std::string>& all);
/// `depends on P`: why something is not known.
std::string why_open(const Element& element);
/// The least certain of what has to be so, and the element that decides.
Found both(const Found& a, const Found& b);

}  // namespace archsynth::analysis
