#pragma once

#include <cstdint>
#include <string_view>

namespace archsynth::spec {

/// Limits of CloudFormation that no account can raise, of tags, and of networks.
enum class Quota {
  kTemplateInlineBytes,  ///< a template passed in the request itself
  kTemplateBytes,        ///< a template in a bucket
  kResources,
  kParameters,
  kOutputs,
  kMappings,
  kMappingAttributes,  ///< in one mapping
  kDescriptionBytes,   ///< of the template
  kLogicalIdCharacters,
  kParameterNameCharacters,
  kParameterValueBytes,
  kOutputNameCharacters,
  kMappingNameCharacters,
  kStackNameCharacters,
  kTags,  ///< on one resource
  kTagKeyCharacters,
  kTagValueCharacters,
  kVpcPrefixShortest,  ///< 16: a VPC is at most a /16
  kVpcPrefixLongest,   ///< 28: a VPC is at least a /28
  kSubnetPrefixShortest,
  kSubnetPrefixLongest,
  kSubnetReservedAddresses,  ///< of each subnet, taken by AWS
};

/// A limit with the page that states it.
struct QuotaFact {
  std::string_view name;
  std::int64_t value = 0;
  std::string_view page;  ///< where it is documented
  std::string_view date;  ///< when it was read there, `YYYY-MM-DD`
};
QuotaFact quota_fact(Quota quota);
std::int64_t quota(Quota quota);

/// A quota of an account, which AWS raises on request.
struct ServiceQuota {
  std::string_view name;     ///< `VPCs per Region`
  std::string_view service;  ///< of `aws service-quotas`: `vpc`
  std::string_view code;     ///< `L-F678F1CE`
  std::int64_t value = 0;    ///< of a new account
  std::string_view page;
};
/// A row of data/hand/service_quotas.tsv; throws `std::logic_error` for others.
ServiceQuota service_quota(std::string_view what);

/// Whether a tag's key may be used: 1 to 128 characters of the allowed set, and not starting with
/// the reserved `aws:` in any case. Sizes count Unicode code points.
bool is_tag_key(std::string_view key);
/// Whether a tag's value may be used: up to 256 characters of the allowed set, without that prefix.
bool is_tag_value(std::string_view value);

/// Whether a stack may have the name: a letter, then letters, digits and hyphens, 128 at most.
bool is_stack_name(std::string_view name);
/// Whether it is an account's id: twelve digits.
bool is_account_id(std::string_view text);

}  // namespace archsynth::spec
