#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archsynth/analysis/audit.h"

namespace archsynth::analysis {

/// A suppression that stands in a resource's metadata, in the form of a tool.
struct Suppressed {
  std::string_view tool;  ///< `checkov`, `cdk_nag`, `cfn_nag`, `guard`, `cfn-lint`, `archsynth`
  std::string id;
  std::string reason{};
  std::string until{};
  Origin origin{};
  bool has_until = false;
};
/// Where a tool keeps its suppressions, and the member of an entry that says why; empty: an entry
/// is an id.
struct ToolForm {
  std::string_view tool;
  std::string_view section;
  std::string_view list;
  std::string_view reason;
};
std::span<const ToolForm> tool_forms();
std::vector<Suppressed> suppressed_in(const cfn::Value& metadata);
/// The ids under which a tool asks for the same as a control.
spec::TextList ids_of(const spec::Control& control, std::string_view tool);
/// `AwsSolutions-IAM5` of `AwsSolutions-IAM5[Resource::*]`, which is for that finding alone.
std::string_view rule_of(std::string_view id);

/// What the metadata of a template waives: of each control, by its own id or by that of a tool.
class Waivers {
 public:
  /// Those of the options as well. Reports waivers that `today` is past the last day of (ARC0921);
  /// empty: none is.
  Waivers(const cfn::Template& source, const AuditOptions& options, Diagnostics& to);

  void apply(AuditedControl& control);
  /// Reports waivers by a control's id that waive nothing (ARC0922).
  void report_unused(Diagnostics& to) const;

 private:
  struct Known : Suppressed {
    std::string_view resource;  ///< empty: any
    std::optional<Span> within;
    bool is_used = false;

    bool fits(const AuditAnswer& answer) const;
  };
  /// Whether a waiver of the control's own has expired; what waives it otherwise counts no more.
  bool has_expired(std::string_view resource, std::string_view control) const;

  std::vector<Known> known_;
  std::vector<std::pair<std::string_view, std::string>> expired_;  ///< resource, control
};

}  // namespace archsynth::analysis
