#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/report_input.h"

namespace archsynth::cli {

namespace {

struct DocumentOptions {
  ReportInputOptions input;
  std::optional<std::string> output;
  bool is_check = false;
};

constexpr const char* kDocumentFooter = R"(
Examples:
  archsynth document prod.yaml -o ARCHITECTURE.md
  archsynth document prod.yaml -o ARCHITECTURE.md --check

Markdown with pictures as text, tables and costs, made of the file alone: the same file always gives
the same document. With --check nothing is written; the exit code is 1 where the document is not
what would be written.)";

/// Says where the committed document differs; true where it does not.
bool check(const DocumentOptions& options, const std::string& text, Diagnostics& diagnostics) {
  constexpr std::size_t kMost = std::size_t{64} << 20;
  const auto there = Disk().read(*options.output, kMost, diagnostics);
  if (!there) return false;
  if (*there == text) return true;
  const std::vector<std::string_view> before = split(*there, '\n');
  const std::vector<std::string_view> after = split(text, '\n');
  std::size_t line = 0;
  while (line < before.size() && line < after.size() && before[line] == after[line]) ++line;
  const auto line_of = [&](const std::vector<std::string_view>& lines) {
    return line < lines.size() ? quoted(lines[line]) : "nothing";
  };
  diagnostics
      .error("ARC0947", {},
             fmt::format("{} is stale: line {} is {}, and would be {}", *options.output, line + 1,
                         line_of(before), line_of(after)))
      .help = fmt::format("write it again: `archsynth document {} -o {}`", options.input.file,
                          *options.output);
  return false;
}

int run_document(const DocumentOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  if (options.is_check && !options.output) {
    diagnostics.error("ARC0903", {}, "name the document to check").help =
        "`archsynth document FILE -o ARCHITECTURE.md --check`";
    print(diagnostics, common);
    return kUsage;
  }
  int exit_code = kFindings;
  if (const auto input = read_report(options.input, sources, diagnostics, exit_code)) {
    const std::string text = picture::to_document(input->report, input->stack);
    const bool is_done = options.is_check ? check(options, text, diagnostics)
                                          : write_output(options.output, text, diagnostics);
    exit_code = is_done ? kOk : kFindings;
  }
  print(diagnostics, common);
  return exit_code;
}

}  // namespace

void add_document(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<DocumentOptions>();
  CLI::App* command =
      app.add_subcommand("document", "Write the document of an architecture as Markdown");
  command->footer(kDocumentFooter);
  add_report_input(*command, options->input);
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->add_flag("--check", options->is_check,
                    "Only say whether the file that -o names is what would be written");
  command->callback([options, &common, &exit_code] { exit_code = run_document(*options, common); });
}

}  // namespace archsynth::cli
