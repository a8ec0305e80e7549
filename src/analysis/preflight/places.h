#pragma once

#include <string_view>

#include "archsynth/cfn/template.h"

/// What the places of a template say of the values that stand there.
namespace archsynth::analysis {

/// What a role, or what else stands at a key, has to allow.
std::string_view needs_of(const cfn::Resource& resource, std::string_view key);
/// Whether a key says where an object is that a resource is made from.
bool is_location(std::string_view key);
/// Bucket and key of a file with variables for a container; empty for everything else.
std::string_view file_of_task(const cfn::Resource& resource, std::string_view text);
/// Whether a peering names something that only the other account or region can show.
bool is_of_another_account(const cfn::Resource& resource, std::string_view key);

}  // namespace archsynth::analysis
