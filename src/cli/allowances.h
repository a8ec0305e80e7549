#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/audit.h"
#include "archsynth/input/input.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// Whether one of the ids, or the beginning of ids (`E30`), names the finding: ours or cfn-lint's.
bool names(const std::vector<std::string>& ids, const Diagnostic& finding);

/// What a file says about findings that are accepted. A template says it in its `Metadata`:
///
///     Metadata:
///       archsynth:
///         allow:
///           - {id: ARC4101, reason: the container is added at deployment, until: 2027-01-31}
///
/// That of a resource counts within it. What cfn-lint's `ignore_checks` turn off counts too. An
/// architecture file says it in `allow`, and any YAML in a comment at the end of the line, or alone
/// above it:
///
///     DelaySeconds: many   # archsynth: ignore E3012 a macro of ours puts the number in
class Allowances {
 public:
  /// Reports allowances that are malformed (ARC0920, which allow nothing), and those that `today`
  /// is past the last day of (ARC0921, which allow nothing any more).
  Allowances(const input::Input& file, std::chrono::year_month_day today, Diagnostics& to);

  /// The finding, if it is to be reported: as it is, or as suppressed. All that suppress it count
  /// as used.
  std::optional<Diagnostic> apply(const Diagnostic& finding);
  /// Reports allowances that have allowed nothing (ARC0922).
  void report_unused(Diagnostics& to) const;

 private:
  struct Allowance {
    std::string id;
    Origin origin;            ///< of the id
    std::string_view within;  ///< a resource; empty: any
    Suppression suppression{};
    std::optional<Span> lines{};  ///< where the findings are; nothing: anywhere
    bool is_used = false;

    bool fits(const Diagnostic& finding) const;
  };
  /// Rules that are off for cfn-lint.
  struct TurnedOff {
    std::vector<std::string> ids;
    std::string_view within;  ///< a resource; empty: the whole template
  };

  void read(const cfn::Value& metadata, std::string_view within);
  void read_stated(const input::Input& file);
  void read_comments(const Source& source);
  void read_comment(const Source& source, std::size_t at);
  /// Whether a day has not come, or a warning that it has.
  bool is_in_time(const std::string& id, const std::string& day, const Origin& origin);
  void read_allowance(const cfn::Value& value, const Origin& owner, std::string_view within);

  std::chrono::year_month_day today_;
  Diagnostics& to_;
  std::vector<Allowance> allowances_;
  bool has_other_environments_ = false;
  std::vector<TurnedOff> turned_off_;
};

/// The `allow` entries of an architecture file that are about controls of `audit`.
std::vector<analysis::AuditWaiver> waivers_in(const input::Input& file);

}  // namespace archsynth::cli
