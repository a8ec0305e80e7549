// Dynamic references (`{{resolve:…}}`): their form, and where they may stand.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDynamicPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html";
constexpr std::string_view kSecurePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "dynamic-references-ssm-secure-strings.html";

constexpr Rule kForm = {"ARC3115",
                        Severity::kError,
                        "malformed dynamic reference",
                        "CloudFormation refuses the template",
                        "",
                        kDynamicPage,
                        "E1050"};
constexpr Rule kPlace = {"ARC3116",
                         Severity::kError,
                         "secret reference outside a property",
                         "CloudFormation refuses the template, or shows the reference as "
                         "text",
                         "",
                         kSecurePage,
                         "E1027 E1051"};

constexpr Rule kDynamicRules[] = {kForm, kPlace};

constexpr std::string_view kServices[] = {"ssm", "ssm-secure", "secretsmanager"};

/// The properties that take `ssm-secure`, by the page above.
constexpr std::string_view kSecureProperties[] = {
    "AWS::DirectoryService::MicrosoftAD/Password",
    "AWS::DirectoryService::SimpleAD/Password",
    "AWS::ElastiCache::ReplicationGroup/AuthToken",
    "AWS::IAM::User/LoginProfile/Password",
    "AWS::KinesisFirehose::DeliveryStream/RedshiftDestinationConfiguration/Password",
    "AWS::OpsWorks::App/AppSource/Password",
    "AWS::OpsWorks::Stack/CustomCookbooksSource/Password",
    "AWS::OpsWorks::Stack/RdsDbInstances/*/DbPassword",
    "AWS::RDS::DBCluster/MasterUserPassword",
    "AWS::RDS::DBInstance/MasterUserPassword",
    "AWS::Redshift::Cluster/MasterUserPassword",
};

/// What a function puts together: fits wherever it stands.
constexpr std::string_view kComputed = "\x01";

bool is_computed(std::string_view part) { return part.find(kComputed) != part.npos; }

bool is_number(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
}

/// What is wrong with the parts behind the service; empty when nothing is.
std::string parameter_fault(const std::vector<std::string>& parts) {
  const bool is_arn = !parts.empty() && parts.front() == "arn";
  if (parts.empty() || parts.front().empty()) return "the parameter name is missing";
  if (is_arn || is_computed(parts.front())) return {};
  if (parts.size() > 2) return "only a name and a version are allowed";
  if (parts.size() == 2 && !is_number(parts[1]) && !is_computed(parts[1])) {
    return fmt::format("the version {} is not a number", quoted(parts[1]));
  }
  return {};
}

std::string secret_fault(const std::vector<std::string>& parts) {
  if (parts.empty() || parts.front().empty()) return "the secret name is missing";
  if (is_computed(parts.front())) return {};
  // arn:partition:secretsmanager:region:account:secret:name
  const std::size_t id = parts.front() == "arn" ? 7 : 1;
  if (parts.size() < id) return "the ARN is incomplete";
  if (parts.size() > id + 4) {
    return "only SecretString, a key, a stage and a version can follow the secret";
  }
  if (parts.size() == id || parts[id].empty() || is_computed(parts[id])) return {};
  if (parts[id] != "SecretString") {
    return fmt::format("{} must be SecretString", quoted(parts[id]));
  }
  const auto has = [&](std::size_t at) { return parts.size() > at && !parts[at].empty(); };
  if (has(id + 2) && has(id + 3) && !is_computed(parts[id + 2]) && !is_computed(parts[id + 3])) {
    return "only one of a stage and a version can be given";
  }
  return {};
}

/// `{{resolve:…}}` with the text between the braces split at its colons.
struct Found {
  std::string service;
  std::vector<std::string> parts;
};

/// `${…}` becomes a part of its own, colons and all.
std::string without_variables(std::string_view text, bool is_sub) {
  std::string result;
  while (is_sub) {
    const std::size_t begin = text.find("${");
    const std::size_t end = begin == text.npos ? text.npos : text.find('}', begin);
    if (end == text.npos) break;
    result.append(text.substr(0, begin)).append(kComputed);
    text.remove_prefix(end + 1);
  }
  return result.append(text);
}

std::vector<Found> references_in(std::string_view written, bool is_sub) {
  constexpr std::string_view kOpen = "{{resolve:";
  std::vector<Found> result;
  const std::string text = without_variables(written, is_sub);
  for (std::size_t at = text.find(kOpen); at != text.npos; at = text.find(kOpen, at + 1)) {
    const std::size_t begin = at + kOpen.size();
    const std::size_t end = text.find("}}", begin);
    if (end == text.npos) break;
    Found found;
    for (const std::string_view part :
         split(std::string_view(text).substr(begin, end - begin), ':')) {
      found.parts.emplace_back(part);
    }
    found.service = found.parts.front();
    found.parts.erase(found.parts.begin());
    result.push_back(std::move(found));
  }
  return result;
}

Found found_in(const cfn::DynamicReference& reference) {
  Found found{reference.service, {}};
  for (const cfn::Value& part : reference.parts) {
    const std::string* text = part.string();
    const auto* number = part.get_if<std::int64_t>();
    found.parts.push_back(text != nullptr     ? *text
                          : number != nullptr ? std::to_string(*number)
                          : part.absent()     ? std::string()
                                              : std::string(kComputed));
  }
  return found;
}

/// The property that the place is in, as `kSecureProperties` spells it; what a function puts
/// together may be anything below the path.
bool takes_secure(const ValuePlace& place) {
  std::string path = place.resource->type;
  for (const std::string_view key : place.keys) {
    if (key.starts_with("Fn::")) break;
    path += fmt::format("/{}", key.empty() ? "*" : key);
  }
  return std::any_of(std::begin(kSecureProperties), std::end(kSecureProperties),
                     [&](std::string_view each) {
                       return each == path || (place.function.known() && each.starts_with(path));
                     });
}

void check_place(const FunctionRun& run, const std::string& service, const Origin& origin,
                 const ValuePlace& place) {
  const bool in_property = place.resource != nullptr && place.section == "Properties";
  if (service == "secretsmanager" && !in_property) {
    report(run.to, kPlace, origin, "a secret can be referenced only in resource properties",
           "pass on the secret's ARN instead", "E1051");
  } else if (service == "ssm-secure" && (!in_property || !takes_secure(place))) {
    report(run.to, kPlace, origin, "the property does not support ssm-secure references",
           "use {{resolve:secretsmanager:…}}, or a parameter that is not a SecureString", "E1027");
  }
}

void check_found(const FunctionRun& run, const Found& found, const Origin& origin,
                 const ValuePlace& place) {
  if (is_computed(found.service)) return;
  if (std::find(std::begin(kServices), std::end(kServices), found.service) == std::end(kServices)) {
    report(run.to, kForm, origin,
           fmt::format("unknown service {} in a dynamic reference", quoted(found.service)),
           suggest(found.service, kServices));
    return;
  }
  const bool is_secret = found.service == "secretsmanager";
  const std::string fault = is_secret ? secret_fault(found.parts) : parameter_fault(found.parts);
  if (fault.empty()) return check_place(run, found.service, origin, place);
  report(run.to, kForm, origin, fmt::format("malformed dynamic reference: {}", fault),
         is_secret ? "write {{resolve:secretsmanager:name:SecretString:key}}"
                   : "write {{resolve:ssm:name}} or {{resolve:ssm:name:version}}");
}

}  // namespace

void check_dynamic(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (const auto* reference = value.get_if<cfn::DynamicReference>()) {
    return check_found(run, found_in(*reference), place.of(value), place);
  }
  const auto* sub = value.get_if<cfn::Sub>();
  const std::string* text = sub != nullptr ? &sub->text : value.string();
  const std::size_t at = text == nullptr ? std::string::npos : text->find("{{resolve:");
  if (at == std::string::npos) return;
  // What a function joins may be closed by another of its parts.
  if (text->find("}}", at) == text->npos && !place.function.known()) {
    report(run.to, kForm, place.of(value), "unclosed dynamic reference stays as text",
           "close it with \"}}\"")
        .severity = Severity::kWarning;
  }
  for (const Found& found : references_in(*text, sub != nullptr)) {
    check_found(run, found, place.of(value), place);
  }
}

std::span<const Rule> dynamic_rules() { return kDynamicRules; }

}  // namespace archsynth::analysis
