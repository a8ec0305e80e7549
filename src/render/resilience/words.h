#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/resilience.h"

namespace archsynth::picture {

double dollars_of(spec::Money money);

bool is_untouched(const analysis::ServiceOutcome& outcome);
bool is_kept(const analysis::StoreOutcome& outcome);
/// Whether a failure changes nothing.
bool is_harmless(const analysis::Scenario& scenario);
/// Whether requests fail and no alarm says so.
bool is_silent(const analysis::Scenario& scenario);

/// `served`, `50 % of the minimum left`, …
std::vector<std::string> outcome_words(const analysis::ServiceOutcome& outcome);
/// `none`, `up to 5 minutes`, `everything`, `an unknown amount`.
std::string lost_words(const analysis::StoreOutcome& outcome);
/// The same as a phrase: `up to 5 minutes of data lost`, `all data lost`.
std::string loss_words(const analysis::StoreOutcome& outcome);
/// ` (36.04 USD a month)`.
std::string price_words(const analysis::ResilienceFix& fix);
/// `99.93 % (LoadBalancer 99.99 %, …)`.
std::string commitment_words(const analysis::Availability& availability);

}  // namespace archsynth::picture
