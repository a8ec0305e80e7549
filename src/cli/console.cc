#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "archsynth/describe/unknown_keys.h"
#include "archsynth/rules/rules.h"
#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/judge.h"
#include "cli/memory.h"
#include "support/utf8.h"

namespace archsynth::cli {

namespace {

// One byte more than may be read, so that a longer text is known to be longer.
const std::size_t kReadLimit = document::Limits{}.bytes + 1;

std::optional<std::string> read_standard_input(Diagnostics& diagnostics) {
  std::string text;
  char buffer[1 << 16];
  while (text.size() < kReadLimit) {
    const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      diagnostics.error("ARC0900", {},
                        fmt::format("cannot read standard input: {}", std::strerror(errno)));
      return std::nullopt;
    }
    if (count == 0) break;
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

/// `2 errors, 1 warning`; empty for one finding.
std::string count_line(const Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.error_count();
  const std::size_t warnings = diagnostics.warning_count();
  if (errors + warnings < 2) return {};
  std::string line;
  if (errors > 0) line = counted(errors, "error");
  if (warnings > 0) line += (line.empty() ? "" : ", ") + counted(warnings, "warning");
  return line + "\n";
}

}  // namespace

bool use_color(const Common& common, int file) {
  if (common.color != "auto") return common.color == "always";
  const auto is_set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  if (is_set("NO_COLOR")) return false;
  const char* forced = std::getenv("CLICOLOR_FORCE");
  if (is_set("CLICOLOR_FORCE") && std::string_view(forced) != "0") return true;
  const char* terminal = std::getenv("TERM");
  return isatty(file) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

void add_fix_of_rule(Diagnostic& finding) {
  // What the message says.
  if (!finding.fix.empty() || finding.code == describe::kWrongKindCode) return;
  const analysis::Rule* rule = analysis::find_rule(finding.code);
  if (rule != nullptr) finding.fix = rule->fix;
}

Diagnostics with_fixes_of_rules(Diagnostics diagnostics) {
  diagnostics.amend(add_fix_of_rule);
  return diagnostics;
}

std::string findings_text(const Diagnostics& diagnostics, bool color) {
  return render(with_fixes_of_rules(diagnostics), {.color = color}) + count_line(diagnostics);
}

void print(const Diagnostics& diagnostics, const Common& common) {
  const std::string text = render(with_fixes_of_rules(first_of_each_kind(diagnostics)),
                                  {.color = use_color(common, STDERR_FILENO)}) +
                           count_line(diagnostics);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

const Source* read_input(const std::string& path, Sources& sources, Diagnostics& diagnostics,
                         std::size_t most) {
  const bool is_standard_input = path == "-";
  std::optional<std::string> text =
      is_standard_input ? read_standard_input(diagnostics) : Disk().read(path, most, diagnostics);
  if (!text) return nullptr;
  expect_input(text->size());
  return &sources.add(is_standard_input ? "<stdin>" : path, std::move(*text));
}

bool write_output(const std::optional<std::string>& path, std::string_view given,
                  Diagnostics& diagnostics) {
  const std::string safe = legible(given);
  const std::string_view text = safe;
  if (path && *path != "-") return Disk().write(*path, text, diagnostics);
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return true;
  }
  // The reader has seen enough: `archsynth synth prod.yaml | head`.
  if (errno == EPIPE) return true;
  diagnostics.error("ARC0901", {},
                    fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return false;
}

}  // namespace archsynth::cli
