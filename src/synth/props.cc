#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "spec/quotas.h"
#include "stages.h"

namespace archsynth::synth {

namespace {

constexpr std::string_view kBadName = "ARC2022";

// Names of resources start with the stack's, which leaves them the rest of CloudFormation's 128.
constexpr std::size_t kLongestName = 100;

}  // namespace

void check_props(const StackProps& props, Diagnostics& to) {
  if (props.name.size() > kLongestName || !spec::is_stack_name(props.name)) {
    to.error(kBadName, {}, fmt::format("the stack name {} is not valid", quoted(props.name))).fix =
        "use at most 100 letters, digits and hyphens, starting with a letter";
  }
}

}  // namespace archsynth::synth
