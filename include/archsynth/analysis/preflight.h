#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"

namespace archsynth::analysis {

/// Something that a stack needs and does not make.
struct Prerequisite {
  std::string kind;        ///< `secret`, `certificate`, `subnet`, …
  std::string name;        ///< its ARN, id or name
  std::string needs{};     ///< what it has to be, or to allow; empty: it has to be there
  std::string resource{};  ///< the logical id of what needs it
  Origin origin{};
  /// The words of a read-only command of the AWS CLI that shows it, after `aws`; empty: there is
  /// none.
  std::vector<std::string> command{};
  std::string expected{};  ///< what the command prints; empty: anything but nothing and `None`
  std::vector<std::string> keys{};  ///< of the JSON object that a secret holds
  std::vector<std::string> read{};  ///< the command that prints this object
  bool is_made_on_demand = false;   ///< AWS makes it when it is first needed
};

/// A quota of the account that the stack takes a part of.
struct QuotaUse {
  std::string name;           ///< `VPCs per Region`
  std::string service;        ///< of `aws service-quotas`
  std::string code;           ///< `L-F678F1CE`
  std::int64_t needed = 0;    ///< by the stack at its peak
  std::int64_t standard = 0;  ///< of a new account
  std::string page;           ///< that states it
  std::string resource{};     ///< that needs the most; empty: all together
};

struct PreflightOptions {
  std::string region{};
  std::vector<ParameterValue> parameters{};
};

struct Preflight {
  std::string region;  ///< empty: not known
  std::vector<Prerequisite> prerequisites;
  std::vector<QuotaUse> quotas{};
};

/// What has to be there before the first deployment, in the order of the template. What a value
/// computes is left out; a parameter without a value is a prerequisite itself.
Preflight preflight(const cfn::Template& stack, const PreflightOptions& options);

}  // namespace archsynth::analysis
