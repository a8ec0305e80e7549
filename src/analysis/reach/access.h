#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/reach.h"
#include "model/identities/requests.h"
#include "model/network/network.h"
#include "paths.h"

namespace archsynth::analysis {

/// What identities and policies say of requests to services of AWS, on top of the network.
class ServiceAccess {
 public:
  /// `deployed` as `view::deployed_template` makes it, which it refers to.
  ServiceAccess(const cfn::Template& deployed, std::string_view region);

  /// Buckets, tables, queues, topics, secrets and the like.
  const std::vector<const cfn::Resource*>& stores() const { return stores_; }
  /// `s3` of a bucket; empty for other types.
  static std::string_view service_of(std::string_view type);
  /// Blocks an answer that the network lets through where no policy allows the request, or adds who
  /// allows it and what decides.
  void judge(const model::Node& from, const End& to, ReachAnswer& answer) const;
  /// The same for a caller that is no identity of the template: anyone, or a service of AWS.
  void judge_caller(const model::Principal& who, const model::RequestContext& request,
                    const End& to, ReachAnswer& answer) const;
  /// What is known of requests that a resource sends.
  model::RequestContext request_of(const std::string& caller) const;

  /// All that `judge` reads of one of them, as text that is the same where that is.
  std::string basis_of_workload(const std::string& id) const;
  std::string basis_of(const cfn::Resource& store) const;
  std::string basis_of_keys() const;
  std::string basis_of_endpoint(const std::string& id) const;

 private:
  /// A role that a workload uses, and whether its code has the credentials.
  struct Actor {
    const model::Identity* identity = nullptr;
    bool is_agent = false;
  };
  /// What one role may do.
  struct Finding {
    std::vector<std::string> actions;
    std::string open;
    const model::Statement* by = nullptr;
    model::Decision refused{};  ///< where there are no actions: the one that comes closest
  };

  std::vector<Actor> actors(const cfn::Resource& workload, bool& is_known) const;
  void add_role(const cfn::Resource& holder, std::string_view property, bool is_agent,
                std::vector<Actor>& to, bool& is_known) const;
  /// The role that is allowed for certain, or perhaps; null: none is.
  const Actor* best_of_all(const std::vector<Actor>& all, const End& to,
                           const model::RequestContext& request, Finding& found) const;
  Finding on_store(const model::Identity& who, const cfn::Resource& store,
                   const model::RequestContext& request) const;
  Finding of_caller(const model::Principal& who, const model::RequestContext& request,
                    const cfn::Resource& store) const;
  /// The actions that use a store.
  static std::vector<std::string> actions_on(const cfn::Resource& store);
  Finding on_service(const model::Identity& who, std::string_view service,
                     const model::RequestContext& request) const;
  ReachBlock block_of(const std::vector<Actor>& all, const End& to,
                      const model::Decision& refused) const;
  /// What the policy of an endpoint on the way stops.
  bool endpoint_stops(const ReachAnswer& answer, const End& to, const model::Identity& who,
                      Finding& found, ReachBlock& block) const;
  const cfn::Resource* endpoint_on(const ReachAnswer& answer) const;

  view::View view_;
  model::Identities identities_;
  std::vector<const cfn::Resource*> stores_;
};

}  // namespace archsynth::analysis
