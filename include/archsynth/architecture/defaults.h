#pragma once

#include <string>
#include <vector>

#include "archsynth/architecture/architecture.h"
#include "archsynth/spec/default_editions.h"

/// What a file leaves to its edition of defaults, and to its engines.
namespace archsynth::architecture {

/// Sets in a settled file the defaults of the edition that it names, the newest when it names none.
/// An unknown edition is an error that names the known ones (ARC1874).
void choose_defaults(Architecture& file, Diagnostics& to);

/// A default that depends on other keys of the file, as `explain` lists it.
struct DerivedDefault {
  std::string path;   ///< `databases.main.engine_version`
  std::string value;  ///< empty where the key has no effect
};
std::vector<DerivedDefault> derived_defaults(const Architecture& file);

/// A default of the file's edition that a newer one moves.
struct MovedDefault {
  std::string path;     ///< `databases.main.engine_version`
  std::string edition;  ///< the newest that moves it
  std::string from;
  std::string to;
  friend bool operator==(const MovedDefault&, const MovedDefault&) = default;
};
/// What the file would take of newer editions than the one that it names; nothing where it names
/// none, since it takes the newest then.
std::vector<MovedDefault> moved_defaults(
    const Architecture& file,
    const std::vector<spec::EditionDefault>& rows = spec::edition_defaults());

/// Notes each of them at the file's `defaults` (ARC1875).
void note_moved_defaults(const Architecture& file, Diagnostics& to,
                         const std::vector<spec::EditionDefault>& rows = spec::edition_defaults());

}  // namespace archsynth::architecture
