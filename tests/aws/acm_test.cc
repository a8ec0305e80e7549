#include "archsynth/aws/acm.h"

#include <gtest/gtest.h>

#include "aws/lines.h"

namespace archsynth::acm {
namespace {

TEST(Certificate, IsProvenInItsHostedZone) {
  Stack stack({.name = "shop"});
  Certificate& certificate = stack.add<Certificate>(
      "Certificate", {.domain_name = "api.example.com", .hosted_zone_id = "Z0123456789ABCDEFGHIJ"});
  EXPECT_EQ(
      lines(stack),
      R"(Certificate: {"Type":"AWS::CertificateManager::Certificate","Properties":{"DomainName":"api.example.com","DomainValidationOptions":[{"DomainName":"api.example.com","HostedZoneId":"Z0123456789ABCDEFGHIJ"}],"ValidationMethod":"DNS"}}
)");
  EXPECT_EQ(certificate.arn(), cfn::ref(cfn::LogicalId("Certificate")));
  EXPECT_EQ(findings(stack), "");
}

TEST(Certificate, NeedsAZone) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Certificate>("domain", {.domain_name = "api"});
  EXPECT_EQ(findings_from(stack, __FILE__, line),
            R"(+1: error: "domain.domain_name" must be a domain name, not "api" [ARC1005]
  fix: for example api.example.com
+1: error: "domain" needs the key "hosted_zone_id" [ARC1003]
  fix: hosted_zone_id: the public hosted zone in which its proof is put, so that the stack does not wait for a person
)");
}

}  // namespace
}  // namespace archsynth::acm
