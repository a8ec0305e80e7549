#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/identities/identities.h"
#include "archsynth/analysis/audit.h"
#include "model/network/network.h"
#include "model/stores/stores.h"
#include "model/workloads/workloads.h"
#include "rules/policies/policies.h"
#include "view/view.h"

/// How the controls of `audit` are answered. Law: an answer has evidence, and what only the
/// deployment decides is unknown.
namespace archsynth::analysis {

/// A stack as controls see it.
struct AuditedStack {
  AuditedStack(const cfn::Template& source, const AuditOptions& options);
  AuditedStack(const AuditedStack&) = delete;
  AuditedStack& operator=(const AuditedStack&) = delete;

  cfn::Template deployed;
  View view;
  model::Network network;
  model::Workloads workloads;
  model::Stores stores;
  model::Identities identities;
  IdentityAnalysis identity;
};

/// A property, as far as it is known.
struct Seen {
  const cfn::Value* at = nullptr;  ///< null: not set, or what holds it is computed
  bool is_absent = false;          ///< nothing can set it
  std::optional<std::string> text{};

  bool is(std::string_view value) const { return text == value; }
};
/// By its path, with dots.
Seen seen(const View& view, const cfn::Resource& resource, std::string_view path);
Seen seen_in(const View& view, const cfn::Map* map, std::string_view path);

/// Whether it is a block of all addresses, whatever is in front of its `/0`.
inline bool is_every_address(const std::optional<std::string>& block) {
  return block && block->ends_with("/0");
}

/// Collects the answers of one control.
class AuditAnswers {
 public:
  explicit AuditAnswers(std::vector<AuditAnswer>& to) : to_(to) {}

  void pass(const cfn::Resource& resource, std::string_view property, std::string evidence,
            const Origin& at = {}) {
    add(Verdict::kPass, resource, property, std::move(evidence), at);
  }
  void fail(const cfn::Resource& resource, std::string_view property, std::string evidence,
            const Origin& at = {}, std::string finding = {}) {
    add(Verdict::kFail, resource, property, std::move(evidence), at);
    to_.back().finding = std::move(finding);
  }
  void unknown(const cfn::Resource& resource, std::string_view property, std::string evidence,
               const Origin& at = {}) {
    add(Verdict::kUnknown, resource, property, std::move(evidence), at);
  }
  /// Passes or fails, with the evidence of what is so.
  void answer(bool is_good, const cfn::Resource& resource, std::string_view property,
              std::string evidence, const Origin& at = {}) {
    add(is_good ? Verdict::kPass : Verdict::kFail, resource, property, std::move(evidence), at);
  }
  /// That of a row's property; one for each item of a list.
  void property(const View& view, const cfn::Resource& resource,
                const spec::ControlProperty& wanted);

 private:
  void add(Verdict verdict, const cfn::Resource& resource, std::string_view property,
           std::string evidence, const Origin& at);
  static std::vector<AuditAnswer> best_of(std::vector<AuditAnswer> all);

  std::vector<AuditAnswer>& to_;
};

/// How a control is answered that properties alone do not answer.
struct AuditCheck {
  std::string_view control;
  void (*answer)(const AuditedStack& stack, AuditAnswers& to);
};
/// Answers a control for a stack: the worst of its answers on each resource.
void answer_control(const AuditedStack& stack, AuditedControl& made);
/// Whether more than properties answers a control.
bool has_check(std::string_view control);
/// 2: it fails, 1: unknown, 0: anything else.
int rank_of(Verdict verdict);
std::span<const AuditCheck> network_checks();
std::span<const AuditCheck> group_checks();
std::span<const AuditCheck> identity_checks();
std::span<const AuditCheck> escalation_checks();
std::span<const AuditCheck> access_checks();
std::span<const AuditCheck> secret_checks();
std::span<const AuditCheck> policy_checks();
std::span<const AuditCheck> encryption_checks();
std::span<const AuditCheck> host_checks();
std::span<const AuditCheck> container_checks();
std::span<const AuditCheck> application_checks();
std::span<const AuditCheck> monitoring_checks();

/// Fails for credentials in texts of any property, and in the metadata that configures hosts.
void check_written_credentials(const AuditedStack& stack, AuditAnswers& to);

/// An attribute of a load balancer; absent where the template does not set it.
Seen balancer_attribute(const View& view, const cfn::Resource& balancer, std::string_view key);

/// Whether a resource of a type may name any other in a property: what a parameter or an import
/// says.
bool has_open_name(const AuditedStack& stack, std::string_view type, std::string_view key);

/// A statement that allows something, of a policy of the template.
struct AllowStatement {
  const cfn::Resource& resource;
  const PolicyDocument& policy;
  const cfn::Map& map;
  const Origin& origin;

  /// The place of a value within.
  const Origin& at(const Origin& value) const { return first_known(value, origin); }
};
/// The statements of a policy document, be it one or a list.
std::vector<const cfn::Value*> statements_in(const View& view, const cfn::Value& document);
void each_allow(const AuditedStack& stack, PolicyKind kind,
                const std::function<void(const AllowStatement&)>& visit);
/// Answers for policies of which only the deployment knows a part, where the control is about them.
void answer_unknown_policies(const AuditedStack& stack, std::string_view control, AuditAnswers& to);
/// All texts of a member that may be a list; nothing where one is computed.
std::vector<std::optional<std::string>> texts_at(const View& view, const cfn::Map& map,
                                                 std::string_view key);
/// Whether a statement lets anyone, or anyone of another account.
enum class Openness { kClosed, kOtherAccount, kAnyone };
/// Whom a statement lets in, and the value that decides.
struct Admission {
  Openness is = Openness::kClosed;
  bool may_be_anyone = false;
  bool may_be_other_account = false;
  std::string open{};  ///< what the deployment decides then
  Origin at{};
};
Admission admission_of(const AuditedStack& stack, const cfn::Map& statement);
/// Answers whether a statement lets anyone in. `kept_out_by`: what keeps the world out besides;
/// empty: nothing.
void answer_admission(const AuditedStack& stack, const AllowStatement& each,
                      std::string_view kept_out_by, AuditAnswers& to);
/// The issuer of identities for everybody that the statement trusts; empty: none.
std::string shared_issuer(const View& view, const cfn::Map& statement);
/// The keys of the statement's conditions that limit who calls; empty: none.
std::string limits_of(const View& view, const AllowStatement& statement);
/// Whether a pattern of ARNs is of one account, or of one resource.
bool is_fixed_arn(std::string_view text);

}  // namespace archsynth::analysis
