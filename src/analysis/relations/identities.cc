// What makes a resource the one it is.

#include <fmt/format.h>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kIdentifierPage =
    "https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html";
constexpr std::string_view kRolePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role."
    "html";

/// The properties that identify a resource of the type; empty where AWS chooses one of them.
std::vector<std::string> identifier_of(std::string_view type) {
  // Its schema names the id, but projects are known by name.
  if (type == "AWS::CodeBuild::Project") return {"Name"};
  const auto schema = spec::resource_schema(type);
  std::vector<std::string> names;
  if (!schema) return names;
  const spec::Datum pointers = schema->primary_identifier();
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    constexpr std::string_view kPrefix = "/properties/";
    const std::string_view pointer = pointers[i].text();
    const std::string_view name = pointer.substr(std::min(kPrefix.size(), pointer.size()));
    if (schema->read_only(pointer) || name.find('/') != name.npos || name.empty()) return {};
    names.emplace_back(name);
  }
  return names;
}

/// A resource's identity in one state of the conditions.
struct Identity {
  const cfn::Resource* resource = nullptr;
  std::vector<const cfn::Value*> values;
  std::vector<Assumption> when;
};

/// What the resource can be known by; at most one value of each property is followed further.
void add_identities(const Graph& graph, const cfn::Resource& resource,
                    const std::vector<std::string>& names, std::vector<Identity>& all) {
  std::vector<Identity> open = {{&resource, {}, {}}};
  if (!resource.condition.empty()) open.front().when.push_back({resource.condition.str(), true});
  for (const std::string& name : names) {
    std::vector<Identity> next;
    for (const Identity& each : open) {
      for (Case& value : graph.cases(resource.properties.find(name), each.when)) {
        if (value.value == nullptr) continue;
        Identity longer{&resource, each.values, std::move(value.when)};
        longer.values.push_back(value.value);
        next.push_back(std::move(longer));
      }
    }
    open = std::move(next);
  }
  for (Identity& each : open) all.push_back(std::move(each));
}

bool equal(const Identity& a, const Identity& b) {
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (*a.values[i] != *b.values[i]) return false;
  }
  return true;
}

void check_identifiers(const Graph& graph, const Report& report) {
  for (const auto& [type, resources] : graph.types()) {
    if (resources.size() < 2) continue;
    const std::vector<std::string> names = identifier_of(type);
    if (names.empty()) continue;
    std::vector<Identity> all;
    for (const cfn::Resource* each : resources) add_identities(graph, *each, names, all);
    for (const Identity& each : all) {
      for (const Identity& other : all) {
        if (each.resource == other.resource || !equal(each, other) ||
            !graph.possible(each.when, other.when)) {
          continue;
        }
        const cfn::MapEntry* entry = each.resource->properties.find_entry(names.front());
        report(*each.resource, names.size() == 1 ? entry->key_origin
                                                 : each.resource->properties_origin,
               fmt::format("{} and {} have the same {}", quoted(each.resource->id.str()),
                           quoted(other.resource->id.str()), quoted(names.front())));
        break;
      }
    }
  }
}

void check_role_path(const Graph& graph, const Report& report) {
  for (const cfn::Resource* project : graph.of("AWS::CodeBuild::Project")) {
    const cfn::Value* place = property(*project, {"ServiceRole"});
    if (place == nullptr || place->get_if<cfn::Ref>() == nullptr) continue;
    const cfn::Resource* role = graph.target(place, "AWS::IAM::Role");
    const auto path =
        role == nullptr ? std::nullopt : graph.text(property(*role, {"Path"}));
    if (!path || *path == "/") continue;
    report(*project, place,
           fmt::format("Ref gives the name of {} without its path {}", quoted(role->id.str()),
                       quoted(*path)));
  }
}

constexpr Rule kRules[] = {
    {{"ARC4907", Severity::kError, "no two resources are the same thing",
      "the second of them already exists, and the stack fails", "give one another name",
      kIdentifierPage, "E3019"},
     check_identifiers},
    {{"ARC4908", Severity::kError, "a role with a path is named by its ARN",
      "CodeBuild finds no such role", "use !GetAtt Role.Arn", kRolePage, "E3050"},
     check_role_path},
};

}  // namespace

std::span<const Rule> identity_rules() { return kRules; }

}  // namespace archsynth::analysis
