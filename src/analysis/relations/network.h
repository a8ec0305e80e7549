#pragma once

#include <string>

#include "view/view.h"

namespace archsynth::analysis {

/// The VPC of a subnet, security group or route table of the template; null when it is not known.
const cfn::Value* vpc_of_subnet(const View& view, const cfn::Value* subnet);
const cfn::Value* vpc_of_group(const View& view, const cfn::Value* group);
const cfn::Value* vpc_of_table(const View& view, const cfn::Value* table);

/// A zone, or that of a subnet, as far as two can be compared: its name, or `Fn::GetAZs 0`; empty
/// where it is not known.
std::string zone_name(const View& view, const cfn::Value* zone);
std::string zone_of(const View& view, const cfn::Value* subnet);

/// What messages call a subnet, group, gateway or VPC.
std::string name_of(const View& view, const cfn::Value* value);

}  // namespace archsynth::analysis
