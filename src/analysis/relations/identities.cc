// What makes a resource the one it is.

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kIdentifierPage =
    "https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html";
constexpr std::string_view kRolePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role."
    "html";

constexpr std::string_view kIdentitiesInstancePage =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html";
constexpr std::string_view kGlobalsPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-specification-template-anatomy-globals.html";
constexpr std::string_view kPipelinePage =
    "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html";

/// The properties that identify a resource of the type; empty where AWS chooses one of them.
std::vector<std::string> identifier_of(const Graph& graph, std::string_view type) {
  // Its schema names the id, but projects are known by name.
  if (type == "AWS::CodeBuild::Project") return {"Name"};
  const auto schema = graph.catalogue().schema(type);
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

/// What a property can be, also where a condition chooses all properties at once.
std::vector<Case> values_of(const Graph& graph, const cfn::Resource& resource,
                            const std::string& name, const std::vector<Assumption>& when) {
  const cfn::Value* whole = resource.properties.find("Fn::If");
  if (whole == nullptr || resource.properties.size() != 1) {
    return graph.cases(resource.properties.find(name), when);
  }
  std::vector<Case> all;
  const cfn::List* list = whole->list();
  if (list == nullptr || list->size() != 3 || list->front().string() == nullptr) return all;
  for (const std::size_t branch : {1, 2}) {
    std::vector<Assumption> here = when;
    here.push_back({*list->front().string(), branch == 1});
    if (!graph.possible(here, {})) continue;
    const cfn::Value* value = member(&(*list)[branch], {name});
    for (Case& each : graph.cases(value, std::move(here))) all.push_back(std::move(each));
  }
  return all;
}

/// What the resource can be known by; at most one value of each property is followed further.
void add_identities(const Graph& graph, const cfn::Resource& resource,
                    const std::vector<std::string>& names, std::vector<Identity>& all) {
  std::vector<Identity> open = {{&resource, {}, {}}};
  if (!resource.condition.empty()) open.front().when.push_back({resource.condition.str(), true});
  for (const std::string& name : names) {
    std::vector<Identity> next;
    for (const Identity& each : open) {
      for (Case& value : values_of(graph, resource, name, each.when)) {
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
    const std::vector<std::string> names = identifier_of(graph, type);
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
        report(*each.resource,
               names.size() == 1 && entry != nullptr ? entry->key_origin
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
    const auto path = role == nullptr ? std::nullopt : graph.text(property(*role, {"Path"}));
    if (!path || *path == "/") continue;
    report(*project, place,
           fmt::format("Ref gives the name of {} without its path {}", quoted(role->id.str()),
                       quoted(*path)));
  }
}

void check_image(const Graph& graph, const Report& report) {
  for (const cfn::Resource* instance : graph.of("AWS::EC2::Instance")) {
    if (!lacks(*instance, "ImageId") || !lacks(*instance, "LaunchTemplate")) continue;
    report(*instance, instance->properties_origin,
           fmt::format("nothing says what {} runs", quoted(instance->id.str())));
  }
}

void check_ignored_globals(const Graph& graph, const Report& report) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  for (const cfn::Resource& resource : graph.source().resources) {
    const cfn::Value* ignored = resource.other_attributes.find("IgnoreGlobals");
    if (ignored == nullptr || ignored->list() == nullptr || !resource.type.starts_with(kPrefix)) {
      continue;
    }
    const cfn::Value* globals =
        member(&graph.source().globals, {resource.type.substr(kPrefix.size())});
    for (const cfn::Value& item : *ignored->list()) {
      const std::string* name = item.string();
      if (name == nullptr || member(globals, {*name}) != nullptr) continue;
      report(resource, &item,
             fmt::format("\"Globals\" states no {} for {}", quoted(*name), resource.type));
    }
  }
}

struct Needed {
  std::string_view type;
  std::string_view property;
};

/// What resources of the serverless transform need and `Globals` cannot give.
constexpr Needed kNeeded[] = {{"AWS::Serverless::Application", "Location"},
                              {"AWS::Serverless::LayerVersion", "ContentUri"}};

void check_serverless_needs(const Graph& graph, const Report& report) {
  for (const Needed& each : kNeeded) {
    for (const cfn::Resource* resource : graph.of(each.type)) {
      if (!lacks(*resource, each.property)) continue;
      report(*resource, resource->properties_origin,
             fmt::format("{} needs {}", resource->type, quoted(each.property)));
    }
  }
  for (const cfn::Resource* application : graph.of("AWS::Serverless::Application")) {
    const cfn::MapEntry* entry = application->properties.find_entry("Location");
    const cfn::Map* location = entry == nullptr ? nullptr : entry->value.map();
    if (location == nullptr || !location->contains("ApplicationId")) continue;
    if (location->contains("SemanticVersion")) continue;
    report(*application, entry->key_origin, "an application of the repository needs its version")
        .help = "state \"SemanticVersion\"";
  }
}

void check_pipeline_stages(const Graph& graph, const Report& report) {
  for (const cfn::Resource* pipeline : graph.of("AWS::CodePipeline::Pipeline")) {
    const Items stages = graph.items(property(*pipeline, {"Stages"}));
    if (!stages.complete) continue;
    for (std::size_t i = 0; i < stages.values.size(); ++i) {
      for (const cfn::Value* action : graph.items(member(stages.values[i], {"Actions"})).values) {
        const cfn::Value* place = member(action, {"ActionTypeId", "Category"});
        const auto category = graph.text(place);
        if (!category || (*category == "Source") == (i == 0)) continue;
        report(*pipeline, place,
               i == 0 ? fmt::format("the first stage has an action of {}", quoted(*category))
                      : "a later stage has an action of \"Source\"");
      }
    }
  }
}

constexpr Rule kIdentitiesRules[] = {
    {{"ARC4907", Severity::kError, "no two resources are the same thing",
      "the second of them already exists, and the stack fails", "give one another name",
      kIdentifierPage, "E3019"},
     check_identifiers},
    {{"ARC4908", Severity::kError, "a role with a path is named by its ARN",
      "CodeBuild finds no such role", "use !GetAtt Role.Arn", kRolePage, "E3050"},
     check_role_path},
    {{"ARC4909", Severity::kError, "an instance has an image", "EC2 refuses the instance",
      "state \"ImageId\" or \"LaunchTemplate\"", kIdentitiesInstancePage, "E3673"},
     check_image},
    {{"ARC4910", Severity::kError, "IgnoreGlobals names what Globals has",
      "the serverless transform refuses the template", "name a property of \"Globals\"",
      kGlobalsPage, "E3724"},
     check_ignored_globals},
    {{"ARC4911", Severity::kError, "the first stage of a pipeline is its source, and no other",
      "CodePipeline refuses the pipeline", "move the action", kPipelinePage, "E3700"},
     check_pipeline_stages},
    {{"ARC4912", Severity::kError, "resources of the serverless transform have what they need",
      "the serverless transform refuses the template", "state it", kGlobalsPage, "E3003"},
     check_serverless_needs},
};

}  // namespace

std::span<const Rule> identity_rules() { return kIdentitiesRules; }

}  // namespace archsynth::analysis
