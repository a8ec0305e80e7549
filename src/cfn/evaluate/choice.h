#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// A well-formed `Fn::If`.
struct Choice {
  const std::string& condition;
  const Value& then;
  const Value& otherwise;

  const Value& taken(bool holds) const { return holds ? then : otherwise; }
};

/// Whether a value is an `Fn::If`, well-formed or not.
bool is_choice(const Value& value);
/// Nothing for everything else.
std::optional<Choice> choice_of(const Value& value);
/// The `Fn::If` that stands for all properties of a resource.
std::optional<Choice> choice_of(const Map& properties);

/// The properties of a resource as a value: a map, or the `Fn::If` that stands for all of them.
Value as_value(const Map& properties);

/// Whether a value is `AWS::NoValue`.
bool is_no_value(const Value& value);
/// Takes out the entries whose value is `AWS::NoValue`, as CloudFormation does.
void drop_no_values(Map& map);

/// Whether a condition holds; nothing where that is open.
using Decide = std::function<std::optional<bool>(std::string_view condition)>;
/// Puts what is chosen in the place of each `Fn::If` whose condition is decided, and takes
/// `AWS::NoValue` out of maps and lists.
void choose(Value& value, const Decide& decide);
/// The same for the properties of a resource, which may be one `Fn::If`.
void choose(Map& properties, const Decide& decide);
/// The conditions of each `Fn::If` within, in the order of reading, each once.
std::vector<std::string_view> conditions_within(const Map& properties);
/// Those that decide about a resource: the same of its properties, and whether it exists.
std::vector<std::string_view> conditions_of(const Resource& resource);

/// What a mapping has for the keys of a well-formed `Fn::FindInMap`; null where these are not known
/// or not there, or it is no scalar and no list.
using KeyText = std::function<std::optional<std::string>(const Value& key)>;
const Value* found_in_map(const Map& mappings, const Value& lookup, const KeyText& text_of);

/// A scalar as the text that CloudFormation compares; nothing for everything else.
std::optional<std::string> scalar_text(const Value& value);
/// The same, but nothing for a number with a fraction, whose spelling is not kept.
std::optional<std::string> spelled_text(const Value& value);

}  // namespace archsynth::cfn
