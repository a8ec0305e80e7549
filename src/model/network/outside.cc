// Functions, builds, APIs and distributions that are in no VPC of the template.

#include "model/network/outside.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/node_types.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kServerless = "AWS::Serverless::Function";
constexpr std::string_view kApiPrincipal = "apigateway.amazonaws.com";
constexpr std::string_view kInvoke = "lambda:InvokeFunction";

/// Where a type runs unless it is told to run in a VPC.
struct OutsideType {
  std::string_view type;
  std::string_view name;
};
constexpr OutsideType kOutside[] = {{kFunction, "FunctionName"},
                                    {kServerless, "FunctionName"},
                                    {"AWS::CodeBuild::Project", "Name"}};

/// Whether a value names a resource, itself or within a text.
bool names(const cfn::Value* value, const cfn::Resource& resource) {
  if (value == nullptr) return false;
  const auto all = cfn::references(*value);
  return std::any_of(all.begin(), all.end(),
                     [&](const cfn::Reference& each) { return each.target == resource.id; });
}

}  // namespace

Place place_of(const cfn::Resource& resource, std::string_view property) {
  return {resource.id.str(),
          std::string(property),
          {},
          origin_of(resource, property),
          existence_of(resource)};
}

Outside::Outside(const Network& network) : network_(network), lookup_(network.lookup()) {
  add_workloads();
  add_runners();
  add_http_apis();
  add_rest_apis();
  add_serverless_apis();
  add_urls();
  add_functions_of_balancers();
  add_distributions();
  add_accelerators();
  add_offers();
  add_lattice();
  find_unfollowed();
}

const Node* Outside::node(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

Node& Outside::add(const cfn::Resource& resource, NodeKind kind, std::string_view name) {
  Node& made = nodes_.emplace_back();
  made.place = {resource.id.str(), {}, {}, resource.origin, existence_of(resource)};
  made.kind = kind;
  made.type = resource.type;
  made.subnets = {&network_.of_aws().subnet};
  made.is_public = made.is_outside = true;
  made.public_place = made.six_place = made.place;
  if (!name.empty()) {
    made.physical_name = lookup_.text(view::property(resource, {name})).value_or("");
  }
  by_id_[resource.id.str()] = &made;
  return made;
}

void Outside::add_workloads() {
  for (const OutsideType& row : kOutside) {
    for (const cfn::Resource* each : lookup_.of(row.type)) {
      if (network_.node(each->id.str()) == nullptr) add(*each, NodeKind::kWorkload, row.name);
    }
  }
}

/// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-ref-ip-address-types.html
bool Outside::is_dual(const cfn::Value* type) const {
  return type != nullptr && lookup_.text(type).value_or("dualstack") == "dualstack";
}

void Outside::add_listener(Node& gateway, std::uint64_t port) const {
  gateway.listeners.push_back({gateway.place, {kTcp, kTcp}, {port, port}});
}

/// Services of App Runner listen on the internet, and connect through their VPC connector.
void Outside::add_runners() {
  for (const cfn::Resource* each : lookup_.of("AWS::AppRunner::Service")) {
    Node& made = add(*each, NodeKind::kWorkload, "ServiceName");
    const cfn::Value* open = view::property(
        *each, {"NetworkConfiguration", "IngressConfiguration", "IsPubliclyAccessible"});
    made.is_public = lookup_.truth(open).value_or(true);
    made.public_place = place_of(*each, "NetworkConfiguration");
    add_listener(made, 443);
    const std::string connector = lookup_.name(
        view::property(*each, {"NetworkConfiguration", "EgressConfiguration", "VpcConnectorArn"}));
    if (const Node* through = network_.node(connector)) made.interfaces.push_back(through);
  }
}

const cfn::Resource* Outside::function_of(const cfn::Resource* named) const {
  for (int i = 0; i < 3 && named != nullptr; ++i) {
    if (named->type == kFunction || named->type == kServerless) return named;
    if (named->type != "AWS::Lambda::Alias" && named->type != "AWS::Lambda::Version") break;
    named = lookup_.target(view::property(*named, {"FunctionName"}));
  }
  return nullptr;
}

bool Outside::is_for(const cfn::Resource& permission, const cfn::Resource& function) const {
  const cfn::Value* name = view::property(permission, {"FunctionName"});
  const cfn::Resource* target = lookup_.target(name);
  if (target != nullptr) return function_of(target) == &function;
  const auto text = lookup_.text(name);
  const auto own = lookup_.text(view::property(function, {"FunctionName"}));
  // A name that is computed may be the function's.
  return !text || (own && (*text == *own || text->ends_with(":" + *own)));
}

void Outside::find_permission(std::string_view principal, std::string_view action,
                              Handoff& to) const {
  find_permission(principal, action, *lookup_.find(to.gateway->place.name), to);
}

void Outside::find_permission(std::string_view principal, std::string_view action,
                              const cfn::Resource& gateway, Handoff& to) const {
  to.problem = {
      to.target->id.str(), "Permission",
      fmt::format("no permission lets {} invoke {}", gateway.id.str(), to.target->id.str()),
      to.target->origin};
  for (const cfn::Resource* each : lookup_.of("AWS::Lambda::Permission")) {
    if (!is_for(*each, *function_of(to.target))) continue;
    const auto who = lookup_.text(view::property(*each, {"Principal"}));
    const auto what = lookup_.text(view::property(*each, {"Action"}));
    if ((who && *who != principal && *who != "*") ||
        (what && *what != action && *what != "lambda:*")) {
      continue;
    }
    const cfn::Value* source = view::property(*each, {"SourceArn"});
    const bool is_other = source != nullptr && !cfn::references(*source).empty();
    if (is_other && !names(source, gateway)) {
      to.problem = {
          each->id.str(), "SourceArn",
          fmt::format("{} is for another source than {}", each->id.str(), gateway.id.str()),
          first_known(source->origin(), each->origin)};
      continue;
    }
    to.problem = {};
    to.assumption = existence_of(*each);
    return;
  }
}

void Outside::add_functions(const Node& gateway, const cfn::Resource& by, std::string_view property,
                            const cfn::Value* value, bool has_role, const std::string& assumption) {
  if (value == nullptr) return;
  for (const cfn::Reference& each : cfn::references(*value)) {
    const cfn::Resource* function = function_of(lookup_.find(each.target.str()));
    if (function == nullptr) continue;
    Handoff made{&gateway, function, place_of(by, property)};
    if (!has_role) find_permission(kApiPrincipal, kInvoke, made);
    if (has_role) made.assumption = "the role of " + quoted(by.id.str()) + " may invoke it";
    if (made.assumption.empty()) made.assumption = assumption;
    handoffs_.push_back(std::move(made));
  }
}

void Outside::add_http_apis() {
  for (const cfn::Resource* api : lookup_.of("AWS::ApiGatewayV2::Api")) {
    const std::size_t first = handoffs_.size();
    Node& made = add(*api, NodeKind::kGateway, "Name");
    made.has_ipv6 = is_dual(view::property(*api, {"IpAddressType"}));
    add_listener(made, 443);
    add_functions(made, *api, "Target", view::property(*api, {"Target"}),
                  view::property(*api, {"CredentialsArn"}) != nullptr, {});
    add_functions(made, *api, "Body", view::property(*api, {"Body"}), false, {});
    add_links_in(made, *api, "Body");
    for (const cfn::Resource* each : lookup_.of("AWS::ApiGatewayV2::Integration")) {
      if (lookup_.target(view::property(*each, {"ApiId"})) != api) continue;
      const cfn::Resource* route = nullptr;
      for (const cfn::Resource* one : lookup_.of("AWS::ApiGatewayV2::Route")) {
        if (names(view::property(*one, {"Target"}), *each)) route = one;
      }
      const std::size_t before = handoffs_.size();
      const std::string who =
          route == nullptr
              ? std::string("NONE")
              : lookup_.text(view::property(*route, {"AuthorizationType"})).value_or("NONE");
      const cfn::Value* uri = view::property(*each, {"IntegrationUri"});
      const std::string allowed =
          who == "NONE" ? std::string()
                        : fmt::format("{} lets the caller in", quoted(route->id.str()));
      add_functions(made, *each, "IntegrationUri", uri,
                    view::property(*each, {"CredentialsArn"}) != nullptr, allowed);
      const cfn::Resource* link = lookup_.target(view::property(*each, {"ConnectionId"}));
      if (link != nullptr) add_link(made, *each, "ConnectionId", *link, uri, allowed);
      if (link == nullptr) add_public(made, *each, "IntegrationUri", uri, allowed);
      for (std::size_t i = before; i < handoffs_.size() && route == nullptr; ++i) {
        handoffs_[i].problem = {
            each->id.str(), "Route",
            fmt::format("no route of {} leads to {}", api->id.str(), each->id.str()), each->origin};
      }
    }
    ask_for_stage(*api, first);
  }
}

void Outside::add_rest_apis() {
  for (const cfn::Resource* api : lookup_.of("AWS::ApiGateway::RestApi")) {
    const std::size_t first = handoffs_.size();
    Node& made = add(*api, NodeKind::kGateway, "Name");
    made.has_ipv6 = is_dual(view::property(*api, {"EndpointConfiguration", "IpAddressType"}));
    add_listener(made, 443);
    made.public_place = place_of(*api, "EndpointConfiguration");
    for (const Item& each : lookup_.at(*api, "EndpointConfiguration.Types")) {
      if (lookup_.text(each.value) == "PRIVATE") made.is_public = false;
    }
    const std::string policy = view::property(*api, {"Policy"}) == nullptr
                                   ? std::string()
                                   : fmt::format("the policy of {} allows it", api->id.str());
    add_functions(made, *api, "Body", view::property(*api, {"Body"}), false, policy);
    add_links_in(made, *api, "Body");
    for (const cfn::Resource* each : lookup_.of("AWS::ApiGateway::Method")) {
      if (lookup_.target(view::property(*each, {"RestApiId"})) != api) continue;
      const std::string who =
          lookup_.text(view::property(*each, {"AuthorizationType"})).value_or("NONE");
      const std::string allowed =
          who == "NONE" ? policy : fmt::format("{} lets the caller in", quoted(each->id.str()));
      const cfn::Value* uri = view::property(*each, {"Integration", "Uri"});
      add_functions(made, *each, "Integration", uri,
                    view::property(*each, {"Integration", "Credentials"}) != nullptr, allowed);
      const cfn::Resource* link =
          lookup_.target(view::property(*each, {"Integration", "ConnectionId"}));
      const cfn::Value* target = view::property(*each, {"Integration", "IntegrationTarget"});
      if (link != nullptr) add_link(made, *each, "Integration", *link, target, allowed);
      if (link == nullptr) add_public(made, *each, "Integration", uri, allowed);
    }
    ask_for_stage(*api, first);
  }
}

/// Events of functions of SAM, which adds the permissions.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
void Outside::add_serverless_apis() {
  for (const char* type : {"AWS::Serverless::Api", "AWS::Serverless::HttpApi"}) {
    for (const cfn::Resource* api : lookup_.of(type)) {
      Node& made = add(*api, NodeKind::kGateway, "Name");
      add_listener(made, 443);
      add_links_in(made, *api, "DefinitionBody");
    }
  }
  for (const cfn::Resource* function : lookup_.of(kServerless)) {
    const cfn::Value* events = view::property(*function, {"Events"});
    if (events == nullptr || events->map() == nullptr) continue;
    for (const cfn::MapEntry& event : *events->map()) {
      for (const char* property : {"RestApiId", "ApiId"}) {
        const cfn::Resource* api =
            lookup_.target(view::member(&event.value, {"Properties", property}));
        const Node* gateway = api == nullptr ? nullptr : node(api->id.str());
        if (gateway != nullptr)
          handoffs_.push_back({gateway, function, place_of(*function, "Events")});
      }
      add_implicit_api(*function, event.value);
    }
  }
}

/// The API that SAM makes for events that name none.
void Outside::add_implicit_api(const cfn::Resource& function, const cfn::Value& event) {
  const auto type = lookup_.text(view::member(&event, {"Type"}));
  const bool is_http = type == "HttpApi";
  if (!is_http && type != "Api") return;
  if (view::member(&event, {"Properties", is_http ? "ApiId" : "RestApiId"}) != nullptr) return;
  cfn::Resource api;
  api.id = cfn::LogicalId(is_http ? "ServerlessHttpApi" : "ServerlessRestApi");
  api.origin = function.origin;
  const Node* known = node(api.id.str());
  if (known == nullptr) {
    Node& made = add(api, NodeKind::kGateway, "");
    add_listener(made, 443);
    known = &made;
  }
  handoffs_.push_back({known, &function, place_of(function, "Events")});
}

void Outside::add_urls() {
  for (const cfn::Resource* url : lookup_.of("AWS::Lambda::Url")) {
    const cfn::Resource* function =
        function_of(lookup_.target(view::property(*url, {"TargetFunctionArn"})));
    Node& made = add(*url, NodeKind::kGateway, "");
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-urls.html
    made.has_ipv6 = true;
    add_listener(made, 443);
    if (function == nullptr) continue;
    Handoff to{&made, function, place_of(*url, "AuthType")};
    find_permission("*", "lambda:InvokeFunctionUrl", to);
    if (lookup_.text(view::property(*url, {"AuthType"})) == "AWS_IAM") {
      Handoff signed_by_distribution = to;
      find_permission("cloudfront.amazonaws.com", "lambda:InvokeFunctionUrl",
                      signed_by_distribution);
      const Place& other = signed_by_distribution.problem;
      to.takes_signed = !to.problem.text.empty() && other.property == "Permission";
      to.problem = {};
      to.assumption = fmt::format("{} lets the caller in", quoted(url->id.str()));
    }
    handoffs_.push_back(std::move(to));
  }
}

bool Outside::is_signed(const cfn::Value* origin) const {
  const cfn::Value* identity = view::member(origin, {"S3OriginConfig", "OriginAccessIdentity"});
  return view::member(origin, {"OriginAccessControlId"}) != nullptr ||
         (identity != nullptr && lookup_.text(identity) != "");
}

void Outside::add_distributions() {
  for (const cfn::Resource* each : lookup_.of("AWS::CloudFront::Distribution")) {
    Node& made = add(*each, NodeKind::kGateway, "");
    made.public_place = place_of(*each, "DistributionConfig");
    made.is_public =
        lookup_.truth(view::property(*each, {"DistributionConfig", "Enabled"})).value_or(true);
    made.has_ipv6 =
        lookup_.truth(view::property(*each, {"DistributionConfig", "IPV6Enabled"})).value_or(false);
    add_listener(made, 443);
    add_listener(made, 80);
    for (const Item& origin : lookup_.at(*each, "DistributionConfig.Origins")) {
      const cfn::Value* name = view::member(origin.value, {"DomainName"});
      if (name == nullptr) continue;
      Place place = place_of(*each, "Origins");
      if (origin.value->origin().is_stated()) place.origin = origin.value->origin();
      const cfn::Value* in_vpc = view::member(origin.value, {"VpcOriginConfig", "VpcOriginId"});
      if (in_vpc != nullptr) add_vpc_origin(made, place, *in_vpc);
      for (const cfn::Reference& one : cfn::references(*name)) {
        const cfn::Resource* target = lookup_.find(one.target.str());
        if (target == nullptr || in_vpc != nullptr) continue;
        Handoff to{&made, target, place};
        to.is_signed = is_signed(origin.value);
        to.next = network_.node(target->id.str());
        handoffs_.push_back(std::move(to));
      }
    }
  }
}

}  // namespace archsynth::model
