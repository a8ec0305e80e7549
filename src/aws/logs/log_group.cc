#include "archsynth/aws/logs.h"

#include <fmt/format.h>

#include <cstdlib>

#include "archsynth/support/text.h"
#include "spec/logs.h"
#include "spec/regions.h"

namespace archsynth::logs {

namespace {

/// As CloudWatch Logs asks for it; any log group of the account, so that a group's name can change.
/// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
void let_logs_encrypt(kms::Key& key) {
  // Unlike other services, Logs has its partition's domain in its name:
  // https://github.com/serverless/serverless/issues/12087
  const auto region = spec::region(key.stack().props().region);
  const std::string_view domain = region ? region->dns_suffix : "amazonaws.com";
  key.allow_service(
      fmt::format("logs.${{AWS::Region}}.{}", domain), "CloudWatchLogsEncrypts",
      cfn::Map{{"ArnLike",
                cfn::Map{{"kms:EncryptionContext:aws:logs:arn",
                          cfn::sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:"
                                   "log-group:*")}}}},
      {"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"});
}

}  // namespace

LogGroup::LogGroup(construct::Scope scope, kms::Key& key, LogGroupProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  check_retention(props.retention_days, label() + ".retention_days", diagnostics());
  let_logs_encrypt(key);
  resource_ = &add_resource("", "AWS::Logs::LogGroup",
                            {{"LogGroupName", props.name},
                             {"RetentionInDays", props.retention_days},
                             {"KmsKeyId", key.arn()}});
  resource_->deletion_policy = "Delete";
  resource_->update_replace_policy = profile() == Profile::kProduction ? "Retain" : "Delete";
}

cfn::Value LogGroup::name() const { return resource_->ref(); }

cfn::Value LogGroup::arn() const { return resource_->att("Arn"); }

void check_retention(const Sourced<int>& days, const std::string& key, Diagnostics& diagnostics) {
  if (!days.has_value() || spec::is_log_retention(*days)) return;
  int nearest = 0;
  for (int known : spec::log_retention_days()) {
    if (nearest == 0 || std::abs(known - *days) < std::abs(nearest - *days)) nearest = known;
  }
  // The message leaves the key out, so that a second check of the same value is dropped.
  diagnostics
      .error("ARC1401", days.origin(),
             fmt::format("CloudWatch Logs does not support a retention of {} days", *days))
      .fix = fmt::format("the nearest value for {} is {}", quoted(key), nearest);
}

}  // namespace archsynth::logs
