#include "rules/policies/operators.h"

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// Between blanks.
constexpr std::string_view kOperators =
    "arnequals arnlike arnnotequals arnnotlike binaryequals bool dateequals "
    "dategreaterthan dategreaterthanequals datelessthan datelessthanequals datenotequals "
    "ipaddress notipaddress null numericequals numericgreaterthan numericgreaterthanequals "
    "numericlessthan numericlessthanequals numericnotequals stringequals "
    "stringequalsignorecase stringlike stringnotequals stringnotequalsignorecase "
    "stringnotlike";

}  // namespace

std::vector<std::string_view> condition_operators() { return split(kOperators, ' '); }

bool is_condition_operator(std::string_view name) {
  const std::string lower = lower_case(name);
  std::string_view rest = lower;
  for (const std::string_view prefix : {"foranyvalue:", "forallvalues:"}) {
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  }
  constexpr std::string_view kIfExists = "ifexists";
  if (rest.ends_with(kIfExists)) rest.remove_suffix(kIfExists.size());
  const auto all = condition_operators();
  return std::find(all.begin(), all.end(), rest) != all.end();
}

}  // namespace archsynth::analysis
