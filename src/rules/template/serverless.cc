// Resources of the serverless transform: types, properties, Globals, policies and events.

#include "spec/serverless.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kServerlessPrefix = "AWS::Serverless::";

constexpr std::string_view kSpecificationPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-specification-resources-and-properties.html";
constexpr std::string_view kSamGlobalsPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-specification-template-anatomy-globals.html";
constexpr std::string_view kS3EventPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-property-function-s3.html";
constexpr std::string_view kPolicyTemplatesPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "serverless-policy-template-list.html";

std::vector<std::string_view> listed_names(const spec::TextList& names) {
  return {names.begin(), names.end()};
}

bool is_listed(const spec::TextList& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Visit>
void each_serverless(const View& view, const Visit& visit) {
  for (const auto& [type, resources] : view.types()) {
    if (!type.starts_with(kServerlessPrefix)) continue;
    for (const cfn::Resource* resource : resources) visit(*resource);
  }
}

/// A key that a loop, a macro or a condition makes.
bool is_made(const cfn::MapEntry& entry) { return entry.key.starts_with("Fn::"); }

bool is_computed(const cfn::Value& properties) {
  const cfn::Map* map = properties.map();
  return map == nullptr || std::any_of(map->begin(), map->end(), is_made);
}

void check_serverless_types(const View& view, const Report& report) {
  if (view.source().transform.absent()) return;
  each_serverless(view, [&](const cfn::Resource& resource) {
    if (spec::serverless_resource(resource.type)) return;
    report(resource, resource.type_origin,
           fmt::format("unknown resource type {}", quoted(resource.type)))
        .fix = suggest(resource.type, spec::serverless_resources());
  });
}

void check_serverless_properties(const View& view, const Report& report) {
  each_serverless(view, [&](const cfn::Resource& resource) {
    const auto part = spec::serverless_resource(resource.type);
    if (!part) return;
    for (const cfn::MapEntry& entry : resource.properties) {
      if (is_made(entry) || is_listed(part->properties, entry.key)) continue;
      report(resource, entry.key_origin,
             fmt::format("unknown property {} of {}", quoted(entry.key), resource.type))
          .fix = suggest(entry.key, listed_names(part->properties));
    }
  });
}

void check_global_properties(const View& view, const Report& report) {
  const cfn::Map* globals = view.source().globals.map();
  if (globals == nullptr || view.source().resources.empty()) return;
  // Globals are no resource; they count for all of the template's.
  const cfn::Resource& any = view.source().resources.front();
  for (const cfn::MapEntry& section : *globals) {
    if (is_made(section)) continue;
    const auto part = spec::serverless_globals(std::string(kServerlessPrefix) + section.key);
    if (!part) {
      report(any, section.key_origin,
             fmt::format("\"Globals\" does not support the section {}", quoted(section.key)));
      continue;
    }
    if (section.value.map() == nullptr) continue;
    for (const cfn::MapEntry& entry : *section.value.map()) {
      if (is_made(entry) || is_listed(part->properties, entry.key)) continue;
      report(any, entry.key_origin,
             fmt::format("\"Globals\" does not support {} for {}", quoted(entry.key), part->name))
          .fix = suggest(entry.key, listed_names(part->properties));
    }
  }
}

void check_policy_template(const Report& report, const cfn::Resource& resource,
                           const cfn::MapEntry& entry) {
  const auto part = spec::serverless_policy(entry.key);
  if (!part) {
    report(resource, entry.key_origin, fmt::format("unknown policy template {}", quoted(entry.key)))
        .fix = suggest(entry.key, spec::serverless_policies());
    return;
  }
  const cfn::Map* parameters = entry.value.map();
  if (parameters == nullptr) return;
  for (const std::string_view name : part->required) {
    if (parameters->contains(name) || parameters->contains("Fn::Transform")) continue;
    report(resource, entry.key_origin,
           fmt::format("the policy template {} needs {}", entry.key, quoted(name)));
  }
  for (const cfn::MapEntry& parameter : *parameters) {
    if (is_made(parameter) || is_listed(part->properties, parameter.key)) continue;
    report(
        resource, parameter.key_origin,
        fmt::format("the policy template {} has no parameter {}", entry.key, quoted(parameter.key)))
        .fix = suggest(parameter.key, listed_names(part->properties));
  }
}

void check_policy_templates(const View& view, const Report& report) {
  for (const char* type : {"AWS::Serverless::Function", "AWS::Serverless::StateMachine"}) {
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* policies = property(*resource, {"Policies"});
      std::vector<const cfn::Value*> items = view.items(policies).values;
      if (policies != nullptr && policies->map() != nullptr) items = {policies};
      for (const cfn::Value* item : items) {
        const cfn::Map* map = item->map();
        // A policy that is written out has a statement, and more keys than one.
        if (map == nullptr || map->size() != 1 || map->contains("Statement")) continue;
        const cfn::MapEntry& entry = *map->begin();
        if (!is_made(entry) && entry.key != "Ref") check_policy_template(report, *resource, entry);
      }
    }
  }
}

void check_event(const View& view, const Report& report, const cfn::Resource& owner,
                 const cfn::Value& event) {
  const cfn::Value* place = member(&event, {"Type"});
  const auto type = view.text(place);
  if (!type) return;
  const auto part = spec::serverless_event(owner.type, *type);
  if (!part) {
    report(owner, place, fmt::format("an {} has no events of type {}", owner.type, quoted(*type)))
        .fix = suggest(*type, spec::serverless_events(owner.type));
    return;
  }
  const cfn::Value* properties = member(&event, {"Properties"});
  if (properties == nullptr || properties->map() == nullptr) return;
  for (const std::string_view name : part->required) {
    // The transform makes the API where none is named.
    if (name == "RestApiId" || properties->map()->contains(name) || is_computed(*properties)) {
      continue;
    }
    report(owner, place, fmt::format("an event of type {} needs {}", *type, quoted(name))).fix =
        fmt::format("set {}", quoted(name));
  }
  for (const cfn::MapEntry& entry : *properties->map()) {
    if (is_made(entry) || is_listed(part->properties, entry.key)) continue;
    report(owner, entry.key_origin,
           fmt::format("unknown property {} of an event of type {}", quoted(entry.key), *type))
        .fix = suggest(entry.key, listed_names(part->properties));
  }
}

void check_events(const View& view, const Report& report) {
  for (const char* type : {"AWS::Serverless::Function", "AWS::Serverless::StateMachine"}) {
    for (const cfn::Resource* owner : view.of(type)) {
      const cfn::Value* events = property(*owner, {"Events"});
      if (events == nullptr || events->map() == nullptr) continue;
      for (const cfn::MapEntry& event : *events->map()) {
        if (is_made(event)) continue;
        if (!std::all_of(event.key.begin(), event.key.end(), is_letter_or_digit)) {
          report(
              *owner, event.key_origin,
              fmt::format("the name of the event {} becomes part of a logical id, which has only "
                          "letters and digits",
                          quoted(event.key)));
        }
        check_event(view, report, *owner, event.value);
      }
    }
  }
}

/// Events that the transform adds to their source, which it has to have at hand.
struct LinkedEvent {
  std::string_view event;
  const char* property;
  std::string_view source;
  std::string_view fix;
};

constexpr LinkedEvent kLinkedEvents[] = {
    {"Cognito", "UserPool", "user pool", "add the user pool to the template"},
    {"S3", "Bucket", "bucket", "add the bucket to the template, or use an EventBridge rule"},
};

void check_event_sources(const View& view, const Report& report) {
  for (const cfn::Resource* function : view.of("AWS::Serverless::Function")) {
    const cfn::Value* events = property(*function, {"Events"});
    if (events == nullptr || events->map() == nullptr) continue;
    for (const cfn::MapEntry& event : *events->map()) {
      const auto type = view.text(member(&event.value, {"Type"}));
      const auto* row = std::find_if(std::begin(kLinkedEvents), std::end(kLinkedEvents),
                                     [&](const LinkedEvent& each) { return each.event == type; });
      if (row == std::end(kLinkedEvents)) continue;
      const cfn::Value* source = member(&event.value, {"Properties", row->property});
      const auto* ref = source == nullptr ? nullptr : source->get_if<cfn::Ref>();
      const auto& all = view.source().resources;
      const bool is_known =
          ref != nullptr && std::any_of(all.begin(), all.end(), [&](const cfn::Resource& each) {
            return each.id == ref->target;
          });
      if (source == nullptr || is_known || cfn::is_choice(*source)) continue;
      report(*function, source,
             fmt::format("{} of {} {} event must be a Ref to a {} in the same template",
                         quoted(row->property), row->event == "S3" ? "an" : "a", row->event,
                         row->source))
          .fix = row->fix;
    }
  }
}

constexpr Rule kServerlessRules[] = {
    {"ARC4922", Severity::kError, "unknown type of the serverless transform",
     "the serverless transform refuses the template", "correct the type", kSpecificationPage,
     "E3006", check_serverless_types},
    {"ARC4923", Severity::kError, "unknown property of a serverless resource",
     "the serverless transform refuses the template", "correct the name, or drop it",
     kSpecificationPage, "E3002", check_serverless_properties},
    {"ARC4924", Severity::kError, "Globals has an unknown section or property",
     "the serverless transform refuses the template", "correct the name, or drop it",
     kSamGlobalsPage, "E3002", check_global_properties},
    {"ARC4925", Severity::kError, "policy template is unknown or lacks a parameter",
     "the serverless transform refuses the template", "correct the name, or its parameters",
     kPolicyTemplatesPage, "", check_policy_templates},
    {"ARC4926", Severity::kError, "event is unknown or has an unknown property",
     "the serverless transform refuses the template", "correct the name", kSpecificationPage, "",
     check_events},
    {"ARC4927", Severity::kError, "event of a bucket or user pool outside the template",
     "the serverless transform refuses the template", "refer to a resource of the template",
     kS3EventPage, "", check_event_sources},
};

}  // namespace

std::span<const Rule> serverless_rules() { return kServerlessRules; }

}  // namespace archsynth::analysis
