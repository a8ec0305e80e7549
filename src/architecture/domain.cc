#include "domain.h"

#include <fmt/format.h>

#include <set>

#include "archsynth/aws/acm.h"
#include "archsynth/aws/elbv2/network_load_balancer.h"
#include "archsynth/aws/route53.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

using construct::Name;

const Sourced<std::string>& zone_of(const DomainAliasProps& alias, const DomainProps& domain) {
  return alias.hosted_zone_id.missing() ? domain.hosted_zone_id : alias.hosted_zone_id;
}

bool is_well_formed(const Sourced<std::string>& name, const Sourced<std::string>& zone) {
  return forms::kDomainName.matches(*name) && forms::kHostedZoneId.matches(*zone);
}

/// Whether there is enough for a certificate; reports what lacks.
bool is_complete(const Architecture& file, Diagnostics& to) {
  const DomainProps& domain = *file.domain;
  const bool named = !domain.name.missing();
  const bool has_zone = !domain.hosted_zone_id.missing();
  // With a certificate of its own the name's DNS may be elsewhere.
  if (named != has_zone && (has_zone || domain.certificate_arn.missing())) {
    const bool lacks_zone = named;
    to.error("ARC1503", (lacks_zone ? domain.name : domain.hosted_zone_id).origin(),
             fmt::format("\"domain\" also needs the key \"{}\"",
                         lacks_zone ? "hosted_zone_id" : "name"))
        .fix =
        lacks_zone
            ? "set the id of the zone for the records, or \"certificate_arn\" if DNS is elsewhere"
            : "set the name whose records the zone holds";
    return false;
  }
  if (!named && domain.certificate_arn.missing()) {
    to.error("ARC1503", file.domain.origin(),
             "\"domain\" needs a \"name\" with its \"hosted_zone_id\", or a \"certificate_arn\"");
    return false;
  }
  return true;
}

/// The aliases that get records; reports those without a zone, and those named before.
std::vector<DomainAliasProps> usable_aliases(const DomainProps& domain, Diagnostics& to) {
  std::vector<DomainAliasProps> usable;
  std::set<std::string> seen{lower_case(*domain.name)};
  for (const Sourced<DomainAliasProps>& alias : domain.aliases) {
    const Sourced<std::string>& zone = zone_of(*alias, domain);
    if (zone.missing()) {
      to.error("ARC1519", alias->name.origin(),
               fmt::format("the alias {} has no hosted zone for its records", quoted(*alias->name)))
          .fix = "give it a \"hosted_zone_id\", or remove the alias if DNS is elsewhere";
    } else if (!seen.insert(lower_case(*alias->name)).second) {
      to.error("ARC1519", alias->name.origin(),
               fmt::format("\"domain\" has the name {} twice", quoted(*alias->name)));
    } else if (is_well_formed(alias->name, zone)) {
      // What is malformed has been reported; the constructs would do so again.
      usable.push_back({.name = alias->name, .hosted_zone_id = zone});
    }
  }
  return usable;
}

/// A part of logical ids: dots and hyphens both end a word there, so that a hyphen becomes one.
std::string id_of(const std::string& name) {
  std::string id = "domain-";
  for (const char c : name) {
    if (c == '-') {
      id += "-dash-";
    } else {
      id += c == '.' ? '-' : c;
    }
  }
  return id;
}

cfn::Value certificate_of(const Architecture& file, Stack& stack,
                          const std::vector<DomainAliasProps>& aliases) {
  const DomainProps& domain = *file.domain;
  if (!domain.certificate_arn.missing()) return domain.certificate_arn;
  if (!is_well_formed(domain.name, domain.hosted_zone_id)) return "";
  acm::CertificateProps props{.domain_name = domain.name, .hosted_zone_id = domain.hosted_zone_id};
  for (const DomainAliasProps& alias : aliases) {
    props.further_names.add(Sourced<acm::CertificateNameProps>::at(
        {.name = alias.name, .hosted_zone_id = alias.hosted_zone_id}, alias.name.origin()));
  }
  return stack
      .add<acm::Certificate>(Name("Certificate", "domain", file.domain.origin()), std::move(props))
      .arn();
}

}  // namespace

void build_domain(const Architecture& file, Stack& stack, elbv2::LoadBalancer& load_balancer) {
  const DomainProps& domain = *file.domain;
  // A wrong domain has been reported: do not go on to say that there is none.
  if (!is_complete(file, stack.diagnostics())) return load_balancer.use_certificate("");
  const std::vector<DomainAliasProps> aliases = usable_aliases(domain, stack.diagnostics());
  load_balancer.use_certificate(certificate_of(file, stack, aliases));
  if (!domain.hosted_zone_id.missing() && is_well_formed(domain.name, domain.hosted_zone_id)) {
    stack.add<route53::Alias>(Name("Domain", "domain", file.domain.origin()), load_balancer,
                              {.name = domain.name, .hosted_zone_id = domain.hosted_zone_id});
  }
  for (const DomainAliasProps& alias : aliases) {
    stack.add<route53::Alias>(Name(id_of(*alias.name), "domain.aliases", alias.name.origin()),
                              load_balancer,
                              {.name = alias.name, .hosted_zone_id = alias.hosted_zone_id});
  }
}

void build_domain(const Architecture& file, Stack& stack,
                  const elbv2::NetworkLoadBalancer& load_balancer) {
  const DomainProps& domain = *file.domain;
  Diagnostics& to = stack.diagnostics();
  if (domain.certificate_arn.stated()) {
    to.error("ARC1510", domain.certificate_arn.origin(),
             "\"certificate_arn\" has no effect: only TCP services are exposed")
        .fix = "remove the key";
    return;
  }
  if (!is_complete(file, to)) return;
  const std::vector<DomainAliasProps> aliases = usable_aliases(domain, to);
  if (is_well_formed(domain.name, domain.hosted_zone_id)) {
    stack.add<route53::Alias>(Name("Domain", "domain", file.domain.origin()), load_balancer,
                              {.name = domain.name, .hosted_zone_id = domain.hosted_zone_id});
  }
  for (const DomainAliasProps& alias : aliases) {
    stack.add<route53::Alias>(Name(id_of(*alias.name), "domain.aliases", alias.name.origin()),
                              load_balancer,
                              {.name = alias.name, .hosted_zone_id = alias.hosted_zone_id});
  }
}

void check_suffixed_name(const Architecture& file, const std::string& suffix, Diagnostics& to) {
  if (suffix.empty() || !file.domain || file.domain->hosted_zone_id.missing()) return;
  const Sourced<std::string>& name = file.domain->name;
  const Span* span = name.origin().span();
  if (!name || span == nullptr || name->find(suffix) != name->npos) return;
  const std::string_view text = span->source->text();
  if (text.substr(span->begin, span->end - span->begin).find('$') != text.npos) return;
  to.warning("ARC1344", name.origin(),
             fmt::format("{} also belongs to the stack without the suffix", quoted(*name)))
      .fix =
      "set \"domain\" to null in the environment, or put `${...}` into the name and use "
      "`--env`";
}

void check_hosts(const Architecture& file, const ServiceProps& props, const std::string& label,
                 Diagnostics& to) {
  if (!file.domain || file.domain->name.missing() || !file.domain->certificate_arn.missing()) {
    return;
  }
  std::set<std::string> covered{lower_case(*file.domain->name)};
  for (const Sourced<DomainAliasProps>& alias : file.domain->aliases)
    covered.insert(lower_case(*alias->name));
  for (const Sourced<std::string>& host : props.route->host) {
    if (covered.count(lower_case(*host)) > 0) continue;
    to.warning(
          "ARC1511", host.origin(),
          fmt::format(
              "{} matches {}, which neither the certificate nor the records of \"domain\" cover",
              quoted(label), quoted(*host)))
        .fix = "add it to \"domain.aliases\"";
  }
}

}  // namespace archsynth::architecture
