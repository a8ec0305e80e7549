#pragma once

#include <string>

#include "archsynth/analysis/identities.h"
#include "archsynth/cfn/value.h"

/// The tables of `IdentityAnalysis` in each format, without what is empty.
namespace archsynth::picture {

std::string identities_text(const analysis::IdentityAnalysis& result);
cfn::Value identities_json(const analysis::IdentityAnalysis& result);
std::string identities_markdown(const analysis::IdentityAnalysis& result);
std::string identities_html(const analysis::IdentityAnalysis& result);

}  // namespace archsynth::picture
