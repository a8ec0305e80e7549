#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access.h"
#include "archsynth/analysis/reach.h"
#include "model/network/outside.h"
#include "paths.h"

namespace archsynth::analysis {

inline constexpr std::string_view kInternetName = "internet";

/// All addresses of the internet.
std::vector<model::Block> both_families();

/// What is wrong with the prefix of a block; empty where it is right, or the name is no block.
std::string wrong_prefix(const std::string& name);

/// Whether neither end is of the template, so that nothing in it decides.
bool is_without_resource(const End& from, const End& to);

/// The network of a template, and answers to questions about it.
class Answers {
 public:
  Answers(const cfn::Template& stack, const ReachOptions& options);
  /// What is known of it already, as `view::deployed_template` makes it.
  struct Deployed {
    cfn::Template stack;
  };
  Answers(Deployed deployed, const ReachOptions& options);
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  const model::Network& network() const { return network_; }
  const model::Outside& outside() const { return outside_; }
  /// All nodes that can be asked about: those of the network but for endpoints, and those outside.
  const std::vector<const model::Node*>& ends() const { return ends_; }
  /// What people call it: its key where that is its alone, or else the path to the key.
  std::string shown(const model::Node& node) const;

  /// The end of that name, in any of the forms that `ReachQuestion` takes; nothing where there is
  /// none.
  std::optional<End> end_of(const std::string& name) const;
  /// The service `aws:s3`, also one that only the other side of a change has an endpoint for.
  static End end_of_service(const std::string& name);
  End end_of(const model::Node& node) const { return {End::Kind::kNode, shown(node), &node, {}}; }
  /// What ends can be called; services where what is not known has the form of one.
  std::vector<std::string> names(std::string_view unknown) const;

  /// The end that a bucket, a table or the like is.
  End end_of(const cfn::Resource& store) const;
  /// What policies say of requests to services.
  const ServiceAccess& access() const;

  /// The best way, also through what hands requests on; `depth`: how often that was so before.
  ReachAnswer answer(const End& from, const End& to, Asked asked, bool is_explained,
                     int depth = 0) const;
  /// A function as what is called through the API of Lambda.
  End as_service(const End& function) const;
  /// The same as far as the network decides; through a balancer where one is named.
  ReachAnswer network_answer(const End& from, const End& to, Asked asked, bool is_explained,
                             const model::Node* first = nullptr) const;
  /// That of a question about ends that there are, in the family that is open for certain where one
  /// is.
  ReachAnswer answer(const End& from, const End& to, const ReachQuestion& question) const;

 private:
  ReachAnswer connection(const End& from, const End& to, const Asked& asked,
                         bool is_explained) const;
  ReachAnswer anyone_answer(const End& from, const End& to, const Asked& asked) const;
  std::optional<ReachAnswer> handed_on(const model::Handoff& by, const End& from, const End& to,
                                       const Asked& asked, bool is_explained, int depth) const;
  std::optional<ReachAnswer> handed_on_at(const model::Handoff& by, const End& from, const End& to,
                                          Asked asked, bool is_explained, int depth) const;
  /// Adds what comes after a way, or what stops it there.
  void go_on(const model::Handoff& by, const End& to, Asked asked, bool is_explained,
             ReachAnswer& answer) const;
  /// What a blocked answer depends on: ways that are not followed.
  void assume_unfollowed(const End& to, ReachAnswer& answer) const;
  static End end_of(const std::string& name, const model::Block& block);
  bool is_service(const std::string& name) const;
  std::string label_of(const model::Node& node) const;
  const std::string& owner_of(const model::Node& node) const;
  const model::Node* node_of(const std::string& name) const;
  std::vector<model::Block> blocks_of(const std::string& name) const;

  const cfn::Resource* store_of(const std::string& name) const;

  const ReachOptions& options_;
  cfn::Template deployed_;
  mutable std::unique_ptr<ServiceAccess> access_;
  model::Network network_;
  model::Outside outside_;
  std::vector<const model::Node*> ends_;
  std::map<std::string, const model::Node*> labels_;
  std::map<std::string, int> keys_;
};

}  // namespace archsynth::analysis
