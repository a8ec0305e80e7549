#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// Gives values of a side that are equal for certain one spelling: `Fn::GetAtt` of what `Ref`
/// returns, `Fn::Cidr` of literals, `Fn::GetAZs` of the stack's own region, a stated property of a
/// resource that is not among the `others`, those of the other side.
void spell_alike(std::vector<cfn::Resource>& spelled, const std::vector<cfn::Resource>& resources,
                 const std::vector<cfn::Resource>& others, std::string_view region);

/// Whether one is `Fn::Base64` of a text and the other one what comes of it, or both are the same
/// JSON with other blanks or the keys in another order, unless another text is another value there.
bool are_encoded_alike(const cfn::Value& a, const cfn::Value& b, bool is_text_compared);

}  // namespace archsynth::analysis
