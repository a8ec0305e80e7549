#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

/// What AWS has retired or is about to. Dates are `YYYY-MM-DD`, empty where there is none; they
/// are compared with `lifecycles_date`, so that a judgement is the same on every day.
namespace archsynth::spec {

/// The date of the newest facts about lifecycles.
std::string_view lifecycles_date();

struct LambdaRuntime {
  std::string_view name;
  std::string_view deprecated;    ///< from then on without support
  std::string_view create_block;  ///< from then on no function can be created with it
  std::string_view update_block;  ///< from then on no function can be updated with it
  std::string_view successor;     ///< the newest runtime of its language
};

/// A runtime that has an end; nothing for others.
std::optional<LambdaRuntime> lambda_runtime(std::string_view name);

struct TypeEnd {
  std::string_view status;  ///< `shutdown`, `sunset` (will be shut down) or `maintenance`
  std::string_view date;
};

/// The end of the service of a resource type.
std::optional<TypeEnd> type_end(std::string_view type);

/// Whether IAM knows the service prefix (`s3`).
bool is_iam_service(std::string_view service);
/// Whether an action of a service can be named so, in any case, with `*` and `?` as patterns.
bool is_iam_action(std::string_view service, std::string_view action);
/// How many actions of IAM a pattern of a policy, `s3:Get*` or `*`, names.
std::size_t count_iam_actions(std::string_view pattern);
/// The action whose name is nearest; empty when none is near.
std::string_view nearest_iam_action(std::string_view service, std::string_view action);

}  // namespace archsynth::spec
