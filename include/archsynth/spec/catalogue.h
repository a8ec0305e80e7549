#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "archsynth/spec/resource_types.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/source.h"

namespace archsynth::spec {

/// The resource types that a template may have: AWS's, and those of a user's own schemas (private
/// types, or ones of others that an account has activated), which stand in place of AWS's of the
/// same name and exist in every region. Views that it gives out are valid as long as it lives.
class Catalogue {
 public:
  /// AWS's types alone.
  Catalogue() = default;

  /// As `resource_schema`, with the own types.
  std::optional<ResourceSchema> schema(std::string_view type, std::string_view region = {}) const;
  /// As `resource_type`, with the own types; what tags these take is not told.
  std::optional<ResourceType> type(std::string_view name) const;
  /// The own types, sorted.
  std::vector<std::string_view> own_types() const;

 private:
  friend std::optional<Catalogue> read_catalogue(std::span<const Source* const> schemas,
                                                 Diagnostics& diagnostics);

  // Images as those in the binary; empty without own types.
  std::vector<std::uint64_t> schemas_;
  std::vector<std::uint64_t> types_;
};

/// AWS's types and those of schemas in the registry's form, one JSON document each: `typeName`,
/// `properties`, `definitions`, `readOnlyProperties`, `createOnlyProperties`, `primaryIdentifier`.
/// Keywords that no checker knows are left alone. Errors are malformed JSON, no or a malformed
/// `typeName` or a second one of that name, no `properties`, keywords whose value has another
/// kind than theirs, `$ref` to nothing, schemas that contain themselves, malformed patterns; then
/// nothing comes back. Codes: ARC3090 and ARC3091.
/// Source:
/// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
std::optional<Catalogue> read_catalogue(std::span<const Source* const> schemas,
                                        Diagnostics& diagnostics);

}  // namespace archsynth::spec
