#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/identities.h"
#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/spec/controls.h"

namespace archsynth::analysis {

/// A failure that is accepted outside of the metadata: `allow` of an architecture file.
struct AuditWaiver {
  std::string control;
  std::string resource{};  ///< empty: any
  std::string reason{};
  std::string until{};  ///< as YYYY-MM-DD; empty: for good
  Origin origin{};
  std::optional<Span> within{};  ///< of the service that it stands in
};

struct AuditOptions {
  std::string region{};
  std::vector<ParameterValue> parameters{};
  /// Controls of one pack only; empty: all.
  std::string pack{};
  /// By which waivers have expired, as YYYY-MM-DD; empty: none has.
  std::string today{};
  std::vector<AuditWaiver> waivers{};
};

/// Waived: a control would fail but for a waiver.
enum class Verdict { kPass, kFail, kUnknown, kNotApplicable, kWaived };

/// What a control says of one resource, and why.
struct AuditAnswer {
  Verdict verdict = Verdict::kPass;
  std::string resource;
  std::string property;  ///< that decides; empty: the resource itself, or what is around it
  /// `StorageEncrypted is true`, `no path from the internet: …`.
  std::string evidence;
  Origin origin;
  /// What of the resource fails, as suppressions of cdk-nag name it: `Resource::*`; empty: all.
  std::string finding{};
  /// It fails, and that is accepted.
  std::optional<Suppression> waiver{};
};

/// A control with its answers; none where no resource of the template is of its concern.
struct AuditedControl {
  const spec::Control* control = nullptr;
  std::vector<AuditAnswer> answers{};

  /// The worst of the answers: `kFail` where one fails that is not waived, else `kUnknown`.
  Verdict verdict() const;
};

/// What the controls say of a stack, in the order of their ids.
struct AuditResult {
  std::vector<AuditedControl> controls;
  /// Types of the template that no control has an answer for, sorted; but for those that belong to
  /// other resources, and where the controls of one pack are asked.
  std::vector<std::string> unanswered{};
  /// Who may become whom, and read what.
  IdentityAnalysis identities{};
  /// Waivers of the metadata that have expired (ARC0921), or waive nothing (ARC0922).
  Diagnostics waivers{};

  std::size_t count(Verdict verdict) const;
  std::size_t waived() const;
};

/// Judges a template as it is deployed with these parameters and the defaults of others. A setting
/// that only the deployment decides is unknown.
AuditResult audit(const cfn::Template& stack, const AuditOptions& options);

/// Failures and unknown answers as findings: a control's id, its title with the evidence, its fix.
/// Those that are waived are notes with a suppression.
Diagnostics findings_of(const AuditResult& result);

/// What is wrong with the suppressions that stand in a template's metadata, in the forms of
/// checkov, cdk-nag, cfn_nag and cfn-guard: unknown ids (ARC6001), keys that the tool ignores
/// (ARC6002), none with a reason (ARC6003), and those whose rule would pass (ARC6004).
Diagnostics check_suppressions(const cfn::Template& stack, const AuditOptions& options);

}  // namespace archsynth::analysis
