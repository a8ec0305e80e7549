#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/analysis/diff.h"
#include "spec/type_facts.h"

namespace archsynth::analysis {

/// Whether the resource is a stack of its own, which CloudFormation makes from another template.
bool holds_a_stack(std::string_view type);

/// False for what nobody reads from under its name: an empty one in its place harms nobody.
bool is_read_by_name(const cfn::Resource& resource);

/// What stands where a resource states that it is protected from deletion, be it the value of a key
/// in a list; empty where that is not known, nothing where it states nothing.
std::optional<std::string> protection_value(const cfn::Resource& resource,
                                            const spec::DataFacts::Protection& of);

/// What becomes of the resource and what it holds when it is taken out of the template, or
/// replaced. Sets `data` and `data_reason`.
void judge_removal(const cfn::Resource& before, ResourceChange& change);
void judge_replacement(const cfn::Resource& before, const cfn::Resource& after,
                       ResourceChange& change);

}  // namespace archsynth::analysis
