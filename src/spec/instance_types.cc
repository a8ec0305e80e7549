#include "spec/instance_types.h"

#include "facts.h"
#include "spec/lifecycles.h"

namespace archsynth::spec {

std::vector<InstanceProperty> instance_properties(std::string_view type) {
  std::vector<InstanceProperty> result;
  const Table table("instance_properties");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view property = table[i].text(0);
    if (!property.starts_with(type) || property.substr(type.size(), 1) != "/") continue;
    const auto list = Table("instance_types").find({table[i].text(1)});
    result.push_back({property.substr(type.size() + 1), table[i].text(2), list->list(1)});
  }
  return result;
}

bool is_other_instance_type(std::string_view type, std::string_view name) {
  return Table("more_instance_types").find({type, name}).has_value();
}

double most_vcpus(std::string_view type) {
  struct Size {
    std::string_view name;
    double vcpus;
  };
  constexpr Size kSizes[] = {{"nano", 2},  {"micro", 2},  {"small", 2},   {"medium", 2},
                             {"large", 2}, {"xlarge", 4}, {"2xlarge", 8}, {"4xlarge", 16}};
  const std::size_t dot = type.find('.');
  // The first generation has sizes of its own.
  if (dot == type.npos || dot < 2 || type.substr(1, dot - 1) == "1") return 0;
  for (const Size& each : kSizes) {
    if (type.substr(dot + 1) == each.name) return each.vcpus;
  }
  return 0;
}

std::string_view instance_types_date() { return lifecycles_date(); }

}  // namespace archsynth::spec
