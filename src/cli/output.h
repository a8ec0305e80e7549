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

/// Whether two paths name one file, whatever their spelling, through links too. `-` is standard
/// output.
bool is_same_file(const std::string& a, const std::string& b);

/// Whether no output would replace a file that is read; a usage error where one would.
bool spares_inputs(const std::vector<std::string>& inputs,
                   const std::vector<std::optional<std::string>>& outputs, Diagnostics& usage);

}  // namespace archsynth::cli
