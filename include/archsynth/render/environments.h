#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/spec/prices.h"
#include "archsynth/support/profile.h"

namespace archsynth::picture {

/// One of the `environments` of an architecture file, as it would be deployed.
struct EnvironmentSummary {
  std::string environment;
  std::string stack;  ///< what the stack is called
  Profile profile = Profile::kProduction;
  std::string region;
  std::size_t resources = 0;
  /// What a month costs, from and to; nothing where there are no prices of the region.
  std::optional<spec::Money> least{};
  std::optional<spec::Money> most{};
};

/// `text`, `json` and `markdown`.
std::vector<std::string> environments_formats();
/// The environments in a format of these.
std::string environments_as(std::string_view format,
                            const std::vector<EnvironmentSummary>& environments);

}  // namespace archsynth::picture
