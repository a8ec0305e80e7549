#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// Something that the code of a service may do beside what follows from the file.
struct PermissionProps {
  describe::List<std::string> actions{};
  describe::List<describe::Expression> resources{};
  Sourced<document::Node> condition{};
  Sourced<std::string> reason{};
  static constexpr auto fields() {
    using P = PermissionProps;
    return describe::fields(
        "a permission",
        field<&P::actions>("actions", "IAM actions; `*` matches any characters")
            .form(forms::kIamAction)
            .items(1)
            .required()
            .example("[ses:SendEmail]"),
        field<&P::resources>("resources", "ARNs of what they may be done to, or \"*\" for anything")
            .items(1)
            .required()
            .example("[\"arn:aws:s3:::team-data/*\"]"),
        field<&P::condition>("condition", "an IAM condition under which it holds")
            .example("{StringEquals: {\"cloudwatch:namespace\": shop}}"),
        field<&P::reason>("reason",
                          "why a `*` is needed; the reason is written next to the policy, where "
                          "policy checkers read it")
            .example("SES has no resource for unverified recipients"));
  }
};
static_assert(describe::complete<PermissionProps>());

}  // namespace archsynth::ecs
