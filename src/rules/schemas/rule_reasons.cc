// Why rules of schemas hold.

#include "rules/schemas/rule_reasons.h"

namespace archsynth::analysis {
namespace {

/// Why a rule is one, where its condition does not show it.
struct RuleReason {
  std::string_view rule;
  std::string_view why;
  std::string_view fix{};
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
constexpr RuleReason kReasons[] = {
    {"W3687", "; EC2 ignores it and takes all ports"},
    {"W3688", "; RDS takes it from the snapshot"},
    {"W3689", "; RDS takes it from the source"},
    {"E3045", "; S3 turns access control lists off on new buckets",
     "remove \"AccessControl\" and use an AWS::S3::BucketPolicy, or set \"OwnershipControls\""},
    {"E3682", "; the cluster decides it"},
    {"E3029", "; an alias has that of its target"},
};

}  // namespace

void add_reason(std::string_view rule, SchemaFinding& finding) {
  for (const RuleReason& each : kReasons) {
    if (each.rule != rule) continue;
    finding.message += each.why;
    if (!each.fix.empty()) finding.fix = each.fix;
  }
}

}  // namespace archsynth::analysis
