#include "analysis/permissions/scope.h"

#include <algorithm>
#include <set>
#include <utility>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// Requests name at most so many kinds of resources; what takes more kinds takes any, such as tags.
constexpr std::size_t kManyKinds = 12;

/// Requests to these services are judged by the default groups, too, where none is named.
/// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples.html
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/IAM.ResourceLevelPermissions.html
bool has_defaults(std::string_view service) { return service == "rds" || service == "elasticache"; }

constexpr std::string_view kManagedRules = "managedruleset";

bool is_tagging(std::string_view action) { return action.find("Tag") != action.npos; }

std::string full(std::string_view service, std::string_view kind) {
  return std::string(service) + ":" + std::string(kind);
}

/// The property, in lower case, that would state what a placeholder stands for.
std::string property_of(std::string_view kind, std::string_view placeholder) {
  return lower_case(placeholder == "Id" ? std::string(kind) + "id" : std::string(placeholder));
}

std::string_view bare(std::string_view kind) {
  return kind.starts_with('!') ? kind.substr(1) : kind;
}

void push(const std::string& text, Texts& to) {
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
}

/// An ARN of the stack's region as it is in another.
std::string in_region(std::string arn, const std::string& region) {
  constexpr std::string_view kRegion = "${Region}";
  const std::size_t at = arn.find(kRegion);
  return at == arn.npos ? arn : arn.replace(at, kRegion.size(), region);
}

std::string object_arn(const std::string& bucket, const std::string& key) {
  return "arn:${Partition}:s3:::" + bucket + "/" + key;
}

/// The object that the URL of a template is about; nothing for one of another form.
std::optional<std::string> object_of_url(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const std::size_t slash = url.find('/');
  const std::string_view host = url.substr(0, slash);
  const std::size_t service = host.find(".s3");
  if (slash == url.npos || host.find(".amazonaws.com") == host.npos) return std::nullopt;
  const std::string path(url.substr(slash + 1));
  if (host.starts_with("s3")) return "arn:${Partition}:s3:::" + path;
  if (service == host.npos) return std::nullopt;
  return object_arn(std::string(host.substr(0, service)), path);
}

/// ARNs of the objects that properties name, as code and templates are.
void find_objects(const cfn::Value& value, const Names& names, Texts& to) {
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) find_objects(each, names, to);
  }
  const cfn::Map* map = value.map();
  if (map == nullptr) return;
  for (const auto& [bucket, key] : {std::pair("S3Bucket", "S3Key"), std::pair("Bucket", "Key")}) {
    if (map->contains(bucket) && map->contains(key))
      push(object_arn(names.text(*map->find(bucket)), names.text(*map->find(key))), to);
  }
  if (const cfn::Value* url = map->find("TemplateURL")) {
    if (auto object = object_of_url(names.text(*url))) push(*object, to);
  }
  for (const cfn::MapEntry& each : *map) find_objects(each.value, names, to);
}

}  // namespace

Scope::Scope(const cfn::Resource& resource, const Names& names)
    : type_(resource.type), own_(spec::physical_name(resource.type)) {
  if (own_) own_names_ = names.of(resource);
  std::set<std::pair<std::string_view, std::string_view>> known;
  for (const cfn::Resource* each : names.behind(resource)) {
    const auto how = spec::physical_name(each->type);
    if (!how) continue;
    for (const std::string& name : names.of(*each)) {
      if (known.emplace(how->placeholder, name).second)
        behind_[std::string(how->placeholder)].push_back(name);
    }
    for (const std::string_view kind : how->kinds) kinds_behind_.emplace_back(kind);
  }
  if (resource.type == "AWS::RDS::DBCluster") add_instances(resource, names);
  if (resource.type == "AWS::DynamoDB::GlobalTable") add_replicas(resource, names);
  collect_texts(names.properties(resource), {}, names);
  find_objects(names.properties(resource), names, objects_);
}

/// A table with replicas is handled in each of their regions, of which the stack's is one.
/// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
void Scope::add_replicas(const cfn::Resource& table, const Names& names) {
  const cfn::Value* replicas = table.properties.find("Replicas");
  const cfn::List* list = replicas == nullptr ? nullptr : replicas->list();
  if (list == nullptr) return;
  for (const cfn::Value& each : *list) {
    const cfn::Value* region = each.map() == nullptr ? nullptr : each.map()->find("Region");
    const std::string name = region == nullptr ? "*" : names.text(*region);
    push(name, regions_);
  }
}

/// A cluster changes its instances.
void Scope::add_instances(const cfn::Resource& cluster, const Names& names) {
  for (const cfn::Resource* each : names.users(cluster)) {
    if (each->type != "AWS::RDS::DBInstance") continue;
    const auto how = spec::physical_name(each->type);
    for (const std::string& name : names.of(*each))
      push(name, behind_[std::string(how->placeholder)]);
  }
}

Texts Scope::of(std::string_view action) const {
  const std::size_t colon = action.find(':');
  const std::string_view service = action.substr(0, colon);
  if (action.starts_with("s3:GetObject") && !objects_.empty()) return objects_;
  const auto kinds = spec::action_scopes(service, action.substr(colon + 1));
  const bool can_be_limited = kinds ? !kinds->empty() : action.ends_with(":*");
  if (const auto arns = spec::permission_arns(type_); arns && can_be_limited) {
    Texts stated;
    for (const std::string_view each : *arns) {
      if (each.find(full(service, {})) != each.npos) stated.emplace_back(each);
    }
    if (!stated.empty()) return stated;
  }
  if (!kinds) return {"*"};
  Texts result;
  if (own_ && !kinds->empty() && is_tagging(action)) {
    // The pages do not name everything that can have tags.
    for (const std::string_view kind : own_->kinds) {
      if (kind.starts_with(full(service, {}))) add(service, kind.substr(colon + 1), result);
    }
    if (!result.empty()) return result;
  }
  for (const std::string_view kind : *kinds) {
    // Every instance is launched with a disk.
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html
    const bool is_disk = action == "ec2:RunInstances" && kind == "volume";
    if (is_disk || takes(service, kind, *kinds)) add(service, bare(kind), result);
  }
  if (result.empty() && !kinds->empty()) add_all(service, *kinds, result);
  return result.empty() ? Texts{"*"} : result;
}

bool Scope::is_own(std::string_view service, std::string_view kind) const {
  return own_ && own_->kinds.contains(full(service, kind));
}

bool Scope::is_within_own(std::string_view service, std::string_view kind) const {
  const std::string_view arn = spec::iam_arn(service, kind);
  return std::any_of(own_->kinds.begin(), own_->kinds.end(), [&](std::string_view each) {
    const std::size_t colon = each.find(':');
    return arn.starts_with(spec::iam_arn(each.substr(0, colon), each.substr(colon + 1)));
  });
}

bool Scope::has_own(std::string_view service, spec::TextList kinds) const {
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](std::string_view kind) { return is_own(service, bare(kind)); });
}

bool Scope::takes(std::string_view service, std::string_view kind, spec::TextList kinds) const {
  const std::string_view name = bare(kind);
  if (is_own(service, name)) return true;
  const bool has = has_own(service, kinds);
  const std::string placeholder = own_ ? "${" + std::string(own_->placeholder) + "}" : "";
  // Updates of a web ACL are judged by the managed rules that it has, too.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html
  if (name == kManagedRules) return keys_.contains("managedrulegroupstatement");
  if (has && spec::iam_arn(service, name).find(placeholder) != std::string_view::npos)
    return is_within_own(service, name);
  if (kind.starts_with('!') || (has_defaults(service) && kinds.size() <= kManyKinds)) return true;
  return std::find(kinds_behind_.begin(), kinds_behind_.end(), full(service, name)) !=
             kinds_behind_.end() ||
         is_asked_for(name, spec::iam_arn(service, name));
}

bool Scope::is_asked_for(std::string_view kind, std::string_view form) const {
  if (std::any_of(arns_.begin(), arns_.end(),
                  [&](const std::string& each) { return has_form(each, form); }))
    return true;
  const auto placeholders = split(form, '$');
  return std::any_of(placeholders.begin(), placeholders.end(), [&](std::string_view piece) {
    if (!piece.starts_with('{')) return false;
    const std::string property = property_of(kind, piece.substr(1, piece.find('}') - 1));
    return keys_.contains(property) || keys_.contains(property + "s") ||
           (property.ends_with("name") && keys_.contains(property.substr(0, property.size() - 4)));
  });
}

void Scope::add(std::string_view service, std::string_view kind, Texts& to) const {
  const std::string_view form = spec::iam_arn(service, kind);
  const bool is_its = is_own(service, kind);
  bool is_known = false;
  const Texts made = filled(form, [&](std::string_view placeholder) {
    Texts values = value_of(kind, is_its, placeholder);
    is_known = is_known || !values.empty();
    return values;
  });
  bool is_stated = false;
  for (const std::string& each : arns_) {
    if (!has_form(each, form)) continue;
    is_stated = true;
    push(each, to);
  }
  if (is_stated && !is_known && !is_its) return;
  for (const std::string& each : made) {
    if (regions_.empty()) push(each, to);
    for (const std::string& region : regions_) push(in_region(each, region), to);
  }
}

void Scope::add_all(std::string_view service, spec::TextList kinds, Texts& to) const {
  if (kinds.size() > kManyKinds) {
    to = filled("arn:${Partition}:" + std::string(service) + ":${Region}:*:*",
                [](std::string_view) { return Texts(); });
    return;
  }
  for (const std::string_view kind : kinds) add(service, bare(kind), to);
}

Texts Scope::value_of(std::string_view kind, bool is_own, std::string_view placeholder) const {
  if (placeholder == "Scope") {
    const auto scope = literals_.find("scope");
    if (scope == literals_.end()) return {};
    return {scope->second == "CLOUDFRONT" ? "global" : lower_case(scope->second)};
  }
  if (kind == kManagedRules || (placeholder == "Region" && !regions_.empty())) return {};
  const auto behind = behind_.find(placeholder);
  if (own_ && placeholder == own_->placeholder && (is_own || behind == behind_.end()))
    return own_names_;
  if (behind != behind_.end()) return behind->second;
  // A name of IAM does not tell the path that its ARN has.
  constexpr std::string_view kPath = "WithPath";
  if (placeholder.ends_with(kPath)) {
    placeholder.remove_suffix(kPath.size());
    const auto name = literals_.find(lower_case(placeholder));
    return name == literals_.end() ? Texts() : Texts{name->second, "*/" + name->second};
  }
  std::string property = property_of(kind, placeholder);
  auto found = literals_.find(property);
  if (found == literals_.end() && property.ends_with("name")) {
    property.erase(property.size() - 4);
    found = literals_.find(property);
  }
  return found == literals_.end() ? Texts() : Texts{found->second};
}

void Scope::collect_texts(const cfn::Value& value, std::string_view key, const Names& names) {
  if (const cfn::Map* map = value.map()) {
    for (const cfn::MapEntry& each : *map) {
      if (each.key.ends_with("Document")) continue;
      keys_.insert(lower_case(each.key));
      collect_texts(each.value, each.key, names);
    }
  } else if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) collect_texts(each, key, names);
  } else if (const std::string* text = value.string()) {
    if (text->starts_with("arn:")) {
      push(*text, arns_);
    } else if (!text->empty() && text->find_first_of("{*$ ") == text->npos) {
      literals_.emplace(lower_case(key), *text);
    }
  } else if (value.get_if<cfn::Sub>() != nullptr) {
    if (const std::string made = names.text(value); made.starts_with("arn:")) push(made, arns_);
  }
}

}  // namespace archsynth::analysis::permissions_of
