// API Gateway: paths, stages, targets and mappings that it refuses.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kResourcePage =
    "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html";
constexpr std::string_view kRouteKeyPage =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "http-api-develop-routes.html";
constexpr std::string_view kLambdaIntegrationPage =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "set-up-lambda-integrations.html";
constexpr std::string_view kMappingDataPage =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "request-response-data-mappings.html";

/// `{id}` and `{name}` below the same path.
void check_variable_parts(const View& view, const Report& report) {
  const auto& all = view.of("AWS::ApiGateway::Resource");
  const auto part_of = [&](const cfn::Resource* each) {
    const std::string part = view.text(property(*each, {"PathPart"})).value_or("");
    return part.starts_with('{') && part.ends_with('}') ? part : std::string();
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string part = part_of(all[i]);
    if (part.empty()) continue;
    for (std::size_t k = 0; k < i; ++k) {
      const std::string other = part_of(all[k]);
      if (other.empty() || other == part || !stand_together(*all[i], *all[k])) continue;
      if (!view.same(property(*all[i], {"ParentId"}), property(*all[k], {"ParentId"}))) continue;
      report(*all[i], property(*all[i], {"PathPart"}),
             fmt::format("{} has a variable path part next to {} of {}", quoted(all[i]->id.str()),
                         quoted(other), quoted(all[k]->id.str())));
    }
  }
}

/// A stage that a deployment makes, and a resource of its own makes again.
void check_stage_names(const View& view, const Report& report) {
  for (const cfn::Resource* stage : view.of("AWS::ApiGateway::Stage")) {
    const cfn::Value* place = property(*stage, {"StageName"});
    const auto name = view.text(place);
    for (const cfn::Resource* deployment : view.of("AWS::ApiGateway::Deployment")) {
      const bool is_same_api =
          view.same(property(*stage, {"RestApiId"}), property(*deployment, {"RestApiId"}));
      if (!name || !is_same_api || view.text(property(*deployment, {"StageName"})) != name)
        continue;
      if (!stand_together(*stage, *deployment)) continue;
      report(*stage, place,
             fmt::format("the stage {} is already created by {}", quoted(*name),
                         quoted(deployment->id.str())))
          .fix = fmt::format("remove \"StageName\" from {}", quoted(deployment->id.str()));
    }
  }
}

void check_stages_and_paths(const View& view, const Report& report) {
  check_variable_parts(view, report);
  check_stage_names(view, report);
}

/// `GET /orders` or `$default`, for HTTP APIs.
bool is_route_key(std::string_view key) {
  if (key == "$default") return true;
  const std::size_t blank = key.find(' ');
  if (blank == key.npos || !key.substr(blank + 1).starts_with('/')) return false;
  static constexpr std::string_view kMethods[] = {"ANY",     "DELETE", "GET",  "HEAD",
                                                  "OPTIONS", "PATCH",  "POST", "PUT"};
  return std::find(std::begin(kMethods), std::end(kMethods), key.substr(0, blank)) !=
         std::end(kMethods);
}

/// Whether a target is the id of an integration alone, without `integrations/`.
bool is_bare_target(const View& view, const cfn::Value& target) {
  if (const auto* sub = target.get_if<cfn::Sub>()) {
    const auto pieces = cfn::pieces(*sub);
    if (pieces.empty() || pieces.front().kind == cfn::SubPiece::Kind::kText) {
      return !pieces.empty() && !std::string_view(pieces.front().text).starts_with("integrations/");
    }
    const cfn::Resource* first = view.find(pieces.front().text);
    return first != nullptr && first->type == "AWS::ApiGatewayV2::Integration";
  }
  const auto text = view.text(&target);
  return text && !text->starts_with("integrations/");
}

void check_routes(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::ApiGatewayV2::Route")) {
    const cfn::Value* target = property(*route, {"Target"});
    if (view.target(target, "AWS::ApiGatewayV2::Integration") != nullptr) {
      report(*route, target, "\"Target\" of a route must begin with integrations/").fix =
          fmt::format("write !Sub integrations/${{{}}}", view.target(target)->id.str());
    } else if (target != nullptr && is_bare_target(view, *target)) {
      report(*route, target, "\"Target\" of a route must begin with integrations/").fix =
          "write !Sub integrations/${…} with the integration";
    }
    const cfn::Resource* api = view.target(property(*route, {"ApiId"}), "AWS::ApiGatewayV2::Api");
    const cfn::Value* place = property(*route, {"RouteKey"});
    const auto key = view.text(place);
    if (api == nullptr || !key || is_route_key(*key)) continue;
    if (view.text(property(*api, {"ProtocolType"})) != "HTTP") continue;
    report(
        *route, place,
        fmt::format("the route key {} is neither a method and a path nor $default", quoted(*key)))
        .fix = key->starts_with('/') ? fmt::format("write \"GET {}\"", *key) : std::string();
  }
}

/// Integrations call a function by the URI of its invocation.
void check_uris(const View& view, const Report& report) {
  for (const cfn::Resource* method : view.of("AWS::ApiGateway::Method")) {
    const cfn::Value* uri = property(*method, {"Integration", "Uri"});
    const cfn::Resource* function = view.target(uri);
    if (function == nullptr || !function->type.ends_with("::Function")) continue;
    report(*method, uri, "\"Uri\" must be the URI of an invocation, not a function's ARN").fix =
        fmt::format(
            "write !Sub arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/"
            "functions/${{{}.Arn}}/invocations",
            function->id.str());
  }
}

void check_targets_of_apis(const View& view, const Report& report) {
  check_routes(view, report);
  check_uris(view, report);
}

/// Whether a map has a key, or may have.
bool may_hold(const cfn::Value* map, std::string_view key) {
  if (map == nullptr) return false;
  if (map->map() == nullptr) return true;
  return map->map()->contains(key) ||
         std::any_of(map->map()->begin(), map->map()->end(),
                     [](const cfn::MapEntry& each) { return each.key.starts_with("Fn::"); });
}

void report_mapping(const Report& report, const cfn::Resource& method, const Origin& place,
                    std::string_view name, std::string_view where) {
  report(method, place,
         fmt::format("{} is mapped, but {} does not declare it", quoted(name), where))
      .fix = fmt::format("add {} to \"RequestParameters\" or \"ResponseParameters\" of the method",
                         quoted(name));
}

/// Parameters of the integration that are taken of the method's request.
void check_request_mappings(const View& view, const Report& report, const cfn::Resource& method) {
  const cfn::Value* mapped = property(method, {"Integration", "RequestParameters"});
  if (mapped == nullptr || mapped->map() == nullptr) return;
  const cfn::Value* declared = property(method, {"RequestParameters"});
  if (declared == nullptr && !lacks(method, "RequestParameters")) return;
  for (const cfn::MapEntry& each : *mapped->map()) {
    const auto source = view.text(&each.value);
    if (!source) continue;
    const bool is_named = source->starts_with("method.request.querystring.") ||
                          source->starts_with("method.request.header.") ||
                          source->starts_with("method.request.path.");
    if (is_named && !may_hold(declared, *source)) {
      report_mapping(report, method, each.key_origin, *source, "the method");
    }
  }
}

/// Headers of responses that the method's response of that status has to declare.
void check_response_mappings(const View& view, const Report& report, const cfn::Resource& method) {
  const Items responses = view.items(property(method, {"MethodResponses"}));
  if (!responses.complete) return;
  for (const cfn::Value* each :
       view.items(property(method, {"Integration", "IntegrationResponses"})).values) {
    const cfn::Value* mapped = member(each, {"ResponseParameters"});
    const auto status = view.text(member(each, {"StatusCode"}));
    if (!status || mapped == nullptr || mapped->map() == nullptr) continue;
    for (const cfn::Value* response : responses.values) {
      if (view.text(member(response, {"StatusCode"})) != status) continue;
      for (const cfn::MapEntry& entry : *mapped->map()) {
        if (!entry.key.starts_with("method.response.header.")) continue;
        if (may_hold(member(response, {"ResponseParameters"}), entry.key)) continue;
        report_mapping(report, method, entry.key_origin, entry.key,
                       fmt::format("the response {}", *status));
      }
    }
  }
}

void check_mapped_parameters(const View& view, const Report& report) {
  for (const cfn::Resource* method : view.of("AWS::ApiGateway::Method")) {
    check_request_mappings(view, report, *method);
    check_response_mappings(view, report, *method);
  }
}

/// Whatever the method of the API is, functions are invoked with POST.
void check_integration_methods(const View& view, const Report& report) {
  for (const cfn::Resource* method : view.of("AWS::ApiGateway::Method")) {
    const cfn::Value* place = property(*method, {"Integration", "IntegrationHttpMethod"});
    const auto stated = view.text(place);
    const cfn::Value* uri = property(*method, {"Integration", "Uri"});
    if (!stated || *stated == "POST" || uri == nullptr) continue;
    const auto named = cfn::references(*uri);
    const bool is_function = std::any_of(named.begin(), named.end(), [&](const auto& each) {
      const cfn::Resource* target = view.find(each.target.str());
      return target != nullptr && (target->type == "AWS::Lambda::Function" ||
                                   target->type == "AWS::Serverless::Function");
    });
    if (!is_function) continue;
    report(*method, place,
           fmt::format("{} invokes its function with {}, not POST", quoted(method->id.str()),
                       *stated));
  }
}

constexpr Rule kApiFormRules[] = {
    {"ARC4876", Severity::kError, "function is not invoked with POST",
     "every request fails with status 500", "set \"IntegrationHttpMethod\" to POST",
     kLambdaIntegrationPage, "", check_integration_methods},
    {"ARC4842", Severity::kError, "API path or stage already exists", "API Gateway refuses it",
     "use one variable path part, and create the stage once", kResourcePage, "",
     check_stages_and_paths},
    {"ARC4843", Severity::kError, "malformed route key, target or URI of an API",
     "API Gateway refuses it", "correct its form", kRouteKeyPage, "", check_targets_of_apis},
    {"ARC4844", Severity::kError, "mapped parameter is not declared",
     "API Gateway refuses the mapping", "declare the parameter in the method", kMappingDataPage, "",
     check_mapped_parameters},
};

}  // namespace

std::span<const Rule> api_form_rules() { return kApiFormRules; }

}  // namespace archsynth::analysis
