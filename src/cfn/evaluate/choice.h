#pragma once

#include <optional>
#include <string>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// A well-formed `Fn::If`.
struct Choice {
  const std::string& condition;
  const Value& then;
  const Value& otherwise;

  const Value& taken(bool holds) const { return holds ? then : otherwise; }
};

/// Nothing for everything else.
std::optional<Choice> choice_of(const Value& value);
/// The `Fn::If` that stands for all properties of a resource.
std::optional<Choice> choice_of(const Map& properties);

/// Whether a value is `AWS::NoValue`.
bool is_no_value(const Value& value);

/// A scalar as the text that CloudFormation compares; nothing for everything else.
std::optional<std::string> scalar_text(const Value& value);

}  // namespace archsynth::cfn
