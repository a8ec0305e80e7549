#pragma once

#include <string>

#include "archsynth/describe/record.h"
#include "archsynth/describe/shapes.h"

/// What a file accepts: findings, changes, and controls that do not hold.
namespace archsynth::architecture {

using describe::field;

/// A sentence for reviewers: anything but blanks.
extern const describe::Form kReason;
/// The last day of what is accepted.
extern const describe::Form kDay;

/// A finding that is accepted.
struct AllowProps {
  Sourced<std::string> id{};
  Sourced<std::string> resource{};
  Sourced<std::string> reason{};
  Sourced<std::string> until{};
  static constexpr auto fields() {
    using P = AllowProps;
    return describe::fields(
        "an allowed finding",
        field<&P::id>("id", "the finding's id, or that of cfn-lint").required().example("ARC4330"),
        field<&P::resource>("resource",
                            "the logical id of the resource that it concerns; any when left out")
            .example("LoadBalancer"),
        field<&P::reason>("reason", "why it is acceptable, for later readers")
            .required()
            .form(kReason)
            .example("HTTP until there is a domain"),
        field<&P::until>("until", "the last day that it is allowed, as YYYY-MM-DD")
            .form(kDay)
            .example("2027-01-31"));
  }
};
static_assert(describe::complete<AllowProps>());

/// A finding of `archsynth diff` that is meant.
struct AcknowledgementProps {
  Sourced<std::string> resource{};
  Sourced<std::string> change{};
  Sourced<std::string> reason{};
  Sourced<std::string> until{};
  static constexpr auto fields() {
    using P = AcknowledgementProps;
    return describe::fields(
        "an acknowledgement",
        field<&P::resource>("resource", "the logical id of the resource that the finding names")
            .required()
            .example("MainDatabase"),
        field<&P::change>("change", "the finding's id").required().example("ARC5001"),
        field<&P::reason>("reason", "why the change is intended, for later readers")
            .required()
            .form(kReason),
        field<&P::until>("until", "the last day that it is valid, as YYYY-MM-DD")
            .form(kDay)
            .example("2027-01-31"));
  }
};
static_assert(describe::complete<AcknowledgementProps>());

/// A control of `archsynth audit` that does not hold, and why that is accepted.
struct WaiverProps {
  Sourced<std::string> control{};
  Sourced<std::string> resource{};
  Sourced<std::string> reason{};
  Sourced<std::string> until{};
  Sourced<std::string> approved_by{};
  static constexpr auto fields() {
    using P = WaiverProps;
    return describe::fields(
        "a waiver",
        field<&P::control>("control", "the control of `archsynth audit`")
            .required()
            .example("ARC6515"),
        field<&P::resource>("resource", "the logical id of the resource that fails it")
            .required()
            .example("LoadBalancer"),
        field<&P::reason>("reason", "why that is acceptable, for reviewers")
            .required()
            .form(kReason)
            .example("the firewall is at the CDN"),
        field<&P::until>("until", "the last day that it is valid, as YYYY-MM-DD")
            .form(kDay)
            .example("2027-01-31"),
        field<&P::approved_by>("approved_by", "who accepted it").example("security@example.com"));
  }
};
static_assert(describe::complete<WaiverProps>());

}  // namespace archsynth::architecture
