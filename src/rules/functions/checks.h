#pragma once

#include <span>

#include "archsynth/rules/rules.h"
#include "rules/functions/template_walk.h"

/// Intrinsic functions: their arguments, where they stand, and what conditions make of them.
/// Codes: ARC31…
namespace archsynth::analysis {

/// What the checks of one run share.
struct FunctionRun {
  const cfn::Template& checked;
  const TemplateIndex& index;
  const ConditionStates& scenarios;
  Diagnostics& to;
  const spec::Catalogue& catalogue;
};

/// Whether the template names a transform; `own`: one that is no transform of AWS.
bool has_transform(const cfn::Template& checked, std::string_view name);
/// The names of the template's transforms, which may be one or a list.
std::span<const cfn::Value> transforms_of(const cfn::Template& stack);
bool has_own_macro(const cfn::Template& checked);
/// The value as text for a message: `Fn::Join`, `a list`, `null`.
std::string what_is(const cfn::Value& value);

/// A function whose arguments are wrong, or that is none, stays a map of its name.
bool is_spelled_function(const cfn::Value& value);
/// Such a map of a name that no function has, which reading it has reported.
bool is_unknown_function(const cfn::Value& value);

/// `Ref` of `{Reff: …}`: the function that a map's only key means, which is none; empty: no such
/// map.
std::string meant_function(const cfn::Value& value);

/// Reports such a map.
void report_function(const FunctionRun& run, const cfn::Value& value, std::string_view meant);

bool is_pseudo(std::string_view name);
std::span<const std::string_view> pseudo_parameters();
/// Whether `Fn::Sub` would replace a name of a text for certain.
bool has_variable(const TemplateIndex& index, std::string_view text);

/// The type of an attribute when it cannot be put into a string: `an integer`, `a list`; empty when
/// it can, or nothing is known.
std::string_view odd_type(const FunctionRun& run, const cfn::LogicalId& target,
                          std::string_view attribute);

/// The literal items of a function's argument; null when it is another function, or a macro may
/// make it.
const cfn::List* arguments_of(const cfn::Call& call);
/// The first resource of the template that a value refers to; empty when it refers to none.
std::string resource_within(const FunctionRun& run, const cfn::Value& value);
/// `Fn::Select` and `Fn::FindInMap`.
void check_select(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place,
                  const Origin& origin);
void check_lookup(const FunctionRun& run, const cfn::Call& call, const ValuePlace& place,
                  const Origin& origin);

/// Each visits every value of the template.
void check_arguments(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
void check_places(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
void check_texts(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
void check_dynamic(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
void check_values(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
void check_states(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place);
/// These look at the template as a whole.
void check_conditions(const FunctionRun& run);
void check_outputs(const FunctionRun& run);
void check_whole_values(const FunctionRun& run);
void check_conditional_dependencies(const FunctionRun& run);
void check_assertions(const FunctionRun& run);

/// Reports that conditions are too complex for their states to be tried.
void report_bound(const cfn::Template& checked, const ConditionStates& states, Diagnostics& to);

/// All of it.
void check_functions(const FunctionRun& run);

}  // namespace archsynth::analysis
