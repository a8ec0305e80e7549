// Patterns of events: those of EventBridge, of event sources and pipes, and of SNS subscriptions.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kEventPatternPage =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html";
constexpr std::string_view kNestedFilterPage =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html";

struct PatternPlace {
  std::string_view type;
  std::string_view place;
};

constexpr PatternPlace kPatternPlaces[] = {
    {"AWS::Events::Archive", "EventPattern"},
    {"AWS::Events::Rule", "EventPattern"},
    {"AWS::Lambda::EventSourceMapping", "FilterCriteria.Filters.*.Pattern"},
    {"AWS::Pipes::Pipe", "SourceParameters.FilterCriteria.Filters.*.Pattern"},
    {"AWS::SNS::Subscription", "FilterPolicy"},
};

constexpr std::string_view kMatchers[] = {"anything-but", "cidr",   "equals-ignore-case",
                                          "exactly",      "exists", "numeric",
                                          "prefix",       "suffix", "wildcard"};

bool is_number(const cfn::Value& value) {
  return value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
}

/// Whether it is known what the value is: no function, and none that a text had in its place.
bool is_written(const cfn::Value& value) {
  const std::string* text = value.string();
  if (text != nullptr) return text->find("${") == text->npos;
  return is_number(value) || value.get_if<bool>() != nullptr || value.list() != nullptr;
}

/// A comparison and a number, and after a lower bound an upper one. The grammar of all matchers:
/// https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/JsonRuleCompiler.java
std::string fault_of_range(const cfn::List& range) {
  if (!std::all_of(range.begin(), range.end(), is_written)) return {};
  const auto comparison_at = [&](std::size_t at) {
    const std::string* text = at < range.size() ? range[at].string() : nullptr;
    return text == nullptr ? std::string() : *text;
  };
  const std::string first = comparison_at(0), second = comparison_at(2);
  const bool is_lower = first == ">" || first == ">=";
  if (!is_lower && first != "<" && first != "<=" && first != "=") {
    return "must begin with =, <, <=, > or >=";
  }
  for (std::size_t i = 1; i < std::max<std::size_t>(range.size(), 2); i += 2) {
    if (i >= range.size() || !is_number(range[i])) {
      return fmt::format("must have a number, without quotes, after {}", comparison_at(i - 1));
    }
  }
  if (range.size() == 2) return {};
  if (!is_lower) return fmt::format("can have nothing after {} and its number", first);
  return range.size() == 4 && (second == "<" || second == "<=")
             ? std::string()
             : "can have only < or <= and a number after its lower bound";
}

/// What is wrong with the value of a matcher, as the end of a clause; empty: nothing.
std::string fault_of_operand(std::string_view matcher, const cfn::Value& value) {
  if (matcher == "numeric") {
    if (value.list() != nullptr) return fault_of_range(*value.list());
    return is_written(value) ? "must be a list" : "";
  }
  if (!is_written(value)) return {};
  if (matcher == "exists") {
    return value.get_if<bool>() == nullptr ? "must be true or false, without quotes" : "";
  }
  const bool takes_text = matcher == "prefix" || matcher == "suffix" || matcher == "wildcard" ||
                          matcher == "cidr" || matcher == "equals-ignore-case";
  if (!takes_text) return {};
  if (value.list() != nullptr) return "must be a string, not a list";
  if (value.string() == nullptr) return "must be a string; put it in quotes";
  const bool lacks_mask = matcher == "cidr" && value.string()->find('/') == std::string::npos;
  return lacks_mask ? "must have a mask, as 10.0.0.0/8 has" : "";
}

/// Finds what is wrong with a pattern: fields lead to lists of values and matchers, or to fields.
class PatternCheck {
 public:
  explicit PatternCheck(std::string who) : who_(std::move(who)) {}

  /// The first fault; empty: none.
  std::string fault(const cfn::Value& pattern) {
    check_fields(pattern);
    return fault_;
  }
  /// Where it is, when the values have places.
  const cfn::Value* place() const { return place_; }

 private:
  void check_fields(const cfn::Value& value) {
    if (value.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *value.map()) {
      if (!fault_.empty() || entry.key.starts_with("Fn::")) return;
      check_field(entry);
    }
  }

  void check_field(const cfn::MapEntry& entry) {
    const cfn::Value& value = entry.value;
    if (entry.key == "$or") {
      if (value.list() == nullptr) return;
      for (const cfn::Value& each : *value.list()) check_fields(each);
      return;
    }
    if (value.map() != nullptr) return check_fields(value);
    if (value.list() != nullptr) {
      if (value.list()->empty()) set(value, fmt::format("{} is empty", quoted(entry.key)));
      for (const cfn::Value& each : *value.list()) check_matcher(entry.key, each);
      return;
    }
    // What a function makes is not known, and null stands for it within a text.
    if (value.is_intrinsic() || value.get_if<cfn::Null>() != nullptr) return;
    set(value,
        fmt::format("{} must be a list of values, or a mapping of fields", quoted(entry.key)));
  }

  void check_matcher(const std::string& field, const cfn::Value& value) {
    if (value.list() != nullptr) {
      set(value, fmt::format("{} contains a nested list", quoted(field)));
    }
    if (value.map() == nullptr || value.map()->empty()) return;
    const cfn::MapEntry& matcher = *value.map()->begin();
    if (matcher.key.starts_with("Fn::") || matcher.key == "Ref") return;
    if (std::find(std::begin(kMatchers), std::end(kMatchers), matcher.key) == std::end(kMatchers)) {
      return set(value,
                 fmt::format("unknown matcher {} of {}", quoted(matcher.key), quoted(field)));
    }
    if (value.map()->size() > 1) {
      return set(value, fmt::format("a matcher of {} has more than one key", quoted(field)));
    }
    const std::string fault = fault_of_operand(matcher.key, matcher.value);
    if (fault.empty()) return;
    set(value, fmt::format("{} of {} {}", quoted(matcher.key), quoted(field), fault));
  }

  void set(const cfn::Value& value, std::string fault) {
    if (!fault_.empty()) return;
    fault_ = who_ + fault;
    place_ = &value;
  }

  std::string who_;
  std::string fault_;
  const cfn::Value* place_ = nullptr;
};

/// Reports the first fault of a pattern.
void check_pattern(const cfn::Resource& resource, const cfn::Value& place, const Report& report) {
  const auto pattern = embedded(&place);
  if (!pattern || !pattern->fault.empty()) return;
  PatternCheck check(fmt::format("the pattern of {}: ", quoted(resource.id.str())));
  const std::string fault = check.fault(pattern->value);
  if (fault.empty()) return;
  const bool is_known = pattern->has_origins && check.place()->origin().known();
  Diagnostic& found = report(resource, is_known ? check.place() : &place, fault);
  if (fault.find("unknown matcher") == fault.npos) return;
  found.fix = fmt::format("use one of: {}", fmt::join(kMatchers, ", "));
}

/// The events of functions and state machines that the serverless transform makes rules of.
void check_serverless_patterns(const View& view, const Report& report) {
  for (const char* type : {"AWS::Serverless::Function", "AWS::Serverless::StateMachine"}) {
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* events = property(*resource, {"Events"});
      if (events == nullptr || events->map() == nullptr) continue;
      for (const cfn::MapEntry& event : *events->map()) {
        for (const char* path : {"Properties.Pattern", "Properties.FilterPolicy",
                                 "Properties.FilterCriteria.Filters.*.Pattern"}) {
          each_place(view, &event.value, path,
                     [&](const cfn::Value& place) { check_pattern(*resource, place, report); });
        }
      }
    }
  }
}

void check_event_patterns(const View& view, const Report& report) {
  check_serverless_patterns(view, report);
  for (const PatternPlace& row : kPatternPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place,
                 [&](const cfn::Value& place) { check_pattern(*resource, place, report); });
    }
  }
}

/// Fields within fields, which attributes of messages do not have.
void check_nested_filters(const View& view, const Report& report) {
  const auto check = [&](const cfn::Resource& resource, const cfn::Value* policy,
                         const cfn::Value* scope) {
    const auto stated = view.text(scope);
    if (policy == nullptr || (scope != nullptr && stated != "MessageAttributes")) return;
    const auto pattern = embedded(policy);
    if (!pattern || pattern->value.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *pattern->value.map()) {
      const cfn::Map* nested = entry.value.map();
      if (nested == nullptr || nested->empty() || nested->begin()->key.starts_with("Fn::"))
        continue;
      report(resource, pattern->has_origins ? entry.key_origin : policy->origin(),
             fmt::format("{} has nested fields, but the filter applies to message attributes",
                         quoted(entry.key)))
          .fix = "set \"FilterPolicyScope\" to MessageBody";
      return;
    }
  };
  for (const cfn::Resource* each : view.of("AWS::SNS::Subscription")) {
    // A condition may choose the scope.
    if (property(*each, {"FilterPolicyScope"}) == nullptr && !lacks(*each, "FilterPolicyScope")) {
      continue;
    }
    check(*each, property(*each, {"FilterPolicy"}), property(*each, {"FilterPolicyScope"}));
  }
}

constexpr Rule kEventPatternRules[] = {
    {"ARC4954", Severity::kError, "invalid event pattern", "the service refuses the pattern",
     "write lists of values and matchers", kEventPatternPage, "", check_event_patterns},
    {"ARC4955", Severity::kError, "attribute filter has nested fields",
     "SNS refuses the subscription", "set \"FilterPolicyScope\" to MessageBody", kNestedFilterPage,
     "", check_nested_filters},
};

}  // namespace

std::span<const Rule> event_pattern_rules() { return kEventPatternRules; }

}  // namespace archsynth::analysis
