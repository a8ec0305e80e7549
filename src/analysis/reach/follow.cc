// Whether packets get through a path: the witness, or the fewest checks that stop them.

#include <algorithm>
#include <bit>
#include <cstdint>

#include "paths.h"

namespace archsynth::analysis {
namespace {

using model::Box;
using model::Packets;

void add_text(std::vector<std::string>& to, const std::string& text) {
  if (text.empty() || std::find(to.begin(), to.end(), text) != to.end()) return;
  to.push_back(text);
}

Packets passing(const Check& check, bool may_assume) {
  Packets all;
  for (const Pass& each : check.passes) {
    if (may_assume || each.assumption.empty()) all.add(each.packets);
  }
  return all;
}

Packets through(const Stage& stage, bool may_assume) {
  Packets left = stage.asked;
  for (const Check& each : stage.checks) {
    if (left.empty()) break;
    left = left.within(passing(each, may_assume));
  }
  return left;
}

/// The pass that lets the witness through, a certain one where there is one.
const Pass* pass_of(const Check& check, const Box& witness) {
  const Pass* found = nullptr;
  for (const Pass& each : check.passes) {
    if (!each.packets.contains(witness)) continue;
    if (each.assumption.empty()) return &each;
    if (found == nullptr) found = &each;
  }
  return found;
}

void show(const Stage& stage, const Box& witness, Passed& to) {
  for (const ReachHop& each : stage.before) to.hops.push_back(each);
  for (const Check& each : stage.checks) {
    const Pass* pass = pass_of(each, witness);
    if (pass == nullptr) continue;
    add_text(to.assumptions, pass->assumption);
    if (pass->place == nullptr || pass->place->name.empty()) continue;
    const model::Place& place = *pass->place;
    to.hops.push_back({place.name, place.text, place.origin, place.resource});
  }
  for (const ReachHop& each : stage.after) to.hops.push_back(each);
  for (const std::string& each : stage.assumptions) add_text(to.assumptions, each);
}

bool passes_without(const Stage& stage, const std::vector<Packets>& allowed, std::uint64_t opened) {
  Packets left = stage.asked;
  for (std::size_t i = 0; i < allowed.size() && !left.empty(); ++i) {
    if ((opened >> i & 1) == 0) left = left.within(allowed[i]);
  }
  return !left.empty();
}

/// The fewest checks, as bits, without which something gets through.
std::uint64_t fewest(const Stage& stage, const std::vector<Packets>& allowed) {
  std::uint64_t stops = 0;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (allowed[i].empty()) stops |= std::uint64_t{1} << i;
  }
  if (passes_without(stage, allowed, stops)) return stops;
  const std::uint64_t all = (std::uint64_t{1} << allowed.size()) - 1;
  std::uint64_t best = all;
  for (std::uint64_t each = 0; each <= all; ++each) {
    if ((each & stops) != stops || std::popcount(each) >= std::popcount(best)) continue;
    if (passes_without(stage, allowed, each)) best = each;
  }
  return best;
}

void explain_stage(const Stage& stage, Outcome& outcome) {
  if (stage.asked.empty()) {
    const std::string end = stage.after.empty() ? std::string() : stage.after.back().hop;
    outcome.blocks.push_back({end,
                              {},
                              std::string(kNoPath),
                              "the ends have no address family in common",
                              stage.after.empty() ? Origin() : stage.after.back().origin});
    return;
  }
  std::vector<Packets> allowed;
  for (const Check& each : stage.checks) allowed.push_back(stage.asked.within(passing(each, true)));
  const std::uint64_t stops = fewest(stage, allowed);
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if ((stops >> i & 1) == 0) continue;
    const ReachBlock& block = stage.checks[i].block;
    const bool is_told =
        std::any_of(outcome.blocks.begin(), outcome.blocks.end(), [&](const ReachBlock& each) {
          return each.resource == block.resource && each.property == block.property;
        });
    if (!is_told) outcome.blocks.push_back(block);
  }
}

bool is_apart(const Outcome& outcome) {
  return std::any_of(outcome.blocks.begin(), outcome.blocks.end(),
                     [](const ReachBlock& each) { return each.code == kNoPath; });
}

/// Whether one outcome is the better answer.
bool is_better(const Outcome& a, const Outcome& b) {
  if (a.is_reachable != b.is_reachable) return a.is_reachable;
  // A subnet without the family says less than a setting on the way.
  if (!a.is_reachable && is_apart(a) != is_apart(b)) return is_apart(b);
  if (!a.is_reachable) return a.blocks.size() < b.blocks.size();
  if (a.assumptions.size() != b.assumptions.size()) {
    return a.assumptions.size() < b.assumptions.size();
  }
  return a.hops.size() < b.hops.size();
}

}  // namespace

const Passed& SharedStage::passed() const {
  std::optional<Passed>& passed = made_->passed;
  if (passed) return *passed;
  Packets left = through(made_->stage, false);
  if (left.empty()) left = through(made_->stage, true);
  passed.emplace();
  if (!left.empty()) show(made_->stage, left.boxes().front(), *passed);
  passed->packets = std::move(left);
  return *passed;
}

Stage& SharedStage::amend() {
  if (made_.use_count() > 1) made_ = std::make_shared<Made>(Made{made_->stage, {}});
  made_->passed.reset();
  return made_->stage;
}

Outcome follow(const Path& path, bool is_explained) {
  Outcome outcome;
  outcome.is_reachable = true;
  for (const SharedStage& stage : path) {
    const Passed& passed = stage.passed();
    if (&stage == &path.front()) outcome.packets = passed.packets;
    if (passed.packets.empty()) {
      outcome.is_reachable = false;
      if (!is_explained) return outcome;
      explain_stage(*stage, outcome);
    } else if (outcome.is_reachable) {
      outcome.hops.insert(outcome.hops.end(), passed.hops.begin(), passed.hops.end());
      for (const std::string& each : passed.assumptions) add_text(outcome.assumptions, each);
    }
  }
  if (!outcome.is_reachable) outcome.hops.clear();
  if (!outcome.is_reachable) outcome.assumptions.clear();
  return outcome;
}

std::optional<Outcome> best_of(const std::vector<Path>& paths, bool is_explained) {
  std::optional<Outcome> best;
  for (const bool explains : {false, true}) {
    if (explains && (!is_explained || (best && best->is_reachable))) break;
    best.reset();
    for (const Path& path : paths) {
      Outcome one = follow(path, explains);
      if (!best || is_better(one, *best)) best = std::move(one);
      if (best->is_reachable && best->assumptions.empty()) break;
    }
  }
  return best;
}

}  // namespace archsynth::analysis
