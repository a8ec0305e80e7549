#include "view/couplings.h"

#include <algorithm>
#include <set>
#include <string>

#include "spec/identities.h"

namespace archsynth::view {
namespace {

using Bits = std::vector<std::uint64_t>;
using Names = std::vector<std::string_view>;

bool has_bit(const Bits& bits, std::size_t place) {
  return (bits[place / 64] >> place % 64 & 1) != 0;
}

void add(Bits& to, const Bits& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] |= from[i];
}

/// Whether a property can be what tells a thing from others of its kind.
bool is_of_identity(std::string_view type, std::string_view property) {
  if (property.ends_with("Name") || property.ends_with("Identifier") || property.ends_with("Id"))
    return true;
  const std::vector<spec::Identity> identities = spec::identities(type);
  return std::any_of(identities.begin(), identities.end(), [&](const spec::Identity& each) {
    return std::any_of(each.properties.begin(), each.properties.end(), [&](std::string_view path) {
      return path.find(property) != std::string_view::npos;
    });
  });
}

bool is_whole(const cfn::Value& value) { return value.map() != nullptr || value.list() != nullptr; }

std::set<std::string> resources_in(const cfn::Template& source, const cfn::Value& value) {
  std::set<std::string> names;
  for (const cfn::Reference& each : cfn::references(value)) names.insert(each.target.str());
  for (const cfn::Parameter& each : source.parameters) names.erase(each.id.str());
  return names;
}

/// Whether a choice is of more than text: of maps, lists or resources.
bool concerns_others(const cfn::Template& source, const cfn::Choice& choice) {
  return is_whole(choice.then) || is_whole(choice.otherwise) ||
         resources_in(source, choice.then) != resources_in(source, choice.otherwise);
}

/// The conditions that decide what others may see of a resource.
Names shared_conditions_of(const cfn::Template& source, const cfn::Resource& resource) {
  Names all;
  if (!resource.condition.empty()) all.emplace_back(resource.condition.str());
  if (const auto whole = cfn::choice_of(resource.properties)) all.emplace_back(whole->condition);
  for (const cfn::MapEntry& entry : resource.properties) {
    cfn::walk(entry.value, [&](const cfn::Value& each) {
      const auto choice = cfn::choice_of(each);
      if (!choice) return;
      if (is_of_identity(resource.type, entry.key) || concerns_others(source, *choice)) {
        all.emplace_back(choice->condition);
      }
    });
  }
  return all;
}

}  // namespace

Couplings::Couplings(const View& view) {
  const cfn::Template& source = view.source();
  for (const cfn::MapEntry& each : source.conditions) places_.emplace(each.key, places_.size());
  rows_.assign(places_.size(), bits_of({}));
  std::unordered_map<std::string_view, Bits> by_resource;
  Bits shared = bits_of({});
  for (const cfn::Resource& each : source.resources) {
    const Names all = cfn::conditions_of(each);
    if (all.empty()) continue;
    by_resource.emplace(each.id.str(), bits_of(all));
    add(shared, bits_of(shared_conditions_of(source, each)));
  }
  couple(shared, shared);
  for (const cfn::Resource& each : source.resources) {
    const auto own = by_resource.find(each.id.str());
    if (own == by_resource.end()) continue;
    Bits around = own->second;
    for (const cfn::Reference& reference : view.references(each)) {
      const auto other = by_resource.find(reference.target.str());
      if (other == by_resource.end()) continue;
      couple(other->second, own->second);
      add(around, other->second);
    }
    couple(own->second, around);
  }
}

bool Couplings::are_coupled(std::string_view a, std::string_view b) const {
  const auto one = places_.find(a);
  const auto other = places_.find(b);
  if (one == places_.end() || other == places_.end()) return true;
  return has_bit(rows_[one->second], other->second);
}

Bits Couplings::bits_of(const Names& conditions) const {
  Bits bits((places_.size() + 63) / 64);
  for (const std::string_view each : conditions) {
    const auto place = places_.find(each);
    if (place != places_.end()) bits[place->second / 64] |= std::uint64_t{1} << place->second % 64;
  }
  return bits;
}

void Couplings::couple(const Bits& each, const Bits& with) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (has_bit(each, i)) add(rows_[i], with);
  }
}

}  // namespace archsynth::view
