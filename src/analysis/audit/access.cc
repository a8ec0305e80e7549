// Layer 3: who is let in: trust, resource policies, credentials.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// Whether S3 leaves what a bucket's policy gives to the owner's account alone.
/// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
bool is_restricted(const View& view, const cfn::Resource& policy) {
  const cfn::Resource* bucket = view.target(property(policy, {"Bucket"}), "AWS::S3::Bucket");
  return bucket != nullptr && view.truth(property(*bucket, {"PublicAccessBlockConfiguration",
                                                            "RestrictPublicBuckets"})) == true;
}

/// Answers for each statement of a type's policies whether it lets anyone in.
void check_public(const AuditedStack& stack, PolicyKind kind, std::string_view type,
                  AuditAnswers& to) {
  each_allow(stack, kind, [&](const AllowStatement& each) {
    if (each.resource.type != type) return;
    const bool is_restricted_here = is_restricted(stack.view, each.resource);
    answer_admission(stack, each, is_restricted_here ? "RestrictPublicBuckets is true" : "", to);
  });
}

void check_anyone(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kTrust, "AWS::IAM::Role", to);
}

void check_accounts(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kTrust, [&](const AllowStatement& each) {
    const Admission who = admission_of(stack, each.map);
    const bool is_other = who.is == Openness::kOtherAccount;
    const bool may_be = who.is == Openness::kClosed && who.may_be_other_account;
    const std::string limits = limits_of(stack.view, each);
    const Origin& at = each.at(who.at);
    if (may_be && limits.empty())
      return to.unknown(each.resource, each.policy.property,
                        "whom the role trusts depends on " + who.open, at);
    to.answer(!is_other || !limits.empty(), each.resource, each.policy.property,
              !is_other && !may_be ? "the role trusts no other account"
              : limits.empty()     ? "the role trusts an account by its id"
                                   : "limited by a condition on " + limits,
              at);
  });
}

void check_buckets(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kResource, "AWS::S3::BucketPolicy", to);
}
void check_queues(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kResource, "AWS::SQS::QueuePolicy", to);
}
void check_topics(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kResource, "AWS::SNS::TopicPolicy", to);
}
void check_keys(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kResource, "AWS::KMS::Key", to);
}
void check_repositories(const AuditedStack& stack, AuditAnswers& to) {
  check_public(stack, PolicyKind::kRepository, "AWS::ECR::Repository", to);
  for (const cfn::Resource* each : stack.view.of("AWS::ECR::Repository")) {
    if (lacks(*each, "RepositoryPolicyText"))
      to.pass(*each, "RepositoryPolicyText", "the resource has no policy");
  }
}

/// Whether a function's permission is for one account, or for one resource.
bool names_its_source(const View& view, const cfn::Resource& permission) {
  if (has(permission, "SourceAccount")) return true;
  if (!has(permission, "SourceArn")) return false;
  const auto source = view.text(property(permission, {"SourceArn"}));
  return !source || is_fixed_arn(*source);
}

void check_functions(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Permission")) {
    const Seen principal = seen(stack.view, *each, "Principal");
    if (principal.at == nullptr || !principal.text) {
      to.unknown(*each, "Principal", "Principal is known at deployment");
      continue;
    }
    const bool is_limited = names_its_source(stack.view, *each) || has(*each, "PrincipalOrgID");
    to.answer(!principal.is("*") || is_limited, *each, "Principal",
              "Principal is " + *principal.text, principal.at->origin());
  }
}

void check_service_sources(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Permission")) {
    const Seen principal = seen(stack.view, *each, "Principal");
    if (!principal.text || !principal.text->ends_with(".amazonaws.com")) continue;
    const bool has_source = names_its_source(stack.view, *each);
    to.answer(has_source, *each, "SourceArn",
              has_source ? "SourceArn or SourceAccount is set"
              : has(*each, "SourceArn")
                  ? fmt::format("SourceArn is of any account: {}",
                                stack.view.text(property(*each, {"SourceArn"})).value_or(""))
                  : fmt::format("{} without SourceArn", *principal.text));
  }
}

/// The names that RDS proposes.
constexpr std::array<std::string_view, 2> kCustomary = {"admin", "postgres"};

void check_administrators(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::RDS::DBInstance")) {
    const Seen name = seen(stack.view, *each, "MasterUsername");
    if (name.at == nullptr) continue;
    if (!name.text) {
      to.unknown(*each, "MasterUsername", "MasterUsername is known at deployment");
      continue;
    }
    const bool is_customary =
        std::find(kCustomary.begin(), kCustomary.end(), *name.text) != kCustomary.end();
    to.answer(!is_customary, *each, "MasterUsername", "MasterUsername is " + *name.text,
              name.at->origin());
  }
}

constexpr AuditCheck kAccessChecks[] = {
    {"ARC6305", check_anyone},          {"ARC6306", check_accounts},
    {"ARC6307", check_buckets},         {"ARC6308", check_queues},
    {"ARC6309", check_topics},          {"ARC6310", check_keys},
    {"ARC6311", check_repositories},    {"ARC6312", check_functions},
    {"ARC6313", check_service_sources}, {"ARC6321", check_administrators},
};

}  // namespace

std::span<const AuditCheck> access_checks() { return kAccessChecks; }

}  // namespace archsynth::analysis
