#include <fmt/format.h>

#include "archsynth/spec/quotas.h"
#include "archsynth/synth/synthesize.h"

namespace archsynth {

namespace {

using spec::Quota;

constexpr std::string_view kPastSize = "ARC2033";
constexpr std::string_view kNearSize = "ARC2034";
constexpr std::string_view kNeedsBucket = "ARC2032";

}  // namespace

void check_template_size(std::size_t bytes, bool compact, Diagnostics& to) {
  const std::int64_t most = spec::quota(Quota::kTemplateBytes);
  const std::int64_t most_inline = spec::quota(Quota::kTemplateInlineBytes);
  const auto size = static_cast<std::int64_t>(bytes);
  if (size > most) {
    to.error(kPastSize, {},
             fmt::format("the template has {} bytes, and CloudFormation takes {}", size, most))
        .help = "split it into several stacks";
  } else if (size * 5 >= most * 4) {
    to.warning(
        kNearSize, {},
        fmt::format("the template has {} of the {} bytes that CloudFormation takes", size, most));
  } else if (size > most_inline) {
    to.warning(kNeedsBucket, {},
               fmt::format("the template has {} bytes, and a request to CloudFormation holds {}",
                           size, most_inline))
        .help = fmt::format("{}deploy it through a bucket: `aws cloudformation deploy --s3-bucket`",
                            compact ? "" : "write it with `--compact`, or ");
  }
}

}  // namespace archsynth
