// API Gateway: parts that belong to one API, and what a deployment waits for.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/order.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDeploymentPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-apigateway-deployment.html";
constexpr std::string_view kMethodPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-apigateway-method.html";

/// A property that names another part of the same API.
struct ApiPart {
  std::string_view type;
  std::string_view property;
  std::string_view target;
  std::string_view api;  ///< the property of both that names the API
};

constexpr ApiPart kApiParts[] = {
    {"AWS::ApiGateway::Method", "AuthorizerId", "AWS::ApiGateway::Authorizer", "RestApiId"},
    {"AWS::ApiGateway::Method", "RequestValidatorId", "AWS::ApiGateway::RequestValidator",
     "RestApiId"},
    {"AWS::ApiGateway::Method", "ResourceId", "AWS::ApiGateway::Resource", "RestApiId"},
    {"AWS::ApiGateway::Resource", "ParentId", "AWS::ApiGateway::Resource", "RestApiId"},
    {"AWS::ApiGateway::Stage", "DeploymentId", "AWS::ApiGateway::Deployment", "RestApiId"},
    {"AWS::ApiGateway::BasePathMapping", "Stage", "AWS::ApiGateway::Stage", "RestApiId"},
    {"AWS::ApiGatewayV2::Route", "AuthorizerId", "AWS::ApiGatewayV2::Authorizer", "ApiId"},
    {"AWS::ApiGatewayV2::Stage", "DeploymentId", "AWS::ApiGatewayV2::Deployment", "ApiId"},
    {"AWS::ApiGatewayV2::ApiMapping", "Stage", "AWS::ApiGatewayV2::Stage", "ApiId"},
};

void report_part(const Report& report, const cfn::Resource& resource, const cfn::Value* place,
                 const cfn::Resource& target, const cfn::Resource& api) {
  report(resource, place,
         fmt::format("{} uses {}, which belongs to another API than {}", quoted(resource.id.str()),
                     quoted(target.id.str()), quoted(api.id.str())));
}

void check_parts(const View& view, const Report& report) {
  for (const ApiPart& part : kApiParts) {
    for (const cfn::Resource* resource : view.of(part.type)) {
      const cfn::Value* place = property(*resource, {part.property});
      const cfn::Resource* target = view.target(place, part.target);
      const cfn::Value* own = property(*resource, {part.api});
      const cfn::Resource* api = view.target(own);
      if (target == nullptr || api == nullptr) continue;
      if (!view.differ(own, property(*target, {part.api}))) continue;
      report_part(report, *resource, place, *target, *api);
    }
  }
}

/// `RootResourceId` of another API.
void check_root(const View& view, const Report& report) {
  for (const auto& [type, key] : {std::pair{"AWS::ApiGateway::Method", "ResourceId"},
                                  {"AWS::ApiGateway::Resource", "ParentId"}}) {
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* place = property(*resource, {key});
      const cfn::Resource* target = view.target(place, "AWS::ApiGateway::RestApi");
      const cfn::Resource* api = view.target(property(*resource, {"RestApiId"}));
      if (target == nullptr || api == nullptr || api == target) continue;
      if (api->type == target->type) report_part(report, *resource, place, *target, *api);
    }
  }
}

/// `integrations/${Integration}` of another API.
void check_route_targets(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::ApiGatewayV2::Route")) {
    const cfn::Value* place = property(*route, {"Target"});
    const cfn::Value* api = property(*route, {"ApiId"});
    if (place == nullptr || view.target(api) == nullptr) continue;
    for (const cfn::Reference& each : cfn::references(*place)) {
      const cfn::Resource* integration = view.find(each.target.str());
      if (integration == nullptr || integration->type != "AWS::ApiGatewayV2::Integration") continue;
      if (!view.differ(api, property(*integration, {"ApiId"}))) continue;
      report_part(report, *route, place, *integration, *view.target(api));
    }
  }
}

void check_usage_plans(const View& view, const Report& report) {
  for (const cfn::Resource* plan : view.of("AWS::ApiGateway::UsagePlan")) {
    for (const cfn::Value* item : view.items(property(*plan, {"ApiStages"})).values) {
      const cfn::Value* place = member(item, {"Stage"});
      const cfn::Value* api = member(item, {"ApiId"});
      const cfn::Resource* stage = view.target(place, "AWS::ApiGateway::Stage");
      if (stage == nullptr || view.target(api) == nullptr) continue;
      if (!view.differ(api, property(*stage, {"RestApiId"}))) continue;
      report_part(report, *plan, place, *stage, *view.target(api));
    }
  }
}

void check_deployment_order(const View& view, const Report& report) {
  for (const auto& [deployment_type, method_type, key] :
       {std::tuple{"AWS::ApiGateway::Deployment", "AWS::ApiGateway::Method", "RestApiId"},
        {"AWS::ApiGatewayV2::Deployment", "AWS::ApiGatewayV2::Route", "ApiId"}}) {
    for (const cfn::Resource* deployment : view.of(deployment_type)) {
      const cfn::Resource* api = view.target(property(*deployment, {key}));
      if (api == nullptr || !lacks(*api, "Body") || !lacks(*api, "BodyS3Location") ||
          !lacks(*api, "CloneFrom")) {
        continue;
      }
      View::Resources methods;
      for (const cfn::Resource* method : view.of(method_type)) {
        if (view.target(property(*method, {key})) == api) methods.push_back(method);
      }
      if (methods.empty() || waits_for(view, *deployment, methods)) continue;
      report(*deployment, nullptr,
             fmt::format("{} may be created before {}, without which it cannot deploy",
                         quoted(deployment->id.str()), quoted(methods.front()->id.str())))
          .fix = fmt::format("add `DependsOn: {}`", methods.front()->id.str());
    }
  }
}

void check_authorizer_type(const View& view, const Report& report) {
  for (const cfn::Resource* method : view.of("AWS::ApiGateway::Method")) {
    const cfn::Value* place = property(*method, {"AuthorizationType"});
    const cfn::Resource* authorizer =
        view.target(property(*method, {"AuthorizerId"}), "AWS::ApiGateway::Authorizer");
    const auto stated = view.text(place);
    if (authorizer == nullptr || !stated) continue;
    if (*stated != "CUSTOM" && *stated != "COGNITO_USER_POOLS") continue;
    const auto type = view.text(property(*authorizer, {"Type"}));
    if (!type || (*type == "COGNITO_USER_POOLS") == (*stated == "COGNITO_USER_POOLS")) continue;
    report(*method, place,
           fmt::format("{} is {}, but its authorizer {} is of type {}", quoted(method->id.str()),
                       *stated, quoted(authorizer->id.str()), *type));
  }
}

void check_api_parts(const View& view, const Report& report) {
  check_parts(view, report);
  check_root(view, report);
  check_usage_plans(view, report);
  check_route_targets(view, report);
}

constexpr Rule kApiGatewaysRules[] = {
    {"ARC4820", Severity::kError, "reference to a part of another API",
     "API Gateway does not find the part", "name a part of the same API", kMethodPage,
     "E3698 E3699", check_api_parts},
    {"ARC4821", Severity::kError, "deployment does not wait for a method",
     "API Gateway refuses to deploy an API without methods", "add the methods to \"DependsOn\"",
     kDeploymentPage, "", check_deployment_order},
    {"ARC4824", Severity::kError, "authorization type does not match the authorizer",
     "API Gateway refuses the method", "set \"AuthorizationType\" to match the authorizer's type",
     kMethodPage, "E3708", check_authorizer_type},
};

}  // namespace

std::span<const Rule> api_gateway_rules() { return kApiGatewaysRules; }

}  // namespace archsynth::analysis
