// API Gateway: responses that a method does not declare, and stages that an API has not.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kApiMethod = "AWS::ApiGateway::Method";
constexpr std::string_view kResponsePage =
    "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html";
constexpr std::string_view kPlanPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-apigateway-usageplan-apistage.html";

void check_response_codes(const View& view, const Report& report) {
  for (const cfn::Resource* method : view.of(kApiMethod)) {
    const cfn::Value* declared = property(*method, {"MethodResponses"});
    const Items responses = view.items(declared);
    if (declared == nullptr ? !lacks(*method, "MethodResponses") : !responses.complete) continue;
    std::vector<std::string> codes;
    for (const cfn::Value* each : responses.values) {
      codes.push_back(view.text(member(each, {"StatusCode"})).value_or(""));
    }
    // One that is not known may be any.
    if (std::find(codes.begin(), codes.end(), "") != codes.end()) continue;
    const auto type = view.text(property(*method, {"Integration", "Type"}));
    // API Gateway passes on what a proxy returns.
    if (!type || type->ends_with("_PROXY")) continue;
    const cfn::Value* mapped = property(*method, {"Integration", "IntegrationResponses"});
    for (const cfn::Value* each : view.items(mapped).values) {
      const cfn::Value* place = member(each, {"StatusCode"});
      const auto code = view.text(place);
      if (!code || std::find(codes.begin(), codes.end(), *code) != codes.end()) continue;
      Diagnostic& found =
          report(*method, place,
                 fmt::format("{} maps the status {}, but no method response declares it",
                             quoted(method->id.str()), *code));
      found.fix =
          fmt::format("add a response with \"StatusCode\": \"{}\" to \"MethodResponses\"", *code);
      // Headers have to be declared; without them, only requests fail.
      if (member(each, {"ResponseParameters"}) == nullptr) found.severity = Severity::kWarning;
    }
  }
}

/// The stages of an API; nothing where one is not known.
std::optional<std::vector<std::string>> stages_of(const View& view, const cfn::Resource& api) {
  std::vector<std::string> names;
  for (const char* type : {"AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"}) {
    for (const cfn::Resource* each : view.of(type)) {
      const cfn::Resource* owner = view.target(property(*each, {"RestApiId"}));
      if (owner == nullptr) return std::nullopt;
      if (owner != &api || lacks(*each, "StageName")) continue;
      const auto name = view.text(property(*each, {"StageName"}));
      if (!name) return std::nullopt;
      names.push_back(*name);
    }
  }
  return names;
}

void check_plan_stages(const View& view, const Report& report) {
  for (const cfn::Resource* plan : view.of("AWS::ApiGateway::UsagePlan")) {
    for (const cfn::Value* item : view.items(property(*plan, {"ApiStages"})).values) {
      const cfn::Value* place = member(item, {"Stage"});
      const auto name = view.text(place);
      const cfn::Resource* api = view.target(member(item, {"ApiId"}), "AWS::ApiGateway::RestApi");
      if (!name || api == nullptr || is_handed_on(view, *api)) continue;
      const auto stages = stages_of(view, *api);
      if (!stages || std::find(stages->begin(), stages->end(), *name) != stages->end()) continue;
      Diagnostic& found = report(
          *plan, place, fmt::format("{} has no stage {}", quoted(api->id.str()), quoted(*name)));
      found.fix = suggest(*name, *stages);
      // Another stack can make the stages.
      if (stages->empty()) found.severity = Severity::kWarning;
    }
  }
}

constexpr Rule kApiMethodRules[] = {
    {"ARC4957", Severity::kError, "integration response without a method response",
     "requests that map to the status fail with 500; with \"ResponseParameters\", API Gateway "
     "refuses "
     "the method",
     "declare the status under \"MethodResponses\"", kResponsePage, "", check_response_codes},
    {"ARC4973", Severity::kError, "usage plan names an unknown stage",
     "API Gateway refuses the plan because the stage does not exist", "name a stage of the API",
     kPlanPage, "", check_plan_stages},
};

}  // namespace

std::span<const Rule> api_method_rules() { return kApiMethodRules; }

}  // namespace archsynth::analysis
