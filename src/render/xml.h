#pragma once

#include <string>
#include <string_view>

namespace archsynth::picture {

/// A text within XML or HTML, in an attribute's value too. What XML 1.0 cannot hold becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace archsynth::picture
