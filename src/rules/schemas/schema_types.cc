// Types that have no schema, and the walk over a resource by the schema of its type.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/schemas/novelty.h"
#include "rules/schemas/schema_check.h"
#include "rules/schemas/schema_walk.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kCustomResource = "AWS::CloudFormation::CustomResource";
constexpr std::string_view kServerless = "AWS::Serverless-2016-10-31";

/// Types whose properties no schema tells.
bool is_open(std::string_view type, const cfn::Template& checked) {
  if (type.empty() || type.ends_with("::MODULE")) return true;
  return type.starts_with("AWS::Serverless::") && !checked.transform.absent();
}

/// Whether the type's first name is AWS's, or a slip of it: `Aws::S3::Bucket`, `S3::Bucket`. Any
/// organisation may publish types of three names:
/// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/publish-extension.html
bool is_of_aws(std::string_view type) {
  const std::size_t end = type.find("::");
  const std::string first = lower_case(type.substr(0, end));
  constexpr std::string_view kOfAws[] = {"aws", "aw", "asw", "was", "awss", "alexa", "amzn"};
  if (end == type.npos || type.find("::", end + 2) == type.npos) return true;
  return std::find(std::begin(kOfAws), std::end(kOfAws), first) != std::end(kOfAws);
}

/// The known type that is nearest to an unknown one.
std::optional<std::string> nearest_type(std::string_view type, const spec::Catalogue& catalogue) {
  const auto own = nearest(type, catalogue.own_types());
  return own ? own : nearest(type, spec::resource_type_names());
}

/// `AWS::S3::Bucket` as `AWS::S3::` and `Bucket`.
std::pair<std::string_view, std::string_view> parts_of(std::string_view type) {
  const std::size_t end = std::min(type.rfind("::"), type.size() - 2) + 2;
  return {type.substr(0, end), type.substr(end)};
}

/// Whether AWS may have added the type since it published the schemas: it is no slip of another
/// type of its service, nor its service one of another that has a type of that name.
bool is_perhaps_newer(std::string_view type, const spec::Catalogue& catalogue) {
  if (!type.starts_with("AWS::") || std::count(type.begin(), type.end(), ':') != 4) return false;
  if (nearest(type, catalogue.own_types())) return false;
  const auto [service, name] = parts_of(type);
  std::vector<std::string> names;
  std::vector<std::string> services;
  for (const std::string_view known : spec::resource_type_names()) {
    const auto [other, title] = parts_of(known);
    if (lower_case(other) == lower_case(service)) names.emplace_back(title);
    if (lower_case(title) == lower_case(name)) services.emplace_back(other);
  }
  return !is_slip(name, names) && !(names.empty() && is_slip(service, services));
}

/// That the specification has no such type, or none in the region.
SchemaFinding unknown_type(const cfn::Resource& resource, std::string_view type,
                           const SchemaRun& run) {
  SchemaFinding finding;
  finding.code = "ARC3001";
  finding.see = "E3006";
  finding.origin = resource.type_origin;
  finding.path = "Resources/" + resource.id.str() + "/Type";
  const auto regions = spec::regions_of(type);
  finding.message = regions.empty()
                        ? fmt::format("unknown resource type {}", quoted(resource.type))
                        : fmt::format("{} is not known to be available", quoted(resource.type));
  if (!regions.empty()) {
    // New types reach one region after another, and the list of them is of a day.
    finding.severity = Severity::kWarning;
    finding.state = fmt::format("in {}", run.region);
  }
  if (type.starts_with("AWS::Serverless::")) {
    finding.message = fmt::format("{} needs the transform {}", resource.type, kServerless);
    finding.fix = fmt::format("add Transform: {} to the template", kServerless);
  } else if (regions.empty() && is_perhaps_newer(type, run.catalogue)) {
    finding.severity = Severity::kWarning;
    finding.message = fmt::format("{} is not in {}", quoted(resource.type), dated_schemas());
    finding.fix = "correct the type if it is misspelled";
  } else if (const auto near = regions.empty() ? nearest_type(type, run.catalogue) : std::nullopt) {
    finding.fix = fmt::format("did you mean {}?", quoted(*near));
  } else if (regions.empty() && !is_of_aws(type)) {
    finding.severity = Severity::kNote;
    finding.message = fmt::format("{} is a third-party type and is not checked", resource.type);
    finding.fix = "give its schema with --spec to check it";
  }
  return finding;
}

}  // namespace

void check_schema(const cfn::Resource& resource, const SchemaRun& run, const SchemaSink& sink) {
  if (is_open(resource.type, run.checked)) return;
  std::string_view type = resource.type;
  if (type.starts_with("Custom::")) type = kCustomResource;
  auto schema = run.catalogue.schema(type, run.region);
  if (!schema) return sink(unknown_type(resource, type, run));
  const bool had_steps = run.steps <= kMostSchemaSteps;
  SchemaWalk walk(resource, run, *schema);
  for (SchemaFinding& finding : walk.run_all()) sink(std::move(finding));
  if (!had_steps || run.steps <= kMostSchemaSteps) return;
  SchemaFinding stopped;
  stopped.code = "ARC3029";
  stopped.severity = Severity::kWarning;
  stopped.origin = resource.type_origin;
  stopped.path = "Resources/" + resource.id.str() + "/Type";
  stopped.message = fmt::format(
      "the schema of {} is too complex to be checked in full; nothing "
      "below is checked against schemas",
      quoted(resource.type));
  sink(std::move(stopped));
}

}  // namespace archsynth::analysis
