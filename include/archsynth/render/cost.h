#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/cost.h"

namespace archsynth::picture {

/// What becomes of one line between two estimates.
struct CostChange {
  std::string resource;
  std::string component;
  std::string what;
  analysis::MoneyRange before;
  analysis::MoneyRange after;
};
/// The lines that cost another amount, or are only in one of the two, in their order.
std::vector<CostChange> changes_between(const analysis::CostEstimate& before,
                                        const analysis::CostEstimate& after);

/// What is written of a stack's cost.
struct CostReport {
  analysis::CostEstimate estimate;
  /// Set: what changed since then is written instead.
  std::optional<analysis::CostEstimate> before{};
  /// Every line, with its quantity, price and assumption.
  bool detail = false;
  /// Set: ways to pay less are written below.
  std::optional<std::vector<analysis::Advice>> advice{};
  /// The stack is that of an architecture file, whose lines advice shows.
  bool is_architecture = false;
};

/// The report in one of the formats.
std::string cost_as(std::string_view format, const CostReport& report);
std::vector<std::string> cost_formats();

/// The keys of usage files with their values in each profile.
std::string usage_keys();

/// `36.04`, or `36.04 to 108.12`.
std::string text_of(const analysis::MoneyRange& range);

}  // namespace archsynth::picture
