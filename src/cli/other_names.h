#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace archsynth::cli {

/// What an option, a command or a value of another tool is called here.
std::optional<std::string> name_for_option(std::string_view option);
std::optional<std::string> name_for_command(std::string_view command);
std::optional<std::string> name_for_value(std::string_view value);

/// What to do instead of a command that is not one: a file alone, or one of a tool that deploys.
std::optional<std::string> fix_for_command(std::string_view command);

/// What to do instead of an option of cfn-lint, short or long; its table is in docs/validate.md.
std::optional<std::string> fix_for_cfn_lint(std::string_view option);

}  // namespace archsynth::cli
