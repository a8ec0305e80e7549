// Templates and build files that a template holds as texts.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/schemas.h"
#include "archsynth/rules/structure.h"
#include "archsynth/support/text.h"
#include "rules/functions/checks.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kStackSetPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cloudformation-stackset.html";
constexpr std::string_view kBuildSpecPage =
    "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html";

struct InnerTemplate {
  std::string_view type;
  const char* parameters;
  const char* name;  ///< of a parameter
};

constexpr InnerTemplate kInnerTemplates[] = {
    {"AWS::CloudFormation::StackSet", "Parameters", "ParameterKey"},
    {"AWS::Config::ConformancePack", "ConformancePackInputParameters", "ParameterName"},
    {"AWS::Config::OrganizationConformancePack", "ConformancePackInputParameters", "ParameterName"},
};

/// The text of a property that is written out; null for anything else.
const std::string* written_text(const cfn::Value* place) {
  const std::string* text = place == nullptr ? nullptr : place->string();
  return text == nullptr || text->find("{{resolve:") != text->npos ? nullptr : text;
}

std::size_t line_of(const Source& source, const Diagnostic& finding) {
  const Span* span = finding.origin.span();
  return span == nullptr ? 1 : source.position_at(span->begin).line;
}

/// Reports the first errors within a text.
void report_inner(const Report& report, const cfn::Resource& resource, const cfn::Value& place,
                  const Source& source, const Diagnostics& found) {
  constexpr std::size_t kMost = 5;
  std::size_t reported = 0;
  for (const Diagnostic& each : found.items()) {
    if (each.severity != Severity::kError || reported == kMost) continue;
    ++reported;
    report(resource, &place,
           fmt::format("line {} of \"TemplateBody\": {}", line_of(source, each), each.message))
        .fix = each.fix;
  }
}

/// Parameters that the template lacks, or that have no value.
void check_inner_parameters(const View& view, const Report& report, const cfn::Resource& resource,
                            const InnerTemplate& row, const cfn::Template& inner) {
  const cfn::Value* list = property(resource, {row.parameters});
  const Items items = view.items(list);
  std::vector<std::string> given;
  bool is_known = list == nullptr ? lacks(resource, row.parameters) : items.complete;
  for (const cfn::Value* each : items.values) {
    const cfn::Value* place = member(each, {row.name});
    const auto name = view.text(place);
    is_known &= name.has_value();
    if (!name) continue;
    given.push_back(*name);
    if (inner.find_parameter(cfn::LogicalId(*name)) != nullptr) continue;
    std::vector<std::string> known;
    for (const cfn::Parameter& one : inner.parameters) known.push_back(one.id.str());
    report(resource, place, fmt::format("\"TemplateBody\" has no parameter {}", quoted(*name)))
        .fix = suggest(*name, known);
  }
  for (const cfn::Parameter& each : inner.parameters) {
    const bool is_given = std::find(given.begin(), given.end(), each.id.str()) != given.end();
    if (!is_known || is_given || each.attributes.contains("Default")) continue;
    report(resource, list,
           fmt::format("the parameter {} of \"TemplateBody\" has no value", quoted(each.id.str())))
        .fix = fmt::format("set it in {}", quoted(row.parameters));
  }
}

void check_inner(const View& view, const Report& report, const cfn::Resource& resource,
                 const InnerTemplate& row) {
  const cfn::Value* place = property(resource, {"TemplateBody"});
  const std::string* text = written_text(place);
  if (text == nullptr) return;
  const Source source("TemplateBody", *text);
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto inner = node && !found.has_errors() ? cfn::read_template(*node, found) : std::nullopt;
  // What a transform makes of it is not known.
  if (!inner || found.has_errors() || !inner->transform.absent()) {
    return report_inner(report, resource, *place, source, found);
  }
  check_structure(*inner, found, view.catalogue());
  const ConditionStates states(*inner);
  check_functions({*inner, TemplateIndex(*inner), states, found, view.catalogue()});
  check_schemas(*inner, found, "us-east-1", view.catalogue());
  report_inner(report, resource, *place, source, found);
  check_inner_parameters(view, report, resource, row, *inner);
}

void check_inner_templates(const View& view, const Report& report) {
  for (const InnerTemplate& row : kInnerTemplates) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      check_inner(view, report, *resource, row);
    }
  }
}

void check_build_specs(const View& view, const Report& report) {
  for (const cfn::Resource* project : view.of("AWS::CodeBuild::Project")) {
    const cfn::Value* place = property(*project, {"Source", "BuildSpec"});
    const std::string* text = written_text(place);
    // A single line is the path of a file.
    if (text == nullptr || text->find('\n') == text->npos) continue;
    const Source source("BuildSpec", *text);
    Diagnostics found;
    document::read(source, found);
    if (!found.has_errors()) continue;
    const Diagnostic& first = found.items().front();
    report(*project, place,
           fmt::format("line {} of \"BuildSpec\": {}", line_of(source, first), first.message))
        .fix = first.fix;
  }
}

constexpr Rule kInnerTemplateRules[] = {
    {"ARC5411", Severity::kError, "template within the template is wrong",
     "CloudFormation refuses the stack set or its instances", "correct the inner template",
     kStackSetPage, "", check_inner_templates},
    {"ARC5412", Severity::kWarning, "build file within the template is not valid YAML",
     "every build fails", "correct the build file", kBuildSpecPage, "", check_build_specs},
};

}  // namespace

std::span<const Rule> inner_template_rules() { return kInnerTemplateRules; }

}  // namespace archsynth::analysis
