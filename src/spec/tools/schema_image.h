#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json_pool.h"

namespace archsynth::spec::tools {

/// An image of resource schemas (`../schema_format.h`) while it grows.
class SchemaImage {
 public:
  /// Holds the values of types and rules.
  JsonPool& pool() { return pool_; }

  /// What the bits of types stand for, sorted; none: all types are everywhere.
  void set_regions(std::span<const std::string_view> names) {
    regions_.assign(names.begin(), names.end());
  }
  /// A type of the regions with these bits, and its schema.
  void add_type(const std::string& name, std::uint64_t regions, schema_image::Word root) {
    types_[name] = {.name = 0,
                    .regions = {static_cast<schema_image::Word>(regions),
                                static_cast<schema_image::Word>(regions >> 32)},
                    .root = root,
                    .rules_at = 0,
                    .rules = 0};
  }
  void add_rule(const std::string& type, schema_image::Rule rule) { rules_[type].push_back(rule); }

  /// The image's bytes.
  std::string finish();

 private:
  JsonPool pool_;
  std::vector<std::string> regions_;
  std::map<std::string, schema_image::Type> types_;
  std::map<std::string, std::vector<schema_image::Rule>> rules_;
};

}  // namespace archsynth::spec::tools
