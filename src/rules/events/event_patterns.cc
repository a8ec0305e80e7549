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
    const bool takes_text = matcher.key == "prefix" || matcher.key == "suffix" ||
                            matcher.key == "wildcard" || matcher.key == "cidr" ||
                            matcher.key == "equals-ignore-case";
    if (takes_text && matcher.value.list() != nullptr) {
      set(value,
          fmt::format("{} of {} must be a string, not a list", quoted(matcher.key), quoted(field)));
    }
    if (matcher.key == "numeric" && matcher.value.string() != nullptr) {
      set(value, fmt::format("\"numeric\" of {} must be a list", quoted(field)));
    }
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
