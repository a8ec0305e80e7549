#pragma once

#include <string>
#include <string_view>

#include "archsynth/analysis/relations.h"

namespace archsynth::analysis {

/// Adds a finding under a rule: its code and severity, and for help what mends it, then cfn-lint's
/// id. `help` and `see` replace the rule's own. The reference is for adding to it at once.
Diagnostic& report(Diagnostics& to, const RelationRule& rule, const Origin& origin,
                   std::string message, std::string help = {}, std::string_view see = {});

/// Where a value is pointed at: the value, or its key where a tag starts it on a later line.
const Origin& place_of(const Origin& key, const Origin& value);
/// Where a call of a function is pointed at: at its name or tag; at its argument where the name
/// stands within braces.
const Origin& place_of_call(const cfn::Value& call);

}  // namespace archsynth::analysis
