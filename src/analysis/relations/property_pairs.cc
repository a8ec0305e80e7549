// Properties of one resource that do not fit each other.

#include <fmt/format.h>

#include <charconv>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPairsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// Whether nothing can put a property there.
bool is_absent(const cfn::Resource& resource, std::string_view path) {
  const std::string_view first = path.substr(0, path.find('.'));
  if (lacks(resource, first)) return true;
  const cfn::Value* parent = property(resource, {first});
  return parent != nullptr && parent->map() != nullptr && property_at(resource, path) == nullptr;
}

/// Whether the other property has the value; nothing where it is not known.
std::optional<bool> applies(const View& view, const cfn::Resource& resource,
                            std::string_view when) {
  const std::size_t equals = when.find('=');
  const bool is_other = when[equals - 1] == '!';
  const std::string_view path = when.substr(0, equals - (is_other ? 1 : 0));
  if (is_absent(resource, path)) return is_other;
  const auto value = view.text(property_at(resource, path));
  return value ? std::optional((*value == when.substr(equals + 1)) != is_other) : std::nullopt;
}

/// What is wrong with the property; empty: nothing, or it is not known.
std::string fault_of(const View& view, const cfn::Resource& resource,
                     const spec::PropertyPair& pair) {
  const cfn::Value* value = property_at(resource, pair.property);
  const std::string name = quoted(pair.property.substr(pair.property.rfind('.') + 1));
  if (pair.needs == "present") {
    return is_absent(resource, pair.property) ? name + " is missing" : std::string();
  }
  if (value == nullptr) return {};
  if (pair.needs == "absent") return name + " must not be set";
  if (pair.needs.starts_with("!=")) {
    const bool is_it = view.text(value) == pair.needs.substr(2);
    return is_it ? fmt::format("{} must not be {}", name, pair.needs.substr(2)) : std::string();
  }
  double least = 0;
  std::from_chars(pair.needs.data() + 2, pair.needs.data() + pair.needs.size(), least);
  const auto number = view.number(value);
  return number && *number < least
             ? fmt::format("{} must be at least {}, not {}", name, least, *number)
             : std::string();
}

void check_property_pairs(const View& view, const Report& report) {
  for (const spec::PropertyPair& pair : spec::property_pairs()) {
    for (const cfn::Resource* resource : view.of(pair.type)) {
      if (applies(view, *resource, pair.when) != true) continue;
      const std::string fault = fault_of(view, *resource, pair);
      if (fault.empty()) continue;
      const std::size_t equals = pair.when.find('=');
      const bool is_other = pair.when[equals - 1] == '!';
      const std::string_view path = pair.when.substr(0, equals - (is_other ? 1 : 0));
      const cfn::Value* place = property_at(*resource, pair.property);
      if (place == nullptr) place = property_at(*resource, path);
      report(*resource, place,
             fmt::format("{} where {} is {}{}", fault, quoted(path.substr(path.rfind('.') + 1)),
                         is_other ? "not " : "", pair.when.substr(equals + 1)));
    }
  }
}

constexpr Rule kPropertyPairsRules[] = {
    {"ARC4838", Severity::kError, "properties do not fit each other",
     "the service refuses the resource", "change one of the two properties", kPairsPage, "",
     check_property_pairs},
};

}  // namespace

std::span<const Rule> property_pair_rules() { return kPropertyPairsRules; }

}  // namespace archsynth::analysis
