// Parts of one resource that name each other, and what only the right attribute of another gives.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kContentsGroupPage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "high_availability_origin_failover.html";
constexpr std::string_view kContentsEdgePage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "edge-function-restrictions-all.html";
constexpr std::string_view kContentsPartPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";
constexpr std::string_view kContentsIpSetPage =
    "https://docs.aws.amazon.com/waf/latest/APIReference/API_IPSet.html";
constexpr std::string_view kContentsStatementPage =
    "https://docs.aws.amazon.com/waf/latest/APIReference/API_Statement.html";
constexpr std::string_view kContentsLifecyclePage =
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html";
constexpr std::string_view kContentsReturnsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-getatt.html";
constexpr std::string_view kContentsDistribution = "AWS::CloudFront::Distribution";

/// A name of something that the same resource, or one that it refers to, has to have.
struct PartName {
  std::string_view type;
  std::string_view place;
  std::string_view reference;  ///< to the resource with the parts; empty: it has them itself
  std::string_view parts;      ///< a list whose items have `name`, or a map of names
  std::string_view name;
  std::string_view what;
};

constexpr PartName kPartNames[] = {
    {kContentsDistribution, "DistributionConfig.OriginGroups.Items.*.Members.Items.*.OriginId", "",
     "DistributionConfig.Origins.*", "Id", "origin"},
    {"AWS::WAFv2::WebACL", "DefaultAction.Block.CustomResponse.CustomResponseBodyKey", "",
     "CustomResponseBodies", "", "response body"},
    {"AWS::WAFv2::WebACL", "Rules.*.Action.Block.CustomResponse.CustomResponseBodyKey", "",
     "CustomResponseBodies", "", "response body"},
    {"AWS::WAFv2::RuleGroup", "Rules.*.Action.Block.CustomResponse.CustomResponseBodyKey", "",
     "CustomResponseBodies", "", "response body"},
    {"AWS::ECS::Service", "ServiceConnectConfiguration.Services.*.PortName", "TaskDefinition",
     "ContainerDefinitions.*.PortMappings.*", "Name", "port mapping"},
    {"AWS::ECS::Service", "VolumeConfigurations.*.Name", "TaskDefinition", "Volumes.*", "Name",
     "volume"},
    {"AWS::ECS::TaskDefinition", "ProxyConfiguration.ContainerName", "", "ContainerDefinitions.*",
     "Name", "container"},
};

/// The names of the parts; nothing where one is not known.
std::optional<std::vector<std::string>> names_of_parts(const View& view, const PartName& row,
                                                       const cfn::Resource& owner) {
  std::vector<std::string> names;
  bool is_known = true;
  if (row.name.empty()) {
    const cfn::Value* map = property_at(owner, row.parts);
    if (map == nullptr) return names;
    if (map->map() == nullptr) return std::nullopt;
    for (const cfn::MapEntry& entry : *map->map()) {
      is_known = is_known && !entry.key.starts_with("Fn::");
      names.push_back(entry.key);
    }
  } else {
    const std::string_view list = row.parts.substr(0, row.parts.find(".*"));
    is_known = view.items(property_at(owner, list)).complete;
    each_place(view, owner, row.parts, [&](const cfn::Value& part) {
      const cfn::Value* stated = member(&part, {row.name});
      const auto name = view.text(stated);
      is_known = is_known && part.map() != nullptr && (stated == nullptr || name);
      if (name) names.push_back(*name);
    });
  }
  return is_known ? std::optional(std::move(names)) : std::nullopt;
}

void check_part_names(const View& view, const Report& report) {
  for (const PartName& row : kPartNames) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Resource* owner =
          row.reference.empty() ? resource : view.target(property(*resource, {row.reference}));
      if (owner == nullptr || !owner->type.starts_with(row.type.substr(0, row.type.rfind(':')))) {
        continue;
      }
      const auto names = names_of_parts(view, row, *owner);
      if (!names) continue;
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        const auto name = view.text(&place);
        if (!name || std::find(names->begin(), names->end(), *name) != names->end()) return;
        const std::vector<std::string_view> known(names->begin(), names->end());
        report(*resource, &place,
               fmt::format("{} has no {} {}", quoted(owner->id.str()), row.what, quoted(*name)))
            .fix = suggest(*name, known);
      });
    }
  }
}

/// The behaviors of a distribution.
View::Values behaviors_of(const View& view, const cfn::Resource& distribution) {
  const cfn::Value* config = property(distribution, {"DistributionConfig"});
  View::Values all = view.items(member(config, {"CacheBehaviors"})).values;
  if (const cfn::Value* usual = member(config, {"DefaultCacheBehavior"})) all.push_back(usual);
  return all;
}

void check_group_methods(const View& view, const Report& report) {
  for (const cfn::Resource* distribution : view.of(kContentsDistribution)) {
    std::set<std::string> groups;
    each_place(view, *distribution, "DistributionConfig.OriginGroups.Items.*.Id",
               [&](const cfn::Value& id) { groups.insert(view.text(&id).value_or("")); });
    for (const cfn::Value* behavior : behaviors_of(view, *distribution)) {
      const auto target = view.text(member(behavior, {"TargetOriginId"}));
      if (!target || !groups.contains(*target)) continue;
      for (const cfn::Value* each : view.items(member(behavior, {"AllowedMethods"})).values) {
        const auto method = view.text(each);
        if (!method || *method == "GET" || *method == "HEAD" || *method == "OPTIONS") continue;
        report(*distribution, each,
               fmt::format("{} forwards {} requests, which an origin group does not support",
                           quoted(*target), *method));
        break;
      }
    }
  }
}

void check_edge_functions(const View& view, const Report& report) {
  for (const cfn::Resource* distribution : view.of(kContentsDistribution)) {
    for (const cfn::Value* behavior : behaviors_of(view, *distribution)) {
      if (view.items(member(behavior, {"FunctionAssociations"})).values.empty()) continue;
      for (const cfn::Value* each :
           view.items(member(behavior, {"LambdaFunctionAssociations"})).values) {
        const cfn::Value* place = member(each, {"EventType"});
        const auto event = view.text(place);
        if (!event || !event->starts_with("viewer-")) continue;
        report(*distribution, place,
               "a behavior with a CloudFront function cannot run Lambda@Edge at the viewer");
      }
    }
  }
}

void check_statements(const View& view, const Report& report) {
  for (const char* type : {"AWS::WAFv2::WebACL", "AWS::WAFv2::RuleGroup"}) {
    for (const cfn::Resource* resource : view.of(type)) {
      each_place(view, *resource, "Rules.*.Statement", [&](const cfn::Value& statement) {
        const cfn::Map* map = statement.map();
        if (map == nullptr || map->size() < 2) return;
        std::vector<std::string> names;
        for (const cfn::MapEntry& entry : *map) {
          if (entry.key.ends_with("Statement") && !is_no_value(entry.value)) {
            names.push_back(quoted(entry.key));
          }
        }
        if (names.size() < 2) return;
        report(*resource, &statement,
               fmt::format("a rule has {}; only one statement is allowed", join(names, " and ")));
      });
    }
  }
}

/// What is wrong with an address of a set; empty: nothing.
std::string fault_of_address(const std::string& address, std::string_view version) {
  const bool is_six = address.find(':') != address.npos;
  if ((version == "IPV6") != is_six) {
    return fmt::format("{} is not an {} range", quoted(address),
                       version == "IPV6" ? "IPv6" : "IPv4");
  }
  if (address.find('/') == address.npos) {
    return fmt::format("{} lacks its prefix length, such as {}", quoted(address),
                       is_six ? "/128" : "/32");
  }
  return address.ends_with("/0") ? fmt::format("{} covers all addresses", quoted(address))
                                 : std::string();
}

void check_address_sets(const View& view, const Report& report) {
  for (const cfn::Resource* set : view.of("AWS::WAFv2::IPSet")) {
    const auto version = view.text(property(*set, {"IPAddressVersion"}));
    if (version != "IPV4" && version != "IPV6") continue;
    each_place(view, *set, "Addresses.*", [&](const cfn::Value& place) {
      const auto address = view.text(&place);
      const bool is_one =
          address && address->find_first_not_of("0123456789abcdefABCDEF.:/") == address->npos;
      const std::string fault = is_one ? fault_of_address(*address, *version) : std::string();
      if (!fault.empty()) report(*set, &place, fault);
    });
  }
}

/// What is wrong with a rule of a lifecycle policy; empty: nothing.
std::string fault_of_rule(const View& view, const cfn::Value& rule) {
  const cfn::Value* selection = member(&rule, {"selection"});
  const auto status = view.text(member(selection, {"tagStatus"}));
  const auto count = view.text(member(selection, {"countType"}));
  const bool has_tags = member(selection, {"tagPrefixList"}) != nullptr ||
                        member(selection, {"tagPatternList"}) != nullptr;
  const bool has_unit = member(selection, {"countUnit"}) != nullptr;
  if (status == "tagged" && !has_tags) {
    return "a rule for tagged images lacks \"tagPrefixList\" or \"tagPatternList\"";
  }
  if (count == "sinceImagePushed" && !has_unit) return "sinceImagePushed needs \"countUnit\"";
  if (count == "imageCountMoreThan" && has_unit) {
    return "imageCountMoreThan does not support \"countUnit\"";
  }
  return {};
}

/// What is wrong with the priorities of the rules.
std::string fault_of_priorities(const View& view, const cfn::List& rules) {
  std::set<double> seen;
  double most = 0;
  std::optional<double> of_any;
  for (const cfn::Value& rule : rules) {
    const auto priority = view.number(member(&rule, {"rulePriority"}));
    if (!priority) return {};
    if (!seen.insert(*priority).second) {
      return fmt::format("two rules have the priority {}", *priority);
    }
    most = std::max(most, *priority);
    const auto status = view.text(member(&rule, {"selection", "tagStatus"}));
    const bool is_active = !member(&rule, {"selection", "storageClass"});
    if (status == "any" && is_active) of_any = priority;
  }
  return of_any && *of_any < most ? "a rule for any image must have the highest \"rulePriority\""
                                  : std::string();
}

void check_image_lifecycles(const View& view, const Report& report) {
  for (const cfn::Resource* repository : view.of("AWS::ECR::Repository")) {
    const cfn::Value* place = property(*repository, {"LifecyclePolicy", "LifecyclePolicyText"});
    const auto policy = embedded(place);
    const cfn::Value* rules = policy ? member(&policy->value, {"rules"}) : nullptr;
    if (rules == nullptr || rules->list() == nullptr) continue;
    std::string fault = fault_of_priorities(view, *rules->list());
    for (const cfn::Value& rule : *rules->list()) {
      if (fault.empty()) fault = fault_of_rule(view, rule);
    }
    if (!fault.empty()) report(*repository, place, fault);
  }
}

/// Where only some attributes of a resource are taken, and not what `Ref` returns.
struct AttributePlace {
  std::string_view type;
  std::string_view place;
  std::string_view target;
  std::string_view attribute;
  std::string_view other;  ///< another attribute that is taken
};

constexpr AttributePlace kAttributePlaces[] = {
    {"AWS::EC2::NatGateway", "AllocationId", "AWS::EC2::EIP", "AllocationId", ""},
    {"AWS::EC2::EIPAssociation", "AllocationId", "AWS::EC2::EIP", "AllocationId", ""},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings.*.AllocationId", "AWS::EC2::EIP",
     "AllocationId", ""},
    {"AWS::WAFv2::WebACLAssociation", "WebACLArn", "AWS::WAFv2::WebACL", "Arn", ""},
    {"AWS::WAFv2::LoggingConfiguration", "ResourceArn", "AWS::WAFv2::WebACL", "Arn", ""},
    {"AWS::WAFv2::WebACL", "Rules.*.Statement.IPSetReferenceStatement.Arn", "AWS::WAFv2::IPSet",
     "Arn", ""},
    {"AWS::WAFv2::WebACL", "Rules.*.Statement.RegexPatternSetReferenceStatement.Arn",
     "AWS::WAFv2::RegexPatternSet", "Arn", ""},
    {"AWS::WAFv2::WebACL", "Rules.*.Statement.RuleGroupReferenceStatement.Arn",
     "AWS::WAFv2::RuleGroup", "Arn", ""},
    {kContentsDistribution, "DistributionConfig.WebACLId", "AWS::WAFv2::WebACL", "Arn", ""},
    {kContentsDistribution, "DistributionConfig.Logging.Bucket", "AWS::S3::Bucket", "DomainName",
     "RegionalDomainName"},
    {kContentsDistribution, "DistributionConfig.Origins.*.DomainName", "AWS::S3::Bucket",
     "RegionalDomainName", "DomainName"},
    {kContentsDistribution, "DistributionConfig.Origins.*.DomainName",
     "AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName", ""},
    {"AWS::Route53::RecordSet", "AliasTarget.DNSName", "AWS::ElasticLoadBalancingV2::LoadBalancer",
     "DNSName", ""},
    {"AWS::Route53::RecordSet", "AliasTarget.DNSName", "AWS::CloudFront::Distribution",
     "DomainName", ""},
    {"AWS::Route53::RecordSetGroup", "RecordSets.*.AliasTarget.DNSName",
     "AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName", ""},
    {"AWS::Route53::RecordSetGroup", "RecordSets.*.AliasTarget.DNSName",
     "AWS::CloudFront::Distribution", "DomainName", ""},
};

void check_attributes_taken(const View& view, const Report& report) {
  for (const AttributePlace& row : kAttributePlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        const cfn::Resource* target = view.target(&place, row.target);
        if (target == nullptr) return;
        const auto* get = place.get_if<cfn::GetAtt>();
        const std::string_view own = get == nullptr ? std::string_view() : get->attribute;
        if (get != nullptr && (own == row.attribute || own == row.other)) return;
        if (target->type == "AWS::S3::Bucket" && own.ends_with("DomainName")) return;
        const std::string_view name = row.place.substr(row.place.rfind('.') + 1);
        report(*resource, &place,
               fmt::format("{} needs the {} of {}, not {}", quoted(name), row.attribute,
                           quoted(target->id.str()),
                           get == nullptr ? "the value of Ref" : quoted(own)))
            .fix = fmt::format("use !GetAtt {}.{}", target->id.str(), row.attribute);
      });
    }
  }
}

constexpr Rule kContentsOfRules[] = {
    {"ARC4932", Severity::kError, "reference to a part that does not exist",
     "the service refuses the resource", "use the name of a part, or add the part",
     kContentsPartPage, "", check_part_names},
    {"ARC4933", Severity::kError, "origin group with write methods",
     "CloudFront refuses the distribution", "allow GET, HEAD and OPTIONS only, or name one origin",
     kContentsGroupPage, "", check_group_methods},
    {"ARC4934", Severity::kError, "CloudFront function together with Lambda@Edge",
     "CloudFront refuses the distribution", "run one of them at the origin", kContentsEdgePage, "",
     check_edge_functions},
    {"ARC4935", Severity::kError, "web ACL rule with several statements",
     "AWS WAF refuses the rule", "join them with AndStatement or OrStatement",
     kContentsStatementPage, "", check_statements},
    {"ARC4936", Severity::kError, "malformed address in an IP set", "AWS WAF refuses the set",
     "write the range with a prefix length of /1 or more", kContentsIpSetPage, "",
     check_address_sets},
    {"ARC4937", Severity::kError, "malformed lifecycle policy of a repository",
     "ECR refuses the policy", "correct the rule", kContentsLifecyclePage, "",
     check_image_lifecycles},
    {"ARC4938", Severity::kError, "reference to the wrong attribute",
     "the service does not find the referenced resource", "use the attribute", kContentsReturnsPage,
     "", check_attributes_taken},
};

}  // namespace

std::span<const Rule> content_rules() { return kContentsOfRules; }

}  // namespace archsynth::analysis
