// State machines: the fields of each kind of state.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/events/state_details.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kStateSpecPage = "https://states-language.net/spec.html";

/// Fields of one of the two query languages only.
constexpr std::string_view kJsonataFields = "Arguments Items Output";
constexpr std::string_view kJsonPathFields =
    "InputPath OutputPath ResultPath ResultSelector Parameters ItemsPath SecondsPath TimestampPath "
    "TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath";

/// A kind of state; names with blanks between.
struct StateKind {
  std::string_view type;
  std::string_view needs;
  std::string_view takes;  ///< besides what it needs, and what all take
  bool continues = true;   ///< it has `Next` or `End`
};

constexpr std::string_view kEveryState = "Type Comment QueryLanguage InputPath OutputPath Output";

constexpr StateKind kStateKinds[] = {
    {"Pass", "", "Result ResultPath Parameters Assign", true},
    {"Task", "Resource",
     "Parameters Arguments ResultPath ResultSelector Retry Catch TimeoutSeconds TimeoutSecondsPath "
     "HeartbeatSeconds HeartbeatSecondsPath Credentials Assign",
     true},
    {"Choice", "Choices", "Default Assign", false},
    {"Wait", "", "Seconds SecondsPath Timestamp TimestampPath Assign", true},
    {"Succeed", "", "", false},
    {"Fail", "", "Error ErrorPath Cause CausePath", false},
    {"Parallel", "Branches", "Parameters Arguments ResultPath ResultSelector Retry Catch Assign",
     true},
    {"Map", "",
     "Iterator ItemProcessor ItemsPath Items ItemSelector ItemReader ItemBatcher ResultWriter "
     "MaxConcurrency MaxConcurrencyPath ToleratedFailurePercentage ToleratedFailurePercentagePath "
     "ToleratedFailureCount ToleratedFailureCountPath Label Parameters ResultPath ResultSelector "
     "Retry Catch Assign",
     true},
};

const StateKind* kind_of_state(std::string_view type) {
  const auto found = std::find_if(std::begin(kStateKinds), std::end(kStateKinds),
                                  [&](const StateKind& each) { return each.type == type; });
  return found == std::end(kStateKinds) ? nullptr : found;
}

/// The comparisons of a choice's rule, JSONata's condition and the joints of rules among them.
const std::vector<std::string>& comparisons() {
  static const auto kAll = [] {
    std::vector<std::string> all = {
        "And",          "BooleanEquals", "BooleanEqualsPath", "Condition",   "IsBoolean", "IsNull",
        "IsNumeric",    "IsPresent",     "IsString",          "IsTimestamp", "Not",       "Or",
        "StringMatches"};
    for (const char* type : {"Numeric", "String", "Timestamp"}) {
      for (const char* how :
           {"Equals", "GreaterThan", "GreaterThanEquals", "LessThan", "LessThanEquals"}) {
        all.push_back(fmt::format("{}{}", type, how));
        all.push_back(fmt::format("{}{}Path", type, how));
      }
    }
    return all;
  }();
  return kAll;
}

struct StateFault {
  std::string text;
  const cfn::Value* place;
};

/// Finds what Step Functions refuses in states, those within others among them.
class StateFields {
 public:
  explicit StateFields(std::vector<StateFault>& faults) : faults_(faults) {}

  void check_machine(const cfn::Value& machine, const std::string& who) {
    const cfn::Value* states = member(&machine, {"States"});
    if (machine.map() == nullptr || states == nullptr || states->map() == nullptr) return;
    if (!machine.map()->contains("StartAt")) fault(machine, who + " has no \"StartAt\"");
    if (const cfn::Value* language = machine.map()->find("QueryLanguage")) language_ = language;
    for (const cfn::MapEntry& state : *states->map()) {
      if (state.value.map() != nullptr) check_state(state.key, *state.value.map(), state.value);
    }
  }

 private:
  void check_state(const std::string& name, const cfn::Map& state, const cfn::Value& place) {
    const std::string who = fmt::format("the state {}", quoted(name));
    const cfn::Value* stated = state.find("Type");
    if (stated == nullptr) return fault(place, who + " has no \"Type\"");
    const StateKind* kind =
        stated->string() == nullptr ? nullptr : kind_of_state(*stated->string());
    if (kind == nullptr) return;
    if (!kind->needs.empty() && !state.contains(kind->needs)) {
      fault(place, fmt::format("{} has no {}", who, quoted(kind->needs)));
    }
    check_names(who, state, *kind);
    check_language(who, state);
    check_ends(who, state, *kind, place);
    if (kind->type == "Wait") check_wait(who, state, place);
    if (kind->type == "Choice") check_choices(who, state);
    for (const char* key : {"Retry", "Catch"}) check_errors(who, state, key);
    check_state_details(
        {who, kind->type, state, place, is_jsonata(state)},
        [&](const cfn::Value& where, std::string text) { fault(where, std::move(text)); });
    if (code_points(name) > 80)
      fault(place, fmt::format("{} has a name of more than 80 characters", who));
    check_within(who, state, *kind, place);
  }

  bool is_jsonata(const cfn::Map& state) const {
    const cfn::Value* stated = state.find("QueryLanguage");
    if (stated == nullptr) stated = language_;
    return stated != nullptr && stated->string() != nullptr && *stated->string() == "JSONata";
  }

  /// A field that is like one of the kind's, and none.
  void check_names(const std::string& who, const cfn::Map& state, const StateKind& kind) {
    std::vector<std::string_view> known = split(kEveryState, ' ');
    for (const std::string_view part : {kind.takes, kind.needs}) {
      for (const std::string_view each : split(part, ' ')) known.push_back(each);
    }
    for (const cfn::MapEntry& entry : state) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      if (is_of_another_kind(entry.key)) {
        fault(entry.value,
              fmt::format("{} of type {} does not support {}", who, kind.type, quoted(entry.key)));
        continue;
      }
      for (const std::string_view each : known) {
        if (each.size() < 5 || edit_distance(each, entry.key) > 1) continue;
        fault(entry.value, fmt::format("{} has the unknown field {} (did you mean {}?)", who,
                                       quoted(entry.key), quoted(each)));
      }
    }
  }

  static bool is_of_another_kind(std::string_view field) {
    return std::any_of(std::begin(kStateKinds), std::end(kStateKinds), [&](const StateKind& kind) {
      const auto takes = split(kind.takes, ' ');
      return kind.needs == field || std::find(takes.begin(), takes.end(), field) != takes.end();
    });
  }

  /// Fields of the other query language; one that is not known has both.
  void check_language(const std::string& who, const cfn::Map& state) {
    const cfn::Value* stated = state.find("QueryLanguage");
    if (stated == nullptr) stated = language_;
    if (stated != nullptr && stated->string() == nullptr) return;
    const bool is_jsonata = stated != nullptr && *stated->string() == "JSONata";
    const auto others = split(is_jsonata ? kJsonPathFields : kJsonataFields, ' ');
    for (const cfn::MapEntry& entry : state) {
      if (std::find(others.begin(), others.end(), entry.key) == others.end()) continue;
      fault(entry.value, fmt::format("{} has {}, which is for {} only", who, quoted(entry.key),
                                     is_jsonata ? "JSONPath" : "JSONata"));
    }
  }

  void check_ends(const std::string& who, const cfn::Map& state, const StateKind& kind,
                  const cfn::Value& place) {
    const bool goes_on = state.contains("Next");
    const cfn::Value* end = state.find("End");
    const bool ends = end != nullptr && end->get_if<bool>() != nullptr && *end->get_if<bool>();
    if (kind.continues && goes_on && ends) {
      fault(place, who + " has both \"Next\" and \"End\"");
    } else if (!kind.continues && (goes_on || ends)) {
      fault(place, fmt::format("{} of type {} cannot have {}", who, kind.type,
                               goes_on ? "\"Next\"" : "\"End\""));
    }
  }

  void check_wait(const std::string& who, const cfn::Map& state, const cfn::Value& place) {
    int stated = 0;
    for (const char* key : {"Seconds", "SecondsPath", "Timestamp", "TimestampPath"}) {
      stated += state.contains(key) ? 1 : 0;
    }
    if (stated != 1) {
      return fault(place, fmt::format("{} must have exactly one of \"Seconds\", \"Timestamp\", "
                                      "\"SecondsPath\" and \"TimestampPath\"",
                                      who));
    }
    const cfn::Value* seconds = state.find("Seconds");
    const auto* number = seconds == nullptr ? nullptr : seconds->get_if<std::int64_t>();
    if (number != nullptr && *number < 0) {
      fault(*seconds, fmt::format("{} cannot wait for {} seconds", who, *number));
    }
  }

  void check_choices(const std::string& who, const cfn::Map& state) {
    const cfn::Value* choices = state.find("Choices");
    if (choices == nullptr || choices->list() == nullptr) return;
    if (choices->list()->empty()) fault(*choices, who + " has no choices");
    for (const cfn::Value& rule : *choices->list()) {
      if (rule.map() == nullptr) continue;
      if (!rule.map()->contains("Next")) fault(rule, who + " has a choice without \"Next\"");
      check_comparison(who, *rule.map());
    }
  }

  void check_comparison(const std::string& who, const cfn::Map& rule) {
    for (const cfn::MapEntry& entry : rule) {
      const auto& known = comparisons();
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      for (const std::string& each : known) {
        if (each.size() < 8 || edit_distance(each, entry.key) > 2) continue;
        fault(entry.value, fmt::format("{} compares with {} (did you mean {}?)", who,
                                       quoted(entry.key), quoted(each)));
        break;
      }
    }
  }

  /// `States.ALL` stands alone, and in the last rule.
  void check_errors(const std::string& who, const cfn::Map& state, const char* key) {
    const cfn::Value* rules = state.find(key);
    if (rules == nullptr || rules->list() == nullptr) return;
    const bool catches = std::string_view(key) == "Catch";
    for (const cfn::Value& rule : *rules->list()) {
      const cfn::Value* errors = member(&rule, {"ErrorEquals"});
      if (rule.map() == nullptr) continue;
      if (errors == nullptr) {
        fault(rule, fmt::format("{} has a {} entry without \"ErrorEquals\"", who, quoted(key)));
      } else if (errors->list() != nullptr && has_all(*errors->list())) {
        const bool is_last = &rule == &rules->list()->back();
        if (errors->list()->size() > 1 || !is_last) {
          fault(rule, fmt::format("{} must list States.ALL alone, in the last entry of {}", who,
                                  quoted(key)));
        }
      }
      if (!catches) check_retry(who, *rule.map());
      if (catches && !rule.map()->contains("Next")) {
        fault(rule, who + " has a \"Catch\" entry without \"Next\"");
      }
    }
  }

  void check_retry(const std::string& who, const cfn::Map& rule) {
    for (const auto& [key, least] :
         {std::pair{"IntervalSeconds", 1.0}, {"MaxAttempts", 0.0}, {"BackoffRate", 1.0}}) {
      const cfn::Value* stated = rule.find(key);
      if (stated == nullptr) continue;
      const auto* whole = stated->get_if<std::int64_t>();
      const auto* real = stated->get_if<double>();
      if (whole == nullptr && real == nullptr) continue;
      const double number = whole != nullptr ? static_cast<double>(*whole) : *real;
      if (number >= least) continue;
      fault(*stated, fmt::format("{} has a {} of {}, below {}", who, quoted(key), number, least));
    }
  }

  static bool has_all(const cfn::List& errors) {
    return std::any_of(errors.begin(), errors.end(), [](const cfn::Value& each) {
      return each.string() != nullptr && *each.string() == "States.ALL";
    });
  }

  void check_within(const std::string& who, const cfn::Map& state, const StateKind& kind,
                    const cfn::Value& place) {
    const cfn::Value* processor = state.find("ItemProcessor");
    if (processor == nullptr) processor = state.find("Iterator");
    if (kind.type == "Map") {
      if (processor == nullptr) return fault(place, who + " has no \"ItemProcessor\"");
      check_machine(*processor, "\"ItemProcessor\" of " + who);
    }
    const cfn::Value* branches = state.find("Branches");
    if (branches == nullptr || branches->list() == nullptr) return;
    for (const cfn::Value& branch : *branches->list()) check_machine(branch, "a branch of " + who);
  }

  void fault(const cfn::Value& place, std::string text) {
    faults_.push_back({std::move(text), &place});
  }

  std::vector<StateFault>& faults_;
  const cfn::Value* language_ = nullptr;  ///< of the whole machine
};

/// The first fault only where values have no places of their own.
void check_state_fields(const View& view, const Report& report) {
  for (const char* type : {"AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"}) {
    for (const cfn::Resource* machine : view.of(type)) {
      each_definition(*machine, [&](const cfn::Value& place, const Embedded& definition) {
        if (!definition.fault.empty()) return;
        std::vector<StateFault> faults;
        StateFields(faults).check_machine(definition.value, "the definition");
        for (StateFault& fault : faults) {
          report(*machine, definition.has_origins ? fault.place : &place, std::move(fault.text));
        }
      });
    }
  }
}

constexpr Rule kStateFieldRules[] = {
    {"ARC4975", Severity::kError, "malformed state in a state machine",
     "Step Functions refuses the state machine", "correct the state", kStateSpecPage, "E3601",
     check_state_fields},
};

}  // namespace

std::span<const Rule> state_field_rules() { return kStateFieldRules; }

}  // namespace archsynth::analysis
