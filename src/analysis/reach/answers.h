#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access.h"
#include "archsynth/analysis/reach.h"
#include "paths.h"

namespace archsynth::analysis {

inline constexpr std::string_view kInternetName = "internet";

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
  /// What people call it: its key where that is its alone, or else the path to the key.
  std::string shown(const model::Node& node) const;

  /// The end of that name, in any of the forms that `ReachQuestion` takes; nothing where there is
  /// none.
  std::optional<End> end_of(const std::string& name) const;
  End end_of(const model::Node& node) const { return {End::Kind::kNode, shown(node), &node, {}}; }
  /// What ends can be called.
  std::vector<std::string> names() const;

  /// The end that a bucket, a table or the like is.
  End end_of(const cfn::Resource& store) const;
  /// What policies say of requests to services.
  const ServiceAccess& access() const;

  ReachAnswer answer(const End& from, const End& to, Asked asked, bool is_explained) const;
  /// The same as far as the network decides.
  ReachAnswer network_answer(const End& from, const End& to, Asked asked, bool is_explained) const;
  /// That of a question about ends that there are, in the family that is open for certain where one
  /// is.
  ReachAnswer answer(const End& from, const End& to, const ReachQuestion& question) const;

 private:
  std::string label_of(const model::Node& node) const;
  const std::string& owner_of(const model::Node& node) const;
  const model::Node* node_of(const std::string& name) const;
  std::vector<model::Block> blocks_of(const std::string& name) const;

  const cfn::Resource* store_of(const std::string& name) const;

  const ReachOptions& options_;
  cfn::Template deployed_;
  mutable std::unique_ptr<ServiceAccess> access_;
  model::Network network_;
  std::map<std::string, const model::Node*> labels_;
  std::map<std::string, int> keys_;
};

}  // namespace archsynth::analysis
