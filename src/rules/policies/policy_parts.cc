#include "rules/policies/policy_parts.h"

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

/// The operator itself, in lower case.
std::string bare(std::string_view name) {
  std::string rest = lower_case(name);
  for (const std::string_view prefix : {"foranyvalue:", "forallvalues:"}) {
    if (rest.starts_with(prefix)) rest.erase(0, prefix.size());
  }
  constexpr std::string_view kIfExists = "ifexists";
  // Whether a key is there is all that Null asks.
  if (rest.ends_with(kIfExists) && rest != "nullifexists") {
    rest.resize(rest.size() - kIfExists.size());
  }
  return rest;
}

bool is_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

/// ARNs may have wildcards in any of their six parts.
bool may_be_arn(std::string_view text) {
  if (text.find_first_of("*?") != text.npos) return true;
  return text.starts_with("arn:") && std::count(text.begin(), text.end(), ':') >= 5;
}

}  // namespace

std::vector<std::string_view> condition_operators() { return split(kOperators, ' '); }

bool is_condition_operator(std::string_view name) {
  const std::string rest = bare(name);
  const auto all = condition_operators();
  return std::find(all.begin(), all.end(), rest) != all.end();
}

std::string_view wanted_of_operator(std::string_view name, std::string_view text) {
  const std::string rest = bare(name);
  // Variables of policies, and references, tell only later what they are.
  if (text.empty() || text.find('$') != text.npos || text.find("{{") != text.npos) return {};
  if (rest.starts_with("arn") && !may_be_arn(text)) return "an ARN";
  if (rest.starts_with("numeric") && !is_of(text, "0123456789.-+eE")) return "a number";
  if (rest.starts_with("date") && !is_digit(text.front())) return "a date";
  if (rest.ends_with("ipaddress") && !is_of(text, "0123456789abcdefABCDEF.:/")) {
    return "an IP address or CIDR block";
  }
  return {};
}

std::string_view fault_of_action(std::string_view action, PolicyKind kind) {
  const std::size_t colon = action.find(':');
  if (kind != PolicyKind::kIdentity || colon == action.npos) return {};
  if (action.find(':', colon + 1) != action.npos) return "is not an action: it has two colons";
  const std::size_t star = action.find_first_of("*?");
  return star < colon && action != "*:*" ? "has a wildcard in the name of its service" : "";
}

std::string_view fault_of_resource(std::string_view arn) {
  if (!arn.starts_with("arn:") || arn.find_first_of("*?${") != arn.npos) return {};
  if (std::count(arn.begin(), arn.end(), ':') < 5) return "has less than six parts";
  const auto parts = split(arn, ':');
  if (parts[2] == "iam" && !parts[3].empty()) return "has a region, which ARNs of IAM lack";
  const bool is_bucket = parts[2] == "s3" && arn.find('/') == arn.npos && parts.size() == 6;
  return is_bucket && !parts[3].empty() && !parts[5].starts_with("accesspoint")
             ? "has a region, which ARNs of buckets lack"
             : "";
}

}  // namespace archsynth::analysis
