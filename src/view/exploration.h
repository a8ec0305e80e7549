#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "view/view.h"

namespace archsynth::view {

/// Takes a view through the states that matter to a question: first the default one (parameters
/// have their defaults), then each other outcome of just the conditions that the answers depended
/// on, those that differ least first. Outcomes of several are tried at once where these matter
/// together (`Couplings`). A question is asked in at most 32 states.
///
///     Exploration exploration(view);
///     do {
///       ask(view);
///     } while (exploration.next());
class Exploration {
 public:
  using Assumptions = std::vector<cfn::Assumption>;

  explicit Exploration(View& view);
  ~Exploration();
  Exploration(const Exploration&) = delete;
  Exploration& operator=(const Exploration&) = delete;

  /// What the answers depended on so far, in the state at hand.
  const Assumptions& state() const { return state_; }
  /// Whether the state at hand is the default one.
  bool is_default() const { return differs_.empty(); }
  /// Goes to a state with all of it; false where there is none.
  bool go_to(const Assumptions& assumptions);
  /// Goes on to the next state; false where there is no other, or after the bound.
  bool next();

 private:
  friend class View;

  /// What a condition is in the state at hand; nothing for one that is not there.
  std::optional<bool> decide(std::string_view condition);
  /// Whether all of it is so in the state at hand.
  bool holds(const Assumptions& assumptions) const;
  /// Adds what is so in the state at hand to what the answers depend on.
  void depend_on(const Assumptions& assumptions);
  /// Which of its allowed values a parameter has in the state at hand; nothing where it has no
  /// default, or another parameter is tried: who sets one may set others.
  std::optional<std::size_t> value_of(const cfn::Parameter& parameter);
  /// Whether a value of a parameter is tried, and whose.
  bool tries_value() const { return !tried_.empty(); }
  void start();
  void differ(Assumptions differs);
  /// Those states that differ in one condition more.
  void add_neighbours();
  /// Whether it matters together with what differs.
  bool is_coupled(std::string_view condition) const;
  /// Whether the answers in a state are those of one before.
  bool is_asked(const cfn::ConditionState& state) const;

  View& view_;
  const cfn::ConditionState* at_ = nullptr;
  Assumptions differs_;     ///< from the default
  std::string_view tried_;  ///< the parameter of which these say a value
  Assumptions state_;
  std::deque<Assumptions> open_;  ///< states by how they differ from the default
  std::set<std::string> known_;   ///< of `open_`
  std::vector<Assumptions> asked_;
};

}  // namespace archsynth::view
