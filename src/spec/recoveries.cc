#include "spec/recoveries.h"

#include <fmt/format.h>

#include <stdexcept>

#include "facts.h"

namespace archsynth::spec {

Recovery recovery(std::string_view what) {
  const auto row = Table("recoveries").find({what});
  if (!row) throw std::logic_error(fmt::format("no recovery \"{}\"", what));
  return {row->number(1), row->number(2), row->text(3)};
}

std::optional<Uptime> uptime(std::string_view what) {
  const auto row = Table("uptimes").find({what});
  if (!row) return std::nullopt;
  return Uptime{row->number(1), row->text(2)};
}

}  // namespace archsynth::spec
