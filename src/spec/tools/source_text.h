#pragma once

#include <string>
#include <string_view>

namespace archsynth::spec::tools {

/// A C++ source that defines `const char name[]` of namespace `space` with these bytes, aligned to
/// eight. String literals of a few dozen bytes a line: compilers take megabytes of them in a
/// moment, while an array of numbers of the same size costs seconds.
std::string bytes_as_source(const std::string& bytes, std::string_view space,
                            std::string_view name);

/// The file's bytes; throws `std::runtime_error`.
std::string read_bytes(const std::string& path);
/// Throws `std::runtime_error`.
void write_bytes(const std::string& path, const std::string& bytes);

}  // namespace archsynth::spec::tools
