// Stages of APIs, without which no client can call them.

#include <fmt/format.h>

#include "model/network/outside.h"

namespace archsynth::model {

/// Clients can call what is deployed to a stage alone:
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
void Outside::ask_for_stage(const cfn::Resource& api, std::size_t first) {
  const bool is_rest = api.type == "AWS::ApiGateway::RestApi";
  // A quick API has a stage that deploys by itself.
  if (first == handoffs_.size() || view::property(api, {"Target"}) != nullptr) return;
  const auto of_api = [&](const char* type) {
    std::vector<const cfn::Resource*> found;
    for (const cfn::Resource* each : lookup_.of(type)) {
      const cfn::Value* id = view::property(*each, {is_rest ? "RestApiId" : "ApiId"});
      if (lookup_.target(id) == &api) found.push_back(each);
    }
    return found;
  };
  const auto stages = of_api(is_rest ? "AWS::ApiGateway::Stage" : "AWS::ApiGatewayV2::Stage");
  const auto deployments =
      of_api(is_rest ? "AWS::ApiGateway::Deployment" : "AWS::ApiGatewayV2::Deployment");
  std::optional<std::string> assumption;
  const auto note = [&](const cfn::Resource& by) {
    const std::string one = existence_of(by);
    if (!assumption || one.empty()) assumption = one;
  };
  for (const cfn::Resource* each : stages) {
    const cfn::Value* automatic = view::property(*each, {"AutoDeploy"});
    const bool deploys = automatic != nullptr && lookup_.truth(automatic).value_or(true);
    if (deploys || view::property(*each, {"DeploymentId"}) != nullptr) note(*each);
  }
  for (const cfn::Resource* each : deployments) {
    const bool is_new = is_rest || !stages.empty();
    if (is_new && view::property(*each, {"StageName"}) != nullptr) note(*each);
  }
  for (std::size_t i = first; i < handoffs_.size(); ++i) {
    Handoff& to = handoffs_[i];
    if (assumption && to.assumption.empty()) to.assumption = *assumption;
    if (assumption || !to.problem.text.empty()) continue;
    to.code = "BAD_STATE";
    to.problem = {api.id.str(), "Stage", fmt::format("{} is deployed to no stage", api.id.str()),
                  api.origin};
  }
}

}  // namespace archsynth::model
