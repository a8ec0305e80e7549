#pragma once

#include <string>

#include "view/view.h"

namespace archsynth::analysis {

/// How the keys begin under which a resource puts objects into a bucket; empty: not known.
std::string object_key_of(const View& view, const cfn::Resource& sender);

/// Whether an ARN of objects surely names others than those whose keys begin so.
bool is_on_other_keys(const cfn::Value& arn, const std::string& key);

}  // namespace archsynth::analysis
