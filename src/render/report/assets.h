#pragma once

#include <string_view>

namespace archsynth::picture {

/// The files beside this one that every report has in it.
std::string_view report_style();
std::string_view report_script();

}  // namespace archsynth::picture
