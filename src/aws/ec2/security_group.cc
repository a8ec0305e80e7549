#include <algorithm>

#include "archsynth/aws/ec2.h"
#include "archsynth/cfn/writer.h"

namespace archsynth::ec2 {

namespace {

cfn::Map rule(std::string description, std::string_view peer_key, cfn::Value peer,
              const cfn::Value& port) {
  return {{"Description", std::move(description)},
          {"IpProtocol", "tcp"},
          {"FromPort", port},
          {"ToPort", port},
          {peer_key, std::move(peer)}};
}

std::string_view block_key(const cfn::Value& cidr) {
  const std::string* text = cidr.string();
  return text != nullptr && text->find(':') != std::string::npos ? "CidrIpv6" : "CidrIp";
}

/// `80`, or nothing that can stand in a name when the port is known only at deployment.
std::string port_name(const cfn::Value& port) {
  return port.is_intrinsic() ? "" : cfn::to_json(port, true);
}

/// The inline rule as a resource of its own.
cfn::Map alone(cfn::Map rule, cfn::Value group_id) {
  rule.set("GroupId", std::move(group_id));
  return rule;
}

}  // namespace

SecurityGroup::SecurityGroup(construct::Scope scope, const Vpc& vpc, SecurityGroupProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  // A group without egress rules is given one that allows everything, so that a closed one needs a
  // rule that leads nowhere.
  resource_ = &add_resource(
      "", "AWS::EC2::SecurityGroup",
      {{"GroupDescription", props.description},
       {"VpcId", vpc.id()},
       {"SecurityGroupEgress", cfn::List{cfn::Map{{"Description", "No outbound traffic"},
                                                  {"IpProtocol", "-1"},
                                                  {"CidrIp", "127.0.0.1/32"}}}}});
}

cfn::Value SecurityGroup::id() const { return resource_->att("GroupId"); }

void SecurityGroup::allow_from_cidr(const cfn::Value& cidr, const cfn::Value& port,
                                    std::string description) {
  add_ingress(rule(std::move(description), block_key(cidr), cidr, port));
}

void SecurityGroup::allow_to_cidr(const cfn::Value& cidr, const cfn::Value& port,
                                  std::string description) {
  if (!open_egress_) add_egress(rule(std::move(description), block_key(cidr), cidr, port));
}

void SecurityGroup::allow_all_egress(std::string description) {
  open_egress_ = true;
  inline_egress_.clear();
  resource_->properties.set(
      "SecurityGroupEgress",
      cfn::List{cfn::Map{
          {"Description", std::move(description)}, {"IpProtocol", "-1"}, {"CidrIp", "0.0.0.0/0"}}});
}

cfn::LogicalId SecurityGroup::allow_from(SecurityGroup& peer, const cfn::Value& port,
                                         std::string_view edge, std::string description,
                                         const Origin& why) {
  std::string name(edge);
  for (const Edge& each : edges_) {
    if (each.peer == &peer && each.port == port) return each.rule;
    if (each.rule == logical_id(name)) name = std::string(edge) + port_name(port);
  }
  peer.allow_to(*this, port, description, why);
  cfn::Resource& ingress = add_resource(
      name, "AWS::EC2::SecurityGroupIngress",
      alone(rule(std::move(description), "SourceSecurityGroupId", peer.id(), port), id()));
  if (why.known()) ingress.origin = why;
  edges_.push_back({&peer, port, ingress.id});
  return ingress.id;
}

void SecurityGroup::allow_to(SecurityGroup& target, const cfn::Value& port,
                             const std::string& description, const Origin& why) {
  if (open_egress_) return;
  cfn::Map egress = rule(description, "DestinationSecurityGroupId", target.id(), port);
  // A port that another resource knows could depend on this group as well.
  if (!target.reaches(*this) && !port.is_intrinsic()) {
    inline_egress_.push_back(&target);
    add_egress(std::move(egress));
    return;
  }
  cfn::Resource& resource =
      add_resource("To" + target.logical_id().str() + port_name(port),
                   "AWS::EC2::SecurityGroupEgress", alone(std::move(egress), id()));
  if (why.known()) resource.origin = why;
}

bool SecurityGroup::reaches(const SecurityGroup& other) const {
  std::vector<const SecurityGroup*> seen{this};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] == &other) return true;
    for (const SecurityGroup* next : seen[i]->inline_egress_) {
      if (std::find(seen.begin(), seen.end(), next) == seen.end()) seen.push_back(next);
    }
  }
  return false;
}

void SecurityGroup::add_ingress(cfn::Map rule) {
  cfn::Value& rules = resource_->properties["SecurityGroupIngress"];
  if (rules.absent()) rules = cfn::List{};
  cfn::List& list = *rules.list();
  if (std::find(list.begin(), list.end(), cfn::Value(rule)) == list.end()) {
    list.emplace_back(std::move(rule));
  }
}

void SecurityGroup::add_egress(cfn::Map rule) {
  cfn::List& list = *resource_->properties["SecurityGroupEgress"].list();
  if (closed_) list.clear();
  closed_ = false;
  if (std::find(list.begin(), list.end(), cfn::Value(rule)) == list.end()) {
    list.emplace_back(std::move(rule));
  }
}

}  // namespace archsynth::ec2
