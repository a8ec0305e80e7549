#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/ec2/zone_plan.h"

namespace archsynth::ec2 {

/// Builds the resources of a VPC that is made here, tier by tier.
class VpcBuilder {
 public:
  VpcBuilder(Vpc& vpc, kms::Key* key) : vpc_(vpc), key_(key) {}
  void build();

 private:
  const Zone& nat_zone() const;
  void check_nat_zone() const;
  void add_vpc();
  void add_public_tier();
  void add_nat_gateway(const Zone& zone);
  void add_regional_nat_gateway();
  cfn::LogicalId nat_gateway_of(const Zone& zone) const;
  void add_private_tier();
  void add_data_tier();
  void add_endpoints();
  void add_flow_logs();
  void add_network_acls();

  cfn::Resource& add_subnet(std::string_view tier, const Zone& zone, const Block& block);
  cfn::Resource& add_route_table(std::string_view tier, const Zone* zone);
  cfn::LogicalId associate(const cfn::Resource& subnet, const cfn::Resource& route_table);
  cfn::Resource& add_default_route(const std::string& name, const cfn::Resource& route_table,
                                   std::string_view target_key, cfn::Value target);

  Vpc& vpc_;
  kms::Key* key_;
  std::vector<Zone> zones_;
  cfn::LogicalId attachment_;
};

}  // namespace archsynth::ec2
