#pragma once

#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// A property that holds one of a service's instance types. Those of RDS depend on the engine: see
/// `spec/rds.h`.
/// Source: cfn-lint's lists of what AWS sells.
struct InstanceProperty {
  std::string_view path;  ///< below the properties: `InstanceType`, `Overrides/*/InstanceType`
  std::string_view rule;  ///< cfn-lint's id
  TextList names;         ///< sorted; of all regions
};

/// Those of a resource type; none for most.
std::vector<InstanceProperty> instance_properties(std::string_view type);

/// Whether a resource type takes it although the lists lack it.
bool is_other_instance_type(std::string_view type, std::string_view name);

/// The most vCPUs that an EC2 instance type has, by its size: `c6i.large` has 2. 0: not known.
/// Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
double most_vcpus(std::string_view type);

/// The date of the lists, `YYYY-MM-DD`: AWS adds types every month.
std::string_view instance_types_date();

}  // namespace archsynth::spec
