#pragma once

#include <string>

#include "view/view.h"

namespace archsynth::analysis {

/// The VPC of a subnet, security group or route table of the template; null when it is not known.
const cfn::Value* vpc_of_subnet(const View& view, const cfn::Value* subnet);
const cfn::Value* vpc_of_group(const View& view, const cfn::Value* group);
const cfn::Value* vpc_of_table(const View& view, const cfn::Value* table);

/// What messages call a subnet, group, gateway or VPC.
std::string name_of(const View& view, const cfn::Value* value);

}  // namespace archsynth::analysis
