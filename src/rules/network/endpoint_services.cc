// VPC endpoints: services that AWS does not have.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/closest.h"
#include "rules/template/paths.h"
#include "spec/endpoint_names.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kEndpointNamesPage =
    "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html";

/// `secretsmanager` of `com.amazonaws.us-east-1.secretsmanager`; empty for other forms.
std::string_view last_part(std::string_view name) {
  constexpr std::string_view kStart = "com.amazonaws.";
  if (!name.starts_with(kStart)) return {};
  name.remove_prefix(kStart.size());
  const std::size_t dot = name.find('.');
  const bool has_region = dot != name.npos && std::count(name.begin(), name.end(), '-') >= 2 &&
                          name.find('-') < dot && !name.starts_with("vpce.");
  return has_region ? name.substr(dot + 1) : std::string_view();
}

/// Services that have validated cryptography have a second name.
std::string_view without_fips(std::string_view name) {
  constexpr std::string_view kEnd = "-fips";
  return name.ends_with(kEnd) ? name.substr(0, name.size() - kEnd.size()) : name;
}

void check_endpoint_names(const View& view, const Report& report) {
  const auto& known = spec::endpoint_names();
  for (const cfn::Resource* endpoint : view.of("AWS::EC2::VPCEndpoint")) {
    const cfn::Value* place = property(*endpoint, {"ServiceName"});
    const auto whole = composed_text(view, place);
    const std::string_view name = whole ? last_part(*whole) : std::string_view();
    const std::string_view service = without_fips(name);
    if (service.size() < 6 || std::find(known.begin(), known.end(), name) != known.end()) continue;
    // Short names are close to each other, and new ones come.
    const bool is_long = service.size() >= 9;
    const auto right = closest(service, known, is_long ? 3 : 2, [](std::string_view each) {
      return std::string(each.size() < 6 ? "" : without_fips(each));
    });
    if (right == known.end() || without_fips(*right) == service) continue;
    Diagnostic& found =
        report(*endpoint, place, fmt::format("unknown endpoint service {}", quoted(name)));
    found.fix = fmt::format("did you mean {}?", *right);
    if (!is_long || edit_distance(service, without_fips(*right)) > 1) {
      found.severity = Severity::kWarning;
    }
  }
}

constexpr Rule kEndpointServiceRules[] = {
    {"ARC4978", Severity::kError, "unknown endpoint service",
     "EC2 refuses the endpoint because the service does not exist", "correct the service name",
     kEndpointNamesPage, "", check_endpoint_names},
};

}  // namespace

std::span<const Rule> endpoint_service_rules() { return kEndpointServiceRules; }

}  // namespace archsynth::analysis
