#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// An AWS region.
struct Region {
  std::string_view name;        ///< `us-east-1`
  std::string_view partition;   ///< `aws`, `aws-cn`, `aws-us-gov`, …
  std::string_view dns_suffix;  ///< `amazonaws.com`
  /// The letters of its availability zones; empty when not known. An account may see fewer.
  TextList zones;
};
std::optional<Region> region(std::string_view name);
/// What the name of an interface endpoint's service begins with in a region: `com.amazonaws`, but
/// for some services of some partitions.
std::string_view endpoint_prefix(std::string_view region, std::string_view service);
/// All regions, sorted.
std::vector<std::string_view> region_names();

}  // namespace archsynth::spec
