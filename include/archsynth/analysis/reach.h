#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// What is asked: whether a connection from one end can reach the other.
struct ReachQuestion {
  /// `internet`, a block of addresses, a service (`aws:s3`), a logical id, or a key of the
  /// architecture file.
  std::string from;
  std::string to;
  std::string protocol{};  ///< `tcp`; empty: any
  std::optional<int> port{};
  std::string family{};  ///< `ipv4` or `ipv6`; empty: either
};

struct ReachOptions {
  std::string region{};
  std::vector<ParameterValue> parameters{};
  /// What the user calls the construct that made a resource, by logical id.
  std::map<std::string, std::string> makers{};
};

/// A step of the packets: what they pass, and the setting that lets them.
struct ReachHop {
  std::string hop;
  std::string detail;
  Origin origin;
  std::string resource{};  ///< its id, where `hop` is a description
};

/// A setting that stops them, with the code that VPC Reachability Analyzer gives such a one.
/// Source: https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
struct ReachBlock {
  std::string resource;
  std::string property;  ///< or the kind of resource that is missing; empty: neither
  std::string code;
  std::string message;
  Origin origin;
};

/// Whether connections reach, with a witness, or with the fewest settings that would have to
/// change.
struct ReachAnswer {
  std::string from;
  std::string to;
  std::string family = "ipv4";
  std::string traffic{};  ///< that of the witness: `tcp 443`
  bool is_reachable = false;
  std::vector<ReachHop> path{};
  std::vector<ReachBlock> blocked_by{};
  /// What is not known of the template and has to be so for the answer to hold.
  std::vector<std::string> assumptions{};
};

/// What a question names that there is not, with what there is.
struct ReachUnknown {
  std::string name;
  std::vector<std::string> known;
  std::string type{};     ///< of the resource of that name, which is not followed
  std::string problem{};  ///< what is wrong with a block; empty: it is none
};

/// Neither an answer nor something unknown: no end is of the template.
struct ReachResult {
  std::optional<ReachAnswer> answer{};
  std::optional<ReachUnknown> unknown{};
};

/// Answers one question. What is not known lets packets pass, and is an assumption of the answer;
/// so a connection that is blocked is blocked in any case, under the assumptions that it names.
ReachResult reach(const cfn::Template& stack, const ReachOptions& options,
                  const ReachQuestion& question);

/// Every connection between the internet, workloads, stores, balancers and the services of AWS for
/// which the template has endpoints. Of what stores could open, only connections to the internet.
/// Ends past the first 300 are left out and reported (ARC0975).
std::vector<ReachAnswer> reachable_flows(const cfn::Template& stack, const ReachOptions& options,
                                         Diagnostics* cut = nullptr);

}  // namespace archsynth::analysis
