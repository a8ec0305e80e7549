#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answers.h"

namespace archsynth::analysis {

/// The states of a stack that parameters without a value leave open: what each `Fn::If` may be, and
/// which resources exist, and parameters that may be given as empty. All outcomes of each two
/// conditions that meet in a resource, in at most 24 states.
class OpenStates {
 public:
  OpenStates(const cfn::Template& source, const AuditedStack& stack, const AuditOptions& options);

  /// What fails in all states fails; what fails in some is unknown, with the conditions that
  /// decide.
  void correct(AuditedControl& made) const;

 private:
  struct State {
    const AuditedStack* stack = nullptr;
    /// `Open`: `holds`, `Key`: `is empty`.
    std::map<std::string, std::string, std::less<>> words{};
    std::unique_ptr<AuditedStack> owned{};
  };
  using AnswersOfStates = std::vector<std::vector<AuditAnswer>>;

  State& add(std::unique_ptr<AuditedStack> made);
  void add_outcomes(const AuditedStack& stack, const AuditOptions& options);
  /// The state in which those parameters are empty that else count as set.
  void add_empty(const cfn::Template& source, const AuditedStack& stack,
                 const AuditOptions& options);
  void correct(const std::string& resource, const AnswersOfStates& here,
               std::vector<AuditAnswer>& answers) const;
  /// `, if Open holds`: what is so where it fails, and not where it passes.
  std::string reason_of(const std::vector<std::size_t>& bad,
                        const std::vector<std::size_t>& good) const;

  std::vector<State> all_;
};

}  // namespace archsynth::analysis
