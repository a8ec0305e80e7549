// Functions that CloudFront runs at the edge.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/identities/statements.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kEdgePage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "lambda-at-edge-function-restrictions.html";
constexpr std::string_view kEdgeQuotasPage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "cloudfront-limits.html#limits-lambda-at-edge";
constexpr std::string_view kEdgeRolePage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "lambda-edge-permissions.html";

/// Calls `visit` with each function whose version a behavior runs, and the event.
template <typename Visit>
void each_edge_function(const View& view, const Visit& visit) {
  for (const cfn::Resource* distribution : view.of("AWS::CloudFront::Distribution")) {
    for (const char* behaviors :
         {"DistributionConfig.DefaultCacheBehavior", "DistributionConfig.CacheBehaviors.*"}) {
      each_place(view, *distribution, fmt::format("{}.LambdaFunctionAssociations.*", behaviors),
                 [&](const cfn::Value& each) {
                   const cfn::Resource* version =
                       view.target(member(&each, {"LambdaFunctionARN"}), "AWS::Lambda::Version");
                   if (version == nullptr) return;
                   const cfn::Resource* function =
                       view.target(property(*version, {"FunctionName"}), "AWS::Lambda::Function");
                   if (function != nullptr) visit(*function, each);
                 });
    }
  }
}

/// Something that functions at the edge cannot have.
struct EdgeSetting {
  std::string_view name;
  const cfn::Value* value = nullptr;  ///< null: nothing is there
};

EdgeSetting refused_setting(const View& view, const cfn::Resource& function) {
  for (const std::string_view path : {"Environment.Variables", "VpcConfig.SubnetIds", "Layers"}) {
    const cfn::Value* value = property_at(function, path);
    if (value == nullptr || value->is_intrinsic()) continue;
    const bool is_empty =
        value->map() != nullptr ? value->map()->empty() : view.items(value).values.empty();
    if (!is_empty) return {path.substr(0, path.find('.')), value};
  }
  const cfn::Value* storage = property_at(function, "EphemeralStorage.Size");
  const bool is_refused = view.number(storage).value_or(0) > 512;
  return {"EphemeralStorage", is_refused ? storage : nullptr};
}

void check_edge_settings(const View& view, const Report& report) {
  each_edge_function(view, [&](const cfn::Resource& function, const cfn::Value& association) {
    const std::string name = quoted(function.id.str());
    if (const EdgeSetting refused = refused_setting(view, function); refused.value != nullptr) {
      report(function, refused.value,
             fmt::format("{} runs at the edge, and cannot have {}", name, quoted(refused.name)))
          .related.push_back({association.origin(), "used by CloudFront here"});
    }
    const cfn::Value* runtime = property(function, {"Runtime"});
    const auto stated = view.text(runtime);
    if (stated && !stated->starts_with("nodejs") && !stated->starts_with("python")) {
      report(
          function, runtime,
          fmt::format("{} runs at the edge, and needs Node.js or Python, not {}", name, *stated));
    }
    for (const cfn::Value* each : view.items(property(function, {"Architectures"})).values) {
      if (view.text(each) != "arm64") continue;
      report(function, each, fmt::format("{} runs at the edge, and cannot be arm64", name));
    }
  });
}

void check_edge_quotas(const View& view, const Report& report) {
  each_edge_function(view, [&](const cfn::Resource& function, const cfn::Value& association) {
    const auto event = view.text(member(&association, {"EventType"}));
    if (!event) return;
    const bool is_viewer = event->starts_with("viewer-");
    const auto check = [&](const char* key, double most, std::string_view unit) {
      const cfn::Value* place = property(function, {key});
      const auto number = view.number(place);
      if (!number || *number <= most) return;
      report(function, place,
             fmt::format("\"{}\" of {} must be at most {} {} for {}, not {}", key,
                         quoted(function.id.str()), most, unit, *event, *number))
          .related.push_back({association.origin(), "used by CloudFront here"});
    };
    check("Timeout", is_viewer ? 5 : 30, "seconds");
    if (is_viewer) check("MemorySize", 128, "MB");
  });
}

void check_edge_roles(const View& view, const Report& report) {
  each_edge_function(view, [&](const cfn::Resource& function, const cfn::Value& association) {
    const cfn::Value* place = property(function, {"Role"});
    const cfn::Resource* role = view.target(place, "AWS::IAM::Role");
    if (role == nullptr || may_be_assumed(view, *role, "edgelambda.amazonaws.com")) return;
    Diagnostic& found = report(
        *role, property(*role, {"AssumeRolePolicyDocument"}),
        fmt::format("edgelambda.amazonaws.com cannot assume the role {} of {}, run at the edge",
                    quoted(role->id.str()), quoted(function.id.str())));
    found.related.push_back({association.origin(), "used by CloudFront here"});
  });
}

constexpr Rule kEdgeFunctionRules[] = {
    {"ARC4981", Severity::kError, "function at the edge has a setting that Lambda@Edge lacks",
     "CloudFront refuses the distribution", "remove the setting", kEdgePage, "",
     check_edge_settings},
    {"ARC4982", Severity::kError, "function at the edge exceeds the quotas of Lambda@Edge",
     "CloudFront refuses the distribution", "lower the number", kEdgeQuotasPage, "",
     check_edge_quotas},
    {"ARC4983", Severity::kError, "role of a function at the edge does not trust edgelambda",
     "CloudFront refuses the distribution",
     "add edgelambda.amazonaws.com to the principals of the role's trust policy", kEdgeRolePage, "",
     check_edge_roles},
};

}  // namespace

std::span<const Rule> edge_function_rules() { return kEdgeFunctionRules; }

}  // namespace archsynth::analysis
