#pragma once

#include <string>

#include "archsynth/analysis/identities.h"
#include "archsynth/cfn/value.h"

/// The tables of `IdentityAnalysis` in each format, without what is empty.
namespace archsynth::picture {

/// `prod.yaml:4:13`, without folders, so that a document is the same wherever it is generated;
/// empty where nobody stated it.
std::string place_in_document(const Origin& origin);

std::string identities_text(const analysis::IdentityAnalysis& result);
cfn::Value identities_json(const analysis::IdentityAnalysis& result);
std::string identities_markdown(const analysis::IdentityAnalysis& result);
std::string identities_html(const analysis::IdentityAnalysis& result);

}  // namespace archsynth::picture
