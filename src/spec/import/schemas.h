#pragma once

#include "importers.h"

namespace archsynth::spec::import {

/// `schemas.txt`: the resource schemas of all types and regions.
std::string import_schemas(const Inputs& inputs);

/// `schema_rules.txt`: schemas that rules of cfn-lint hold for a place in a type.
std::string import_schema_rules(const Inputs& inputs);

}  // namespace archsynth::spec::import
