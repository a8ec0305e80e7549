#pragma once

#include <cstddef>
#include <optional>

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::document {

/// Bounds that keep hostile texts from costing more than they weigh.
struct Limits {
  std::size_t bytes = 16U << 20U;  ///< of the text
  std::size_t depth = 200;         ///< of nesting
  std::size_t nodes = 1'000'000;   ///< of the tree after aliases are expanded
  /// A key that comes again takes the place of the first one, with a note: as CloudFormation reads
  /// what is deployed.
  bool last_key_wins = false;
};

/// Reads one YAML document; JSON that is no YAML (tabs, long keys) is read too.
///
/// Nothing comes back after a syntax error. Duplicate keys (naming both places), keys that are not
/// scalars, a second document, invalid UTF-8, unknown anchors and exceeded limits are errors as
/// well; those that leave a usable tree return it, so that later mistakes are reported in the same
/// run. Ask `diagnostics` whether there were errors. Merge keys (`<<`) are applied.
std::optional<Node> read_yaml(const Source& source, Diagnostics& diagnostics,
                              const Limits& limits = {});

/// Reads one JSON document (RFC 8259) with the same promises.
std::optional<Node> read_json(const Source& source, Diagnostics& diagnostics,
                              const Limits& limits = {});

/// JSON when the name ends in `.json`, or in no YAML ending and the text starts as a JSON object
/// does; YAML otherwise.
std::optional<Node> read(const Source& source, Diagnostics& diagnostics, const Limits& limits = {});

}  // namespace archsynth::document
