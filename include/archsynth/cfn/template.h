#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// A resource of a template.
struct Resource {
  LogicalId id;
  std::string type;  ///< `AWS::EC2::VPC`
  Map properties;
  std::vector<LogicalId> depends_on;
  LogicalId condition;                 ///< empty: always
  std::string deletion_policy;         ///< `Delete`, `Retain`, `RetainExceptOnCreate`, `Snapshot`; empty: CloudFormation's
  std::string update_replace_policy;   ///< the same, for the old one when an update replaces
  Value creation_policy;
  Value update_policy;
  Value metadata;
  Origin origin;

  Value ref() const { return cfn::ref(id); }
  Value att(std::string_view attribute) const { return get_att(id, attribute); }

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// A parameter of a template. What stands in `attributes` beside the type is kept as it is:
/// `Default`, `AllowedValues`, `Description`, `NoEcho`, …
struct Parameter {
  LogicalId id;
  std::string type = "String";
  Map attributes;
  Origin origin;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// An output of a template.
struct Output {
  LogicalId id;
  std::string description;
  Value value;
  Value export_name;    ///< absent: not exported
  LogicalId condition;  ///< empty: always
  Origin origin;
  friend bool operator==(const Output&, const Output&) = default;
};

/// A CloudFormation template: the one representation that everything reads. Members keep their
/// order, which is the order of emission.
struct Template {
  std::string description;
  Value transform;  ///< a name or a list of names; absent: none
  Value metadata;
  std::vector<Parameter> parameters;
  Map mappings;
  Map rules;
  Map conditions;
  std::vector<Resource> resources;
  std::vector<Output> outputs;

  const Resource* find_resource(const LogicalId& id) const;
  Resource* find_resource(const LogicalId& id);
  const Parameter* find_parameter(const LogicalId& id) const;

  friend bool operator==(const Template&, const Template&) = default;
};

/// The template as the document that is printed: sections in CloudFormation's customary order
/// (`AWSTemplateFormatVersion`, `Description`, `Transform`, `Metadata`, `Parameters`, `Mappings`,
/// `Rules`, `Conditions`, `Resources`, `Outputs`), empty ones left out. Intrinsics stay typed.
Value to_value(const Template& template_);

}  // namespace archsynth::cfn
