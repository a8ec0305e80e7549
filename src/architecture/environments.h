#pragma once

#include <string>

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// The `environments` of a file: what differs from it, by name.
class Environments {
 public:
  /// Takes the key out of a document, whose other keys are what all environments share.
  explicit Environments(document::Node& root);

  /// The environment of a name; null when there is none.
  document::Entry* find(const std::string& name);
  /// Reports a name that is neither an environment nor a profile (ARC1525).
  void report_unknown(const std::string& name, Diagnostics& to) const;
  /// Reports names that the file does not have but nearly does, where that alone is wrong in an
  /// environment (ARC1524), and corrects them.
  void correct_names(const document::Node& shared, Diagnostics& to);
  /// Reports what is wrong in the environments other than `chosen`, each laid over `shared`. Of
  /// values with `${…}` nothing is known.
  void check_others(const document::Node& shared, const document::Entry* chosen,
                    Diagnostics& to) const;
  /// Puts the key back where it was.
  void restore(document::Node& root) &&;

 private:
  std::size_t place_ = 0;
  std::optional<document::Entry> entry_;
};

/// Lays an environment over what all share: mappings merge, `null` removes, everything else
/// replaces.
void lay_over(document::Node& root, const document::Entry& environment, Diagnostics& to);

}  // namespace archsynth::architecture
