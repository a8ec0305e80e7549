#pragma once

#include <map>
#include <string>
#include <vector>

#include "networks.h"

namespace archsynth::analysis {

/// Where people draw a thing.
enum class Home {
  kEdge,      ///< between users and networks
  kGateway,   ///< on the edge of its network
  kNetwork,   ///< in its subnets, or in the region where it has none
  kRegional,  ///< in the region
  kSupport,   ///< beside all; things of one title are one box
  kHidden,    ///< not drawn, unless there is nothing else
};

/// A thing to draw: a resource with those that belong to it.
struct Thing {
  const cfn::Resource* main = nullptr;
  std::vector<const cfn::Resource*> members;  ///< main among them
  std::string_view title;
  BoxKind kind = BoxKind::kOther;
  Home home = Home::kRegional;
  std::vector<std::string> details;
  std::vector<const cfn::Resource*> names;  ///< the main ones, where things were put together
  std::vector<int> subnets;
  std::vector<Leaf> groups;
  int network = -1;
  bool is_public = false;  ///< whether the internet can reach it where rules let it
};

/// An arrow between things; -1 stands for the users.
struct Link {
  int from = 0;
  int to = 0;
  DiagramEdge::Kind kind = DiagramEdge::Kind::kTraffic;
  std::string label;
};

/// All things of a template in its order, and which resource belongs to which.
struct Things {
  std::vector<Thing> all;
  std::map<const cfn::Resource*, int> owner;

  /// The thing that a resource belongs to; -1 where it is not drawn.
  int of(const cfn::Resource* resource) const;
  const Thing& operator[](int index) const { return all[static_cast<std::size_t>(index)]; }
};

/// Finds the things, and puts them into subnets.
Things find_things(const View& view, Networks& networks);

/// What is said of a thing beside its name, from its members.
void describe_thing(const View& view, Thing& thing);

/// Who talks to whom: users, listeners and their targets, security groups, events; and what depends
/// on secrets, logs, images.
std::vector<Link> find_links(const View& view, const Things& things);

}  // namespace archsynth::analysis
