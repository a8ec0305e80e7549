#pragma once

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
  /// Holds the values of variants and rules.
  JsonPool& pool() { return pool_; }

  /// What the bits of variants stand for, sorted; none: all variants are everywhere.
  void set_regions(std::span<const std::string_view> names) {
    regions_.assign(names.begin(), names.end());
  }
  /// The first one is that of no region in particular.
  void add_variant(const std::string& type, schema_image::Variant variant) {
    types_[type].push_back(variant);
  }
  void add_rule(const std::string& type, schema_image::Rule rule) { rules_[type].push_back(rule); }

  /// The image's bytes.
  std::string finish();

 private:
  JsonPool pool_;
  std::vector<std::string> regions_;
  std::map<std::string, std::vector<schema_image::Variant>> types_;
  std::map<std::string, std::vector<schema_image::Rule>> rules_;
};

}  // namespace archsynth::spec::tools
