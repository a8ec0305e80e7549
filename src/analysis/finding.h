#pragma once

#include <string>
#include <string_view>

#include "archsynth/analysis/relations.h"

namespace archsynth::analysis {

/// Adds a finding under a rule; `fix` and `see` replace the rule's own. The reference is for adding
/// to it at once.
Diagnostic& report(Diagnostics& to, const RelationRule& rule, const Origin& origin,
                   std::string message, std::string fix = {}, std::string_view see = {});
/// The same about a resource.
Diagnostic& report(Diagnostics& to, const RelationRule& rule, std::string_view resource,
                   const Origin& origin, std::string message);

/// Where a value is pointed at: the value, or its key where a tag starts it on a later line.
const Origin& place_of(const Origin& key, const Origin& value);
/// Where a call of a function is pointed at: at its name or tag; at its argument where the name
/// stands within braces.
const Origin& place_of_call(const cfn::Value& call);

}  // namespace archsynth::analysis
