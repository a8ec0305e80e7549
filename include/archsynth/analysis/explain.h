#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/consequence.h"
#include "archsynth/cfn/source_map.h"
#include "archsynth/cfn/template.h"
#include "archsynth/rules/rules.h"
#include "archsynth/spec/catalogue.h"

namespace archsynth::analysis {

/// The effect of a change within the properties of a resource of that type, with why one says so.
/// `property` is dotted, without the indices of lists: `VpcConfig.SubnetIds`.
struct ChangeFact {
  Consequence effect = Consequence::kUnknown;
  std::string reason;
};
ChangeFact change_of(std::string_view type, std::string_view property,
                     const spec::Catalogue& catalogue = {});

/// A place that refers to a resource or parameter.
struct UserOf {
  std::string pointer;
  std::string by;  ///< `Ref`, or the attribute
};

/// All there is to know of one value of a template.
struct Explanation {
  std::string pointer;
  std::string resource;  ///< the logical id; empty outside of `Resources`
  std::string type;
  std::string property;  ///< dotted, without indices; empty for the resource as a whole
  cfn::Value value;      ///< functions as in JSON
  Origin origin;         ///< as in a source map
  bool derived = false;
  /// Set values and defaults from which the value is derived, each origin once, in order.
  std::vector<cfn::MappedValue> inputs;
  /// What the schema allows, one fact each: `type: integer`, `pattern: ^[a-z]+$`.
  std::vector<std::string> allowed;
  std::vector<std::string> refers_to;  ///< logical ids
  std::vector<UserOf> users;           ///< of the resource or parameter itself
  /// Checks beside the schema's keywords: its rules about the place, and rules across resources
  /// whose findings come or go when the property is left out or has another value. These are found
  /// by trying; one that takes a particular value to speak may be missing.
  std::vector<std::string> schema_rules;
  std::vector<Rule> rules;
  ChangeFact change;  ///< for properties of resources
};

/// Explains what a JSON pointer leads to; nothing where it leads nowhere.
std::optional<Explanation> explain(const cfn::Template& stack, std::string_view pointer,
                                   std::string_view region = {},
                                   const spec::Catalogue& catalogue = {});

}  // namespace archsynth::analysis
