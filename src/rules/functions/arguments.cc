// What functions take.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference.html";
constexpr std::string_view kConditionsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-conditions.html";
constexpr std::string_view kExtensionsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "transform-aws-languageextensions.html";

constexpr Rule kArguments = {"ARC3101",
                             Severity::kError,
                             "wrong arguments of a function",
                             "CloudFormation refuses the template",
                             "",
                             kPage,
                             ""};
constexpr Rule kConditionForm = {"ARC3102",
                                 Severity::kError,
                                 "condition uses an unsupported function",
                                 "CloudFormation refuses the template",
                                 "",
                                 kConditionsPage,
                                 "E8001"};
constexpr Rule kExtension = {"ARC3103",
                             Severity::kError,
                             "function requires AWS::LanguageExtensions",
                             "CloudFormation refuses the template",
                             "add Transform: AWS::LanguageExtensions to the template",
                             kExtensionsPage,
                             "E1032"};

constexpr Rule kRules[] = {kArguments, kConditionForm, kExtension};

/// What a place among a function's arguments takes.
enum class Takes {
  kText,       ///< a scalar, or a function
  kPlainText,  ///< a scalar
  kIndex,      ///< a number, or a function
  kList,       ///< a list, or a function
  kCondition,  ///< a function of conditions
  kAnything,
};

struct Form {
  Function function;
  std::size_t least;  ///< items of the argument; 0 and `most` 0: the argument is no list
  std::size_t most;
  std::array<Takes, 3> takes;  ///< the last counts for all that follow
  std::string_view see;
  std::string_view shown;
};

constexpr Form kForms[] = {
    {Function::kBase64, 0, 0, {Takes::kText}, "E1021", "a string"},
    {Function::kGetAZs, 0, 0, {Takes::kText}, "E1015", "a region, or \"\" for the stack's own"},
    {Function::kImportValue, 0, 0, {Takes::kText}, "E1016", "the name of an export"},
    {Function::kCidr,
     2,
     3,
     {Takes::kText, Takes::kText, Takes::kText},
     "E1024",
     "a list of an address block, a count and the number of bits"},
    {Function::kIf,
     3,
     3,
     {Takes::kPlainText, Takes::kAnything, Takes::kAnything},
     "E1028",
     "a list of a condition's name, the value if true and the value if false"},
    {Function::kJoin,
     2,
     2,
     {Takes::kPlainText, Takes::kList, Takes::kList},
     "E1022",
     "a list of a delimiter and a list of strings"},
    {Function::kSelect,
     2,
     2,
     {Takes::kIndex, Takes::kList, Takes::kList},
     "E1017",
     "a list of an index and a list"},
    {Function::kSplit,
     2,
     2,
     {Takes::kPlainText, Takes::kText, Takes::kText},
     "E1018",
     "a list of a delimiter and a string"},
    {Function::kEquals,
     2,
     2,
     {Takes::kText, Takes::kText, Takes::kText},
     "E8003",
     "a list of two values"},
    {Function::kNot,
     1,
     1,
     {Takes::kCondition, Takes::kCondition, Takes::kCondition},
     "E8005",
     "a list of one condition"},
    {Function::kAnd,
     2,
     10,
     {Takes::kCondition, Takes::kCondition, Takes::kCondition},
     "E8004",
     "a list of 2 to 10 conditions"},
    {Function::kOr,
     2,
     10,
     {Takes::kCondition, Takes::kCondition, Takes::kCondition},
     "E8006",
     "a list of 2 to 10 conditions"},
};

bool is_scalar(const cfn::Value& value) {
  return value.string() != nullptr || value.get_if<bool>() != nullptr ||
         value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
}

bool is_function(const cfn::Value& value) {
  return value.is_intrinsic() || is_spelled_function(value);
}

bool is_condition_function(const cfn::Value& value) {
  if (is_spelled_function(value)) return true;
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return false;
  switch (call->function) {
    case Function::kEquals:
    case Function::kNot:
    case Function::kAnd:
    case Function::kOr:
    case Function::kCondition:
    case Function::kContains:
    case Function::kEachMemberEquals:
    case Function::kEachMemberIn:
    case Function::kTransform:
      return true;
    default:
      return false;
  }
}

/// A call of a macro, which may make anything.
bool is_macro(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  return call != nullptr && call->function == Function::kTransform;
}

bool gives_text(const cfn::Value& value) {
  if (value.get_if<cfn::Sub>() != nullptr) return true;
  const auto* call = value.get_if<cfn::Call>();
  return call != nullptr &&
         (call->function == Function::kJoin || call->function == Function::kBase64 ||
          call->function == Function::kToJsonString);
}

bool fits(const cfn::Value& value, Takes takes) {
  switch (takes) {
    case Takes::kAnything:
      return value.get_if<cfn::Null>() == nullptr;
    case Takes::kPlainText:
      return is_scalar(value);
    case Takes::kText:
      return is_scalar(value) || is_function(value);
    case Takes::kList:
      return value.list() != nullptr || (is_function(value) && !gives_text(value));
    case Takes::kIndex:
      return is_function(value) || scalar_number(value).has_value();
    case Takes::kCondition:
      return is_condition_function(value);
  }
  return true;
}

std::string_view name_of(Takes takes) {
  switch (takes) {
    case Takes::kPlainText:
      return "a string";
    case Takes::kText:
      return "a string or a function";
    case Takes::kIndex:
      return "a number";
    case Takes::kList:
      return "a list or a function";
    case Takes::kCondition:
      return "a condition";
    case Takes::kAnything:
      break;
  }
  return "a value";
}

/// Whether a comma is missing within what a function names.
bool names_two(const cfn::Value& value) {
  const auto* ref = value.get_if<cfn::Ref>();
  return ref != nullptr && ref->target.str().find(' ') != std::string::npos;
}

void check_form(const FunctionRun& run, const Form& form, const cfn::Call& call,
                const Origin& origin) {
  const cfn::Value& argument = call.argument.front();
  const std::string_view name = cfn::long_name(form.function);
  const auto wrong = [&](const Origin& at, std::string message) {
    report(run.to, kArguments, at, std::move(message), fmt::format("use {}", form.shown), form.see);
  };
  if (form.most == 0) {
    if (!fits(argument, form.takes[0])) {
      wrong(origin, fmt::format("{} must have {}, not {}", name, name_of(form.takes[0]),
                                what_is(argument)));
    }
    return;
  }
  const cfn::List* list = argument.list();
  if (list == nullptr) {
    if (is_macro(argument)) return;
    return wrong(origin, fmt::format("{} must have a list, not {}", name, what_is(argument)));
  }
  const bool has_wrong_size = list->size() < form.least || list->size() > form.most;
  // Of `[!Ref A b]` the name is reported.
  if (has_wrong_size && std::none_of(list->begin(), list->end(), names_two)) {
    wrong(origin, fmt::format("{} has {} {}", name, list->size(),
                              list->size() == 1 ? "argument" : "arguments"));
  }
  const std::size_t judged = std::min(list->size(), form.most);
  for (std::size_t i = 0; i < judged; ++i) {
    const Takes takes = form.takes[std::min<std::size_t>(i, 2)];
    const cfn::Value& item = (*list)[i];
    if (fits(item, takes) || is_macro(item)) continue;
    wrong(first_known(item.origin(), origin),
          fmt::format("argument {} of {} must be {}, not {}", i + 1, name, name_of(takes),
                      what_is(item)));
  }
}

void check_find_in_map(const FunctionRun& run, const cfn::Call& call, const Origin& place) {
  const cfn::Value& argument = call.argument.front();
  const cfn::List* list = argument.list();
  // A default needs no transform any more.
  if (list != nullptr && (list->size() == 3 || list->size() == 4) &&
      std::all_of(list->begin(), list->begin() + 3,
                  [](const cfn::Value& each) { return is_scalar(each) || is_function(each); })) {
    return;
  }
  if (is_function(argument)) return;
  report(run.to, kArguments, place, "Fn::FindInMap needs the name of a mapping and two keys",
         "use a list of the mapping's name and two keys", "E1011");
}

void check_stack_output(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  constexpr std::array<std::string_view, 4> kKeys = {"OutputName", "Region", "RoleArn",
                                                     "StackName"};
  const cfn::Value& argument = call.argument.front();
  const cfn::Map* map = argument.map();
  const auto wrong = [&](const Origin& at, std::string message) {
    report(run.to, kArguments, at, std::move(message),
           "use a mapping with StackName and OutputName", "E1033");
  };
  if (map == nullptr) {
    if (!is_function(argument)) {
      wrong(origin, "Fn::GetStackOutput must have a mapping, not " + what_is(argument));
    }
    return;
  }
  for (const char* key : {"StackName", "OutputName"}) {
    if (!map->contains(key))
      wrong(origin, fmt::format("Fn::GetStackOutput is missing {}", quoted(key)));
  }
  for (const cfn::MapEntry& entry : *map) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.key) == kKeys.end()) {
      wrong(first_known(entry.key_origin, origin),
            fmt::format("Fn::GetStackOutput does not support {}", quoted(entry.key)));
    }
  }
}

/// `Fn::Length` and `Fn::ToJsonString` take lists, the second mappings too, or what returns one.
void check_measured(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  const cfn::Value& argument = call.argument.front();
  const bool is_length = call.function == Function::kLength;
  const auto* ref = argument.get_if<cfn::Ref>();
  const cfn::Parameter* parameter = ref ? run.index.parameter(ref->target.str()) : nullptr;
  const bool is_text =
      is_scalar(argument) || gives_text(argument) ||
      (parameter != nullptr && (parameter->type == "String" || parameter->type == "Number"));
  if (!is_text && (!is_length || argument.map() == nullptr || is_function(argument))) return;
  const std::string_view name = cfn::long_name(call.function);
  report(run.to, kArguments, origin,
         fmt::format("{} takes {}, not {}", name, is_length ? "a list" : "a list or a mapping",
                     what_is(argument)),
         fmt::format("{} takes {}", name, is_length ? "a list" : "a list or a mapping"),
         is_length ? "E1030" : "E1031");
}

void check_variables(const FunctionRun& run, const cfn::Sub& sub) {
  for (const cfn::MapEntry& entry : sub.variables) {
    if (is_scalar(entry.value) || is_function(entry.value)) continue;
    report(run.to, kArguments, first_known(entry.value.origin(), entry.key_origin),
           fmt::format("the variable {} of Fn::Sub must be a string, not {}", quoted(entry.key),
                       what_is(entry.value)),
           "use a string or a function", "E1019");
  }
}

/// Reports loops at any depth, which only the transform unrolls.
void check_loops(const FunctionRun& run, const cfn::Value& value) {
  cfn::walk(value, [&](const cfn::Value& inner) {
    const cfn::Map* map = inner.map();
    if (map == nullptr) return;
    for (const cfn::MapEntry& entry : *map) {
      if (!entry.key.starts_with("Fn::ForEach::")) continue;
      report(run.to, kExtension, first_known(entry.key_origin, entry.value.origin()),
             fmt::format("{} requires AWS::LanguageExtensions", quoted(entry.key)));
    }
  });
}

}  // namespace

void check_arguments(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  // Whatever stands in rules has functions of its own.
  if (place.section == "Rules" || has_own_macro(run.checked)) return;
  if (const auto* sub = value.get_if<cfn::Sub>()) return check_variables(run, *sub);
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->argument.empty()) return;
  switch (call->function) {
    case Function::kFindInMap:
      return check_find_in_map(run, *call, place_of_call(value));
    case Function::kGetStackOutput:
      return check_stack_output(run, *call, place_of_call(value));
    case Function::kLength:
    case Function::kToJsonString:
      if (!has_transform(run.checked, "AWS::LanguageExtensions")) {
        report(run.to, kExtension, value.origin(),
               fmt::format("{} requires AWS::LanguageExtensions", cfn::long_name(call->function)),
               {}, call->function == Function::kLength ? "E1030" : "E1031");
      }
      check_measured(run, *call, place_of_call(value));
      return;
    default:
      break;
  }
  const auto* form = std::find_if(std::begin(kForms), std::end(kForms), [&](const Form& each) {
    return each.function == call->function;
  });
  if (form != std::end(kForms)) check_form(run, *form, *call, place_of_call(value));
}

void check_conditions(const FunctionRun& run) {
  for (const cfn::MapEntry& entry : run.checked.conditions) {
    if (is_condition_function(entry.value) && !is_spelled_function(entry.value)) continue;
    if (has_own_macro(run.checked) || entry.key.starts_with("Fn::")) continue;
    if (is_unknown_function(entry.value)) continue;
    if (const std::string meant = meant_function(entry.value); !meant.empty()) {
      report_function(run, entry.value, meant);
      continue;
    }
    report(run.to, kConditionForm, first_known(entry.key_origin, entry.value.origin()),
           fmt::format("the condition {} is {}, which is not a condition function",
                       quoted(entry.key), what_is(entry.value)),
           "use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition");
  }
  if (has_own_macro(run.checked) || has_transform(run.checked, "AWS::LanguageExtensions")) return;
  for (const cfn::Map* macros : {&run.checked.resource_macros, &run.checked.output_macros}) {
    check_loops(run, cfn::Value(*macros));
  }
}

std::span<const Rule> argument_rules() { return kRules; }

}  // namespace archsynth::analysis
