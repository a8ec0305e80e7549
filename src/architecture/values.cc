#include "values.h"

#include <fmt/format.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::architecture {

namespace {

/// The type of a raw resource; empty for what the file does not have.
std::string_view type_of(const Architecture& file, const std::string& id) {
  const document::Node* resource = file.resources ? file.resources->find(id) : nullptr;
  const document::Node* type = resource == nullptr ? nullptr : resource->find("Type");
  return type == nullptr ? std::string_view() : std::string_view(type->text);
}

void check_references(const Architecture& file, const describe::Map<ecs::Secret>& secrets,
                      const std::string& label, Diagnostics& to) {
  for (const auto& [name, secret] : secrets) {
    if (!secret || secret->is_large || !secret->scalar->is_function()) continue;
    Diagnostics unsaid;
    const cfn::Value value = cfn::read_value(secret->scalar->function, unsaid);
    for (const cfn::Reference& reference : cfn::references(value)) {
      const std::string& id = reference.target.str();
      if (file.parameters.find(id) != nullptr) {
        to.error("ARC1515", secret.origin(),
                 fmt::format("{} is a parameter; a secret is required here",
                             quoted(label + ".secrets." + *name)))
            .fix =
            fmt::format("add `secrets: {{{}: {{value: !Ref {}}}}}` at the top, and name it here",
                        lower_case(id), id);
        continue;
      }
      const std::string_view type = type_of(file, id);
      if (type.empty() || type == "AWS::SecretsManager::Secret") continue;
      to.error("ARC1515", secret.origin(),
               fmt::format("{} is {} {}; a secret is required here",
                           quoted(label + ".secrets." + *name),
                           type.starts_with("AWS::") ? "an" : "a", type))
          .fix = type == "AWS::SSM::Parameter"
                     ? "set \"Name\" of the parameter, and use its path here"
                     : "move it to \"variables\"";
    }
  }
}

}  // namespace

void check_secret_references(const Architecture& file, const ServiceProps& props,
                             const std::string& label, Diagnostics& to) {
  check_references(file, props.service.secrets, label, to);
  for (const auto& [name, sidecar] : props.service.sidecars) {
    check_references(file, sidecar.secrets, label + ".sidecars." + *name, to);
  }
}

rds::ConnectionString connection_string_of(const Architecture& file, std::string_view database) {
  bool is_used = false;
  for (const auto& [name, props] : file.services) {
    if (props.databases.empty() && !props.databases.origin().known()) {
      return rds::ConnectionString::kMade;
    }
    const ecs::DatabaseUseProps* const use = props.databases.find(database);
    if (use == nullptr) continue;
    is_used = true;
    if (!describe::is_stated(*use) || use->url) return rds::ConnectionString::kMade;
  }
  const Span* const span = file.name.origin().span();
  const bool is_named =
      span != nullptr && span->source->text().find("UrlSecret") != std::string::npos;
  return is_used && !is_named ? rds::ConnectionString::kLeftOut : rds::ConnectionString::kMade;
}

void note_unreached_sidecar(const ServiceProps& props, const std::string& label, Diagnostics& to) {
  if (ecs::takes_requests(props.service) || props.expose.stated()) return;
  for (const auto& [name, sidecar] : props.service.sidecars) {
    if (!sidecar.port) continue;
    Diagnostic note;
    note.severity = Severity::kNote;
    note.code = "ARC1876";
    note.origin = sidecar.port.origin();
    note.message = fmt::format("no load balancer reaches the port of {}",
                               quoted(label + ".sidecars." + *name));
    note.fix = fmt::format("set \"requests_to\" to {}, or \"expose\" to false", *name);
    to.add(std::move(note));
  }
}

}  // namespace archsynth::architecture
