#include "spec/operation_times.h"

#include "facts.h"

namespace archsynth::spec {

std::optional<OperationTime> operation_time(std::string_view type) {
  const auto row = Table("operation_times").find({type});
  if (!row) return std::nullopt;
  return OperationTime{static_cast<int>(row->number(1)), row->text(2) == "yes", row->text(3),
                       row->text(4)};
}

}  // namespace archsynth::spec
