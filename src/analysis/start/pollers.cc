// Event sources in a VPC: what polls them for a function has interfaces in the subnets and groups
// of the source.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/start/network.h"
#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

using model::Node;

constexpr std::string_view kMapping = "AWS::Lambda::EventSourceMapping";

/// The ports on which a poller may connect to the brokers of a source; none: not known.
/// Sources: https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html,
/// https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
std::vector<std::uint64_t> ports_of(const View& view, const cfn::Resource& source,
                                    const cfn::Resource& mapping) {
  if (source.type == "AWS::AmazonMQ::Broker") {
    const auto engine = view.text(property(source, {"EngineType"})).value_or("");
    if (engine == "RABBITMQ" || engine == "RabbitMQ") return {5671};
    return engine == "ACTIVEMQ" || engine == "ActiveMQ" ? std::vector<std::uint64_t>{61617}
                                                        : std::vector<std::uint64_t>();
  }
  const cfn::Value* roles = property(source, {"ClientAuthentication", "Sasl", "Iam", "Enabled"});
  if (view.truth(roles) == true && lacks(mapping, "SourceAccessConfigurations")) return {9098};
  return {9092, 9094, 9096, 9098};
}

/// Whether others than what is in the VPC may connect to a source.
bool may_be_public(const View& view, const cfn::Resource& source) {
  const cfn::Value* broker = property(source, {"PubliclyAccessible"});
  const cfn::Value* cluster =
      property(source, {"BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type"});
  return (broker != nullptr && view.truth(broker) != false) ||
         (cluster != nullptr && view.text(cluster) != "DISABLED");
}

void check_brokers(const RunningStack& stack, const Node& poller, const Node& source,
                   const std::vector<std::uint64_t>& ports, NetworkReport& report) {
  std::optional<Outcome> closed;
  for (const std::uint64_t port : ports) {
    const Paths paths(stack.network, asked_for(port));
    auto outcome = best_of(paths.direct(poller, source), true);
    if (!outcome || outcome->is_reachable) return;
    if (!closed) closed = std::move(outcome);
  }
  if (!closed) return;
  const std::string on = ports.size() == 1 ? fmt::format(" on port {}", ports.front()) : "";
  report(poller, fmt::format("cannot poll {}{}", quoted(source.place.name), on), *closed, {}, {});
}

void check_mapping(const View& view, const Report& report, const cfn::Resource& mapping) {
  const cfn::Resource* named = view.target(property(mapping, {"EventSourceArn"}));
  const bool is_meant = named != nullptr && (named->type == "AWS::MSK::Cluster" ||
                                             named->type == "AWS::AmazonMQ::Broker");
  if (!is_meant || may_be_public(view, *named)) return;
  const auto& stack = view.made<RunningStack>();
  const Node* source = stack.network.node(named->id.str());
  if (source == nullptr || source->subnets.empty()) return;
  Node poller = *source;
  poller.place = {mapping.id.str(), {}, {}, mapping.origin, {}};
  NetworkReport told(report, stack);
  check_brokers(stack, poller, *source, ports_of(view, *named, mapping), told);
  // In provisioned mode, pollers call nothing from the VPC.
  if (has(mapping, "ProvisionedPollerConfig")) return;
  for (const char* service : {"aws:lambda", "aws:sts"}) {
    check_all_ways(
        stack, poller,
        {{service, fmt::format("cannot poll {}", quoted(named->id.str())), mapping.origin}}, told);
  }
}

}  // namespace

void check_ways_of_pollers(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  for (const cfn::Resource* each : view.of(kMapping)) check_mapping(view, report, *each);
}

}  // namespace archsynth::analysis
