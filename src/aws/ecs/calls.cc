// Services that call each other, by ECS Service Connect: a proxy in each task leads from the short
// name of a service to its healthy tasks.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

namespace {

/// What the proxy understands of the requests; nothing where bytes pass through it.
const char* proxy_protocol(elbv2::Protocol protocol) {
  switch (protocol) {
    case elbv2::Protocol::kHttp:
      return "http";
    case elbv2::Protocol::kHttp2:
      return "http2";
    case elbv2::Protocol::kGrpc:
      return "grpc";
    case elbv2::Protocol::kHttps:
    case elbv2::Protocol::kTcp:
      break;
  }
  return nullptr;
}

}  // namespace

bool encrypts_calls(const FargateService& service) {
  return service.cluster().encrypts_calls() && *service.props().protocol != elbv2::Protocol::kHttps;
}

cfn::Map& FargateService::service_connect() {
  cfn::Value& configuration = service_->properties["ServiceConnectConfiguration"];
  if (configuration.absent()) {
    configuration = cfn::Map{{"Enabled", true},
                             {"Namespace", cluster_->service_namespace()},
                             {"LogConfiguration", log_configuration_of(*cluster_, name_)}};
  }
  return *configuration.map();
}

cfn::Map& FargateService::request_container() {
  const std::string& name = props_.requests_to ? *props_.requests_to : name_;
  cfn::List& all = *task_definition_->properties["ContainerDefinitions"].list();
  const auto found = std::find_if(all.begin(), all.end(), [&](cfn::Value& each) {
    return *each.map()->find("Name") == cfn::Value(name);
  });
  return *(found == all.end() ? all.front() : *found).map();
}

void FargateService::answer_as(std::string_view name) {
  if (is_called()) return;
  endpoint_ = lower_case(name);  // names of ports have no capitals
  const char* const protocol = proxy_protocol(*props_.protocol);
  cfn::Value* const mappings = request_container().find("PortMappings");
  if (mappings == nullptr) return;  // `requests_to` is wrong, which was reported
  cfn::Map& mapping = *mappings->list()->front().map();
  mapping.set("Name", endpoint_);
  if (protocol != nullptr) mapping.set("AppProtocol", protocol);
  cfn::Map endpoint{
      {"PortName", endpoint_},
      {"ClientAliases", cfn::List{cfn::Map{{"DnsName", endpoint_}, {"Port", request_port()}}}}};
  if (protocol != nullptr) {
    endpoint.set("Timeout", cfn::Map{{"PerRequestTimeoutSeconds", props_.request_timeout_seconds}});
  }
  if (encrypts_calls(*this)) {
    endpoint.set("Tls", cluster_->calls_tls());
    const cfn::Resource* const policy = cluster_->calls_tls_role()->policy();
    if (policy != nullptr) depend_on(policy->id);
  }
  cfn::List endpoints{std::move(endpoint)};
  offer_ports(endpoints);
  service_connect().set("Services", std::move(endpoints));
}

void FargateService::offer_ports(cfn::List& endpoints) {
  if (props_.ports.empty()) return;
  cfn::List& mappings = *container().find("PortMappings")->list();
  for (const auto& [name, port] : props_.ports) {
    const cfn::Value wanted(port);
    const auto mapping = std::find_if(mappings.begin(), mappings.end(), [&](cfn::Value& each) {
      return *each.map()->find("ContainerPort") == wanted;
    });
    if (mapping == mappings.end()) continue;  // no number, which was reported
    const std::string port_name = endpoint_ + "-" + lower_case(*name);
    mapping->map()->set("Name", port_name);
    cfn::Map endpoint{
        {"PortName", port_name},
        {"ClientAliases", cfn::List{cfn::Map{{"DnsName", endpoint_}, {"Port", port}}}}};
    if (encrypts_calls(*this)) endpoint.set("Tls", cluster_->calls_tls());
    endpoints.emplace_back(std::move(endpoint));
  }
}

void FargateService::open_peer_ports() {
  for (const Sourced<int>& port : props_.peer_ports) {
    if (!port) continue;
    depend_on(security_group_->allow_from(*security_group_, port, "FromPeers",
                                          "Tasks of " + name_ + " to each other", port.origin()));
  }
}

void FargateService::connect_to(FargateService& callee, const CallProps& use, const Origin& why,
                                CalleeStarts starts) {
  callee.answer_as(callee.name_);
  const std::string& host = callee.endpoint_;
  const std::string port = std::to_string(*callee.request_port());
  const elbv2::Protocol protocol = *callee.props_.protocol;
  const bool is_tcp = protocol == elbv2::Protocol::kTcp;
  const char* const scheme = is_tcp                                ? "tcp"
                             : protocol == elbv2::Protocol::kHttps ? "https"
                                                                   : "http";
  const std::string url = fmt::format("{}://{}:{}", scheme, host, port);
  const std::string prefix = environment_name(host);
  if (!describe::is_stated(use) && is_tcp) {
    inject(prefix + "_HOST", "Value", host, why);
    inject(prefix + "_PORT", "Value", port, why);
  } else if (!describe::is_stated(use)) {
    inject(prefix + "_URL", "Value", url, why);
  }
  for (const auto& [variable, value] :
       {std::pair{&use.url, &url}, std::pair{&use.host, &host}, std::pair{&use.port, &port}}) {
    if (*variable) inject(**variable, "Value", *value, variable->origin());
  }
  service_connect();
  const auto open = [&](const Sourced<int>& opened) {
    depend_on(
        callee.security_group_->allow_from(*security_group_, opened, "From" + logical_id().str(),
                                           "Requests of " + name_ + " to " + callee.name_, why));
  };
  open(callee.request_port());
  for (const auto& [name, further] : callee.props_.ports) {
    if (further) open(further);
  }
  // Tasks find the endpoints that were there when their deployment began.
  if (starts == CalleeStarts::kBefore) depend_on(callee.service_->id);
}

}  // namespace archsynth::ecs
