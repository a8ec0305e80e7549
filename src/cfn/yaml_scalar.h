#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace archsynth::cfn {

/// Where a scalar stands: among flow brackets fewer characters may stay unquoted.
enum class YamlContext { kBlock, kFlow };

/// Appends a string on one line, plain where every reader takes it for the same string, quoted
/// otherwise.
void append_yaml_line(std::string& out, std::string_view text, YamlContext context);

/// Appends a string as a literal block (`|`) whose lines have `indent` spaces where that keeps the
/// text exactly, else as `append_yaml_line` does.
void append_yaml_text(std::string& out, std::string_view text, std::size_t indent);

}  // namespace archsynth::cfn
