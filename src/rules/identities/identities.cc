// Roles, images and transforms: what a resource must say of itself.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/serverless.h"

namespace archsynth::analysis {
namespace {

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

void check_role_path(const View& view, const Report& report) {
  for (const cfn::Resource* project : view.of("AWS::CodeBuild::Project")) {
    const cfn::Value* place = property(*project, {"ServiceRole"});
    if (place == nullptr || place->get_if<cfn::Ref>() == nullptr) continue;
    const cfn::Resource* role = view.target(place, "AWS::IAM::Role");
    const auto path = role == nullptr ? std::nullopt : view.text(property(*role, {"Path"}));
    if (!path || *path == "/") continue;
    report(*project, place,
           fmt::format("Ref returns the name of {} without its path {}", quoted(role->id.str()),
                       quoted(*path)));
  }
}

void check_image(const View& view, const Report& report) {
  for (const cfn::Resource* instance : view.of("AWS::EC2::Instance")) {
    if (!lacks(*instance, "ImageId") || !lacks(*instance, "LaunchTemplate")) continue;
    report(*instance, instance->properties_origin,
           fmt::format("{} has no image", quoted(instance->id.str())));
  }
}

void check_ignored_globals(const View& view, const Report& report) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  for (const cfn::Resource* each_resource : view.resources()) {
    const cfn::Resource& resource = *each_resource;
    const cfn::Value* ignored = resource.other_attributes.find("IgnoreGlobals");
    if (ignored == nullptr || ignored->list() == nullptr || !resource.type.starts_with(kPrefix)) {
      continue;
    }
    const cfn::Value* globals =
        member(&view.source().globals, {resource.type.substr(kPrefix.size())});
    for (const cfn::Value& item : *ignored->list()) {
      const std::string* name = item.string();
      if (name == nullptr || member(globals, {*name}) != nullptr) continue;
      report(resource, &item,
             fmt::format("\"Globals\" does not set {} for {}", quoted(*name), resource.type));
    }
  }
}

/// What resources of the serverless transform need, unless `Globals` may give it.
void check_serverless_needs(const View& view, const Report& report) {
  for (const cfn::Resource* resource : view.resources()) {
    const auto part = spec::serverless_resource(resource->type);
    const auto globals = spec::serverless_globals(resource->type);
    if (!part) continue;
    for (const std::string_view each : part->required) {
      const bool is_global =
          globals && std::find(globals->properties.begin(), globals->properties.end(), each) !=
                         globals->properties.end();
      if (is_global || !lacks(*resource, each)) continue;
      report(*resource, resource->properties_origin,
             fmt::format("{} ({}) is missing {}", quoted(resource->id.str()), resource->type,
                         quoted(each)))
          .missing = {std::string(each)};
    }
  }
  for (const cfn::Resource* application : view.of("AWS::Serverless::Application")) {
    const cfn::MapEntry* entry = application->properties.find_entry("Location");
    const cfn::Map* location = entry == nullptr ? nullptr : entry->value.map();
    if (location == nullptr || !location->contains("ApplicationId")) continue;
    if (location->contains("SemanticVersion")) continue;
    report(*application, entry->key_origin,
           "an application from the repository is missing its version")
        .fix = "set \"SemanticVersion\"";
  }
}

void check_pipeline_stages(const View& view, const Report& report) {
  for (const cfn::Resource* pipeline : view.of("AWS::CodePipeline::Pipeline")) {
    const Items stages = view.items(property(*pipeline, {"Stages"}));
    if (!stages.complete) continue;
    for (std::size_t i = 0; i < stages.values.size(); ++i) {
      for (const cfn::Value* action : view.items(member(stages.values[i], {"Actions"})).values) {
        const cfn::Value* place = member(action, {"ActionTypeId", "Category"});
        const auto category = view.text(place);
        if (!category || (*category == "Source") == (i == 0)) continue;
        report(*pipeline, place,
               i == 0 ? fmt::format("the first stage has an action of the category {}",
                                    quoted(*category))
                      : "a later stage has an action of the category \"Source\"");
      }
    }
  }
}

constexpr Rule kIdentitiesRules[] = {
    {"ARC4908", Severity::kError, "role with a path is referenced by name",
     "CodeBuild does not find the role", "use !GetAtt Role.Arn", kRolePage, "E3050",
     check_role_path},
    {"ARC4909", Severity::kError, "instance has no image", "EC2 refuses the instance",
     "set \"ImageId\" or \"LaunchTemplate\"", kIdentitiesInstancePage, "E3673", check_image},
    {"ARC4910", Severity::kError, "IgnoreGlobals names an unknown property",
     "the serverless transform refuses the template", "use a property of \"Globals\"", kGlobalsPage,
     "E3724", check_ignored_globals},
    {"ARC4911", Severity::kError, "pipeline source is not in the first stage",
     "CodePipeline refuses the pipeline", "move the action", kPipelinePage, "E3700",
     check_pipeline_stages},
    {"ARC4912", Severity::kError, "serverless resource is missing a property",
     "the serverless transform refuses the template", "set the property", kGlobalsPage, "E3003",
     check_serverless_needs},
};

}  // namespace

std::span<const Rule> identity_rules() { return kIdentitiesRules; }

}  // namespace archsynth::analysis
