#pragma once

#include <array>
#include <string_view>

namespace archsynth::cfn {

// ARC0201: the document is no mapping of sections.
inline constexpr std::string_view kNoTemplate = "ARC0201";
// ARC0202: a section that no template has.
inline constexpr std::string_view kUnknownSection = "ARC0202";
// ARC0203: a section, resource, parameter, output or attribute of the wrong kind.
inline constexpr std::string_view kWrongKind = "ARC0203";
// ARC0204: no `Resources`, and no transform that could add them.
inline constexpr std::string_view kNoResources = "ARC0204";
// ARC0205: an attribute that a resource, parameter or output does not have.
inline constexpr std::string_view kUnknownAttribute = "ARC0205";
// ARC0206: a resource or parameter without `Type`, an output without `Value`.
inline constexpr std::string_view kMissingAttribute = "ARC0206";
// ARC0207: another `AWSTemplateFormatVersion` than the only one there is.
inline constexpr std::string_view kUnknownVersion = "ARC0207";

inline constexpr std::string_view kVersion = "2010-09-09";

inline constexpr std::array<std::string_view, 12> kSections = {"AWSTemplateFormatVersion",
                                                               "Description",
                                                               "Transform",
                                                               "Metadata",
                                                               "Globals",
                                                               "Parameters",
                                                               "Mappings",
                                                               "Rules",
                                                               "Conditions",
                                                               "Hooks",
                                                               "Resources",
                                                               "Outputs"};

inline constexpr std::array<std::string_view, 9> kResourceAttributes = {
    "Type",           "Properties",     "DependsOn",
    "Condition",      "DeletionPolicy", "UpdateReplacePolicy",
    "CreationPolicy", "UpdatePolicy",   "Metadata"};

/// Attributes with a meaning for some resources only; they are not worth suggesting.
/// CloudFormation takes a description without showing it: https://github.com/aws/aws-cdk/pull/10522
inline constexpr std::array<std::string_view, 5> kOtherAttributes = {
    "Connectors", "Description", "Fn::Transform", "IgnoreGlobals", "Version"};

inline constexpr std::array<std::string_view, 11> kParameterAttributes = {
    "Type",          "Default",        "Description",
    "AllowedValues", "AllowedPattern", "ConstraintDescription",
    "MinValue",      "MaxValue",       "MinLength",
    "MaxLength",     "NoEcho"};

inline constexpr std::array<std::string_view, 4> kOutputAttributes = {"Description", "Value",
                                                                      "Export", "Condition"};

}  // namespace archsynth::cfn
