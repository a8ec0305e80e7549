#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "answers.h"

namespace archsynth::analysis {

/// Between more ends, flows of the first ones alone are found: their number grows with its square.
/// A stack has at most 500 resources, most of which are no ends.
inline constexpr std::size_t kMostEnds = 300;
/// Fewer where groups have very many rules, since each question looks at those of both ends: as
/// many rules in all as that number of ends has with 60 each, the default quota.
inline constexpr std::size_t kMostRulesAsked = kMostEnds * kMostEnds * 60;
std::size_t most_ends(const Answers& answers);
/// The number of ends that are nodes.
std::size_t count_ends(const Answers& answers);

/// Whether flows between two ends are asked for.
using FlowFilter = std::function<bool(const End& from, const End& to)>;
/// Whether an end is looked at, by its name.
using EndFilter = std::function<bool(const std::string& name)>;

/// The services that a template has endpoints for: `aws:s3`.
std::set<std::string> services_of(const Answers& answers);

/// The flows of a template between ends that the filter lets through, to services among others.
std::vector<ReachAnswer> flows_of(const Answers& answers, const std::set<std::string>& services,
                                  const FlowFilter& filter, const EndFilter& is_end = {});

}  // namespace archsynth::analysis
