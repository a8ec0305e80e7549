#include "rules/events/state_details.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// A field with a number and its bounds, and the field that takes a path instead.
struct NumberField {
  std::string_view name;
  double least;
  double most;
  std::string_view path;
};

/// Source: https://states-language.net/spec.html
constexpr NumberField kNumberFields[] = {
    {"TimeoutSeconds", 1, 99999999, "TimeoutSecondsPath"},
    {"HeartbeatSeconds", 1, 99999999, "HeartbeatSecondsPath"},
    {"MaxConcurrency", 0, 1e15, "MaxConcurrencyPath"},
    {"ToleratedFailureCount", 0, 1e15, "ToleratedFailureCountPath"},
    {"ToleratedFailurePercentage", 0, 100, "ToleratedFailurePercentagePath"},
};

/// What a call of another service cannot do without. Source: the page of each integration at
/// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
struct CallNeeds {
  std::string_view call;
  std::string_view names;
};

constexpr CallNeeds kCallNeeds[] = {
    {"batch:submitJob", "JobDefinition JobName JobQueue"},
    {"codebuild:startBuild", "ProjectName"},
    {"dynamodb:deleteItem", "Key TableName"},
    {"dynamodb:getItem", "Key TableName"},
    {"dynamodb:putItem", "Item TableName"},
    {"dynamodb:updateItem", "Key TableName"},
    {"ecs:runTask", "TaskDefinition"},
    {"events:putEvents", "Entries"},
    {"glue:startJobRun", "JobName"},
    {"lambda:invoke", "FunctionName"},
    {"sns:publish", "Message"},
    {"sqs:sendMessage", "MessageBody QueueUrl"},
    {"states:startExecution", "StateMachineArn"},
};

/// The text of a value that is written out, without `${substitutions}`. What a function puts into a
/// JSON text reads as `x`.
const std::string* written(const cfn::Value* value) {
  const std::string* text = value == nullptr ? nullptr : value->string();
  const bool is_known = text != nullptr && !text->empty() && text->front() != 'x';
  return is_known && text->find("${") == text->npos ? text : nullptr;
}

std::optional<double> number_in(const cfn::Value& value) {
  if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* real = value.get_if<double>()) return *real;
  return std::nullopt;
}

class Details {
 public:
  Details(const StateOfMachine& state, const StateFaultAt& fault) : state_(state), fault_(fault) {}

  void check() const {
    for (const NumberField& each : kNumberFields) check_number(each);
    if (!state_.is_jsonata) check_paths();
    if (state_.type == "Task") check_call();
    if (state_.type == "Map") check_processor();
    if (state_.type == "Choice") check_rules();
    check_branches();
    check_retries();
    check_timestamp();
  }

 private:
  void fault(const cfn::Value& place, std::string text) const {
    fault_(place, fmt::format("{} {}", state_.who, text));
  }

  void check_number(const NumberField& field) const {
    const cfn::Value* value = state_.fields.find(field.name);
    if (value == nullptr) return;
    if (state_.fields.contains(field.path)) {
      fault(*value, fmt::format("has both {} and {}", quoted(field.name), quoted(field.path)));
    }
    const auto number = number_in(*value);
    if (number && (*number < field.least || *number > field.most)) {
      fault(*value, fmt::format("has a {} of {}, which must be {} {}", quoted(field.name), *number,
                                *number < field.least ? "at least" : "at most",
                                *number < field.least ? field.least : field.most));
    }
    const std::string* text = written(value);
    if (text != nullptr && !state_.is_jsonata && is_digit(text->front())) {
      fault(*value, fmt::format("has a {} that is a string, not a number", quoted(field.name)));
    }
  }

  /// Paths of JSONPath begin with `$`; that of a result names one place.
  void check_paths() const {
    for (const char* name : {"InputPath", "OutputPath", "ItemsPath", "ResultPath", "SecondsPath",
                             "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath"}) {
      const cfn::Value* value = state_.fields.find(name);
      const std::string* text = written(value);
      if (text == nullptr) continue;
      const bool is_call = text->starts_with("States.") && std::string_view(name) != "ResultPath";
      if (text->front() != '$' && !is_call) {
        fault(*value,
              fmt::format("has the {} {}, which must begin with $", quoted(name), quoted(*text)));
      } else if (std::string_view(name) == "ResultPath" &&
                 (text->find("[*]") != text->npos || text->find("..") != text->npos)) {
        fault(*value, fmt::format("has the \"ResultPath\" {}, which names more than one place",
                                  quoted(*text)));
      }
    }
    for (const char* name : {"Parameters", "ResultSelector", "ItemSelector"}) {
      if (const cfn::Value* value = state_.fields.find(name)) check_template(*value);
    }
  }

  /// What has a name that ends with `.$` is a path, or calls an intrinsic function.
  void check_template(const cfn::Value& value) const {
    if (value.list() != nullptr) {
      for (const cfn::Value& each : *value.list()) check_template(each);
    }
    if (value.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *value.map()) {
      const std::string* text = written(&entry.value);
      if (!entry.key.ends_with(".$")) {
        check_template(entry.value);
      } else if (text != nullptr && text->front() != '$' && !text->starts_with("States.")) {
        fault(entry.value, fmt::format("has {} with {}, which must begin with $ or States.",
                                       quoted(entry.key), quoted(*text)));
      }
    }
  }

  void check_call() const {
    const cfn::Value* resource = state_.fields.find("Resource");
    const std::string* text = written(resource);
    if (text == nullptr) return;
    if (!text->starts_with("arn:")) {
      return fault(*resource,
                   fmt::format("has the \"Resource\" {}, which must be an ARN", quoted(*text)));
    }
    const std::size_t at = text->find(":states:::");
    if (at == text->npos) return;
    std::string_view call = std::string_view(*text).substr(at + 10);
    call = call.substr(0, call.find('.'));
    for (const CallNeeds& each : kCallNeeds) {
      if (each.call == call) check_arguments(each);
    }
  }

  void check_arguments(const CallNeeds& needs) const {
    const char* key = state_.is_jsonata ? "Arguments" : "Parameters";
    const cfn::Value* arguments = state_.fields.find(key);
    // Without it, the state's input is passed on.
    if (arguments == nullptr || arguments->map() == nullptr) return;
    for (const std::string_view name : split(needs.names, ' ')) {
      const auto is_it = [&](const cfn::MapEntry& each) {
        return each.key.starts_with("Fn::") || each.key == name ||
               each.key == fmt::format("{}.$", name);
      };
      const cfn::Map& given = *arguments->map();
      if (std::any_of(given.begin(), given.end(), is_it)) continue;
      return fault(*arguments,
                   fmt::format("calls {} without {} in {}", needs.call, quoted(name), quoted(key)));
    }
  }

  void check_processor() const {
    const cfn::Value* config = nullptr;
    for (const char* key : {"ItemProcessor", "Iterator"}) {
      const cfn::Value* processor = state_.fields.find(key);
      if (processor != nullptr) config = member(processor, {"ProcessorConfig"});
    }
    const std::string* mode = written(member(config, {"Mode"}));
    const cfn::Value* type = member(config, {"ExecutionType"});
    if (mode != nullptr && *mode == "DISTRIBUTED" && type == nullptr) {
      fault(*config, "is DISTRIBUTED without \"ExecutionType\"");
    }
    const std::string* text = written(type);
    if (text != nullptr && *text != "STANDARD" && *text != "EXPRESS") {
      fault(*type,
            fmt::format("has the \"ExecutionType\" {}, not STANDARD or EXPRESS", quoted(*text)));
    }
  }

  void check_rules() const {
    const cfn::Value* choices = state_.fields.find("Choices");
    if (choices == nullptr || choices->list() == nullptr) return;
    for (const cfn::Value& rule : *choices->list()) {
      if (rule.map() != nullptr) check_rule(*rule.map(), rule);
    }
  }

  void check_rule(const cfn::Map& rule, const cfn::Value& place) const {
    const bool has_condition = rule.contains("Condition");
    if (state_.is_jsonata != has_condition) {
      const bool is_other = state_.is_jsonata ? rule.contains("Variable") : has_condition;
      if (is_other) {
        fault(place, fmt::format("has a choice with {}, which is for {} only",
                                 state_.is_jsonata ? "\"Variable\"" : "\"Condition\"",
                                 state_.is_jsonata ? "JSONPath" : "JSONata"));
      }
      if (is_other || state_.is_jsonata) return;
    }
    if (state_.is_jsonata) return;
    check_comparison(rule, place);
  }

  /// A comparison has one operator; those that it joins lead nowhere.
  void check_comparison(const cfn::Map& rule, const cfn::Value& place) const {
    const auto operators = std::count_if(rule.begin(), rule.end(), [](const cfn::MapEntry& each) {
      return each.key != "Variable" && each.key != "Next" && each.key != "Comment" &&
             each.key != "Assign" && each.key != "Output";
    });
    if (operators != 1) {
      fault(place, fmt::format("has a choice with {} comparisons, not 1", operators));
    }
    const cfn::Value* variable = rule.find("Variable");
    const std::string* text = written(variable);
    if (text != nullptr && text->front() != '$') {
      fault(*variable, fmt::format("has a choice with the \"Variable\" {}, which must begin with $",
                                   quoted(*text)));
    }
    for (const char* key : {"And", "Or", "Not"}) {
      const cfn::Value* joined = rule.find(key);
      if (joined == nullptr) continue;
      const cfn::List alone = {*joined};
      for (const cfn::Value& each : joined->list() != nullptr ? *joined->list() : alone) {
        if (each.map() == nullptr) continue;
        if (each.map()->contains("Next")) {
          fault(place, fmt::format("has a choice with \"Next\" within {}", quoted(key)));
        }
        check_comparison(*each.map(), place);
      }
    }
  }

  void check_branches() const {
    const cfn::Value* branches = state_.fields.find("Branches");
    if (branches != nullptr && branches->list() != nullptr && branches->list()->empty()) {
      fault(*branches, "has no branches");
    }
  }

  void check_retries() const {
    for (const char* key : {"Retry", "Catch"}) {
      const cfn::Value* rules = state_.fields.find(key);
      if (rules == nullptr || rules->list() == nullptr) continue;
      for (const cfn::Value& rule : *rules->list()) {
        const cfn::Value* errors = member(&rule, {"ErrorEquals"});
        if (errors != nullptr && errors->list() != nullptr && errors->list()->empty()) {
          fault(*errors, fmt::format("has a rule of {} for no errors", quoted(key)));
        }
        const cfn::Value* jitter = member(&rule, {"JitterStrategy"});
        const std::string* text = written(jitter);
        if (text == nullptr || *text == "FULL" || *text == "NONE") continue;
        fault(*jitter,
              fmt::format("has the \"JitterStrategy\" {}, not FULL or NONE", quoted(*text)));
      }
    }
  }

  void check_timestamp() const {
    const cfn::Value* value = state_.fields.find("Timestamp");
    const std::string* text = state_.type == "Wait" ? written(value) : nullptr;
    if (text == nullptr || !is_digit(text->front()) || text->find('T') != text->npos) return;
    fault(*value,
          fmt::format("waits until {}, which must be like 2030-01-01T00:00:00Z", quoted(*text)));
  }

  const StateOfMachine& state_;
  const StateFaultAt& fault_;
};

}  // namespace

void check_state_details(const StateOfMachine& state, const StateFaultAt& fault) {
  Details(state, fault).check();
}

}  // namespace archsynth::analysis
