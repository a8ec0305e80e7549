#include <fmt/format.h>

#include "archsynth/aws/elbv2.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "spec/elbv2.h"

namespace archsynth::elbv2 {

namespace {

/// Load balancers write only to buckets that are encrypted with S3's own keys.
/// Source:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
cfn::Map bucket_properties(const Sourced<int>& retention_days) {
  const cfn::Map encryption{
      {"ServerSideEncryptionByDefault", cfn::Map{{"SSEAlgorithm", "AES256"}}}};
  const cfn::Map expiry{{"Id", "ExpireLogs"},
                        {"Status", "Enabled"},
                        {"ExpirationInDays", retention_days},
                        {"NoncurrentVersionExpiration", cfn::Map{{"NoncurrentDays", 1}}},
                        {"AbortIncompleteMultipartUpload", cfn::Map{{"DaysAfterInitiation", 1}}}};
  return {
      {"BucketEncryption", cfn::Map{{"ServerSideEncryptionConfiguration", cfn::List{encryption}}}},
      {"LifecycleConfiguration", cfn::Map{{"Rules", cfn::List{expiry}}}},
      {"OwnershipControls",
       cfn::Map{{"Rules", cfn::List{cfn::Map{{"ObjectOwnership", "BucketOwnerEnforced"}}}}}},
      {"PublicAccessBlockConfiguration", cfn::Map{{"BlockPublicAcls", true},
                                                  {"BlockPublicPolicy", true},
                                                  {"IgnorePublicAcls", true},
                                                  {"RestrictPublicBuckets", true}}},
      {"VersioningConfiguration", cfn::Map{{"Status", "Enabled"}}}};
}

cfn::Map policy_document(const cfn::Resource& bucket) {
  const std::string arn = "${" + bucket.id.str() + ".Arn}";
  const cfn::Map deny_plain_http{
      {"Sid", "DenyPlainHttp"},
      {"Effect", "Deny"},
      {"Principal", "*"},
      {"Action", "s3:*"},
      {"Resource", cfn::List{bucket.att("Arn"), cfn::sub(arn + "/*")}},
      {"Condition", cfn::Map{{"Bool", cfn::Map{{"aws:SecureTransport", "false"}}}}}};
  // The path admits the logs of this account alone. A condition on aws:SourceArn would be stricter,
  // but load balancers have been refused their buckets with one.
  const cfn::Map allow_delivery{
      {"Sid", "LoadBalancerWritesLogs"},
      {"Effect", "Allow"},
      {"Principal", cfn::Map{{"Service", spec::access_log_delivery_service()}}},
      {"Action", "s3:PutObject"},
      {"Resource", cfn::sub(arn + "/AWSLogs/${AWS::AccountId}/*")}};
  return {{"Version", "2012-10-17"}, {"Statement", cfn::List{deny_plain_http, allow_delivery}}};
}

}  // namespace

cfn::Resource* LoadBalancer::add_access_logs(cfn::List& attributes) {
  const auto& choice = *props_.access_logs;
  if (!choice.is_large && !*choice.scalar) return nullptr;
  AccessLogsProps logs = choice.is_large ? choice.large : AccessLogsProps{};
  describe::settle(logs, profile());
  const Origin& origin = props_.access_logs.origin();
  const auto set = [&attributes](std::string_view key, cfn::Value value) {
    attributes.emplace_back(cfn::Map{{"Key", key}, {"Value", std::move(value)}});
  };
  set("access_logs.s3.enabled", cfn::Value("true").with_origin(origin));
  if (!logs.bucket_name.missing()) {
    set("access_logs.s3.bucket", logs.bucket_name);
    if (logs.retention_days.stated()) {
      diagnostics().error("ARC1340", logs.retention_days.origin(),
                          fmt::format("{} has no effect on an existing bucket",
                                      quoted(label() + ".access_logs.retention_days")));
    }
    return nullptr;
  }

  cfn::Resource& bucket =
      add_resource("LogBucket", "AWS::S3::Bucket", bucket_properties(logs.retention_days));
  bucket.origin = origin;
  // A bucket with something in it cannot be deleted, so it stays when the stack goes.
  bucket.deletion_policy = "RetainExceptOnCreate";
  bucket.update_replace_policy = "Retain";
  construct::waive(bucket, {.checkov = "CKV_AWS_18", .cdk_nag = "AwsSolutions-S1", .cfn_lint = {}},
                   "This bucket holds access logs; logging its own access would only log the log "
                   "delivery");
  set("access_logs.s3.bucket", bucket.ref());
  cfn::Resource& policy =
      add_resource("LogBucketPolicy", "AWS::S3::BucketPolicy",
                   {{"Bucket", bucket.ref()}, {"PolicyDocument", policy_document(bucket)}});
  policy.origin = origin;
  return &policy;
}

}  // namespace archsynth::elbv2
