#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Buckets for what an application keeps.
namespace archsynth::s3 {

using describe::field;

enum class OnDelete { kRetain, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"retain", "delete"}; }

struct BucketProps {
  Sourced<std::string> bucket_name{};
  Sourced<std::string> kms_key_arn{};
  Sourced<bool> versions = ByProfile(true, false, false);
  Sourced<int> old_version_days = Default(30);
  Sourced<int> expire_days{};
  describe::List<std::string> cors_origins{};
  Sourced<bool> public_read = Default(false);
  Sourced<OnDelete> on_delete = ByProfile(OnDelete::kRetain, OnDelete::kRetain, OnDelete::kDelete);
  static constexpr auto fields() {
    using P = BucketProps;
    return describe::fields(
        "a bucket",
        field<&P::bucket_name>("bucket_name",
                               "an existing bucket, instead of one that the stack creates; no "
                               "other key but `kms_key_arn` has an effect on it")
            .form(forms::kBucketName)
            .example("shop-archive"),
        field<&P::kms_key_arn>("kms_key_arn",
                               "the KMS key that encrypts an existing bucket, where that is not "
                               "S3's own; the services may then use it")
            .form(forms::kKmsKeyArn),
        field<&P::versions>("versions", "overwritten and deleted objects are kept as old versions"),
        field<&P::old_version_days>("old_version_days", "days that old versions are kept")
            .range(1, 3650),
        field<&P::expire_days>("expire_days",
                               "days after which objects are deleted; never when left out")
            .range(1, 3650),
        field<&P::cors_origins>("cors_origins",
                                "origins whose pages may read and upload in the browser")
            .form(forms::kWebOrigin)
            .example("[\"https://shop.example.com\"]"),
        field<&P::public_read>("public_read",
                               "everyone on the internet can read every object; the bucket is then "
                               "encrypted with S3's own key"),
        field<&P::on_delete>("on_delete",
                             "what happens to the bucket when it leaves the stack; one with "
                             "objects in it cannot be deleted"));
  }
};
static_assert(describe::complete<BucketProps>());

/// A bucket that takes HTTPS only: encrypted, private unless asked otherwise, without access
/// control lists. With a `bucket_name` it stands for an existing one, and makes nothing.
class Bucket : public construct::Construct {
 public:
  using Props = BucketProps;
  Bucket(construct::Scope scope, kms::Key& key, BucketProps props);

  const BucketProps& props() const { return props_; }
  cfn::Value name() const;
  cfn::Value arn() const;
  /// The ARN of all objects.
  cfn::Value objects() const;
  /// `<bucket>.s3.<region>.amazonaws.com`
  cfn::Value host() const;
  /// The same after `https://`.
  cfn::Value url() const;
  /// The ARN of the key that objects are encrypted with; absent where S3 keeps the key.
  cfn::Value key_arn() const;

 private:
  bool imported() const { return resource_ == nullptr; }
  void check_imported();
  void make(const kms::Key& key);
  std::string host_text() const;
  cfn::Map encryption() const;
  cfn::Map lifecycle() const;
  void make_policy();
  void waive_what_was_chosen();

  BucketProps props_;
  const kms::Key* key_ = nullptr;
  cfn::Resource* resource_ = nullptr;  ///< null for an existing bucket
};

}  // namespace archsynth::s3

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<s3::BucketProps>();
}  // namespace archsynth::describe::internal
