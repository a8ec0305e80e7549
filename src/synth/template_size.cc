#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "archsynth/synth/synthesize.h"
#include "spec/quotas.h"

namespace archsynth {

namespace {

using spec::Quota;

constexpr std::string_view kPastSize = "ARC2033";
constexpr std::string_view kNearSize = "ARC2034";
constexpr std::string_view kNeedsBucket = "ARC2032";

}  // namespace

void check_template_size(std::size_t bytes, std::size_t compact_bytes, Diagnostics& to) {
  const auto most = static_cast<std::size_t>(spec::quota(Quota::kTemplateBytes));
  const auto most_inline = static_cast<std::size_t>(spec::quota(Quota::kTemplateInlineBytes));
  if (bytes > most) {
    to.error(kPastSize, {},
             fmt::format("the template is {}; CloudFormation accepts at most {}",
                         counted(bytes, "byte"), grouped(most)))
        .fix = "split the template into several stacks";
  } else if (bytes * 5 >= most * 4) {
    to.warning(kNearSize, {},
               fmt::format("the template is {}; CloudFormation accepts at most {}",
                           counted(bytes, "byte"), grouped(most)));
  } else if (bytes > most_inline) {
    Diagnostic note;
    note.severity = Severity::kNote;
    note.code = kNeedsBucket;
    note.message = fmt::format("the template is {}; above {} it must be uploaded to S3 to deploy",
                               counted(bytes, "byte"), grouped(most_inline));
    note.fix = fmt::format(
        "{}use `aws cloudformation deploy --s3-bucket BUCKET`",
        compact_bytes <= most_inline
            ? fmt::format("write compact JSON ({}), or ", counted(compact_bytes, "byte"))
            : std::string());
    to.add(std::move(note));
  }
}

}  // namespace archsynth
