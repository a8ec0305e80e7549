#pragma once

#include <string_view>

#include "view/view.h"

namespace archsynth::analysis {

/// Whether a statement's principals may be the service.
bool may_be_about(const View& view, const cfn::Value& statement, std::string_view service);

/// Whether the trust policy of a role lets the service assume it, or may do so.
bool may_be_assumed(const View& view, const cfn::Resource& role, std::string_view service);

}  // namespace archsynth::analysis
