// Parameter Store: values and names that it refuses.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "support/patterns.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kParameter = "AWS::SSM::Parameter";
constexpr std::string_view kPutPage =
    "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html";

void check_allowed_patterns(const View& view, const Report& report) {
  Patterns patterns;
  std::vector<std::string> kept;
  kept.reserve(view.of(kParameter).size());
  for (const cfn::Resource* parameter : view.of(kParameter)) {
    const cfn::Value* place = property(*parameter, {"Value"});
    const auto value = view.text(place);
    const auto pattern = view.text(property(*parameter, {"AllowedPattern"}));
    if (!value || !pattern || value->find("{{resolve:") != value->npos) continue;
    const auto type = view.text(property(*parameter, {"Type"}));
    if (!type) continue;
    // The patterns keep what they are made of.
    kept.push_back(*pattern);
    const auto items =
        *type == "StringList" ? split(*value, ',') : std::vector<std::string_view>{*value};
    for (const std::string_view item : items) {
      if (patterns.matches(kept.back(), item)) continue;
      report(*parameter, place,
             fmt::format("{} does not match the \"AllowedPattern\" {}", quoted(item),
                         quoted(*pattern)));
    }
  }
}

void check_reserved_names(const View& view, const Report& report) {
  for (const cfn::Resource* parameter : view.of(kParameter)) {
    const cfn::Value* place = property(*parameter, {"Name"});
    const auto name = view.text(place);
    if (!name) continue;
    std::string lower = lower_case(*name);
    if (lower.starts_with('/')) lower.erase(0, 1);
    for (const std::string_view reserved : {"aws", "ssm"}) {
      if (!lower.starts_with(reserved)) continue;
      Diagnostic& found =
          report(*parameter, place,
                 fmt::format("{} starts with {}, which is reserved", quoted(*name), reserved));
      found.fix = "use another prefix";
      // Of paths, the page has only /aws among its examples.
      if (reserved == "ssm" && name->starts_with('/')) found.severity = Severity::kWarning;
    }
  }
}

constexpr Rule kParameterStoreRules[] = {
    {"ARC4965", Severity::kError, "value does not match the parameter's pattern",
     "Parameter Store refuses the parameter", "change the value, or \"AllowedPattern\"", kPutPage,
     "", check_allowed_patterns},
    {"ARC4966", Severity::kError, "parameter has a reserved name",
     "Parameter Store refuses the parameter in all but AWS's own accounts", "use another prefix",
     kPutPage, "W3701", check_reserved_names},
};

}  // namespace

std::span<const Rule> parameter_store_rules() { return kParameterStoreRules; }

}  // namespace archsynth::analysis
