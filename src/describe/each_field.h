#pragma once

#include <utility>

#include "archsynth/describe/field.h"

namespace archsynth::describe::internal {

/// Calls `visit(field, member)` for every key of a record, those of flat records in their place.
template <typename Visit>
void for_each_field(const RecordView& record, void* props, const Visit& visit) {
  for (const Field& field : record.fields) {
    if (field.is_flat) {
      for_each_field(*field.shape().record(), field.at(props), visit);
    } else {
      visit(field, field.at(props));
    }
  }
}

template <typename Visit>
void for_each_field(const RecordView& record, const void* props, const Visit& visit) {
  for_each_field(record, const_cast<void*>(props),
                 [&](const Field& field, void* member) { visit(field, std::as_const(member)); });
}

}  // namespace archsynth::describe::internal
