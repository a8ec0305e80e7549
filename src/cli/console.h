#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/document/reader.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/source.h"

namespace archsynth::cli {

/// Options that every command has.
struct Common {
  std::string color = "auto";  ///< `auto`, `always` or `never`
};

/// Whether to colour what goes to a file descriptor: as the option says; else never with
/// `NO_COLOR`, always with `CLICOLOR_FORCE`, and on a terminal that has colours.
bool use_color(const Common& common, int file);

/// Gives a finding without a fix that of its rule.
void add_fix_of_rule(Diagnostic& finding);

/// Findings, and a line that counts them where there are several.
std::string findings_text(const Diagnostics& diagnostics, bool color);

/// Prints findings to standard error, and a line that counts them where there are several.
void print(const Diagnostics& diagnostics, const Common& common);

/// The source of an argument: a file of so many bytes at most, or standard input for `-`. Nothing
/// after a diagnostic.
const Source* read_input(const std::string& path, Sources& sources, Diagnostics& diagnostics,
                         std::size_t most = document::Limits{}.bytes);

/// Writes to a file at once, or to standard output where there is no path.
bool write_output(const std::optional<std::string>& path, std::string_view text,
                  Diagnostics& diagnostics);

}  // namespace archsynth::cli
