#include <fmt/format.h>

#include "archsynth/aws/s3.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"

namespace archsynth::s3 {

namespace {

constexpr std::string_view kPublicOnPurpose = "public_read: everyone may read what is in it";

cfn::Map access_block(const Sourced<bool>& public_read) {
  const cfn::Value is_private = cfn::Value(!*public_read).with_origin(public_read.origin());
  return {{"BlockPublicAcls", true},
          {"BlockPublicPolicy", is_private},
          {"IgnorePublicAcls", true},
          {"RestrictPublicBuckets", is_private}};
}

cfn::Map cors(const describe::List<std::string>& origins) {
  cfn::List list;
  for (const Sourced<std::string>& origin : origins) list.emplace_back(origin);
  const cfn::Map rule{{"AllowedHeaders", cfn::List{"*"}},
                      {"AllowedMethods", cfn::List{"GET", "HEAD", "PUT", "POST"}},
                      {"AllowedOrigins", std::move(list)},
                      {"ExposedHeaders", cfn::List{"ETag"}},
                      {"MaxAge", 3600}};
  return {{"CorsRules", cfn::List{rule}}};
}

}  // namespace

Bucket::Bucket(construct::Scope scope, kms::Key& key, BucketProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  if (props_.bucket_name) {
    check_imported();
  } else {
    make(key);
  }
}

void Bucket::check_imported() {
  for (const auto& [key, stated] :
       {std::pair{"versions", &props_.versions.origin()},
        std::pair{"old_version_days", &props_.old_version_days.origin()},
        std::pair{"expire_days", &props_.expire_days.origin()},
        std::pair{"cors_origins", &props_.cors_origins.origin()},
        std::pair{"public_read", &props_.public_read.origin()},
        std::pair{"on_delete", &props_.on_delete.origin()}}) {
    if (!stated->is_stated()) continue;
    diagnostics()
        .error("ARC1850", *stated,
               fmt::format("{} has no effect: {} is not a bucket of this stack",
                           quoted(label() + "." + key), quoted(*props_.bucket_name)))
        .fix = "remove the key, or remove \"bucket_name\"";
  }
}

void Bucket::make(const kms::Key& key) {
  if (props_.kms_key_arn.stated()) {
    diagnostics()
        .error("ARC1850", props_.kms_key_arn.origin(),
               fmt::format("{} has no effect: the bucket is encrypted with the key of the stack",
                           quoted(label() + ".kms_key_arn")))
        .fix = "remove the key, or set \"encryption.key_arn\"";
  }
  // Who is not signed in cannot decrypt with a key of KMS.
  if (!*props_.public_read && key.is_customer_managed()) key_ = &key;
  if (props_.old_version_days.stated() && !*props_.versions && props_.versions.stated()) {
    diagnostics().error("ARC1850", props_.old_version_days.origin(),
                        fmt::format("{} has no effect: {} is false",
                                    quoted(label() + ".old_version_days"), quoted("versions")));
  }
  resource_ = &add_resource(
      "", "AWS::S3::Bucket",
      {{"BucketEncryption", encryption()},
       {"LifecycleConfiguration", lifecycle()},
       {"OwnershipControls",
        cfn::Map{{"Rules", cfn::List{cfn::Map{{"ObjectOwnership", "BucketOwnerEnforced"}}}}}},
       {"PublicAccessBlockConfiguration", access_block(props_.public_read)}});
  if (!props_.cors_origins.empty()) {
    resource_->properties.set("CorsConfiguration", cors(props_.cors_origins));
  }
  if (*props_.versions) {
    resource_->properties.set(
        "VersioningConfiguration",
        cfn::Map{{"Status", cfn::Value("Enabled").with_origin(props_.versions.origin())}});
  }
  const bool keeps = *props_.on_delete == OnDelete::kRetain;
  resource_->deletion_policy = keeps ? "RetainExceptOnCreate" : "Delete";
  resource_->update_replace_policy = keeps ? "Retain" : "Delete";
  make_policy();
  waive_what_was_chosen();
}

cfn::Map Bucket::encryption() const {
  cfn::Map rule;
  if (key_ == nullptr) {
    rule.set("ServerSideEncryptionByDefault", cfn::Map{{"SSEAlgorithm", "AES256"}});
  } else {
    rule.set("ServerSideEncryptionByDefault",
             cfn::Map{{"SSEAlgorithm", "aws:kms"}, {"KMSMasterKeyID", key_->arn()}});
    rule.set("BucketKeyEnabled", true);
  }
  return {{"ServerSideEncryptionConfiguration", cfn::List{std::move(rule)}}};
}

cfn::Map Bucket::lifecycle() const {
  cfn::Map rule{{"Id", "Expire"},
                {"Status", "Enabled"},
                {"AbortIncompleteMultipartUpload", cfn::Map{{"DaysAfterInitiation", 7}}}};
  if (props_.expire_days) rule.set("ExpirationInDays", props_.expire_days);
  // Versions of a time in which they were kept go as well.
  rule.set("NoncurrentVersionExpiration", cfn::Map{{"NoncurrentDays", props_.old_version_days}});
  return {{"Rules", cfn::List{std::move(rule)}}};
}

void Bucket::make_policy() {
  cfn::List statements{
      cfn::Map{{"Sid", "DenyPlainHttp"},
               {"Effect", "Deny"},
               {"Principal", "*"},
               {"Action", "s3:*"},
               {"Resource", cfn::List{arn(), objects()}},
               {"Condition", cfn::Map{{"Bool", cfn::Map{{"aws:SecureTransport", "false"}}}}}}};
  if (*props_.public_read) {
    statements.emplace_back(cfn::Map{{"Sid", "EveryoneReads"},
                                     {"Effect", "Allow"},
                                     {"Principal", "*"},
                                     {"Action", "s3:GetObject"},
                                     {"Resource", objects()}});
    diagnostics()
        .warning(
            "ARC1851", props_.public_read.origin(),
            fmt::format("everyone on the internet can read every object of {}", quoted(label())))
        .fix = "allow the finding if public access is intended, or remove \"public_read\"";
  }
  cfn::Resource& policy =
      add_resource("Policy", "AWS::S3::BucketPolicy",
                   {{"Bucket", resource_->ref()},
                    {"PolicyDocument",
                     cfn::Map{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}}}});
  // The bucket's policy is gone with it, or stays with one that stays.
  policy.deletion_policy = resource_->deletion_policy;
  policy.update_replace_policy = resource_->update_replace_policy;
  if (*props_.public_read) construct::waive(policy, {.checkov = "CKV_AWS_70"}, kPublicOnPurpose);
}

void Bucket::waive_what_was_chosen() {
  construct::waive(*resource_, {.checkov = "CKV_AWS_18", .cdk_nag = "AwsSolutions-S1"},
                   "A log of every access needs a second bucket; CloudTrail has data events");
  if (!*props_.versions) {
    construct::waive(*resource_, {.checkov = "CKV_AWS_21"}, "versions: false");
  }
  if (!*props_.public_read) return;
  construct::waive(*resource_, {.checkov = "CKV_AWS_54", .cdk_nag = "AwsSolutions-S2"},
                   kPublicOnPurpose);
  construct::waive(*resource_, {.checkov = "CKV_AWS_56"}, kPublicOnPurpose);
}

cfn::Value Bucket::name() const {
  return imported() ? cfn::Value(props_.bucket_name) : resource_->ref();
}

cfn::Value Bucket::arn() const {
  return imported() ? cfn::sub("arn:${AWS::Partition}:s3:::" + *props_.bucket_name)
                    : resource_->att("Arn");
}

cfn::Value Bucket::objects() const {
  return imported() ? cfn::sub("arn:${AWS::Partition}:s3:::" + *props_.bucket_name + "/*")
                    : cfn::sub("${" + resource_->id.str() + ".Arn}/*");
}

std::string Bucket::host_text() const {
  return imported() ? *props_.bucket_name + ".s3.${AWS::Region}.${AWS::URLSuffix}"
                    : "${" + resource_->id.str() + ".RegionalDomainName}";
}

cfn::Value Bucket::host() const {
  return imported() ? cfn::sub(host_text()) : resource_->att("RegionalDomainName");
}

cfn::Value Bucket::url() const { return cfn::sub("https://" + host_text()); }

cfn::Value Bucket::key_arn() const {
  if (imported()) return props_.kms_key_arn;
  return key_ == nullptr ? cfn::Value() : key_->arn();
}

}  // namespace archsynth::s3

namespace archsynth::describe::internal {
template const RecordView& record_of<s3::BucketProps>();
}  // namespace archsynth::describe::internal
