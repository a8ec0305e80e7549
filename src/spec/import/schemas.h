#pragma once

#include <map>
#include <set>

#include "importers.h"

namespace archsynth::spec::import {

/// Where cfn-lint has its schemas.
inline const fs::path kSchemas = "cfnlint/data/schemas";

using Regions = std::set<std::string>;

/// The schema of a type, and the regions that have the type.
struct TypeSchema {
  std::string hash;
  Regions regions;
};
std::map<std::string, TypeSchema> type_schemas(const Package& package);

Json read_schema(const Package& package, const TypeSchema& schema);

/// `schemas.txt`: the resource schemas of all types and regions.
std::string import_schemas(const Inputs& inputs);

/// `schema_rules.txt`: schemas that rules of cfn-lint hold for a place in a type.
std::string import_schema_rules(const Inputs& inputs);

}  // namespace archsynth::spec::import
