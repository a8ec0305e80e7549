// What kinds of things exist beside a stack, and how the AWS CLI shows them.

#include "kinds.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"

namespace archsynth::analysis {
namespace {

using Words = std::vector<std::string>;

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

std::string_view last_part(std::string_view text) { return text.substr(text.rfind('/') + 1); }

/// Whether it is what EC2 makes up: eight, sixteen or seventeen digits behind the prefix.
bool is_id(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return false;
  const std::string_view id = text.substr(prefix.size());
  const bool is_hex = std::all_of(id.begin(), id.end(), is_hex_digit);
  const bool has_size = id.size() == 8 || id.size() == 16 || id.size() == 17;
  return prefix.ends_with('/') ? !id.empty() : is_hex && has_size;
}

bool is_owned(const spec::Existing& kind, std::string_view text) {
  return std::any_of(kind.owned.begin(), kind.owned.end(), [&](std::string_view each) {
    return matches_wildcards(each, text, [](char a, char b) { return a == b; });
  });
}

/// The kind whose rest of an ARN begins as this one's, the longest of them, and that beginning.
std::pair<const spec::Existing*, std::size_t> kind_of(const Arn& arn) {
  const std::string whole = fmt::format("{}:{}", arn.service, arn.rest);
  std::pair<const spec::Existing*, std::size_t> best{nullptr, 0};
  for (const spec::Existing& each : spec::existing_kinds()) {
    for (const std::string_view start : each.arns) {
      if (whole.starts_with(start) && start.size() > best.second) best = {&each, start.size()};
    }
  }
  // Of topics and queues, what has more parts is a subscription.
  const bool is_whole = best.second == arn.service.size() + 1 && arn.rest.find(':') != whole.npos;
  if (is_whole) return {};
  if (best.second > 0) best.second -= arn.service.size() + 1;
  return best;
}

std::optional<Dependency> dependency_by_arn(std::string_view text, const Arn& arn) {
  const auto [kind, start] = kind_of(arn);
  const bool is_of_aws = arn.account == "aws";
  if (kind == nullptr || is_of_aws || is_owned(*kind, arn.rest)) return std::nullopt;
  std::string name = arn.rest.substr(start);
  if (kind->value == "last") name = std::string(last_part(name));
  if (kind->value == "bucket") name.resize(std::min(name.find('/'), name.size()));
  if (name.empty()) return std::nullopt;
  return Dependency{kind, std::string(text), std::move(name), arn.region};
}

}  // namespace

std::optional<Dependency> dependency_of(std::string_view text) {
  if (text.ends_with(":*")) text.remove_suffix(2);
  const bool may_be_one = text.find_first_of("-/:") != text.npos && text.find('*') == text.npos;
  if (!may_be_one) return std::nullopt;
  if (const auto arn = arn_of(text)) return dependency_by_arn(text, *arn);
  for (const spec::Existing& each : spec::existing_kinds()) {
    for (const std::string_view prefix : each.ids) {
      if (!is_id(prefix, text)) continue;
      if (is_owned(each, text)) return std::nullopt;
      return Dependency{&each, std::string(text), std::string(text), {}};
    }
  }
  return std::nullopt;
}

std::optional<Dependency> dependency_named(const spec::Existing& kind, std::string_view text) {
  if (kind.value == "bucket" && text.find('.') != text.npos) {
    text = bucket_of_host(text).empty() ? text : bucket_of_host(text);
    if (text.ends_with(".com") || text.ends_with(".com.cn")) return std::nullopt;
  }
  const bool is_name = !text.empty() && text.find('*') == text.npos && !text.starts_with("arn:");
  if (!is_name || is_owned(kind, text)) return std::nullopt;
  return Dependency{&kind, std::string(text), std::string(text), {}};
}

std::optional<Dependency> dependency_named(const spec::TextList& types, std::string_view text) {
  for (const spec::Existing& each : spec::existing_kinds()) {
    const bool is_one = std::any_of(each.types.begin(), each.types.end(),
                                    [&](std::string_view type) { return types.contains(type); });
    if (is_one) return dependency_named(each, text);
  }
  return std::nullopt;
}

Prerequisite existing(const Dependency& thing) {
  const spec::Existing& kind = *thing.kind;
  Prerequisite made{std::string(kind.kind), thing.text, std::string(kind.needs)};
  if (kind.service.empty()) return made;
  const std::string& value = kind.value == "text" ? thing.text : thing.name;
  made.command = call(kind.service, kind.call, kind.option, value, kind.query, thing.region);
  made.expected = kind.expected == "name"     ? thing.name
                  : kind.expected == "domain" ? thing.name + (thing.name.ends_with('.') ? "" : ".")
                                              : std::string(kind.expected);
  return made;
}

std::string_view bucket_of_host(std::string_view host) {
  const std::size_t at = std::min({host.find(".s3."), host.find(".s3-")});
  return at == host.npos ? std::string_view() : host.substr(0, at);
}

std::optional<Prerequisite> existing_object_at(std::string_view url) {
  constexpr std::string_view kS3 = "s3://";
  constexpr std::string_view kHttps = "https://";
  if (!url.starts_with(kS3) && !url.starts_with(kHttps)) return std::nullopt;
  std::string_view rest = url.substr(url.starts_with(kS3) ? kS3.size() : kHttps.size());
  std::string_view bucket = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(bucket.size() + 1, rest.size()));
  if (url.starts_with(kHttps) && bucket.starts_with("s3")) {
    bucket = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(bucket.size() + 1, rest.size()));
  } else if (url.starts_with(kHttps)) {
    bucket = bucket_of_host(bucket);
  }
  if (bucket.empty() || rest.empty() || rest.ends_with('/')) return std::nullopt;
  return existing_object(bucket, rest);
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
  const bool is_own = host[0] == "${Account}";
  if (!is_ecr || is_open(is_own ? uri.substr(host[0].size()) : uri)) {
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
  made.command.insert(made.command.begin() + 3, fmt::format("--image-ids={}", id));
  if (!is_own)
    made.command.insert(made.command.begin() + 3, fmt::format("--registry-id={}", host[0]));
  return made;
}

Prerequisite linked_role(std::string_view role, bool is_made_before) {
  Prerequisite made{"service-linked-role", std::string(role)};
  made.is_made_on_demand = !is_made_before;
  if (!is_made_before) {
    made.needs =
        "iam:CreateServiceLinkedRole in the deploying role, unless the service-linked role exists";
  }
  made.command = call("iam", "get-role", "--role-name", role, "Role.RoleName");
  return made;
}

}  // namespace archsynth::analysis
