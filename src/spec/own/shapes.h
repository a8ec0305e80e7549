#pragma once

#include <optional>
#include <string_view>

/// The form of schemas in the registry's format.
namespace archsynth::spec::own {

/// What a keyword's value is.
enum class Shape {
  kAnything,
  kBoolean,
  kCount,  ///< a whole number, not negative
  kNumber,
  kList,        ///< of anything
  kPattern,     ///< a regular expression
  kPointers,    ///< a list of places of properties
  kSchema,      ///< a schema
  kItems,       ///< a schema, or a list of them
  kSchemaList,  ///< a list of schemas
  kSchemaMap,   ///< an object of schemas
  kPatternMap,  ///< an object of schemas by regular expression
  kText,
  kTextList,
  kTextListMap,   ///< an object of lists of texts
  kDependencies,  ///< an object of schemas or lists of texts
  kTypes,         ///< the name of a type of JSON, or a list of them
};

/// The shape of a keyword that checkers know; nothing for others.
std::optional<Shape> shape_of(std::string_view keyword);

/// Where a schema with this keyword holds for the very value that the schema around it is for.
bool is_about_same_value(std::string_view keyword);

}  // namespace archsynth::spec::own
