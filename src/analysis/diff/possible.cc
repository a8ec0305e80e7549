// What other values than assumed would do.

#include "possible.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "canonical.h"
#include "spec/regions.h"

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

/// Adds what the state makes worse for resources.
void add_resources(const DiffState& state, const Diff& other, Diff& result) {
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < result.possible.size(); ++i) {
    places.emplace(result.possible[i].change.id, i);
  }
  for (const ResourceChange& each : other.resources) {
    const ResourceChange* usual = result.find(each.id);
    const bool is_worse = harm_of(&each) > harm_of(usual) || usual == nullptr ||
                          (state.is_of_region && is_replaced(&each) && !is_replaced(usual));
    if (!is_worse) continue;
    const auto known = places.find(each.id);
    if (known == places.end()) {
      result.possible.push_back({state.when, each, state.is_of_region});
    } else if (harm_of(&each) > harm_of(&result.possible[known->second].change)) {
      result.possible[known->second] = {state.when, each, state.is_of_region};
    }
  }
}

/// Adds what the state opens.
void add_openings(const DiffState& state, const Diff& other, Diff& result) {
  std::set<std::string> known;
  const auto know = [&](const SecurityChange& change) {
    known.insert(change.what);
    known.insert(with_suffix(change.what, state));
  };
  for (const SecurityChange& each : result.security) know(each);
  for (const PossibleOpening& each : result.possible_openings) {
    know(each.change);
    known.insert(each.anywhere);
  }
  for (const SecurityChange& each : other.security) {
    const std::string anywhere = without_region(each.what, state);
    if (!each.is_wider || known.contains(each.what) || known.contains(anywhere)) continue;
    result.possible_openings.push_back({state.when, each, anywhere});
    know(each);
    known.insert(anywhere);
  }
}

/// Adds what the state deletes in place.
void add_losses(const DiffState& state, const Diff& other, Diff& result) {
  std::set<std::string> known;
  for (const InPlaceLoss& each : result.losses) known.insert(each.what);
  for (const PossibleLoss& each : result.possible_losses) known.insert(each.loss.what);
  for (const InPlaceLoss& each : other.losses) {
    if (known.insert(each.what).second) result.possible_losses.push_back({state.when, each});
  }
}

}  // namespace

void add_possible(const DiffState& state, const Diff& other, Diff& result) {
  add_resources(state, other, result);
  add_openings(state, other, result);
  add_losses(state, other, result);
}

bool is_harmless(const PossibleChange& change) {
  const DataFate data = change.change.data;
  // What the region decides is known to nobody who reads the change.
  if (change.is_of_region && is_replaced(&change.change)) return false;
  return (data == DataFate::kNone || data == DataFate::kRetained) && !change.change.is_emptied;
}

std::string fix_of(const PossibleChange& change) {
  return change.is_of_region
             ? "pass --region"
             : "pass the stack's values with --old-parameters, and the new ones with --parameters";
}

}  // namespace archsynth::analysis
