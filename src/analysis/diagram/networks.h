#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "archsynth/analysis/diagram.h"
#include "values.h"

namespace archsynth::analysis {

/// A subnet of the template, or one that it only names.
struct DrawnSubnet {
  const cfn::Resource* resource = nullptr;
  std::string name;
  std::string block;
  std::string zone;  ///< `Zone 1`, `us-east-1a`; empty: not known
  DiagramFrame::Kind tier = DiagramFrame::Kind::kUnknown;
  int network = 0;
  int column = 0;
  std::vector<const cfn::Resource*> ways;  ///< what its routes lead to
  std::vector<std::string> routes;         ///< `0.0.0.0/0 → NAT gateway VpcNatGatewayA`
};

/// A VPC of the template, or one that it only names.
struct DrawnNetwork {
  const cfn::Resource* resource = nullptr;
  std::string name;
  std::string block;
  std::vector<int> subnets;
  struct Zone {
    std::string title;
    int first = 0;
    int last = 0;
  };
  std::vector<Zone> zones;
  int columns = 1;
};

/// The networks of a template. Subnets are found where resources name them, and then laid out.
class Networks {
 public:
  explicit Networks(const View& view);

  /// The subnets that a value names. Those that the template does not make are in the given
  /// network, -1: in the only one, or one of their own.
  std::vector<int> subnets_of(const cfn::Value& value, int network);
  /// The network that a value (`VpcId`) names; -1 where it names none.
  int network_of(const cfn::Value& value);
  /// Says that a subnet that is only named has a way to the internet.
  void set_public(int subnet);
  /// Gives each subnet its zone and column; when all are known.
  void arrange();

  const std::vector<DrawnNetwork>& all() const { return networks_; }
  const std::vector<DrawnSubnet>& subnets() const { return subnets_; }

 private:
  void read_subnet(const cfn::Resource& resource);
  void read_routes(const cfn::Resource& resource, DrawnSubnet& subnet);
  void arrange(DrawnNetwork& network);

  const View& view_;
  std::vector<DrawnNetwork> networks_;
  std::vector<DrawnSubnet> subnets_;
  std::map<std::string, int> network_by_name_;
  std::map<std::string, int> subnet_by_name_;
};

}  // namespace archsynth::analysis
