#pragma once

#include <optional>
#include <string_view>

#include "archsynth/cfn/template.h"
#include "spec/updates.h"

namespace archsynth::analysis {

/// Why the rule refuses a change: `EngineVersion cannot go back to an older version`.
std::string refusal_of(const spec::UpdateRule& rule);
/// The rule of a page or a handler that says what a change of a property does; nothing where only
/// the schema says something.
std::optional<spec::UpdateRule> update_rule(const cfn::Resource& before, const cfn::Resource& after,
                                            std::string_view path);

/// `A.B` is within `A` and within `A.B`.
bool is_part_of(std::string_view path, std::string_view of);
/// The value at a dotted path of a resource's properties; null where there is none.
const cfn::Value* value_at(const cfn::Resource& resource, std::string_view path);
/// A number, where all of the text is one.
std::optional<double> number_in(std::string_view text);
/// What a property names; nothing where it is not set.
std::vector<cfn::Reference> references_at(const cfn::Resource& resource, std::string_view key);
/// The same without a fraction.
std::optional<long> whole_number(std::string_view text);

}  // namespace archsynth::analysis
