#pragma once

#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Log groups.
namespace archsynth::logs {

using describe::field;

struct LogGroupProps {
  Sourced<std::string> name{};
  Sourced<int> retention_days = ByProfile(30, 7, 7);
  static constexpr auto fields() {
    return describe::fields(
        "a log group",
        field<&LogGroupProps::name>("name", "the log group's name; CloudFormation's when left out"),
        field<&LogGroupProps::retention_days>(
            "retention_days", "days that events are kept; a period that CloudWatch Logs supports"));
  }
};
static_assert(describe::complete<LogGroupProps>());

/// A log group, encrypted with the stack's key when there is one. It goes with the stack: kept
/// under its name it would stop the stack from being made again. In production an old group that a
/// new name replaces is left behind, so that its events last as long as `retention_days` promised.
class LogGroup : public construct::Construct {
 public:
  using Props = LogGroupProps;
  LogGroup(construct::Scope scope, kms::Key& key, LogGroupProps props);
  /// `Ref`: its name.
  cfn::Value name() const;
  /// Its ARN, which ends in `:*` and so covers the group's streams.
  cfn::Value arn() const;
  cfn::Resource& resource() { return *resource_; }

 private:
  cfn::Resource* resource_ = nullptr;
};

/// Reports a retention that CloudWatch Logs does not know, with the nearest that it does (ARC1401).
/// `key` is what the user calls it. `LogGroup` does the same; the first report stands.
void check_retention(const Sourced<int>& days, const std::string& key, Diagnostics& diagnostics);

}  // namespace archsynth::logs
