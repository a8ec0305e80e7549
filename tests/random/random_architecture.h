#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "random/random.h"

namespace archsynth::testing {

using Json = nlohmann::ordered_json;
/// Keys and indices from the root of a file.
using Path = std::vector<std::string>;

/// A file as YAML, a key or an item a line, and what stands on each line.
struct WrittenFile {
  std::string text;
  std::vector<Path> lines;  ///< `lines[0]` is what stands on line 1
};
WrittenFile write_yaml(const Json& file);

/// Makes architecture files out of their JSON Schema: any keys, any regions, any profiles. What the
/// schema cannot say (that a service uses a database which is there, that a block is within
/// another) is often wrong in them; see `repaired`.
class RandomArchitecture {
 public:
  explicit RandomArchitecture(Json schema) : schema_(std::move(schema)) {}
  /// Tries to use the place that is wanted; any file where that is empty.
  Json make(Random& random, const std::string& wanted = {}) const;
  /// Every place of the schema that holds a value: `services/*/tasks/min`.
  std::vector<std::string> places() const;
  /// Those that take a number and nothing else.
  std::set<std::string> number_places() const;

 private:
  Json schema_;
};

/// The place in the schema that a path of a file is at: keys that users choose become `*`.
std::string place_of(const Path& path);

/// Takes out what stands there, with what cannot be without it.
void remove(Json& file, const Path& path);

}  // namespace archsynth::testing
