// What kinds of things exist beside a stack, and how the AWS CLI shows them.

#include "kinds.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using Words = std::vector<std::string>;

/// An id of EC2, with the call that describes it.
struct IdKind {
  std::string_view prefix;
  std::string_view kind;
  std::string_view call;
  std::string_view option;
  std::string_view query;
  std::string_view expected;
  std::string_view needs;
};

constexpr IdKind kIds[] = {
    {"vpc-", "vpc", "describe-vpcs", "--vpc-ids", "Vpcs[0].State", "available", ""},
    {"subnet-", "subnet", "describe-subnets", "--subnet-ids", "Subnets[0].State", "available",
     "free addresses, and routes to what its resources use"},
    {"sg-", "security-group", "describe-security-groups", "--group-ids",
     "SecurityGroups[0].GroupId", "", "rules that let the traffic of its members through"},
    {"rtb-", "route-table", "describe-route-tables", "--route-table-ids",
     "RouteTables[0].RouteTableId", "", ""},
    {"ami-", "machine-image", "describe-images", "--image-ids", "Images[0].State", "available", ""},
    {"eipalloc-", "elastic-ip", "describe-addresses", "--allocation-ids",
     "Addresses[0].AllocationId", "", ""},
    {"igw-", "internet-gateway", "describe-internet-gateways", "--internet-gateway-ids",
     "InternetGateways[0].InternetGatewayId", "", ""},
    {"tgw-", "transit-gateway", "describe-transit-gateways", "--transit-gateway-ids",
     "TransitGateways[0].State", "available", ""},
    {"pl-", "prefix-list", "describe-managed-prefix-lists", "--prefix-list-ids",
     "PrefixLists[0].PrefixListId", "", ""},
};

/// The parts of `arn:partition:service:region:account:rest`.
struct Arn {
  std::string service;
  std::string region;
  std::string account;
  std::string rest;
};

std::optional<Arn> arn_of(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 6) return std::nullopt;
  const std::size_t rest = parts[5].data() - text.data();
  return Arn{std::string(parts[2]), std::string(parts[3]), std::string(parts[4]),
             std::string(text.substr(rest))};
}

bool is_open(std::string_view text) { return text.find("${") != text.npos; }

/// The AWS CLI reads files that values name so.
bool is_readable(std::string_view text) { return text.find("://") == text.npos && !is_open(text); }

Words call(std::string_view service, std::string_view name, std::string_view option,
           std::string_view value, std::string_view query, std::string_view region = {}) {
  if (!is_readable(value)) return {};
  // With `=` a value that begins with a dash is no option.
  Words words{std::string(service), std::string(name), fmt::format("{}={}", option, value)};
  if (!region.empty() && !is_open(region)) words.push_back(fmt::format("--region={}", region));
  words.insert(words.end(), {"--query", std::string(query), "--output", "text"});
  return words;
}

std::string last_part(const std::string& text) { return text.substr(text.rfind('/') + 1); }

/// What an ARN names, with the call that describes it.
struct ArnKind {
  std::string_view service;
  std::string_view start;  ///< of what stands behind the account
  std::string_view kind;
  std::string_view command;
  std::string_view call;
  std::string_view option;
  std::string_view query;
  std::string_view expected;
  std::string_view needs;
};

constexpr ArnKind kArns[] = {
    {"acm", "certificate/", "certificate", "acm", "describe-certificate", "--certificate-arn",
     "Certificate.Status", "ISSUED", "its validation"},
    {"acm-pca", "certificate-authority/", "certificate-authority", "acm-pca",
     "describe-certificate-authority", "--certificate-authority-arn", "CertificateAuthority.Status",
     "ACTIVE", ""},
    {"elasticloadbalancing", "truststore/", "trust-store", "elbv2", "describe-trust-stores",
     "--trust-store-arns", "TrustStores[0].Status", "ACTIVE", ""},
    {"kms", "", "key", "kms", "describe-key", "--key-id", "KeyMetadata.KeyState", "Enabled",
     "a policy that lets the stack's roles use it"},
    {"lambda", "function:", "function", "lambda", "get-function", "--function-name",
     "Configuration.FunctionName", "", ""},
};

std::optional<Prerequisite> existing_by_arn(std::string_view text, const Arn& arn) {
  const auto made = [&](std::string_view kind, Words command) {
    Prerequisite one{std::string(kind), std::string(text)};
    one.command = std::move(command);
    return one;
  };
  if (arn.service == "secretsmanager") return existing_secret(text, {});
  if (arn.service == "ssm" && arn.rest.starts_with("parameter/")) return existing_parameter(text);
  if (arn.service == "iam" && arn.rest.starts_with("role/") && arn.account != "aws") {
    return made("role",
                call("iam", "get-role", "--role-name", last_part(arn.rest), "Role.RoleName"));
  }
  if (arn.service == "iam" && arn.rest.starts_with("policy/") && arn.account != "aws") {
    return made("policy", call("iam", "get-policy", "--policy-arn", text, "Policy.PolicyName"));
  }
  if (arn.service == "sns" && arn.rest.find(':') == arn.rest.npos) {
    return made("topic", call("sns", "get-topic-attributes", "--topic-arn", text,
                              "Attributes.TopicArn", arn.region));
  }
  for (const ArnKind& each : kArns) {
    if (arn.service != each.service || !arn.rest.starts_with(each.start)) continue;
    Prerequisite one =
        made(each.kind, call(each.command, each.call, each.option, text, each.query, arn.region));
    one.needs = each.needs;
    one.expected = each.expected;
    return one;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Prerequisite> existing(std::string_view text) {
  if (text.find('*') != text.npos) return std::nullopt;
  if (const auto arn = arn_of(text)) return existing_by_arn(text, *arn);
  for (const IdKind& each : kIds) {
    if (!text.starts_with(each.prefix)) continue;
    const std::string_view id = text.substr(each.prefix.size());
    const bool is_id =
        (id.size() == 8 || id.size() == 17) && std::all_of(id.begin(), id.end(), [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        });
    if (!is_id) continue;
    Prerequisite made{std::string(each.kind), std::string(text), std::string(each.needs)};
    made.command = call("ec2", each.call, each.option, text, each.query);
    made.expected = each.expected;
    return made;
  }
  return std::nullopt;
}

Prerequisite existing_secret(std::string_view text, std::string_view key) {
  const auto arn = arn_of(text);
  std::string name(text);
  std::string shown = name;
  if (arn && arn->rest.starts_with("secret:")) {
    // secret:name-AbCdEf:key:stage:version
    const std::vector<std::string_view> parts = split(arn->rest, ':');
    const std::string rest = arn->rest.substr(7 + parts[1].size());
    shown = std::string(text.substr(0, text.size() - rest.size()));
    name = is_open(shown) ? std::string(parts[1]) : shown;
  }
  const std::string region = arn ? arn->region : std::string();
  Prerequisite made{"secret", shown};
  made.command = call("secretsmanager", "describe-secret", "--secret-id", name, "Name", region);
  if (key.empty()) return made;
  made.keys = {std::string(key)};
  made.read =
      call("secretsmanager", "get-secret-value", "--secret-id", name, "SecretString", region);
  return made;
}

Prerequisite existing_parameter(std::string_view text) {
  const auto arn = arn_of(text);
  std::string name(text);
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html:
  // a name with a path begins with a slash, which its ARN has once.
  if (arn && is_open(text)) {
    name = arn->rest.substr(std::string_view("parameter/").size());
    if (name.find('/') != name.npos) name.insert(0, "/");
  }
  Prerequisite made{"parameter", std::string(text)};
  made.command = call("ssm", "get-parameter", "--name", name, "Parameter.Type",
                      arn ? arn->region : std::string());
  return made;
}

Prerequisite existing_log_group(std::string_view name) {
  Prerequisite made{"log-group", std::string(name), "permission for the tasks to write to it"};
  made.command = call("logs", "describe-log-groups", "--log-group-name-prefix", name,
                      "logGroups[0].logGroupName");
  made.expected = name;
  return made;
}

Prerequisite existing_object(std::string_view bucket, std::string_view key) {
  Prerequisite made{"object", fmt::format("s3://{}/{}", bucket, key)};
  made.command = call("s3api", "head-object", "--key", key, "ETag");
  if (made.command.empty() || is_open(bucket)) {
    made.command.clear();
    return made;
  }
  made.command.insert(made.command.begin() + 2, fmt::format("--bucket={}", bucket));
  return made;
}

Prerequisite existing_zone(std::string_view id) {
  Prerequisite made{"hosted-zone", std::string(id), "a delegation of its domain"};
  made.command = call("route53", "get-hosted-zone", "--id", id, "HostedZone.Name");
  return made;
}

Prerequisite existing_export(std::string_view name) {
  Prerequisite made{"export", std::string(name)};
  std::string literal;
  for (const char c : name) {
    if (c == '\'' || c == '\\') literal += '\\';
    literal += c;
  }
  if (is_open(name)) return made;
  made.command = {"cloudformation", "list-exports",
                  "--query",        fmt::format("Exports[?Name=='{}'].Name", literal),
                  "--output",       "text"};
  return made;
}

Prerequisite existing_image(std::string_view uri) {
  Prerequisite made{"image", std::string(uri)};
  const std::vector<std::string_view> host = split(uri.substr(0, uri.find('/')), '.');
  const bool is_ecr = host.size() >= 6 && host[1] == "dkr" && host[2] == "ecr";
  if (!is_ecr || is_open(uri)) {
    made.needs = "a registry that the tasks can reach and pull from";
    return made;
  }
  std::string_view rest = uri.substr(uri.find('/') + 1);
  std::string id = "imageTag=latest";
  if (const std::size_t at = rest.find('@'); at != rest.npos) {
    id = fmt::format("imageDigest={}", rest.substr(at + 1));
    rest = rest.substr(0, std::min(at, rest.find(':')));
  } else if (const std::size_t colon = rest.find(':'); colon != rest.npos) {
    id = fmt::format("imageTag={}", rest.substr(colon + 1));
    rest = rest.substr(0, colon);
  }
  made.command = call("ecr", "describe-images", "--repository-name", rest,
                      "imageDetails[0].imageDigest", host[3]);
  if (made.command.empty() || id.find(',') != id.npos || !is_readable(id)) {
    made.command.clear();
    return made;
  }
  made.command.insert(made.command.begin() + 3, {fmt::format("--registry-id={}", host[0]),
                                                 fmt::format("--image-ids={}", id)});
  return made;
}

Prerequisite linked_role(std::string_view role) {
  Prerequisite made{"service-linked-role", std::string(role)};
  made.is_made_on_demand = true;
  made.needs =
      "iam:CreateServiceLinkedRole in the deploying role, unless the service-linked role exists";
  made.command = call("iam", "get-role", "--role-name", role, "Role.RoleName");
  return made;
}

}  // namespace archsynth::analysis
