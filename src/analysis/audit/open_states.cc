#include "open_states.h"

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "cfn/evaluate/conditions.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using Assumptions = std::vector<cfn::Assumption>;

constexpr std::size_t kMostStates = 24;
constexpr std::size_t kMostLooks = 256;

/// All outcomes of each two conditions that meet in a resource.
std::vector<Assumptions> outcomes(const cfn::Template& stack) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  std::vector<Assumptions> all;
  for (const cfn::Resource& resource : stack.resources) {
    const auto open = cfn::conditions_of(resource);
    for (std::size_t i = 0; i < open.size(); ++i) {
      for (std::size_t j = i + (open.size() == 1 ? 0 : 1); j < open.size(); ++j) {
        if (!pairs.emplace(open[i], open[j]).second) continue;
        for (const bool first : {true, false}) {
          for (const bool second : {first, !first}) {
            if (i == j && first != second) continue;
            all.push_back({{open[i], first}, {open[j], second}});
          }
        }
      }
    }
  }
  if (all.size() > kMostLooks) all.resize(kMostLooks);
  return all;
}

cfn::Template chosen(const cfn::Template& stack, const cfn::Decide& decide) {
  cfn::Template made = stack;
  std::erase_if(made.resources, [&](const cfn::Resource& each) {
    return !each.condition.empty() && decide(each.condition.str()) == false;
  });
  for (cfn::Resource& each : made.resources) {
    if (!each.condition.empty() && decide(each.condition.str()) == true) each.condition = {};
    cfn::choose(each.properties, decide);
  }
  return made;
}

const AuditAnswer* answer_on(const std::vector<AuditAnswer>& answers, std::string_view resource) {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const AuditAnswer& each) {
    return each.resource == resource;
  });
  return found == answers.end() ? nullptr : &*found;
}

}  // namespace

OpenStates::OpenStates(const cfn::Template& source, const AuditedStack& stack,
                       const AuditOptions& options) {
  if (source.conditions.empty()) return;
  add_outcomes(stack, options);
  add_empty(source, stack, options);
}

OpenStates::State& OpenStates::add(std::unique_ptr<AuditedStack> made) {
  State& state = all_.emplace_back();
  state.stack = made.get();
  state.owned = std::move(made);
  return state;
}

void OpenStates::add_outcomes(const AuditedStack& stack, const AuditOptions& options) {
  const cfn::ConditionStates& states = stack.view.states();
  std::vector<const cfn::ConditionState*> asked;
  for (const Assumptions& each : outcomes(stack.deployed)) {
    if (all_.size() == kMostStates) break;
    const bool is_asked = std::any_of(asked.begin(), asked.end(), [&](const auto* state) {
      return std::all_of(each.begin(), each.end(), [&](const cfn::Assumption& one) {
        return states.holds(one.condition, *state) == one.holds;
      });
    });
    const cfn::ConditionState* state = is_asked ? nullptr : states.state(each);
    if (state == nullptr) continue;
    asked.push_back(state);
    std::map<std::string, std::string, std::less<>> words;
    const auto decide = [&](std::string_view condition) {
      const auto holds = states.holds(condition, *state);
      if (holds) words.emplace(condition, *holds ? "holds" : "does not hold");
      return holds;
    };
    add(std::make_unique<AuditedStack>(chosen(stack.deployed, decide), options)).words =
        std::move(words);
  }
}

void OpenStates::add_empty(const cfn::Template& source, const AuditedStack& stack,
                           const AuditOptions& options) {
  const bool may_be_open =
      std::any_of(source.parameters.begin(), source.parameters.end(),
                  [](const cfn::Parameter& each) { return !each.attributes.contains("Default"); });
  if (!may_be_open) return;
  AuditOptions empty = options;
  const auto taken = view::Deployed(source, options.region, options.parameters).taken_as_set;
  for (const cfn::Parameter& each : source.parameters) {
    if (each.attributes.contains("Default")) continue;
    if (std::find(taken.begin(), taken.end(), each.id.str()) == taken.end()) continue;
    empty.parameters.push_back({each.id.str(), cfn::Value(""), {}});
  }
  if (empty.parameters.size() == options.parameters.size()) return;
  if (all_.empty()) all_.emplace_back().stack = &stack;
  const bool is_one = empty.parameters.size() == options.parameters.size() + 1;
  const std::string name = is_one ? empty.parameters.back().name : "parameters";
  for (State& each : all_) each.words.emplace(name, is_one ? "is set" : "are set");
  add(std::make_unique<AuditedStack>(source, empty))
      .words.emplace(name, is_one ? "is empty" : "are empty");
}

void OpenStates::correct(AuditedControl& made) const {
  if (all_.empty()) return;
  std::vector<std::vector<AuditAnswer>> here;
  std::set<std::string> resources;
  for (const AuditAnswer& each : made.answers) resources.insert(each.resource);
  for (const State& each : all_) {
    AuditedControl other{made.control, {}};
    answer_control(*each.stack, other);
    for (const AuditAnswer& one : other.answers) resources.insert(one.resource);
    here.push_back(std::move(other.answers));
  }
  for (const std::string& each : resources) correct(each, here, made.answers);
}

void OpenStates::correct(const std::string& resource, const AnswersOfStates& here,
                         std::vector<AuditAnswer>& answers) const {
  const AuditAnswer* known = answer_on(answers, resource);
  const int now = known == nullptr ? -1 : rank_of(known->verdict);
  std::vector<std::size_t> by_rank[3];
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].stack->view.find(resource) == nullptr) continue;
    const AuditAnswer* found = answer_on(here[i], resource);
    by_rank[found == nullptr ? 0 : rank_of(found->verdict)].push_back(i);
  }
  const int worst = !by_rank[2].empty() ? 2 : !by_rank[1].empty() ? 1 : 0;
  const bool is_certain = worst != 1 && by_rank[0].empty() == (worst == 2) && by_rank[1].empty();
  // What is open for other reasons stays open where it does not fail for certain.
  if ((is_certain && now == worst) || (now == 1 && !(is_certain && worst == 2))) return;
  if (by_rank[worst].empty() || answer_on(here[by_rank[worst].front()], resource) == nullptr)
    return;
  std::erase_if(answers, [&](const AuditAnswer& each) { return each.resource == resource; });
  for (AuditAnswer each : here[by_rank[worst].front()]) {
    if (each.resource != resource) continue;
    if (!is_certain) {
      if (each.verdict == Verdict::kFail) each.evidence += reason_of(by_rank[2], by_rank[0]);
      each.verdict = Verdict::kUnknown;
    }
    answers.push_back(std::move(each));
  }
}

std::string OpenStates::reason_of(const std::vector<std::size_t>& bad,
                                  const std::vector<std::size_t>& good) const {
  std::vector<std::string> needed;
  for (const auto& each : all_[bad.front()].words) {
    const auto is_same = [&](std::size_t i) {
      const auto found = all_[i].words.find(each.first);
      return found == all_[i].words.end() || found->second == each.second;
    };
    if (!std::all_of(bad.begin(), bad.end(), is_same)) continue;
    if (std::all_of(good.begin(), good.end(), is_same)) continue;
    needed.push_back(each.first + " " + each.second);
  }
  return needed.empty() ? ", depending on conditions" : ", if " + join(needed, " and ");
}

}  // namespace archsynth::analysis
