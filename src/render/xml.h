#pragma once

#include <string>
#include <string_view>

namespace archsynth::picture {

/// A text within XML or HTML, in an attribute's value too, where a parser makes spaces of
/// tabs and line breaks that are no references. What XML 1.0 cannot hold becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace archsynth::picture
