#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/key_use.h"

namespace archsynth::ecs {

void FargateService::reach(elasticache::Cache& cache, const Origin& why) {
  depend_on(cache.security_group().allow_from(*security_group_, elasticache::kPort,
                                              "From" + logical_id().str(),
                                              "Connections from " + name_, why));
}

void FargateService::connect_to(elasticache::Cache& cache, std::string_view prefix,
                                const Origin& why) {
  inject(std::string(prefix) + "_HOST", "Value", cache.host(), why);
  inject(std::string(prefix) + "_PORT", "Value", cache.port(), why);
  inject(std::string(prefix) + "_URL", "Value", cache.url(), why);
  reach(cache, why);
}

void FargateService::connect_to(elasticache::Cache& cache, const CacheUseProps& use,
                                const Origin& why) {
  const auto setting = [this](const Sourced<std::string>& variable, cfn::Value value) {
    if (variable) inject(*variable, "Value", std::move(value), variable.origin());
  };
  setting(use.url, cache.url());
  for (const auto& [variable, url] : use.urls) {
    const std::string parameters = url.parameters ? "?" + *url.parameters : "";
    inject(*variable, "Value", cache.url("/" + std::to_string(*url.database) + parameters),
           variable.origin());
  }
  setting(use.host, cache.host());
  setting(use.port, cache.port());
  if (use.reader_host && cache.reader_host().absent() && cache.props().replicas.stated()) {
    diagnostics()
        .error("ARC1230", use.reader_host.origin(),
               fmt::format("{} has no replica to read from", quoted(cache.label())))
        .fix = "raise \"replicas\", or remove \"reader_host\"";
  } else {  // a profile without replicas reads from the primary
    setting(use.reader_host, cache.reader_host().absent() ? cache.host() : cache.reader_host());
  }
  reach(cache, why);
}

void FargateService::connect_to(const s3::Bucket& bucket, const BucketUseProps& use,
                                std::string_view prefix, const Origin& why) {
  const bool is_named = use.name || use.url || use.host;
  if (!is_named) inject(std::string(prefix) + "_NAME", "Value", bucket.name(), why);
  if (use.name) inject(*use.name, "Value", bucket.name(), use.name.origin());
  if (use.url) inject(*use.url, "Value", bucket.url(), use.url.origin());
  if (use.host) inject(*use.host, "Value", bucket.host(), use.host.origin());
  const std::string id = bucket.logical_id().str();
  const bool reads = *use.access != Access::kWrite;
  const bool writes = *use.access != Access::kRead;
  constexpr std::string_view kAnyObject = "The application names the objects";
  if (reads) task_role_->allow("List" + id, {"s3:ListBucket"}, {bucket.arn()});
  if (reads) {
    task_role_->allow("Read" + id, {"s3:GetObject"}, {bucket.objects()}, {}, kAnyObject);
  }
  if (writes) {
    task_role_->allow("Write" + id, {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"},
                      {bucket.objects()}, {}, kAnyObject);
  }
  if (!bucket.key_arn().absent()) allow_objects(bucket.key_arn(), writes);
  vpc_->need_endpoint(ec2::Endpoint::kS3, why);
  depend_on_start_conditions();
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
void FargateService::allow_objects(const cfn::Value& key_arn, bool writes) {
  // Who writes needs it as well: the parts of a large upload are read again.
  task_role_->allow("DecryptObjects", {"kms:Decrypt"}, {key_arn}, only_via("s3"));
  if (writes)
    task_role_->allow("EncryptObjects", {"kms:GenerateDataKey"}, {key_arn}, only_via("s3"));
}

void FargateService::connect_to(const dynamodb::Table& table, const TableUseProps& use,
                                std::string_view prefix, const Origin& why) {
  if (use.name) {
    inject(*use.name, "Value", table.name(), use.name.origin());
  } else {
    inject(std::string(prefix) + "_NAME", "Value", table.name(), why);
  }
  const std::string id = table.logical_id().str();
  const bool writes = *use.access != Access::kRead;
  if (*use.access != Access::kWrite) {
    task_role_->allow(
        "Read" + id,
        {"dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable",
         "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"},
        table.arns());
  }
  if (writes) {
    task_role_->allow("Write" + id,
                      {"dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
                       "dynamodb:PutItem", "dynamodb:UpdateItem"},
                      {table.arn()});
  }
  if (table.key() != nullptr) allow_items(*table.key(), writes);
  vpc_->need_endpoint(ec2::Endpoint::kDynamodb, why);
  depend_on_start_conditions();
}

/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
void FargateService::allow_items(const kms::Key& key, bool writes) {
  task_role_->allow("DecryptItems", {"kms:Decrypt", "kms:DescribeKey"}, {key.arn()},
                    only_via("dynamodb"));
  if (!writes) return;
  task_role_->allow("EncryptItems",
                    {"kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"},
                    {key.arn()}, only_via("dynamodb"));
}

}  // namespace archsynth::ecs
