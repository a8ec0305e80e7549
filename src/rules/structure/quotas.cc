#include "spec/quotas.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {

namespace {

using spec::Quota;

constexpr std::string_view kPastQuota = "ARC2030";
constexpr std::string_view kNearQuota = "ARC2031";

bool is_near(std::size_t count, std::int64_t most) {
  return static_cast<std::int64_t>(count) * 5 >= most * 4;
}

/// `what` follows the number: `resources`.
void check_count(std::size_t count, Quota quota, std::string_view what, Diagnostics& to) {
  const std::int64_t most = spec::quota(quota);
  if (static_cast<std::int64_t>(count) > most) {
    to.error(kPastQuota, {},
             fmt::format("the template has {} {}; CloudFormation's limit is {}", count, what, most))
        .fix = "split the template into several stacks";
  } else if (is_near(count, most)) {
    to.warning(kNearQuota, {},
               fmt::format("the template has {} of the {} {} that CloudFormation allows", count,
                           most, what));
  }
}

/// Reports names that are too long; `what` is one of them.
class LengthCheck {
 public:
  LengthCheck(Quota quota, std::string_view what, Diagnostics& to)
      : most_(static_cast<std::size_t>(spec::quota(quota))), what_(what), to_(to) {}

  void operator()(std::string_view name, const Origin& origin) const {
    const std::size_t length = code_points(name);
    if (length <= most_) return;
    to_.error(kPastQuota, origin,
              fmt::format("the {} {} has {} characters; CloudFormation's limit is {}", what_,
                          quoted(name), length, most_));
  }

 private:
  std::size_t most_;
  std::string_view what_;
  Diagnostics& to_;
};

}  // namespace

void check_quotas(const cfn::Template& result, Diagnostics& to) {
  check_count(result.resources.size(), Quota::kResources, "resources", to);
  check_count(result.parameters.size(), Quota::kParameters, "parameters", to);
  check_count(result.outputs.size(), Quota::kOutputs, "outputs", to);
  check_count(result.mappings.size(), Quota::kMappings, "mappings", to);
  const auto description = static_cast<std::int64_t>(result.description.size());
  if (const std::int64_t most = spec::quota(Quota::kDescriptionBytes); description > most) {
    to.error(kPastQuota, {},
             fmt::format("the description has {} bytes; CloudFormation's limit is {}", description,
                         most));
  }
  const LengthCheck check_id(Quota::kLogicalIdCharacters, "logical id", to);
  for (const cfn::Resource& each : result.resources) check_id(each.id.str(), each.origin);
  const LengthCheck check_parameter(Quota::kParameterNameCharacters, "parameter", to);
  for (const cfn::Parameter& each : result.parameters) check_parameter(each.id.str(), each.origin);
  const LengthCheck check_output(Quota::kOutputNameCharacters, "output", to);
  for (const cfn::Output& each : result.outputs) check_output(each.id.str(), each.origin);
  const LengthCheck check_mapping(Quota::kMappingNameCharacters, "mapping", to);
  for (const cfn::MapEntry& each : result.mappings) {
    check_mapping(each.key, each.key_origin);
    const std::size_t attributes = each.value.map() == nullptr ? 0 : each.value.map()->size();
    check_count(attributes, Quota::kMappingAttributes,
                fmt::format("attributes in the mapping {}", quoted(each.key)), to);
  }
}

}  // namespace archsynth::analysis
