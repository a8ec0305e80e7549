#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// Whether the text has characters that mean something in a pattern of file names: `*`, `?`, `[`.
bool is_glob(std::string_view text);

/// Whether a name of a file or folder fits a pattern without `/`: `*` is any characters, `?` one,
/// `[a-z]` one of these and `[!a-z]` one of the others; `\` takes the next character as it is. A
/// name with a dot before it is met by such a pattern only.
bool matches_glob(std::string_view pattern, std::string_view name);

/// The same for a path with folders, in which `**` is any number of folders. A pattern fits what is
/// below the folders that it fits, too: `legacy` fits `legacy/old.yaml`.
bool matches_path(std::string_view pattern, std::string_view path);

/// The files that a pattern names, sorted. `**` between slashes is any number of folders, hidden
/// ones and links left out. Folders that cannot be read are reported.
std::vector<std::string> files_of_glob(std::string_view pattern, Diagnostics& diagnostics);
/// Reports a folder whose files are not known.
void report_unreadable(const std::string& folder, const std::error_code& why,
                       Diagnostics& diagnostics);

}  // namespace archsynth::cli
