#include "shapes.h"

#include <algorithm>
#include <iterator>

namespace archsynth::spec::own {
namespace {

struct Row {
  std::string_view keyword;
  Shape shape;
};

constexpr Row kRows[] = {
    {"$ref", Shape::kText},
    {"additionalProperties", Shape::kSchema},
    {"allOf", Shape::kSchemaList},
    {"anyOf", Shape::kSchemaList},
    {"const", Shape::kAnything},
    {"contains", Shape::kSchema},
    {"definitions", Shape::kSchemaMap},
    {"dependencies", Shape::kDependencies},
    {"dependentExcluded", Shape::kTextListMap},
    {"dependentRequired", Shape::kTextListMap},
    {"else", Shape::kSchema},
    {"enum", Shape::kList},
    {"enumCaseInsensitive", Shape::kList},
    {"exclusiveMaximum", Shape::kNumber},
    {"exclusiveMinimum", Shape::kNumber},
    {"format", Shape::kText},
    {"if", Shape::kSchema},
    {"items", Shape::kItems},
    {"maxItems", Shape::kCount},
    {"maxLength", Shape::kCount},
    {"maxProperties", Shape::kCount},
    {"maximum", Shape::kNumber},
    {"minItems", Shape::kCount},
    {"minLength", Shape::kCount},
    {"minProperties", Shape::kCount},
    {"minimum", Shape::kNumber},
    {"multipleOf", Shape::kNumber},
    {"not", Shape::kSchema},
    {"oneOf", Shape::kSchemaList},
    {"pattern", Shape::kPattern},
    {"patternProperties", Shape::kPatternMap},
    {"prefixItems", Shape::kSchemaList},
    {"primaryIdentifier", Shape::kPointers},
    {"properties", Shape::kSchemaMap},
    {"propertyNames", Shape::kSchema},
    {"readOnlyProperties", Shape::kPointers},
    {"required", Shape::kTextList},
    {"requiredOr", Shape::kTextList},
    {"requiredXor", Shape::kTextList},
    {"then", Shape::kSchema},
    {"type", Shape::kTypes},
    {"uniqueItems", Shape::kBoolean},
    {"writeOnlyProperties", Shape::kPointers},
};

}  // namespace

std::optional<Shape> shape_of(std::string_view keyword) {
  const Row* found = std::find_if(std::begin(kRows), std::end(kRows),
                                  [&](const Row& row) { return row.keyword == keyword; });
  if (found == std::end(kRows)) return std::nullopt;
  return found->shape;
}

bool is_about_same_value(std::string_view keyword) {
  constexpr std::string_view kKeywords[] = {"allOf", "anyOf", "else", "if", "not", "oneOf", "then"};
  return std::find(std::begin(kKeywords), std::end(kKeywords), keyword) != std::end(kKeywords);
}

}  // namespace archsynth::spec::own
