#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// A resource of a template. Comparing two leaves their origins out, here and below.
struct Resource {
  LogicalId id;
  std::string type;  ///< `AWS::EC2::VPC`
  /// The properties. Where one intrinsic stands for all of them, its long name is the only key.
  Map properties;
  std::vector<LogicalId> depends_on;
  LogicalId condition;  ///< empty: always
  /// `Delete`, `Retain`, `RetainExceptOnCreate`, `Snapshot` (an intrinsic is possible under
  /// `AWS::LanguageExtensions`); absent: CloudFormation's.
  Value deletion_policy;
  /// The same, for the old resource when an update replaces it.
  Value update_replace_policy;
  Value creation_policy;
  Value update_policy;
  Value metadata;
  /// Other attributes, as written: `Connectors` and `IgnoreGlobals` of the serverless transform,
  /// `Version` of custom resources, whatever a macro takes.
  Map other_attributes;

  Origin origin;                ///< of the logical id
  Origin type_origin;           ///< of the type's name
  Origin properties_origin;     ///< of the key `Properties`
  Origin update_policy_origin;  ///< of the key `UpdatePolicy`
  Origin depends_on_origin;     ///< of the `DependsOn` attribute's value
  /// Of each name of `depends_on` that was read from a template; shorter where one was added.
  std::vector<Origin> depends_on_origins;
  Origin condition_origin;  ///< of the condition's name

  Value ref() const { return cfn::ref(id); }
  Value att(std::string_view attribute) const { return get_att(id, attribute); }

  friend bool operator==(const Resource& a, const Resource& b);
};

/// A parameter of a template. What stands in `attributes` beside the type is kept as it is:
/// `Default`, `AllowedValues`, `Description`, `NoEcho`, …
struct Parameter {
  LogicalId id;
  std::string type = "String";
  Map attributes;
  Origin origin;       ///< of the name
  Origin type_origin;  ///< of the type's name
  friend bool operator==(const Parameter& a, const Parameter& b);
};

/// The value of a parameter in a deployment.
struct ParameterValue {
  std::string name;
  /// A text, a number or a boolean; absent: what the stack has already, which is not known here.
  Value value;
  Origin origin;  ///< of the name
};

/// An output of a template.
struct Output {
  LogicalId id;
  std::string description;
  Value value;
  Value export_name;        ///< absent: not exported
  LogicalId condition;      ///< empty: always
  Origin origin;            ///< of the name
  Origin condition_origin;  ///< of the condition's name
  friend bool operator==(const Output& a, const Output& b);
};

/// A CloudFormation template: the one representation that everything reads. Members keep their
/// order, which is the order of emission.
struct Template {
  std::string description;
  Value transform;  ///< a name, a list of names, or one transform with parameters; absent: none
  Value metadata;
  std::vector<Parameter> parameters;
  Map mappings;
  Map rules;
  Map conditions;
  std::vector<Resource> resources;
  std::vector<Output> outputs;
  /// Members of `Resources` and `Outputs` that a transform expands (`Fn::ForEach::Name`,
  /// `Fn::Transform`), as written.
  Map resource_macros;
  Map output_macros;
  Value globals;  ///< `Globals`, of the serverless transform
  Value hooks;    ///< `Hooks`, of the blue/green transform

  const Resource* find_resource(const LogicalId& id) const;
  Resource* find_resource(const LogicalId& id);
  const Parameter* find_parameter(const LogicalId& id) const;

  friend bool operator==(const Template&, const Template&) = default;
};

/// The template as it is deployed with the values: each is the default, and the only value that
/// its parameter allows.
Template with_parameter_values(Template checked, const std::vector<ParameterValue>& values);

/// The template as the document that is printed: sections in CloudFormation's customary order
/// (`AWSTemplateFormatVersion`, `Description`, `Transform`, `Metadata`, `Globals`, `Parameters`,
/// `Mappings`, `Rules`, `Conditions`, `Hooks`, `Resources`, `Outputs`), empty ones but
/// `Resources` left out. Intrinsics stay typed.
Value to_value(const Template& template_);

}  // namespace archsynth::cfn
