// Texts that a template makes of the names and properties of its own resources.

#include "known_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/analysis/diff.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "cfn/evaluate/choice.h"
#include "spec/listening_ports.h"
#include "spec/regions.h"
#include "spec/updates.h"
#include "updates.h"

namespace archsynth::analysis {
namespace {

/// Properties may name each other.
constexpr int kDeepestName = 8;

/// The property that `Ref` returns; empty where that is made by the service.
std::string_view ref_property(const cfn::Resource& resource) {
  const auto schema = spec::resource_schema(resource.type);
  if (!schema) return {};
  const spec::Datum identifier = schema->primary_identifier();
  constexpr std::string_view kProperties = "/properties/";
  if (identifier.size() != 1 || !identifier[0].text().starts_with(kProperties)) return {};
  return identifier[0].text().substr(kProperties.size());
}

/// Stands for what the service or CloudFormation makes up.
std::string made_up(const cfn::Resource& resource, std::string_view property) {
  return fmt::format("${{{} of {}}}", property, resource.id.str());
}

}  // namespace

std::string partition_of(const std::vector<cfn::Resource>& deployed, std::string_view region) {
  if (const auto known = spec::region(region)) return std::string(known->partition);
  // Services refuse ARNs of another partition.
  bool is_stated = false;
  for (const cfn::Resource& each : deployed) {
    cfn::walk(cfn::as_value(each.properties), [&](const cfn::Value& value) {
      const auto* sub = value.get_if<cfn::Sub>();
      const std::string* text = sub != nullptr ? &sub->text : value.string();
      is_stated |= text != nullptr && text->starts_with("arn:aws:");
    });
  }
  return is_stated ? "aws" : "${Partition}";
}

KnownText::KnownText(const std::vector<cfn::Resource>& resources, std::string_view region,
                     std::string partition)
    : resources_(resources), region_(region), partition_(std::move(partition)) {
  for (const cfn::Resource& each : resources) by_id_.emplace(each.id.str(), &each);
}

std::optional<std::string> KnownText::of(const cfn::Value& value, int depth) const {
  if (depth > kDeepestName) return std::nullopt;
  if (auto scalar = cfn::scalar_text(value)) return scalar;
  if (const auto* ref = value.get_if<cfn::Ref>()) return of_reference(ref->target.str(), {}, depth);
  if (const auto* get = value.get_if<cfn::GetAtt>())
    return of_reference(get->target.str(), get->attribute, depth);
  if (value.get_if<cfn::Sub>() != nullptr) {
    const cfn::Value joined = canonical(value);  // or the same, where it is too long
    return joined.get_if<cfn::Sub>() == nullptr ? of(joined, depth) : std::nullopt;
  }
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  return is_join ? of_join(*call, depth) : std::nullopt;
}

std::optional<std::string> KnownText::of_reference(std::string_view target,
                                                   std::string_view attribute, int depth) const {
  if (target.starts_with("AWS::")) {
    const auto region = spec::region(region_);
    if (target == "AWS::AccountId") return "${Account}";
    if (target == "AWS::StackName") return "${Stack}";
    if (target == "AWS::Region") return region ? std::string(region->name) : "${Region}";
    if (target == "AWS::Partition") return partition_;
    if (target == "AWS::URLSuffix" && region) return std::string(region->dns_suffix);
    return std::nullopt;
  }
  const auto found = by_id_.find(target);
  if (found == by_id_.end()) return std::nullopt;
  const cfn::Resource& resource = *found->second;
  const std::string_view returned = ref_property(resource);
  if (const auto known = spec::reference_value(resource.type, attribute); !known.empty()) {
    attribute = known;
  } else if (attribute.empty()) {
    attribute = returned;
  }
  if (const cfn::Value* stated = value_at(resource, attribute)) {
    auto text = of(*stated, depth + 1);
    // Services return names in lower case that ignore it.
    const bool is_name = attribute == returned;
    return is_name && text && *text != lower_case(*text) && resource.type.starts_with("AWS::RDS::")
               ? std::nullopt
               : text;
  }
  auto text = attribute == "Port"                             ? usual_port_of(resource)
              : attribute == "Arn" || attribute == "TopicArn" ? arn_of(resource, depth)
                                                              : std::nullopt;
  return text ? text : made_up(resource, attribute);
}

std::optional<std::string> KnownText::usual_port_of(const cfn::Resource& resource) const {
  // A member of a cluster has the cluster's.
  if (value_at(resource, "DBClusterIdentifier") != nullptr) return std::nullopt;
  const cfn::Value* engine = value_at(resource, "Engine");
  const auto port = spec::listening_port(resource.type, engine == nullptr ? "" : brief(*engine));
  return port ? std::optional(std::to_string(*port)) : std::nullopt;
}

std::optional<std::string> KnownText::arn_of(const cfn::Resource& resource, int depth) const {
  const auto how = spec::physical_name(resource.type);
  if (!how || how->kinds.empty()) return std::nullopt;
  if (!names_) names_.emplace(resources_, std::string());
  const std::string_view property = how->property.empty() ? how->placeholder : how->property;
  const bool is_stated = !how->property.empty() && value_at(resource, how->property) != nullptr;
  const bool has_path = value_at(resource, "Path") != nullptr;
  std::string name =
      is_stated || has_path ? names_->of(resource).front() : made_up(resource, property);
  const bool is_name = how->form == "name" || how->form == "lower";
  if (name.find('*') != name.npos && is_name && !has_path) {
    name = of(*value_at(resource, how->property), depth + 1).value_or("*");
  }
  if (name.find('*') != name.npos) return std::nullopt;
  const std::string_view kind = how->kinds[0];
  const std::size_t colon = kind.find(':');
  const auto region = spec::region(region_);
  const auto value_of = [&](std::string_view placeholder) -> permissions_of::Texts {
    if (placeholder == how->placeholder) return {name};
    if (placeholder == "Partition") return {partition_};
    if (placeholder == "Region" && region) return {std::string(region->name)};
    return {};
  };
  const auto arn = spec::iam_arn(kind.substr(0, colon), kind.substr(colon + 1));
  std::string text = permissions_of::filled(arn, value_of).front();
  if (text.find('*') != text.npos) return std::nullopt;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
  if (resource.type == "AWS::Logs::LogGroup") text += ":*";
  return text;
}

std::optional<std::string> KnownText::of_join(const cfn::Call& call, int depth) const {
  const cfn::List* arguments = call.argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = arguments->front().string();
  const cfn::List* parts = arguments->back().list();
  if (delimiter == nullptr || parts == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const cfn::Value& each : *parts) {
    auto text = of(each, depth + 1);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return join(texts, *delimiter);
}

namespace {

class Sharing {
 public:
  Sharing(const KnownText& old, const KnownText& now) : old_(old), new_(now) {}

  void share(cfn::Value& old, const cfn::Value& now) const {
    if (cfn::Map* map = old.map(); map != nullptr && now.map() != nullptr) {
      for (cfn::MapEntry& each : *map) {
        if (const cfn::Value* other = now.map()->find(each.key)) share(each.value, *other);
      }
      return;
    }
    if (cfn::List* list = old.list(); list != nullptr && now.list() != nullptr) {
      if (*list == *now.list()) return;
      share_items(*list, *now.list());
      return;
    }
    if (!(is_made(old) || is_made(now)) || old == now || name_others(old, now)) return;
    const auto text = new_.of(now);
    if (text && old_.of(old) == text) old = cfn::Value(now).with_origin(old.origin());
  }

 private:
  /// Items that come to the same are shared wherever they stand, the others with those in their
  /// place.
  void share_items(cfn::List& old, const cfn::List& now) const {
    std::unordered_map<std::string, std::vector<std::size_t>> places;  // the last one first
    for (std::size_t i = now.size(); i-- > 0;) {
      places[fingerprint(settled(now[i], new_))].push_back(i);
    }
    std::vector<bool> is_taken(now.size());
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < old.size(); ++i) {
      const auto found = places.find(fingerprint(settled(old[i], old_)));
      if (found == places.end() || found->second.empty()) {
        left.push_back(i);
        continue;
      }
      const std::size_t at = found->second.back();
      found->second.pop_back();
      is_taken[at] = true;
      share(old[i], now[at]);
    }
    if (old.size() != now.size()) return;
    for (const std::size_t i : left) {
      if (!is_taken[i]) share(old[i], now[i]);
    }
  }

  /// The value with texts in the place of what is known to come to them.
  static cfn::Value settled(const cfn::Value& value, const KnownText& known) {
    if (const cfn::Map* map = value.map()) {
      cfn::Map result;
      for (const cfn::MapEntry& each : *map) result.append(each.key, settled(each.value, known));
      return canonical(result);
    }
    if (const cfn::List* list = value.list()) {
      cfn::List result;
      for (const cfn::Value& each : *list) result.push_back(settled(each, known));
      return result;
    }
    const auto text = is_made(value) ? known.of(value) : std::nullopt;
    return text ? cfn::Value(*text) : canonical(value);
  }

  static bool is_made(const cfn::Value& value) {
    return value.get_if<cfn::Ref>() != nullptr || value.get_if<cfn::GetAtt>() != nullptr ||
           value.get_if<cfn::Sub>() != nullptr || value.get_if<cfn::Call>() != nullptr;
  }

  /// Whether both name resources, and not the same: that one took the place of the other is a
  /// change, whatever they are called.
  static bool name_others(const cfn::Value& old, const cfn::Value& now) {
    const auto targets = [](const cfn::Value& value) {
      std::set<std::string> ids;
      for (const cfn::Reference& each : cfn::references(value)) {
        if (!each.target.str().starts_with("AWS::")) ids.insert(each.target.str());
      }
      return ids;
    };
    const std::set<std::string> before = targets(old);
    return !before.empty() && !targets(now).empty() && before != targets(now);
  }

  const KnownText& old_;
  const KnownText& new_;
};

}  // namespace

void share_spelling(std::vector<cfn::Resource>& old, const std::vector<cfn::Resource>& now,
                    const KnownText& old_text, const KnownText& new_text) {
  std::unordered_map<std::string_view, const cfn::Resource*> by_id;
  for (const cfn::Resource& each : now) by_id.emplace(each.id.str(), &each);
  const Sharing sharing(old_text, new_text);
  for (cfn::Resource& each : old) {
    const auto other = by_id.find(each.id.str());
    if (other == by_id.end() || other->second->type != each.type) continue;
    for (cfn::MapEntry& entry : each.properties) {
      const cfn::Value* counterpart = other->second->properties.find(entry.key);
      if (counterpart != nullptr) sharing.share(entry.value, *counterpart);
    }
  }
}

}  // namespace archsynth::analysis
