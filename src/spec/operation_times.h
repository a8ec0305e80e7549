#pragma once

#include <optional>
#include <string_view>

namespace archsynth::spec {

/// How long making a resource of a type takes.
struct OperationTime {
  int most_seconds = 0;          ///< after which AWS's own tools stop waiting
  bool is_on_update = false;     ///< an update takes it too
  std::string_view waiting_for;  ///< `its state available`
  std::string_view page;         ///< that says so
};

/// Nothing for types of which no page says how long they take.
std::optional<OperationTime> operation_time(std::string_view type);

}  // namespace archsynth::spec
