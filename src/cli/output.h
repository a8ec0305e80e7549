#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// A format by the ending of the files that hold it: `.svg`.
struct Ending {
  std::string_view ending;
  std::string_view format;
};

/// Whether standard output is not a terminal, or a file is named; a usage error for what nobody
/// reads there, such as HTML.
bool is_for_file(const std::optional<std::string>& output, std::string_view what,
                 std::string_view fix, Diagnostics& usage);

/// The format that the ending of the output file names; nothing for other endings, and an error for
/// those of pictures and documents that nothing here writes.
std::optional<std::string> format_of(const std::optional<std::string>& output,
                                     const std::vector<Ending>& endings, std::string_view command,
                                     Diagnostics& usage);

}  // namespace archsynth::cli
