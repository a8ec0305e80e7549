#include "spec/interruptions.h"

#include "facts.h"

namespace archsynth::spec {

std::optional<Interruption> interruption(std::string_view type, std::string_view property) {
  const auto row = Table("interruptions").find({type, property.substr(0, property.find('.'))});
  if (!row) return std::nullopt;
  return Interruption{row->text(2)};
}

}  // namespace archsynth::spec
