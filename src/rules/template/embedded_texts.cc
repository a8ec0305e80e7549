// Texts with a form of their own: JSON, templates of messages, patterns.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kJsonPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html";
constexpr std::string_view kInputPage =
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html";
constexpr std::string_view kWeightsPage =
    "https://docs.aws.amazon.com/step-functions/latest/apireference/"
    "API_CreateStateMachineAlias.html";
constexpr std::string_view kExpressPage =
    "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html";

/// Where a text has to be JSON.
struct JsonPlace {
  std::string_view type;
  std::string_view place;
};
constexpr JsonPlace kJsonPlaces[] = {
    {"AWS::Events::Rule", "Targets.*.Input"},
    {"AWS::Lambda::EventSourceMapping", "FilterCriteria.Filters.*.Pattern"},
    {"AWS::Pipes::Pipe", "SourceParameters.FilterCriteria.Filters.*.Pattern"},
    {"AWS::SSM::Parameter", "Policies"},
    {"AWS::SecretsManager::Secret", "GenerateSecretString.SecretStringTemplate"},
};

void check_json_texts(const View& view, const Report& report) {
  for (const JsonPlace& row : kJsonPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        if (place.string() == nullptr || place.string()->find("{{resolve:") != std::string::npos) {
          return;
        }
        const auto document = embedded(&place);
        if (!document || document->fault.empty()) return;
        report(*resource, &place,
               fmt::format("{} is not valid JSON: {}",
                           quoted(row.place.substr(row.place.rfind('.') + 1)), document->fault));
      });
    }
  }
}

/// `<name>` in a template of an input, `<aws.events.…>` apart.
void check_input_templates(const View& view, const Report& report) {
  for (const cfn::Resource* rule : view.of("AWS::Events::Rule")) {
    each_place(view, *rule, "Targets.*.InputTransformer", [&](const cfn::Value& transformer) {
      const cfn::Value* place = member(&transformer, {"InputTemplate"});
      const cfn::Value* paths = member(&transformer, {"InputPathsMap"});
      const auto text = view.text(place);
      if (!text || (paths != nullptr && paths->map() == nullptr)) return;
      for (std::size_t at = text->find('<'); at != text->npos; at = text->find('<', at + 1)) {
        const std::size_t end = text->find('>', at);
        if (end == text->npos) return;
        const std::string name = text->substr(at + 1, end - at - 1);
        const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
          return c == '-' || c == '_' || (c >= '0' && c <= '9') ||
                 ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        });
        if (!is_name || (paths != nullptr && paths->map()->contains(name))) continue;
        report(
            *rule, place,
            fmt::format("the template uses <{}>, which \"InputPathsMap\" does not define", name));
      }
    });
  }
}

void check_weights(const View& view, const Report& report) {
  for (const cfn::Resource* alias : view.of("AWS::StepFunctions::StateMachineAlias")) {
    const cfn::Value* place = property(*alias, {"RoutingConfiguration"});
    const Items versions = view.items(place);
    double sum = 0;
    for (const cfn::Value* each : versions.values) {
      const auto weight = view.number(member(each, {"Weight"}));
      if (!weight) return;
      sum += *weight;
    }
    if (!versions.complete || versions.values.empty() || sum == 100) continue;
    report(*alias, place, fmt::format("the weights of the versions add up to {}, not 100", sum));
  }
}

/// Tasks that wait for their job, which an express workflow cannot.
void check_express_tasks(const View& view, const Report& report) {
  for (const cfn::Resource* machine : view.of("AWS::StepFunctions::StateMachine")) {
    if (view.text(property(*machine, {"StateMachineType"})) != "EXPRESS") continue;
    each_definition(*machine, [&](const cfn::Value& place, const Embedded& definition) {
      cfn::walk(definition.value, [&](const cfn::Value& state) {
        const cfn::Value* resource = member(&state, {"Resource"});
        const auto* text = resource == nullptr ? nullptr : resource->string();
        if (text == nullptr || text->find(":states:::") == text->npos) return;
        const bool is_waiting = text->ends_with(".sync") || text->ends_with(".sync:2") ||
                                text->ends_with(".waitForTaskToken");
        if (!is_waiting) return;
        report(*machine, definition.has_origins ? resource : &place,
               fmt::format("an EXPRESS workflow cannot wait for {}", quoted(*text)))
            .fix = "set \"StateMachineType\" to STANDARD, or call without waiting";
      });
    });
  }
}

constexpr Rule kEmbeddedTextRules[] = {
    {"ARC4849", Severity::kError, "text is not valid JSON", "the service refuses the resource",
     "correct the JSON", kJsonPage, "", check_json_texts},
    {"ARC4850", Severity::kError, "input template uses an undefined variable",
     "EventBridge refuses the target", "define the variable in \"InputPathsMap\"", kInputPage, "",
     check_input_templates},
    {"ARC4851", Severity::kError, "express workflow waits for a job",
     "Step Functions refuses the state machine", "use a standard workflow", kExpressPage, "",
     check_express_tasks},
    {"ARC4852", Severity::kError, "weights of an alias do not add up to 100",
     "Step Functions refuses the alias", "make the weights add up to 100", kWeightsPage, "",
     check_weights},
};

}  // namespace

std::span<const Rule> embedded_text_rules() { return kEmbeddedTextRules; }

}  // namespace archsynth::analysis
