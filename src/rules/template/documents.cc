// JSON within a template: dashboards' bodies and state machines' definitions.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDashboard = "AWS::CloudWatch::Dashboard";
constexpr std::string_view kMachine = "AWS::StepFunctions::StateMachine";

constexpr std::string_view kBodyPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
    "CloudWatch-Dashboard-Body-Structure.html";
constexpr std::string_view kStatesPage = "https://states-language.net/spec.html";

struct Range {
  const char* key;
  double least;
  double most;
};
constexpr Range kRanges[] = {{"x", 0, 23}, {"width", 1, 24}, {"height", 1, 1000}};

/// What is wrong with a widget; empty when nothing is.
std::string widget_fault(const View& view, const cfn::Value& widget) {
  if (widget.map() == nullptr) return {};
  for (const Range& range : kRanges) {
    const auto number = view.number(member(&widget, {range.key}));
    if (!number || (*number >= range.least && *number <= range.most)) continue;
    return fmt::format("{} is {}, not {} to {}", quoted(range.key), *number, range.least,
                       range.most);
  }
  const auto type = view.text(member(&widget, {"type"}));
  if (!widget.map()->contains("type")) return "\"type\" is missing";
  constexpr std::string_view kTypes[] = {"alarm", "custom", "explorer", "log", "metric", "text"};
  if (type && std::find(std::begin(kTypes), std::end(kTypes), *type) == std::end(kTypes)) {
    const auto near = nearest(*type, kTypes);
    return fmt::format("unknown type {}{}", quoted(*type),
                       near ? fmt::format(" (did you mean {}?)", quoted(*near)) : "");
  }
  if (type && !widget.map()->contains("properties")) return "\"properties\" is missing";
  if (type == "text" && !member(&widget, {"properties", "markdown"}))
    return "\"markdown\" is missing";
  return {};
}

void check_dashboards(const View& view, const Report& report) {
  for (const cfn::Resource* dashboard : view.of(kDashboard)) {
    const cfn::Value* place = property(*dashboard, {"DashboardBody"});
    const auto body = embedded(place);
    if (!body) continue;
    const cfn::Value* widgets = member(&body->value, {"widgets"});
    if (!body->fault.empty()) {
      report(*dashboard, place,
             fmt::format("\"DashboardBody\" is not valid JSON: {}", body->fault));
    } else if (widgets == nullptr) {
      report(*dashboard, place, "\"DashboardBody\" is missing \"widgets\"");
    }
    if (widgets == nullptr || widgets->list() == nullptr) continue;
    for (std::size_t i = 0; i < widgets->list()->size(); ++i) {
      const std::string fault = widget_fault(view, (*widgets->list())[i]);
      if (!fault.empty()) report(*dashboard, place, fmt::format("widget {}: {}", i + 1, fault));
    }
  }
}

/// What is wrong with a state machine, and where.
struct Fault {
  std::string text;
  const cfn::Value* place = nullptr;
};

/// A machine's states, or those of a map or parallel state within.
class States {
 public:
  States(const cfn::Value& machine, std::vector<Fault>& faults)
      : machine_(machine), faults_(faults) {}

  void check() {
    const cfn::Value* states = member(&machine_, {"States"});
    if (states == nullptr || states->map() == nullptr) return;
    states_ = states->map();
    check_target(member(&machine_, {"StartAt"}), "StartAt");
    for (const cfn::MapEntry& state : *states_) check_state(state);
    // Where a name is wrong, the right one is not reached.
    if (is_lost_ || !machine_.map()->contains("StartAt")) return;
    if (std::none_of(states_->begin(), states_->end(), may_end)) {
      fault("no state ends: each leads to another one", *states);
    }
    for (const cfn::MapEntry& state : *states_) {
      if (reached_.contains(state.key)) continue;
      fault(fmt::format("the state {} is unreachable", quoted(state.key)), state.value);
    }
  }

 private:
  static bool may_end(const cfn::MapEntry& state) {
    const cfn::Value* type = member(&state.value, {"Type"});
    const cfn::Value* end = member(&state.value, {"End"});
    if (type == nullptr || type->string() == nullptr) return true;
    if (*type->string() == "Succeed" || *type->string() == "Fail") return true;
    if (end == nullptr) return *type->string() != "Choice" && !state.value.map()->contains("Next");
    return end->get_if<bool>() == nullptr || *end->get_if<bool>();
  }

  void check_state(const cfn::MapEntry& state) {
    const cfn::Value& value = state.value;
    const std::string who = fmt::format("the state {}", quoted(state.key));
    const cfn::Value* type = member(&value, {"Type"});
    check_target(member(&value, {"Next"}), who);
    check_target(member(&value, {"Default"}), who);
    for (const char* key : {"Catch", "Choices"}) each_next(member(&value, {key}), who);
    if (type != nullptr && type->string() != nullptr) check_end(value, *type->string(), who);
    for (const char* key : {"ItemProcessor", "Iterator"}) {
      if (const cfn::Value* inner = member(&value, {key})) States(*inner, faults_).check();
    }
    const cfn::Value* branches = member(&value, {"Branches"});
    if (branches == nullptr || branches->list() == nullptr) return;
    for (const cfn::Value& branch : *branches->list()) States(branch, faults_).check();
  }

  void each_next(const cfn::Value* rules, const std::string& who) {
    if (rules == nullptr || rules->list() == nullptr) return;
    for (const cfn::Value& rule : *rules->list()) check_target(member(&rule, {"Next"}), who);
  }

  void check_target(const cfn::Value* target, const std::string& who) {
    const std::string* name = target == nullptr ? nullptr : target->string();
    if (name == nullptr) return;
    reached_.insert(*name);
    if (states_->contains(*name)) return;
    is_lost_ = true;
    std::vector<std::string> names;
    for (const cfn::MapEntry& state : *states_) names.push_back(state.key);
    const std::string near = nearest(*name, names).value_or("");
    fault(fmt::format("{} leads to the unknown state {}{}", who, quoted(*name),
                      near.empty() ? "" : fmt::format(" (did you mean {}?)", quoted(near))),
          *target);
  }

  void check_end(const cfn::Value& state, const std::string& type, const std::string& who) {
    constexpr std::string_view kEnding[] = {"Choice", "Succeed", "Fail"};
    const bool ends = std::find(std::begin(kEnding), std::end(kEnding), type) != std::end(kEnding);
    if (ends || state.map()->contains("Next") || state.map()->contains("End")) return;
    fault(fmt::format("{} needs \"Next\" or \"End\"", who), state);
  }

  void fault(std::string text, const cfn::Value& place) {
    faults_.push_back({std::move(text), &place});
  }

  const cfn::Value& machine_;
  const cfn::Map* states_ = nullptr;
  std::set<std::string> reached_;
  bool is_lost_ = false;
  std::vector<Fault>& faults_;
};

void check_machines(const View& view, const Report& report) {
  View::Resources machines = view.of(kMachine);
  const View::Resources& serverless = view.of("AWS::Serverless::StateMachine");
  machines.insert(machines.end(), serverless.begin(), serverless.end());
  for (const cfn::Resource* machine : machines) {
    each_definition(*machine, [&](const cfn::Value& place, const Embedded& definition) {
      if (!definition.fault.empty()) {
        report(*machine, &place,
               fmt::format("the definition is not valid JSON: {}", definition.fault));
      }
      std::vector<Fault> faults;
      States(definition.value, faults).check();
      for (Fault& fault : faults) {
        report(*machine, definition.has_origins ? fault.place : &place, std::move(fault.text));
      }
    });
  }
}

constexpr Rule kDocumentsRules[] = {
    {"ARC4608", Severity::kError, "malformed dashboard body",
     "CloudWatch refuses the dashboard, or misplaces a widget",
     "write {\"widgets\": [{\"type\": …, \"width\": 1 to 24, \"properties\": …}]}", kBodyPage, "",
     check_dashboards},
    {"ARC4810", Severity::kError, "unknown or unreachable state in a state machine",
     "Step Functions refuses the state machine", "correct the definition", kStatesPage, "E3601",
     check_machines},
};

}  // namespace

std::span<const Rule> document_rules() { return kDocumentsRules; }

}  // namespace archsynth::analysis
