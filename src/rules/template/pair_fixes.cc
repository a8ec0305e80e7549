// Ways out of faults of rows of `property_pairs`.

#include "rules/template/pair_fixes.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// How a fault begins behind the name, and the way out: `{0}` is the name, `{1}` the rest.
struct Way {
  std::string_view fault;
  std::string_view fix;
};

constexpr Way kWays[] = {
    {"must not be true", "set {0} to false"},
    {"must not be false", "set {0} to true"},
    {"must not be ", "use another value for {0}"},
    {"must be off", "turn {0} off"},
    {"must be for ", "use one for {1} as {0}"},
    {"must be in ", "write {0} in {1}"},
    {"must be like ", "write {0} like {1}"},
    {"must be in the form ", "write {0} in the form {1}"},
    {"must be ", "set {0} to {1}"},
    {"must have only ", "use only {1} in {0}"},
    {"must have ", "give {0} {1}"},
    {"must start with ", "begin {0} with {1}"},
    {"must begin with ", "begin {0} with {1}"},
    {"must end with ", "end {0} with {1}"},
    {"must contain ", "write {1} into {0}"},
    {"must not have ", "remove {1} from {0}"},
    {"must not contain ", "remove {1} from {0}"},
    {"must not start with ", "remove {1} from the start of {0}"},
    {"must not end with ", "remove {1} from the end of {0}"},
    {"can have only one of ", "keep one of {1}"},
};

/// The words without what the value is now.
std::string_view without_value(std::string_view words) {
  for (const std::string_view each : {", not ", " where "})
    words = words.substr(0, words.find(each));
  return words;
}

}  // namespace

std::string fix_of_fault(const std::string& name, std::string_view fault) {
  if (!fault.starts_with(name + " ")) return {};
  fault.remove_prefix(name.size() + 1);
  const std::string_view words = without_value(fault);
  for (const Way& each : kWays) {
    if (!words.starts_with(each.fault)) continue;
    return fmt::format(fmt::runtime(each.fix), name, words.substr(each.fault.size()));
  }
  return {};
}

}  // namespace archsynth::analysis
