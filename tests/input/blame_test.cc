#include "archsynth/input/blame.h"

#include <gtest/gtest.h>

#include "archsynth/input/check.h"
#include "archsynth/support/text.h"

namespace archsynth {
namespace {

/// The lines of errors and warnings, each once, of a service with those overrides.
std::string lines(const std::string& overrides) {
  const std::string file = R"(name: shop
environment: development
region: us-east-1
network: {zones: {a: {public: 10.0.0.0/24, private: 10.0.10.0/24}, b: {public: 10.0.1.0/24, private: 10.0.11.0/24}}, nat: single}
domain: {name: api.example.com, hosted_zone_id: Z0123456789ABCDEFGHIJ}
services:
  web: {image: "public.ecr.aws/nginx/nginx:1.27", port: 8080, databases: [main]}
databases:
  main: {engine: postgres}
overrides:
)" + overrides;
  std::string found;
  const Checked checked = check(file, "shop.yaml", {});
  for (const Diagnostic& each : checked.findings.sorted()) {
    if (each.severity == Severity::kNote) continue;
    const Span* span = each.origin.span();
    const std::string line =
        span == nullptr ? "0" : std::to_string(span->source->position_at(span->begin).line);
    if (!found.ends_with(line + " ")) found += line + " ";
  }
  return found;
}

/// What an override breaks elsewhere is found at the override.
TEST(Blame, IsThatOfOverrides) {
  EXPECT_EQ(lines("  - {op: add, path: /Resources/WebTargetGroup/Properties/HealthCheckPort, "
                  "value: \"9999\"}\n"),
            "11 ");
  EXPECT_EQ(lines("  - {op: remove, path: /Resources/WebSecurityGroupFromLoadBalancer}\n"), "11 ");
  EXPECT_EQ(lines("  - {op: add, path: /Description, value: shop}\n"
                  "  - {op: remove, path: /Resources/VpcInternetGatewayAttachment}\n"),
            "12 ");
  EXPECT_EQ(lines("  - {op: add, path: /Description, value: shop}\n"), "");
}

/// Each override takes a validation: what many of them break is told where it is.
TEST(Blame, IsNotSoughtAmongMany) {
  std::string overrides;
  for (int i = 0; i < 40; ++i) overrides += "  - {op: add, path: /Description, value: shop}\n";
  const std::string found =
      lines(overrides + "  - {op: remove, path: /Resources/WebSecurityGroupFromLoadBalancer}\n");
  EXPECT_NE(found, "");
  EXPECT_NE(found, "51 ");
}

}  // namespace
}  // namespace archsynth
