#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "archsynth/analysis/reach.h"
#include "model/network/network.h"

namespace archsynth::analysis {

/// Packets that one setting lets through; no place: nobody sets it.
struct Pass {
  model::Packets packets;
  const model::Place* place = nullptr;
  std::string assumption{};
};

/// Something that packets have to pass, with all that lets some of them through.
struct Check {
  std::vector<Pass> passes;
  /// What stops the others.
  ReachBlock block;
};

/// A part of a path on which the packets' addresses and ports stay as they are.
struct Stage {
  model::Packets asked;
  std::vector<Check> checks;
  std::vector<ReachHop> before{};
  std::vector<ReachHop> after{};
  std::vector<std::string> assumptions{};
};

/// What gets through a stage, with its witness; no packets: nothing does.
struct Passed {
  model::Packets packets{};
  std::vector<ReachHop> hops{};
  std::vector<std::string> assumptions{};
};

/// A stage that paths share; what gets through is found once.
class SharedStage {
 public:
  SharedStage(Stage stage) : made_(std::make_shared<Made>(Made{std::move(stage), {}})) {}

  const Stage& operator*() const { return made_->stage; }
  const Passed& passed() const;
  /// To change in this path alone.
  Stage& amend();

 private:
  struct Made {
    Stage stage;
    std::optional<Passed> passed;
  };
  std::shared_ptr<Made> made_;
};

/// A way from one end to the other.
using Path = std::vector<SharedStage>;

/// What comes of a path: the witness, or the fewest checks that stop everything.
struct Outcome {
  bool is_reachable = false;
  std::vector<ReachHop> hops{};
  std::vector<ReachBlock> blocks{};
  std::vector<std::string> assumptions{};
  model::Packets packets{};  ///< that get through the first stage
};
Outcome follow(const Path& path, bool is_explained);
/// That of the way that gets through with the fewest assumptions, or of the one that the fewest
/// checks stop; nothing where there is no way.
std::optional<Outcome> best_of(const std::vector<Path>& paths, bool is_explained);

/// Ways to and from balancers that many questions share.
struct Ways {
  std::map<std::tuple<const model::Node*, const model::Node*, std::uint64_t, model::Family>,
           std::vector<Path>>
      to;
  std::map<std::pair<const model::Forward*, model::Family>, std::vector<SharedStage>> from;
};

/// What is asked of each path.
struct Asked {
  model::Family family = model::Family::kIpv4;
  model::Range protocols = model::kAllProtocols;
  model::Range ports = model::kAllPorts;
  bool has_port = false;
  bool uses_own_names = false;  ///< of services, not those of endpoints
  int balancers = 0;            ///< on the way so far
  /// What clients connect to, where balancers on the way forward to other ports.
  model::Range client_protocols = model::kAllProtocols;
  model::Range client_ports = model::kAllPorts;
  Ways* ways = nullptr;  ///< of a list of flows, where ways that groups close need not be found
};

/// One end of a question.
struct End {
  enum class Kind { kNode, kInternet, kBlock, kService };
  Kind kind = Kind::kInternet;
  std::string name;
  const model::Node* node = nullptr;
  std::vector<model::Block> blocks{};
  std::string service{};                 ///< `s3` of `aws:s3`, or of a bucket
  const cfn::Resource* store = nullptr;  ///< behind the service
};

/// One end of a stage: a node in one of its subnets, or addresses alone.
struct Side {
  const model::Node* node = nullptr;
  const model::Subnet* subnet = nullptr;
  std::vector<model::Block> blocks{};
  bool keeps_groups = true;         ///< the other side can see of which groups it is
  std::string groups_assumption{};  ///< where it can only if something is so
};

/// The ways between two ends, at least one.
class Paths {
 public:
  Paths(const model::Network& network, const Asked& asked) : network_(network), asked_(asked) {}

  std::vector<Path> between(const End& from, const End& to) const;
  /// Those to a balancer, and on to what it hands connections on to.
  std::vector<Path> through(const End& from, const model::Node& first, const model::Node& to) const;
  /// The ways within a VPC, or across joined ones, whatever listens or forwards.
  std::vector<Path> direct(const model::Node& from, const model::Node& to) const;

 private:
  /// Those from one interface to another.
  void add_between(const End& from, const End& to, std::vector<Path>& found) const;
  End public_part(const End& of) const;
  void from_internet(const End& from, const model::Node& to, std::vector<Path>& found) const;
  void to_internet(const model::Node& from, const End& to, std::vector<Path>& found) const;
  void around(const model::Node& from, const model::Node& to, std::vector<Path>& found) const;
  std::vector<Check> instance_checks(const Side& from, const std::string& gateway, const End& to,
                                     const model::Packets& asked) const;
  std::vector<Check> nat_checks(const std::string& gateway, const model::Subnet& from,
                                const model::Packets& asked) const;
  void to_endpoint(const Side& from, const model::Endpoint& endpoint, const End& to,
                   std::vector<Path>& found) const;
  void to_other_networks(const model::Node& from, const End& to, std::vector<Path>& found) const;
  void to_service(const model::Node& from, const End& to, std::vector<Path>& found) const;
  void inside(const End& from, const model::Node& to, std::vector<Path>& found) const;
  void within_vpc(Side from, Side to, std::vector<Path>& found) const;
  void to_block(const model::Node& from, const End& to, std::vector<Path>& found) const;
  void from_node(const model::Node& from, const Side& to, std::vector<Path>& found) const;
  void to_targets(const model::Node& balancer, const model::Node& to,
                  std::vector<Path>& found) const;
  bool asks_for(std::uint64_t protocol, const model::Range& ports) const;
  bool is_forwarded(const model::Forward& forward) const;
  void outside(const Side& from, const Side& to, std::vector<Path>& found) const;
  void across(Side from, Side to, std::vector<Path>& found) const;
  void from_outside(const End& from, const Side& to, std::vector<Path>& found) const;
  void through_balancers(const End& from, const model::Node& to, std::vector<Path>& found,
                         const model::Node* first = nullptr) const;
  std::vector<Path> to_balancer(const End& from, const model::Node& balancer,
                                const model::Forward& forward) const;
  std::vector<Path> find_to_balancer(const End& from, const model::Node& balancer,
                                     const model::Forward& forward) const;
  std::vector<SharedStage> from_balancer(const End& from, const model::Node& balancer,
                                         const model::Forward& forward) const;
  std::vector<SharedStage> find_from_balancer(const End& from, const model::Node& balancer,
                                              const model::Forward& forward) const;

  void to_replies(const End& from, const model::Node& to, std::vector<Path>& found) const;
  static ReachBlock zone_block(const model::Node& balancer, const model::Forward& forward);
  /// What it takes that a balancer sends to a subnet's zone.
  static void set_zone(const model::Node& balancer, const model::Forward& forward,
                       const model::Subnet& target, Stage& made);

  model::Packets any_packets() const;
  /// Addresses of subnets are none of the internet, although those of IPv6 could be.
  void remove_own(model::Packets& asked, model::Box::Dimension dimension) const;
  std::vector<model::Block> blocks_in(const model::Subnet& subnet) const;
  model::Packets packets(const std::vector<model::Block>& sources,
                         const std::vector<model::Block>& destinations,
                         const model::Range& protocols, const model::Range& ports) const;
  Stage stage(const Side& from, const Side& to, const model::Node* listens,
              const model::Range& protocols, const model::Range& ports) const;
  Stage leg(const Side& from, const Side& to, const model::Range& protocols,
            const model::Range& ports) const;

  const model::Network& network_;
  Asked asked_;
};

/// What blocks have in common with others of their family.
std::vector<model::Block> overlap_of(const std::vector<model::Block>& blocks,
                                     const std::vector<model::Block>& around);

/// Whether it is a function of Lambda.
bool is_function(const model::Node& node);

/// Whether two zones are known and can be compared: both by name, or both by number.
bool are_comparable(const std::string& a, const std::string& b);

/// Whether groups leave it open that one node reaches the other; false: they never let it.
bool may_reach(const model::Node& from, const model::Node& to);

/// No setting is to blame: nothing leads from one end to the other.
inline constexpr std::string_view kNoPath = "NO_PATH";
/// The checks of a stage.
Check group_check(const Side& from, const Side& to, bool is_ingress, const model::Packets& asked);
Check acl_check(const model::Subnet& subnet, bool is_inbound, const model::Packets& asked);
Check listener_check(const model::Node& node, const model::Packets& asked);
/// Whether the node has an address of IPv6. VPC Reachability Analyzer has no code for that.
inline constexpr std::string_view kNoIpv6Address = "NO_IPV6_ADDRESS";
Check six_check(const model::Node& node, const model::Packets& asked);
/// The route of a table that takes all of the packets, the widest of several; null: none does.
const model::Route* catching_route(const model::RouteTable& table, const model::Packets& asked,
                                   model::Box::Dimension to);
/// The routes of a table that lead that way; to a gateway where one is named.
Check route_check(const model::RouteTable& table, model::Way way, std::string_view gateway,
                  const model::Packets& asked, model::Box::Dimension to);
Check public_check(const model::Node& node, bool is_inbound, const model::Packets& asked);
ReachBlock block_at(const model::Place& place, std::string_view code, std::string message);

}  // namespace archsynth::analysis
