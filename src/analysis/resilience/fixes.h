#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "archsynth/analysis/cost.h"
#include "stack.h"

namespace archsynth::analysis {

/// The settings that help against failures, each with what it costs: the difference that the
/// changed template makes.
class Fixes {
 public:
  Fixes(Stack& stack, const ResilienceOptions& options) : stack_(stack), options_(options) {}

  /// Those for a scenario whose outcomes are known.
  std::vector<ResilienceFix> of(const Scenario& scenario, const Failure& failure);

 private:
  using Change = std::function<void(cfn::Template&)>;

  /// A change that costs nothing is free only where that is known.
  enum class Cost { kUnknown, kPriced, kFree };
  void add(const cfn::Resource& resource, std::string property, std::string text, Cost cost,
           const Change& change = {});
  void for_service(const Tasks& tasks, const ServiceOutcome& outcome, const Failure& failure);
  void for_tasks(const Tasks& tasks, const Failure& failure);
  void for_placement(const Tasks& tasks, const Failure& failure);
  void for_outbound(const Tasks& tasks, const Failure& failure);
  void for_nat(const model::Nat& nat);
  std::size_t zones_without_nat() const;
  void for_endpoints(const Tasks& tasks, const Failure& failure);
  void for_fronts(const Tasks& tasks, const Failure& failure);
  void for_spot(const Tasks& tasks);
  void for_update(const Tasks& tasks, const ServiceOutcome& outcome);
  void for_deployment(const Tasks& tasks, const ServiceOutcome& outcome);
  void for_database(const model::Store& store, const Failure& failure);
  void for_data(const model::Store& store, const StoreOutcome& outcome, const Failure& failure);
  void raise(const Tasks& tasks, std::int64_t count, std::string text);
  /// The property, or the key of an architecture file that sets it.
  std::string_view key_of(std::string_view property) const;
  std::optional<spec::Money> price_of(const Change& change, std::string_view resource);

  Stack& stack_;
  const ResilienceOptions& options_;
  std::optional<CostEstimate> before_{};
  std::vector<ResilienceFix> found_;
  std::string helps_;  ///< what those that are added next help
  bool is_outbound_ = false;
  std::set<std::pair<std::string, std::string>> known_;  ///< resources and texts of these
  /// What each change costs, by resource and what to do.
  std::map<std::string, std::optional<spec::Money>> prices_;
};

}  // namespace archsynth::analysis
