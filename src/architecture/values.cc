#include "values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// Whether a service of AWS uses the rights of its caller on a key: `sqs`, but not `ses`.
/// https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html
bool takes_keys(std::string_view service) {
  constexpr std::array<std::string_view, 6> kServices = {"dynamodb",       "kinesis", "s3",
                                                         "secretsmanager", "sns",     "sqs"};
  return std::find(kServices.begin(), kServices.end(), service) != kServices.end();
}

bool names_key(const Architecture& file, const Stack& stack, const cfn::LogicalId& resource,
               const cfn::LogicalId& key) {
  const auto names = [&key](const cfn::Value& value) {
    const std::vector<cfn::Reference> all = cfn::references(value);
    return std::any_of(all.begin(), all.end(),
                       [&](const cfn::Reference& each) { return each.target == key; });
  };
  if (const document::Node* raw = file.resources ? file.resources->find(resource.str()) : nullptr) {
    Diagnostics reported;
    return names(cfn::read_value(*raw, reported));
  }
  bool is_named = false;
  stack.each_resource([&](const cfn::Resource& each) {
    is_named |= each.id == resource && names(cfn::Value(each.properties));
  });
  return is_named;
}

bool is_encrypted(const Architecture& file, const Stack& stack,
                  const describe::List<describe::Expression>& resources,
                  const cfn::LogicalId& key) {
  Diagnostics reported;
  for (const Sourced<describe::Expression>& each : resources) {
    if (!each || !each->is_function()) continue;
    for (const cfn::Reference& named : cfn::references(cfn::read_value(each->function, reported))) {
      if (names_key(file, stack, named.target, key)) return true;
    }
  }
  return false;
}

}  // namespace

void check_secret_references(const Architecture& file, const ServiceProps& props,
                             const std::string& label, Diagnostics& to) {
  check_references(file, props.service.secrets, label, to);
  for (const auto& [name, sidecar] : props.service.sidecars) {
    check_references(file, sidecar.secrets, label + ".sidecars." + *name, to);
  }
}

void use_keys(const Architecture& file, const Stack& stack, const kms::Key& key,
              ecs::FargateService& service, const ServiceProps& props) {
  for (const Sourced<ecs::PermissionProps>& each : props.service.permissions) {
    if (!each || !is_encrypted(file, stack, each->resources, key.logical_id())) continue;
    for (const Sourced<std::string>& action : each->actions) {
      const std::string through = action->substr(0, action->find(':'));
      if (takes_keys(through)) service.use_key(key, through);
    }
  }
}

rds::ConnectionString connection_string_of(const Architecture& file, std::string_view database) {
  bool is_used = false;
  for (const auto& [name, props] : file.services) {
    if (props.databases.empty() && !props.databases.origin().known()) {
      return rds::ConnectionString::kMade;
    }
    std::vector<const ecs::DatabaseUseProps*> uses{props.databases.find(database)};
    for (const auto& [each, sidecar] : props.service.sidecars) {
      uses.push_back(sidecar.databases.find(database));
    }
    for (const ecs::DatabaseUseProps* const use : uses) {
      if (use == nullptr) continue;
      is_used = true;
      if (!describe::is_stated(*use) || use->url) return rds::ConnectionString::kMade;
    }
  }
  const Span* const span = file.name.origin().span();
  const bool is_named =
      span != nullptr && span->source->text().find("UrlSecret") != std::string::npos;
  return is_used && !is_named ? rds::ConnectionString::kLeftOut : rds::ConnectionString::kMade;
}

void note_exact_paths(const Architecture& file, const ServiceProps& props, Diagnostics& to) {
  const auto& paths = props.route->path;
  const auto is_exposed = [](const auto& each) {
    return *each.value.expose && ecs::takes_requests(each.value.service);
  };
  const auto is_pattern = [](const Sourced<std::string>& path) {
    return path->find_first_of("*?") != path->npos;
  };
  if (paths.empty() || std::any_of(paths.begin(), paths.end(), is_pattern)) return;
  if (std::count_if(file.services.begin(), file.services.end(), is_exposed) != 1) return;
  const Sourced<std::string>& path = *paths.begin();
  Diagnostic note;
  note.severity = Severity::kNote;
  note.code = "ARC1348";
  note.origin = path.origin();
  note.message = fmt::format("requests below {} get 404: no service receives them", quoted(*path));
  note.fix = fmt::format("write `path: {}`, one string, for the path and all below it", *path);
  to.add(std::move(note));
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
