#include "security.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "analysis/relations/graph.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "support/sha256.h"

namespace archsynth::analysis {
namespace {

/// What is open in one state: a description → where it is stated.
struct Opening {
  std::string resource;
  bool is_public = false;
  Origin origin;
  Grant grant = {};
};
using Openings = std::map<std::string, Opening>;

/// A value in a word or two: that of a group or an ARN is the resource's name.
std::string shown(const cfn::Value* value) {
  if (value == nullptr) return {};
  std::string text = brief(*value);
  for (const std::string_view attribute : {".GroupId", ".Arn"}) {
    if (text.ends_with(attribute)) text.resize(text.size() - attribute.size());
  }
  return text;
}

bool is_anyone(std::string_view source) { return source == "0.0.0.0/0" || source == "::/0"; }

std::string ports_of(const cfn::Value& rule) {
  const std::string from = shown(member(&rule, {"FromPort"}));
  const std::string to = shown(member(&rule, {"ToPort"}));
  if (from.empty() || from == "-1") return "all ports";
  return to.empty() || to == from ? from : from + "-" + to;
}

void add_rule(const std::string& resource, const std::string& group, bool is_ingress,
              const cfn::Value& rule, Openings& openings) {
  std::string other;
  for (const char* key :
       {"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName",
        "SourcePrefixListId", "DestinationSecurityGroupId", "DestinationPrefixListId"}) {
    if (other.empty()) other = shown(member(&rule, {key}));
  }
  std::string protocol = shown(member(&rule, {"IpProtocol"}));
  if (protocol == "-1") protocol = "all protocols";
  const std::string what =
      fmt::format("{}: {} {} {} {} {}", group, is_ingress ? "ingress" : "egress", protocol,
                  ports_of(rule), is_ingress ? "from" : "to", other);
  openings.insert({what, {resource, is_ingress && is_anyone(other), rule.origin()}});
}

void add_rules(const cfn::Resource& group, const char* key, Openings& openings) {
  const cfn::Value* rules = property(group, {key});
  const bool is_ingress = std::string_view(key) == "SecurityGroupIngress";
  if (rules == nullptr && !is_ingress) {
    // A group that says nothing of it lets everything out.
    cfn::Map anything = {{"IpProtocol", "-1"}, {"CidrIp", "0.0.0.0/0"}};
    add_rule(group.id.str(), group.id.str(), false,
             cfn::Value(std::move(anything)).with_origin(group.origin), openings);
  }
  if (rules == nullptr || rules->list() == nullptr) return;
  for (const cfn::Value& rule : *rules->list()) {
    if (rule.map() == nullptr) continue;
    cfn::Value placed = rule;
    if (!placed.origin().is_stated()) placed.set_origin(group.origin);
    add_rule(group.id.str(), group.id.str(), is_ingress, placed, openings);
  }
}

/// The texts of a scalar or of a list's items.
std::vector<std::string> texts_of(const cfn::Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (const cfn::List* list = value->list()) {
    for (const cfn::Value& each : *list) texts.push_back(shown(&each));
  } else if (const cfn::Map* map = value->map()) {
    for (const cfn::MapEntry& entry : *map) {
      for (const std::string& each : texts_of(&entry.value)) {
        texts.push_back(entry.key == "AWS" ? each : entry.key + " " + each);
      }
    }
  } else {
    texts.push_back(shown(value));
  }
  return texts;
}

/// Grants of one statement that are told one by one. Policies that AWS takes have fewer.
constexpr std::size_t kMostGrants = 4'096;

/// One text for all of them, another one where any differs.
void summarise(std::vector<std::string>& texts, std::string_view plural) {
  if (std::find(texts.begin(), texts.end(), "*") != texts.end()) {
    texts = {"*"};
  } else if (texts.size() > 1) {
    texts = {fmt::format("{} {}: {} … ({:.8})", texts.size(), plural, texts.front(),
                         sha256_base64(join(texts, "\n")))};
  }
}

void add_statement(const cfn::Resource& resource, const cfn::Value& statement, Openings& openings) {
  const cfn::Value* effect = member(&statement, {"Effect"});
  if (effect == nullptr || shown(effect) != "Allow") return;
  const std::string condition =
      member(&statement, {"Condition"}) == nullptr ? "" : ", under a condition";
  std::vector<std::string> actions = texts_of(member(&statement, {"Action"}));
  for (const std::string& each : texts_of(member(&statement, {"NotAction"}))) {
    actions.push_back("anything but " + each);
  }
  std::vector<std::string> resources = texts_of(member(&statement, {"Resource"}));
  if (resources.empty()) resources.emplace_back();
  std::vector<std::string> principals = texts_of(member(&statement, {"Principal"}));
  if (principals.empty()) principals.emplace_back();
  const auto grants = [&] { return principals.size() * actions.size() * resources.size(); };
  if (grants() > kMostGrants) summarise(resources, "resources");
  if (grants() > kMostGrants) summarise(actions, "actions");
  if (grants() > kMostGrants) summarise(principals, "principals");
  for (const std::string& principal : principals) {
    for (const std::string& action : actions) {
      for (const std::string& on : resources) {
        std::string what = fmt::format("{}: {} may {}", resource.id.str(),
                                       principal.empty()  ? "who has it"
                                       : principal == "*" ? "anyone"
                                                          : principal,
                                       action == "*" ? "do anything" : action);
        if (!on.empty()) what += on == "*" ? " on anything" : " on " + on;
        const bool is_public = principal == "*" && condition.empty();
        openings.insert(
            {what + condition,
             {resource.id.str(), is_public, statement.origin(), {principal, action, on}}});
      }
    }
  }
}

/// Policies are documents with statements, wherever a resource has one.
void add_policies(const cfn::Resource& resource, Openings& openings) {
  const auto add = [&](const cfn::Value& value) {
    const cfn::Value* statements = member(&value, {"Statement"});
    if (statements == nullptr) return;
    if (statements->map() != nullptr) add_statement(resource, *statements, openings);
    if (statements->list() == nullptr) return;
    for (const cfn::Value& each : *statements->list()) {
      if (each.map() != nullptr) add_statement(resource, each, openings);
    }
  };
  for (const cfn::MapEntry& entry : resource.properties) cfn::walk(entry.value, add);
}

/// Properties that leave something open, with the value that does; `""` is where none is stated.
struct Switch {
  std::string_view type;
  std::string_view path;
  std::string_view open;
  std::string_view what;
  bool is_public;
};
constexpr Switch kSwitches[] = {
    {"AWS::EC2::Subnet", "MapPublicIpOnLaunch", "true", "instances get public addresses", true},
    {"AWS::EFS::FileSystem", "Encrypted", "false", "files are not encrypted", false},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "internet-facing",
     "is reached from the internet", true},
    {"AWS::ElasticLoadBalancingV2::Listener", "Protocol", "HTTP", "takes requests in clear text",
     false},
    {"AWS::Logs::LogGroup", "KmsKeyId", "", "logs are not under a key of one's own", false},
    {"AWS::RDS::DBCluster", "StorageEncrypted", "false", "storage is not encrypted", false},
    {"AWS::RDS::DBInstance", "PubliclyAccessible", "true", "has a public address", true},
    {"AWS::RDS::DBInstance", "StorageEncrypted", "false", "storage is not encrypted", false},
    {"AWS::S3::Bucket", "BucketEncryption", "", "no encryption of its own is stated", false},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration", "", "may be made public", true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicAcls", "false",
     "takes public access control lists", true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicPolicy", "false",
     "takes public policies", true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.RestrictPublicBuckets", "false",
     "lets its public policy count", true},
    {"AWS::SNS::Topic", "KmsMasterKeyId", "", "messages are not encrypted", false},
};

void add_switches(const cfn::Resource& resource, Openings& openings) {
  for (const Switch& each : kSwitches) {
    if (each.type != resource.type) continue;
    const std::size_t dot = each.path.find('.');
    const cfn::Value* value =
        dot == each.path.npos
            ? property(resource, {each.path})
            : property(resource, {each.path.substr(0, dot), each.path.substr(dot + 1)});
    const bool is_open =
        each.open.empty() ? value == nullptr : value != nullptr && shown(value) == each.open;
    if (!is_open) continue;
    const Origin origin =
        value != nullptr && value->origin().known() ? value->origin() : resource.origin;
    openings.insert({fmt::format("{}: {}", resource.id.str(), each.what),
                     {resource.id.str(), each.is_public, origin}});
  }
}

Openings openings_of(const ResourcesById& resources) {
  Openings openings;
  for (const auto& [id, resource] : resources) {
    const bool is_ingress = resource->type == "AWS::EC2::SecurityGroupIngress";
    if (resource->type == "AWS::EC2::SecurityGroup") {
      add_rules(*resource, "SecurityGroupIngress", openings);
      add_rules(*resource, "SecurityGroupEgress", openings);
    } else if (is_ingress || resource->type == "AWS::EC2::SecurityGroupEgress") {
      add_rule(id, shown(property(*resource, {"GroupId"})), is_ingress,
               cfn::Value(resource->properties).with_origin(resource->origin), openings);
    } else {
      add_policies(*resource, openings);
      add_switches(*resource, openings);
    }
  }
  return openings;
}

}  // namespace

std::vector<SecurityChange> security_changes(const ResourcesById& before,
                                             const ResourcesById& after) {
  const Openings old = openings_of(before);
  const Openings now = openings_of(after);
  std::vector<SecurityChange> changes;
  for (const auto& [what, opening] : now) {
    if (old.contains(what)) continue;
    changes.push_back(
        {true, opening.is_public, opening.resource, what, opening.grant, opening.origin});
  }
  for (const auto& [what, opening] : old) {
    if (now.contains(what)) continue;
    changes.push_back(
        {false, opening.is_public, opening.resource, what, opening.grant, opening.origin});
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    return std::pair(!a.is_wider, !a.is_public) < std::pair(!b.is_wider, !b.is_public);
  });
  return changes;
}

}  // namespace archsynth::analysis
