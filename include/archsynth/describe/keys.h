#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/describe/field.h"

namespace archsynth::describe {

/// A key that a document states, or could: what it means and which value stands.
struct KeyInForce {
  std::string path;      ///< `databases.main.storage_gib`; an item of a list by its index
  std::string_view key;  ///< the last of the path, as fields name it
  std::string_view doc;  ///< what it means
  std::string type;      ///< `whole number from 20 to 65536`; empty for records
  /// The stated value as the document has it (one line), or the default as YAML; empty: none.
  std::string value;
  /// The profile whose default it is, where these differ.
  std::string_view profile;
  bool is_default = false;     ///< nobody stated it, and there is a default
  std::optional<Span> name;    ///< of the stated key
  std::optional<Span> stated;  ///< of the stated value
};

/// The keys of a document of such a record, in the record's order, owners before what they hold.
/// Of a map or list there is what the document states; a record that may be absent and is has no
/// keys, and what the document states wrongly is kept as it is.
std::vector<KeyInForce> keys_in_force(const RecordView& record, const document::Node& document,
                                      Profile profile);

}  // namespace archsynth::describe
