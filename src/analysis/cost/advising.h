#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pricing.h"

namespace archsynth::analysis {

/// What advice is made of: the stack, what it costs, and the advice so far.
struct Advising {
  const Pricing& pricing;
  const CostEstimate& estimate;
  std::vector<Advice>& advice;

  /// The price of so much; nothing where the book has none.
  spec::Money cost(std::string_view item, double quantity) const;
  bool has_prices(std::initializer_list<std::string_view> items) const;
  /// What lines of a component, all or those whose item begins so, come to.
  MoneyRange sum(std::string_view component, std::string_view item = {}) const;
  void add(Advice advice) const;
};

/// An amount is a fraction of another, in whole percent.
spec::Money part_of(spec::Money whole, double percent);
/// The key of a file that made a resource, or its logical id.
std::string key_of(const cfn::Resource& resource);
std::string dollars(spec::Money amount);
std::string dollars(const MoneyRange& amount);

void advise_on_network(const Advising& advising);
void advise_on_tasks(const Advising& advising);
void advise_on_data(const Advising& advising);

}  // namespace archsynth::analysis
