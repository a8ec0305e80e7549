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

std::string_view instance_types_date() { return lifecycles_date(); }

}  // namespace archsynth::spec
