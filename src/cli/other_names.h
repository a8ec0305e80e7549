#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace archsynth::cli {

/// What an option of cfn-lint, or a word for a command of another tool, is called here.
std::optional<std::string> name_for_option(std::string_view option);
std::optional<std::string> name_for_command(std::string_view command);

}  // namespace archsynth::cli
