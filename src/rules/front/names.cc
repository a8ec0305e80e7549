// Route 53 and CloudFront: names and what they lead to.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kRecord = "AWS::Route53::RecordSet";
constexpr std::string_view kZone = "AWS::Route53::HostedZone";

constexpr std::string_view kAliasPage =
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
    "resource-record-sets-values-alias-common.html";
constexpr std::string_view kRecordPage =
    "https://docs.aws.amazon.com/Route53/latest/APIReference/"
    "API_ChangeResourceRecordSets.html";
constexpr std::string_view kAliasNamePage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html";
constexpr std::string_view kCertificatePage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "cnames-and-https-requirements.html";

/// CloudFront's one hosted zone, by the page of alias values.
constexpr std::string_view kCloudFrontZone = "Z2FDTNDATAQYW2";

/// What an alias leads to: a resource's name as it is, or with `dualstack.` before it.
const cfn::Resource* named_target(const View& view, const cfn::Value* name) {
  const auto* sub = name == nullptr ? nullptr : name->get_if<cfn::Sub>();
  if (sub == nullptr) return view.target(name);
  const std::vector<cfn::Reference> named = cfn::references(*name);
  return named.size() == 1 ? view.find(named.front().target.str()) : nullptr;
}

void check_alias_zone(const View& view, const Report& report) {
  for (const cfn::Resource* record : view.of(kRecord)) {
    const cfn::Value* place = property(*record, {"AliasTarget", "HostedZoneId"});
    const cfn::Value* name = property(*record, {"AliasTarget", "DNSName"});
    const cfn::Resource* to = named_target(view, name);
    if (place == nullptr || to == nullptr) continue;
    const cfn::Resource* zone = view.target(place);
    const bool is_balancer = to->type.rfind("AWS::ElasticLoadBalancing", 0) == 0;
    const bool is_distribution = to->type == "AWS::CloudFront::Distribution";
    if (!is_balancer && !is_distribution) continue;
    const auto text = view.text(place);
    std::string why;
    if (zone != nullptr && zone->type == kZone) {
      why = fmt::format("the alias needs the hosted zone of {}, not {}", quoted(to->id.str()),
                        quoted(zone->id.str()));
    } else if (zone != nullptr && is_balancer && zone != to) {
      why = fmt::format("the hosted zone is that of {}, but the alias points to {}",
                        quoted(zone->id.str()), quoted(to->id.str()));
    } else if (is_distribution && text && *text != kCloudFrontZone && place->string() != nullptr) {
      why =
          fmt::format("the hosted zone of an alias to a distribution must be {}", kCloudFrontZone);
    } else if (is_balancer && place->string() != nullptr && *place->string() == kCloudFrontZone) {
      why = fmt::format("{} is CloudFront's hosted zone, but the alias points to {}",
                        kCloudFrontZone, quoted(to->id.str()));
    }
    if (!why.empty()) report(*record, place, std::move(why));
  }
}

void check_alias_has_no_values(const View& view, const Report& report) {
  for (const cfn::Resource* record : view.of(kRecord)) {
    if (!has(*record, "AliasTarget")) continue;
    for (const char* key : {"TTL", "ResourceRecords"}) {
      if (!has(*record, key)) continue;
      report(*record, property(*record, {key}),
             fmt::format("an alias record cannot have \"{}\"", key));
    }
  }
}

void check_record_has_values(const View& view, const Report& report) {
  for (const cfn::Resource* record : view.of(kRecord)) {
    if (!lacks(*record, "AliasTarget") || !has(*record, "ResourceRecords")) continue;
    if (!lacks(*record, "TTL")) continue;
    report(*record, property(*record, {"ResourceRecords"}),
           fmt::format("the record {} is missing \"TTL\"", quoted(record->id.str())));
  }
}

std::string without_dot(std::string name) {
  if (!name.empty() && name.back() == '.') name.pop_back();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  return name;
}

/// The records, and the items of groups of records.
std::vector<std::pair<const cfn::Resource*, const cfn::Value*>> records_of(const View& view) {
  std::vector<std::pair<const cfn::Resource*, const cfn::Value*>> all;
  for (const cfn::Resource* record : view.of(kRecord)) all.emplace_back(record, nullptr);
  for (const cfn::Resource* group : view.of("AWS::Route53::RecordSetGroup")) {
    each_item(view, *group, "RecordSets.*",
              [&](const cfn::Value* item) { all.emplace_back(group, item); });
  }
  return all;
}

void check_name_in_zone(const View& view, const Report& report) {
  for (const auto& [record, item] : records_of(view)) {
    const cfn::Value* place = value_of(*record, item, "Name");
    const auto name = composed_text(view, place);
    std::optional<std::string> zone = composed_text(view, property(*record, {"HostedZoneName"}));
    if (const cfn::Resource* made = view.target(property(*record, {"HostedZoneId"}), kZone)) {
      zone = composed_text(view, property(*made, {"Name"}));
    }
    if (!name || !zone) continue;
    const std::string whole = without_dot(*name);
    const std::string end = without_dot(*zone);
    const bool is_zone = whole == end;
    const bool within =
        whole.size() > end.size() &&
        whole.compare(whole.size() - end.size() - 1, std::string::npos, "." + end) == 0;
    if (is_zone || within) {
      const auto type = view.text(value_of(*record, item, "Type"));
      if (!is_zone || !type || *type != "CNAME") continue;
      report(*record, place, fmt::format("the zone apex {} cannot be a CNAME", quoted(*name))).fix =
          "use an alias record of type A";
      continue;
    }
    report(*record, place,
           fmt::format("the name {} is not in the zone {}", quoted(*name), quoted(*zone)));
  }
}

void check_distribution_aliases(const View& view, const Report& report) {
  for (const cfn::Resource* distribution : view.of("AWS::CloudFront::Distribution")) {
    const cfn::Value* config = property(*distribution, {"DistributionConfig"});
    const cfn::Value* aliases = member(config, {"Aliases"});
    if (view.items(aliases).values.empty() || config->map() == nullptr) continue;
    const cfn::Value* certificate = config->map()->find("ViewerCertificate");
    const auto plain = view.truth(member(certificate, {"CloudFrontDefaultCertificate"}));
    if (certificate != nullptr && !(plain && *plain)) continue;
    report(*distribution, aliases,
           fmt::format("{} has its own domain names but CloudFront's default certificate",
                       quoted(distribution->id.str())));
  }
}

/// A name of hosts in lower case; the first label may be `*`.
bool is_host_name(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (name.size() > 253 || name.find('.') == name.npos) return false;
  while (true) {
    const std::string_view label = name.substr(0, name.find('.'));
    const bool plain = std::all_of(label.begin(), label.end(),
                                   [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
    if (!plain || label.empty() || label.size() > 63) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    if (label.size() == name.size()) return label.size() > 1;
    name.remove_prefix(label.size() + 1);
  }
}

void check_alias_names(const View& view, const Report& report) {
  for (const cfn::Resource* distribution : view.of("AWS::CloudFront::Distribution")) {
    const cfn::Value* aliases = property(*distribution, {"DistributionConfig", "Aliases"});
    for (const cfn::Value* alias : view.items(aliases).values) {
      const auto name = view.text(alias);
      if (!name || is_host_name(*name) || name->find("{{resolve:") != name->npos) continue;
      report(*distribution, alias,
             fmt::format("{} is not a valid domain name for a distribution", quoted(*name)));
    }
  }
}

void check_origins(const View& view, const Report& report) {
  for (const cfn::Resource* distribution : view.of("AWS::CloudFront::Distribution")) {
    const cfn::Value* config = property(*distribution, {"DistributionConfig"});
    std::vector<std::string> ids;
    bool known = true;
    for (const char* list : {"Origins", "OriginGroups"}) {
      const cfn::Value* stated = member(config, {list});
      if (stated != nullptr && stated->map() != nullptr) stated = member(stated, {"Items"});
      if (stated == nullptr) continue;
      const Items items = view.items(stated);
      known = known && items.complete;
      for (const cfn::Value* item : items.values) {
        const auto id = view.text(member(item, {"Id"}));
        known = known && id;
        if (id) ids.push_back(*id);
      }
    }
    if (!known || ids.empty()) continue;
    std::vector<const cfn::Value*> behaviors =
        view.items(member(config, {"CacheBehaviors"})).values;
    if (const cfn::Value* main = member(config, {"DefaultCacheBehavior"}))
      behaviors.push_back(main);
    for (const cfn::Value* behavior : behaviors) {
      const cfn::Value* place = member(behavior, {"TargetOriginId"});
      const auto id = view.text(place);
      if (!id || std::find(ids.begin(), ids.end(), *id) != ids.end()) continue;
      report(*distribution, place,
             fmt::format("{} has no origin {}", quoted(distribution->id.str()), quoted(*id)))
          .fix = suggest(*id, ids);
    }
  }
}

/// Whether a name is a domain or within it.
bool is_within_domain(std::string_view name, std::string_view domain) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  return name == domain || (name.ends_with(domain) && name.size() > domain.size() &&
                            name[name.size() - domain.size() - 1] == '.');
}

/// The names of a certificate; nothing where one is not known.
std::optional<std::vector<std::string>> names_of_certificate(const View& view,
                                                             const cfn::Resource& certificate) {
  const auto main = composed_text(view, property(certificate, {"DomainName"}));
  if (!main) return std::nullopt;
  std::vector<std::string> names = {without_dot(*main)};
  if (lacks(certificate, "SubjectAlternativeNames")) return names;
  const Items others = view.items(property(certificate, {"SubjectAlternativeNames"}));
  bool is_known = others.complete;
  for (const cfn::Value* each : others.values) {
    const auto name = composed_text(view, each);
    is_known = is_known && name;
    if (name) names.push_back(without_dot(*name));
  }
  return is_known ? std::optional(std::move(names)) : std::nullopt;
}

/// What is wrong with how a name is validated; empty: nothing, or it is not known.
std::string fault_of_validation(const View& view, const cfn::Resource& certificate,
                                const cfn::Value& option, const std::string& name) {
  const auto names = names_of_certificate(view, certificate);
  if (names && std::find(names->begin(), names->end(), name) == names->end()) {
    return fmt::format("{} has no domain {}", quoted(certificate.id.str()), quoted(name));
  }
  const cfn::Resource* zone = view.target(member(&option, {"HostedZoneId"}), kZone);
  const auto zone_name =
      zone == nullptr ? std::nullopt : composed_text(view, property(*zone, {"Name"}));
  if (zone_name && !is_within_domain(name, without_dot(*zone_name))) {
    return fmt::format("{} is not in the zone {}", quoted(name), quoted(*zone_name));
  }
  const auto domain = composed_text(view, member(&option, {"ValidationDomain"}));
  if (domain && !is_within_domain(name, without_dot(*domain))) {
    return fmt::format("{} is not within the validation domain {}", quoted(name), quoted(*domain));
  }
  return {};
}

void check_validations(const View& view, const Report& report) {
  for (const cfn::Resource* certificate : view.of("AWS::CertificateManager::Certificate")) {
    each_item(view, *certificate, "DomainValidationOptions.*", [&](const cfn::Value* option) {
      const cfn::Value* place = member(option, {"DomainName"});
      const auto name = composed_text(view, place);
      if (!name) return;
      const std::string fault =
          fault_of_validation(view, *certificate, *option, without_dot(*name));
      if (!fault.empty()) report(*certificate, place, fault);
    });
  }
}

constexpr Rule kNamesRules[] = {
    {"ARC4939", Severity::kError, "certificate cannot be validated",
     "ACM refuses the request, or waits for a validation that never comes",
     "name a domain of the certificate, and its own zone",
     "https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html", "",
     check_validations},
    {"ARC4901", Severity::kError, "alias has the wrong hosted zone",
     "Route 53 refuses the record because the target is not in that zone",
     "use CanonicalHostedZoneID of the load balancer", kAliasPage, "", check_alias_zone},
    {"ARC4902", Severity::kError, "alias record sets a TTL or values",
     "Route 53 refuses the record", "remove the property", kAliasPage, "E3029",
     check_alias_has_no_values},
    {"ARC4903", Severity::kError, "record has no TTL", "Route 53 refuses the record",
     "set \"TTL\" in seconds", kRecordPage, "", check_record_has_values},
    {"ARC4904", Severity::kError, "record name is outside the hosted zone",
     "Route 53 refuses the record", "use a name that ends with the zone's name", kRecordPage, "",
     check_name_in_zone},
    {"ARC4905", Severity::kError, "distribution with its own domain names has no certificate",
     "CloudFront refuses the distribution",
     "set \"AcmCertificateArn\" to a certificate in us-east-1", kCertificatePage, "",
     check_distribution_aliases},
    {"ARC4906", Severity::kError, "cache behavior names an unknown origin",
     "CloudFront refuses the distribution", "use an origin of the distribution", kCertificatePage,
     "E3057", check_origins},
    {"ARC4915", Severity::kError, "invalid domain name of a distribution",
     "CloudFront refuses the distribution",
     "use lower case, and a wildcard only as the whole first label: *.example.com", kAliasNamePage,
     "E3013", check_alias_names},
};

}  // namespace

std::span<const Rule> name_rules() { return kNamesRules; }

}  // namespace archsynth::analysis
