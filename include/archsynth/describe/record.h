#pragma once

#include <string>

#include "archsynth/describe/field.h"

namespace archsynth::describe {

/// Reads a document into props, reporting unknown keys (with the nearest name) and values of the
/// wrong type. Constraints are `check`'s.
template <typename P>
P decode(const document::Node& node, Diagnostics& diagnostics) {
  P props{};
  const RecordView& record = internal::record_of<P>();
  internal::decode_record(record, node, Path(&record), &props, diagnostics);
  return props;
}

/// Takes a profile's defaults in every member.
template <typename P>
void settle(P& props, Profile profile) {
  internal::settle_record(internal::record_of<P>(), &props, profile);
}

/// Checks required keys, bounds, forms and choices. `name` is what the user calls the record,
/// `owner` where it was stated.
template <typename P>
void check(const P& props, std::string_view name, const Origin& owner, Diagnostics& diagnostics) {
  const Path root;
  internal::check_record(internal::record_of<P>(), &props, name.empty() ? root : Path(&root, name),
                         owner, diagnostics);
}

/// Whether somebody stated a key of the record.
template <typename P>
bool is_stated(const P& props) {
  return internal::any_stated(internal::record_of<P>(), &props);
}

/// The JSON Schema (draft 2020-12) of a record: descriptions, defaults, enumerations, bounds.
std::string json_schema(const RecordView& record, std::string_view id, std::string_view title);
/// The reference page of a record and everything in it, as Markdown: every key with its meaning,
/// type, bounds, and default in each profile.
std::string reference(const RecordView& record, std::string_view title);

template <typename P>
const RecordView& record_of() {
  return internal::record_of<P>();
}

}  // namespace archsynth::describe
