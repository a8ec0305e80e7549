#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// How a resource type writes its tags.
enum class TagShape {
  kNone,         ///< takes no tags
  kList,         ///< `[{Key, Value}, …]`
  kMap,          ///< `{key: value, …}`
  kAutoScaling,  ///< `[{Key, Value, PropagateAtLaunch}, …]`, the last required
  kOther,        ///< tags of a shape of its own, left to the user
};

/// What the registry schema of a CloudFormation resource type says about the type as a whole.
/// Source: the schemas of the CloudFormation registry as cfn-lint packs them.
struct ResourceType {
  std::string_view name;  ///< `AWS::EC2::Subnet`
  TagShape tag_shape = TagShape::kNone;
  std::string_view tag_property;  ///< `Tags`, sometimes another; empty when it takes none
  /// What `Fn::GetAtt` can ask for, nested ones with dots (`Endpoint.Address`); ask
  /// `has_attribute`.
  TextList attributes;
  /// A change of these replaces the resource; nested with dots, `*` for a list's items.
  TextList create_only;
  TextList conditional_create_only;  ///< a change may replace the resource
  TextList unordered;                ///< lists whose order means nothing; not told of own types
};

/// The type of that name; nothing when the schemas do not know it. `Custom::…` is given the type
/// `AWS::CloudFormation::CustomResource`.
std::optional<ResourceType> resource_type(std::string_view name);

/// All known types, sorted.
std::vector<std::string_view> resource_type_names();

/// Whether `Fn::GetAtt` may ask a resource of the type for the attribute; besides the listed ones,
/// `Outputs.…` of nested stacks and provisioned products, and anything of custom resources.
bool has_attribute(const ResourceType& type, std::string_view attribute);

}  // namespace archsynth::spec
