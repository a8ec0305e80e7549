#include "cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "archsynth/support/text.h"

namespace archsynth::cli {
namespace {

constexpr std::string_view kForeign[] = {".png",  ".jpg",  ".jpeg", ".gif",   ".webp",
                                         ".pdf",  ".svg",  ".md",   ".mmd",   ".dot",
                                         ".docx", ".html", ".htm",  ".drawio"};

/// What a path names, or would name where it does not exist.
std::string real_path(const std::string& path) {
  if (path == "-") return "/dev/stdout";
  std::error_code failed;
  const std::filesystem::path real =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed);
  return failed ? path : real.string();
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const std::string real_a = real_path(a);
  const std::string real_b = real_path(b);
  std::error_code failed;
  return real_a == real_b || std::filesystem::equivalent(real_a, real_b, failed);
}

bool spares_inputs(const std::vector<std::string>& inputs,
                   const std::vector<std::optional<std::string>>& outputs, Diagnostics& usage) {
  std::error_code failed;
  for (const std::string& input : inputs) {
    if (!std::filesystem::is_regular_file(input, failed)) continue;
    for (const std::optional<std::string>& output : outputs) {
      if (!output || *output == "-" || !is_same_file(input, *output)) continue;
      usage
          .error("ARC0902", {}, fmt::format("the output would replace the input {}", quoted(input)))
          .fix = "write to another file";
      return false;
    }
  }
  return true;
}

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
