#include "archsynth/spec/resource_types.h"

#include "resource_type_row.h"

namespace archsynth::spec {
namespace {

enum Types : std::size_t {
  kResourceTypesName,
  kTagProperty,
  kTagShape,
  kAttributes,
  kCreateOnly,
  kConditionalCreateOnly,
  kUnordered
};

constexpr std::string_view kCustomResource = "AWS::CloudFormation::CustomResource";

TagShape tag_shape(std::string_view word) {
  if (word == "list") return TagShape::kList;
  if (word == "map") return TagShape::kMap;
  if (word == "autoscaling") return TagShape::kAutoScaling;
  return word.empty() ? TagShape::kNone : TagShape::kOther;
}

}  // namespace

ResourceType resource_type(const Row& row) {
  return {row.text(kResourceTypesName), tag_shape(row.text(kTagShape)),
          row.text(kTagProperty),       row.list(kAttributes),
          row.list(kCreateOnly),        row.list(kConditionalCreateOnly),
          row.list(kUnordered)};
}

std::optional<ResourceType> resource_type(std::string_view name) {
  auto row = Table(kResourceTypes).find({name.starts_with("Custom::") ? kCustomResource : name});
  if (!row) return std::nullopt;
  return resource_type(*row);
}

std::vector<std::string_view> resource_type_names() {
  Table table(kResourceTypes);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.size(); ++i) names.push_back(table[i].text(kResourceTypesName));
  return names;
}

bool has_attribute(const ResourceType& type, std::string_view attribute) {
  if (type.name == kCustomResource) return true;
  bool has_outputs = type.name == "AWS::CloudFormation::Stack" ||
                     type.name == "AWS::ServiceCatalog::CloudFormationProvisionedProduct";
  if (has_outputs && attribute.starts_with("Outputs.")) return true;
  return type.attributes.contains(attribute);
}

}  // namespace archsynth::spec
