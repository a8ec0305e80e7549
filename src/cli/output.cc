#include "cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace archsynth::cli {
namespace {

constexpr std::string_view kForeign[] = {".png",  ".jpg",  ".jpeg", ".gif",   ".webp",
                                         ".pdf",  ".svg",  ".md",   ".mmd",   ".dot",
                                         ".docx", ".html", ".htm",  ".drawio"};

}  // namespace

bool is_for_file(const std::optional<std::string>& output, std::string_view what,
                 std::string_view fix, Diagnostics& usage) {
  if (output || isatty(STDOUT_FILENO) != 1) return true;
  usage.error("ARC0903", {}, fmt::format("{} is not for a terminal", what)).fix = fix;
  return false;
}

std::optional<std::string> format_of(const std::optional<std::string>& output,
                                     const std::vector<Ending>& endings, std::string_view command,
                                     Diagnostics& usage) {
  if (!output) return std::nullopt;
  const std::string ending = std::filesystem::path(*output).extension().string();
  for (const Ending& each : endings) {
    if (each.ending == ending) return std::string(each.format);
  }
  if (std::find(std::begin(kForeign), std::end(kForeign), ending) == std::end(kForeign)) {
    return std::nullopt;
  }
  std::string known;
  for (const Ending& each : endings) {
    if (known.find(each.format) != known.npos) continue;
    known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", each.format, each.ending);
  }
  usage.error("ARC0903", {}, fmt::format("{} does not write {} files", command, ending.substr(1)))
      .fix = "it writes " + known;
  return std::nullopt;
}

}  // namespace archsynth::cli
