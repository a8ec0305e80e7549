// What other values than assumed would do.

#include "possible.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/regions.h"
#include "canonical.h"

namespace archsynth::analysis {
namespace {

/// How bad it is for what the resource holds, and for the deployment.
int harm_of(const ResourceChange* change) {
  if (change == nullptr) return 0;
  if (change->data == DataFate::kLost) return 5;
  if (change->is_emptied) return 4;
  if (change->data == DataFate::kFails) return 3;
  if (change->data == DataFate::kSnapshot || change->data == DataFate::kOrphaned) return 2;
  return change->data == DataFate::kUnknown ? 1 : 0;
}

bool is_replaced(const ResourceChange* change) {
  return change != nullptr && change->consequence == Consequence::kReplaces;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// The text as it is where the region is not known.
std::string without_region(const std::string& text, const DiffState& state) {
  if (!state.is_of_region) return text;
  const std::string name = brief(state.values.front().value);
  const auto region = spec::region(name);
  const std::string partition = region ? std::string(region->partition) : "aws";
  return replaced(replaced(text, name, "${AWS::Region}"), "arn:" + partition + ":",
                  "arn:${AWS::Partition}:");
}

/// The text with what the region of the state decides beside its name.
std::string with_suffix(const std::string& text, const DiffState& state) {
  if (!state.is_of_region) return text;
  const bool is_china = brief(state.values.front().value).starts_with("cn-");
  return replaced(text, "${AWS::URLSuffix}", is_china ? "amazonaws.com.cn" : "amazonaws.com");
}

}  // namespace

void add_possible(const DiffState& state, const Diff& other, Diff& result) {
  for (const ResourceChange& each : other.resources) {
    const ResourceChange* usual = result.find(each.id);
    const bool is_worse = harm_of(&each) > harm_of(usual) ||
                          (state.is_of_region && is_replaced(&each) && !is_replaced(usual));
    if (!is_worse) continue;
    const auto known =
        std::find_if(result.possible.begin(), result.possible.end(),
                     [&](const PossibleChange& known) { return known.change.id == each.id; });
    if (known == result.possible.end()) {
      result.possible.push_back({state.when, each, state.is_of_region});
    } else if (harm_of(&each) > harm_of(&known->change)) {
      *known = {state.when, each, state.is_of_region};
    }
  }
  for (const SecurityChange& each : other.security) {
    const std::string anywhere = without_region(each.what, state);
    const auto is_it = [&](const SecurityChange& change) {
      return change.what == each.what || with_suffix(change.what, state) == anywhere;
    };
    const bool is_known =
        std::any_of(result.security.begin(), result.security.end(), is_it) ||
        std::any_of(result.possible_openings.begin(), result.possible_openings.end(),
                    [&](const PossibleOpening& known) {
                      return known.anywhere == anywhere || is_it(known.change);
                    });
    if (!each.is_wider || is_known) continue;
    result.possible_openings.push_back({state.when, each, anywhere});
  }
  for (const InPlaceLoss& each : other.losses) {
    const auto is_it = [&](const InPlaceLoss& loss) { return loss.what == each.what; };
    const bool is_known = std::any_of(result.losses.begin(), result.losses.end(), is_it) ||
                          std::any_of(result.possible_losses.begin(), result.possible_losses.end(),
                                      [&](const PossibleLoss& known) { return is_it(known.loss); });
    if (!is_known) result.possible_losses.push_back({state.when, each});
  }
}

}  // namespace archsynth::analysis
