#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// Whether one of the ids, or the beginning of ids (`E30`), names the finding: ours or cfn-lint's.
bool names(const std::vector<std::string>& ids, const Diagnostic& finding);

/// What a template says in its own `Metadata` about findings that need no mending:
///
///     Metadata:
///       archsynth:
///         allow:
///           - {id: ARC4101, reason: the container is added at deployment, expires: 2027-01-31}
///
/// That of a resource counts within it. What cfn-lint's `ignore_checks` turn off counts too.
class Allowances {
 public:
  /// Reports allowances that are malformed (ARC0920, which allow nothing), and those that `today`
  /// is past the last day of (ARC0921, which allow nothing any more).
  Allowances(const cfn::Template& checked, std::chrono::year_month_day today, Diagnostics& to);

  /// Whether something allows the finding; all that do count as used.
  bool allow(const Diagnostic& finding);
  /// Reports allowances that have allowed nothing (ARC0922).
  void report_unused(Diagnostics& to) const;

 private:
  struct Allowance {
    std::string id;
    Origin origin;            ///< of the id
    std::string_view within;  ///< a resource; empty: the whole template
    bool is_used = false;
  };
  /// Rules that are off for cfn-lint.
  struct TurnedOff {
    std::vector<std::string> ids;
    std::string_view within;  ///< a resource; empty: the whole template
  };

  void read(const cfn::Value& metadata, std::string_view within);
  void read_allowance(const cfn::Value& value, const Origin& owner, std::string_view within);

  std::chrono::year_month_day today_;
  Diagnostics& to_;
  std::vector<Allowance> allowances_;
  std::vector<TurnedOff> turned_off_;
};

}  // namespace archsynth::cli
