#include "view/exploration.h"

#include <algorithm>

#include "view/couplings.h"

namespace archsynth::view {
namespace {

constexpr std::size_t kMostStates = 32;

const cfn::Assumption* find_among(const std::vector<cfn::Assumption>& all,
                                  std::string_view condition) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const cfn::Assumption& each) {
    return each.condition == condition;
  });
  return found == all.end() ? nullptr : &*found;
}

std::string key_of(std::vector<cfn::Assumption> all) {
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.condition < b.condition; });
  std::string key;
  for (const cfn::Assumption& each : all) {
    key += each.holds ? '+' : '-';
    key += each.condition;
  }
  return key;
}

}  // namespace

Exploration::Exploration(View& view) : view_(view) {
  if (!view.source().conditions.empty() || view.states_.has_values()) at_ = view.states_.state({});
  if (at_ != nullptr) {
    view.find_variants();
    view.exploration_ = this;
  }
  start();
}

Exploration::~Exploration() {
  view_.exploration_ = nullptr;
  start();
}

void Exploration::start() {
  state_.clear();
  view_.existing_ = {};
}

std::optional<bool> Exploration::decide(std::string_view condition) {
  if (const cfn::Assumption* known = find_among(state_, condition)) return known->holds;
  const std::optional<bool> holds = view_.states_.holds(condition, *at_);
  if (holds) state_.push_back({condition, *holds});
  return holds;
}

bool Exploration::holds(const Assumptions& assumptions) const {
  return std::all_of(assumptions.begin(), assumptions.end(), [&](const cfn::Assumption& each) {
    return view_.states_.holds(each.condition, *at_) == each.holds;
  });
}

void Exploration::depend_on(const Assumptions& assumptions) {
  for (const cfn::Assumption& each : assumptions) {
    if (find_among(state_, each.condition) == nullptr) state_.push_back(each);
  }
}

std::optional<std::size_t> Exploration::value_of(const cfn::Parameter& parameter) {
  const bool is_tried = parameter.id.str() == tried_;
  if (tries_value() && !is_tried) return std::nullopt;
  const std::vector<std::string>& names = view_.states_.values(parameter.id);
  const bool is_open = !is_tried && parameter.attributes.find("Default") == nullptr;
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_open) {
      if (find_among(state_, names[i]) == nullptr) state_.push_back({names[i], false});
    } else if (decide(names[i]) == true) {
      found = i;
    }
  }
  return found;
}

void Exploration::differ(Assumptions differs) {
  differs_ = std::move(differs);
  tried_ = {};
  for (const cfn::Assumption& each : differs_) {
    if (each.holds && tried_.empty()) tried_ = cfn::ConditionStates::parameter_of(each.condition);
  }
}

void Exploration::add_neighbours() {
  for (const cfn::Assumption& each : state_) {
    if (find_among(differs_, each.condition) != nullptr) continue;
    // A parameter has one value, and one parameter is tried at a time.
    const bool is_value = !cfn::ConditionStates::parameter_of(each.condition).empty();
    if (is_value && (each.holds || tries_value())) continue;
    if (!is_coupled(each.condition)) continue;
    Assumptions differs = differs_;
    differs.push_back({each.condition, !each.holds});
    if (known_.insert(key_of(differs)).second) open_.push_back(std::move(differs));
  }
}

bool Exploration::is_coupled(std::string_view condition) const {
  if (differs_.empty()) return true;
  const auto& couplings = view_.made<Couplings>();
  return std::any_of(differs_.begin(), differs_.end(), [&](const cfn::Assumption& each) {
    return couplings.are_coupled(each.condition, condition);
  });
}

bool Exploration::is_asked(const cfn::ConditionState& state) const {
  return std::any_of(asked_.begin(), asked_.end(), [&](const Assumptions& before) {
    return std::all_of(before.begin(), before.end(), [&](const cfn::Assumption& each) {
      return view_.states_.holds(each.condition, state) == each.holds;
    });
  });
}

bool Exploration::go_to(const Assumptions& assumptions) {
  const cfn::ConditionState* state = view_.states_.state(assumptions);
  if (state == nullptr) return false;
  at_ = state;
  differ(assumptions);
  start();
  return true;
}

bool Exploration::next() {
  if (state_.empty()) return false;
  add_neighbours();
  asked_.push_back(std::move(state_));
  if (asked_.size() == kMostStates) return false;
  // Twice as many are looked at as are asked.
  for (std::size_t looked_at = 0; !open_.empty() && looked_at < 2 * kMostStates; ++looked_at) {
    differ(std::move(open_.front()));
    open_.pop_front();
    at_ = view_.states_.state(differs_);
    if (at_ == nullptr || is_asked(*at_)) continue;
    start();
    return true;
  }
  return false;
}

}  // namespace archsynth::view
