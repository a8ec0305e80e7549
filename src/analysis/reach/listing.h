#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "answers.h"

namespace archsynth::analysis {

/// Whether flows between two ends are asked for.
using FlowFilter = std::function<bool(const End& from, const End& to)>;

/// The services that a template has endpoints for: `aws:s3`.
std::set<std::string> services_of(const Answers& answers);

/// The flows of a template between ends that the filter lets through, to services among others.
std::vector<ReachAnswer> flows_of(const Answers& answers, const std::set<std::string>& services,
                                  const FlowFilter& filter);

}  // namespace archsynth::analysis
