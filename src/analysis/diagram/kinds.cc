#include "kinds.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace archsynth::analysis {
namespace {

/// The words of the facts, in the order of the enumerators.
constexpr std::string_view kKindNames[] = {"users",    "gateway",       "balancer",  "compute",
                                           "database", "storage",       "messaging", "security",
                                           "delivery", "observability", "other"};
static_assert(std::size(kKindNames) == static_cast<std::size_t>(BoxKind::kOther) + 1);
constexpr std::string_view kHomeNames[] = {"edge",     "gateway", "network",
                                           "regional", "support", "hidden"};
static_assert(std::size(kHomeNames) == static_cast<std::size_t>(Home::kHidden) + 1);

template <typename Enum, std::size_t Size>
Enum named(const std::string_view (&names)[Size], std::string_view name) {
  const auto* found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) throw std::logic_error("no kind of box is named so");
  return static_cast<Enum>(found - std::begin(names));
}

}  // namespace

std::optional<DrawnType> drawn_type(std::string_view type) {
  const auto facts = spec::type_facts(type);
  if (!facts || facts->home.empty()) return std::nullopt;
  return DrawnType{facts->title, named<BoxKind>(kKindNames, facts->kind),
                   named<Home>(kHomeNames, facts->home), facts->subnets, facts->security_groups};
}

std::optional<PartType> part_type(std::string_view type) {
  const auto facts = spec::type_facts(type);
  if (!facts || facts->part_of.empty()) return std::nullopt;
  return PartType{facts->part_of.contains("referrer"), facts->part_of};
}

}  // namespace archsynth::analysis
