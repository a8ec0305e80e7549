// Who talks to whom, and what depends on what.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kinds.h"
#include "ports.h"
#include "things.h"

namespace archsynth::analysis {
namespace {

using Kind = DiagramEdge::Kind;

class Linker {
 public:
  Linker(const View& view, const Things& things) : view_(view), things_(things) {}

  std::vector<Link> find() {
    add_targets();
    add_group_rules();
    add_events();
    add_gateways();
    add_references();
    add_users();
    return std::move(links_);
  }

 private:
  void add(int from, int to, Kind kind, std::string label = {}) {
    if (from == to || to < 0 || !pairs_.emplace(from, to).second) return;
    // What answers does not call.
    if (kind == Kind::kDependence && pairs_.contains({to, from})) return;
    links_.push_back({from, to, kind, plain_text(label)});
  }

  int count() const { return static_cast<int>(things_.all.size()); }

  /// The load balancers whose listeners send to a target group.
  std::set<int> balancers_of(const cfn::Resource& group) const {
    std::set<int> found;
    for (const std::string_view type :
         {"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"}) {
      for (const cfn::Resource* listener : view_.of(type)) {
        for (const cfn::Reference& each : view_.references(*listener)) {
          if (view_.find(each.target.str()) == &group) found.insert(things_.of(listener));
        }
      }
    }
    return found;
  }

  void send(const cfn::Resource& group, int to) {
    std::string label = text_at(view_, group, "Protocol");
    const std::string port = text_at(view_, group, "Port");
    if (!port.empty()) label += (label.empty() ? "" : " ") + port;
    for (const int from : balancers_of(group)) {
      if (from >= 0) add(from, to, Kind::kTraffic, label);
    }
  }

  /// Load balancers to what is behind them.
  void add_targets() {
    constexpr std::string_view kPaths[] = {"LoadBalancers.TargetGroupArn", "TargetGroupARNs"};
    constexpr std::string_view kClassicPaths[] = {"LoadBalancers.LoadBalancerName",
                                                  "LoadBalancerNames"};
    for (int i = 0; i < count(); ++i) {
      for (const std::string_view path : kPaths) {
        for (const cfn::Value* value : values_at(*things_[i].main, path)) {
          for (const Leaf& leaf : leaves(view_, *value)) {
            if (leaf.resource != nullptr) send(*leaf.resource, i);
          }
        }
      }
      for (const std::string_view path : kClassicPaths) {
        for (const cfn::Value* value : values_at(*things_[i].main, path)) {
          for (const Leaf& leaf : leaves(view_, *value)) {
            if (things_.of(leaf.resource) >= 0) add(things_.of(leaf.resource), i, Kind::kTraffic);
          }
        }
      }
    }
    for (const cfn::Resource* group : view_.of("AWS::ElasticLoadBalancingV2::TargetGroup")) {
      for (const cfn::Value* value : values_at(*group, "Targets.Id")) {
        for (const Leaf& leaf : leaves(view_, *value)) {
          if (leaf.resource != nullptr) send(*group, things_.of(leaf.resource));
        }
      }
    }
    for (const cfn::Resource* each : view_.of("AWS::ElasticLoadBalancing::LoadBalancer")) {
      add_all(*each, "Instances", true);
    }
  }

  /// From a resource's thing to those that a path names, or the other way round.
  void add_all(const cfn::Resource& resource, std::string_view path, bool is_forth,
               Kind kind = Kind::kTraffic) {
    for (const cfn::Value* value : values_at(resource, path)) {
      for (const cfn::Reference& each : cfn::references(*value)) {
        const int other = things_.of(view_.find(each.target.str()));
        const int own = things_.of(&resource);
        if (other < 0 || own < 0) continue;
        if (is_forth) add(own, other, kind);
        if (!is_forth) add(other, own, kind);
      }
    }
  }

  bool has_group(const Thing& thing, const cfn::Resource* group, const std::string& name) const {
    return std::any_of(thing.groups.begin(), thing.groups.end(), [&](const Leaf& leaf) {
      return group != nullptr ? leaf.resource == group : leaf.name == name;
    });
  }

  void add_group_rules() {
    std::map<std::pair<int, int>, std::string> labels;
    std::vector<std::pair<int, int>> order;
    const auto members = [&](const cfn::Resource* group, const std::string& name) {
      std::vector<int> found;
      for (int i = 0; i < count(); ++i) {
        if (has_group(things_[i], group, name)) found.push_back(i);
      }
      return found;
    };
    for (const DrawnRule& rule : ingress_rules(view_)) {
      const std::vector<int> to = members(rule.group, rule.group_name);
      std::vector<int> from;
      if (rule.is_group) from = members(rule.source.resource, rule.source.name);
      const bool is_open = !rule.is_group && is_everywhere(rule.source.name);
      for (const int target : to) {
        if (is_open) open_[target].insert(rule.ports);
        for (const int source : from) {
          std::string& label = labels[{source, target}];
          if (label.empty()) order.emplace_back(source, target);
          if (label.find(rule.ports) == label.npos)
            label += (label.empty() ? "" : ", ") + rule.ports;
        }
      }
    }
    for (const auto& pair : order) add(pair.first, pair.second, Kind::kTraffic, labels[pair]);
  }

  void add_events() {
    for (const cfn::Resource* each : view_.of("AWS::Lambda::EventSourceMapping")) {
      add_all(*each, "EventSourceArn", false);
    }
    for (const cfn::Resource* each : view_.of("AWS::Lambda::Permission")) {
      add_all(*each, "SourceArn", false);
    }
    for (const cfn::Resource* each : view_.of("AWS::Events::Rule")) {
      add_all(*each, "Targets.Arn", true);
    }
    for (const cfn::Resource* each : view_.of("AWS::Serverless::Function")) {
      add_all(*each, "Events", false);
    }
    for (const cfn::Resource* each : view_.of("AWS::SNS::Subscription")) {
      add_all(*each, "Endpoint", true);
    }
    for (const cfn::Resource* each : view_.of("AWS::SNS::Topic")) {
      add_all(*each, "Subscription.Endpoint", true);
    }
    for (const cfn::Resource* each : view_.of("AWS::S3::Bucket")) {
      add_all(*each, "NotificationConfiguration", true);
    }
    for (const cfn::Resource* each : view_.of("AWS::CloudFront::Distribution")) {
      add_all(*each, "DistributionConfig.Origins", true);
    }
    for (const cfn::Resource* each : view_.of("AWS::StepFunctions::StateMachine")) {
      add_all(*each, "DefinitionString", true);
      add_all(*each, "DefinitionSubstitutions", true);
    }
    for (const std::string_view type :
         {"AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Integration"}) {
      for (const cfn::Resource* each : view_.of(type)) {
        for (const std::string_view path : {"Integration.Uri", "IntegrationUri"}) {
          add_all(*each, path, true);
        }
      }
    }
  }

  /// NAT gateways to the internet's.
  void add_gateways() {
    for (int i = 0; i < count(); ++i) {
      if (things_[i].main->type != "AWS::EC2::NatGateway") continue;
      const int gateway = gateway_of(things_[i].network);
      if (gateway >= 0) add(i, gateway, Kind::kTraffic);
    }
  }

  int gateway_of(int network) const {
    for (int i = 0; i < count(); ++i) {
      const bool is_it = things_[i].main->type == "AWS::EC2::InternetGateway";
      if (is_it && network >= 0 && things_[i].network == network) return i;
    }
    return -1;
  }

  /// What a role lets a thing use, as far as it is drawn by itself.
  void add_role(int thing, const cfn::Resource& role) {
    const auto add_named = [&](const cfn::Resource& resource) {
      for (const cfn::Reference& each : view_.references(resource)) {
        const int other = things_.of(view_.find(each.target.str()));
        if (other < 0 || things_[other].home != Home::kRegional) continue;
        add(thing, other, Kind::kDependence);
      }
    };
    add_named(role);
    for (const cfn::Resource* policy : view_.of("AWS::IAM::Policy")) {
      for (const cfn::Value* value : values_at(*policy, "Roles")) {
        for (const Leaf& leaf : leaves(view_, *value)) {
          if (leaf.resource == &role) add_named(*policy);
        }
      }
    }
  }

  /// Whatever the things' other resources name.
  void add_references() {
    for (int i = 0; i < count(); ++i) {
      for (const cfn::Resource* member : things_[i].members) {
        if (member->type == "AWS::ECS::Cluster") continue;
        for (const cfn::Reference& each : view_.references(*member)) {
          const cfn::Resource* target = view_.find(each.target.str());
          const int other = things_.of(target);
          if (other < 0) continue;
          if (target->type == "AWS::IAM::Role") add_role(i, *target);
          // What several things share belongs to the first of them, which the others do not need.
          const auto part = part_type(target->type);
          if (part && part->is_of_referrer) continue;
          const Thing& to = things_[other];
          if (to.title == "KMS keys" || to.home == Home::kGateway) continue;
          add(i, other, Kind::kDependence);
        }
      }
    }
  }

  void add_users() {
    for (int i = 0; i < count(); ++i) {
      const Thing& thing = things_[i];
      std::string label;
      bool is_reached = thing.is_public;
      if (thing.kind == BoxKind::kBalancer) {
        label = listener_ports(view_, thing.members);
        is_reached = is_reached || thing.home == Home::kRegional;
      }
      if (thing.title == "CloudFront") is_reached = true;
      if (thing.kind == BoxKind::kCompute) {
        is_reached = thing.is_public && open_.contains(i);
        for (const std::string& each : open_[i]) label += (label.empty() ? "" : ", ") + each;
      }
      if (!is_reached) continue;
      const int gateway = gateway_of(thing.network);
      if (gateway < 0) {
        add(-1, i, Kind::kTraffic, label);
      } else {
        add(-1, gateway, Kind::kTraffic);
        add(gateway, i, Kind::kTraffic, label);
      }
    }
  }

  const View& view_;
  const Things& things_;
  std::set<std::pair<int, int>> pairs_;
  std::map<int, std::set<std::string>> open_;
  std::vector<Link> links_;
};

}  // namespace

std::vector<Link> find_links(const View& view, const Things& things) {
  return Linker(view, things).find();
}

}  // namespace archsynth::analysis
