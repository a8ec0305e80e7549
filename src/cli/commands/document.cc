#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/output.h"
#include "cli/reports.h"

namespace archsynth::cli {

namespace {

struct DocumentOptions {
  ReportOptions report;
  std::optional<std::string> output;
  bool is_check = false;
};

constexpr const char* kDocumentFooter = R"(Examples:
  archsynth document prod.yaml -o ARCHITECTURE.md
  archsynth document prod.yaml -o ARCHITECTURE.md --check

Markdown with text diagrams, tables and costs, generated from the file alone: the same file always
gives the same document. With --check nothing is written; the exit code is 1 if the document is out of
date.)";

/// A line from shortly before the column where it differs.
std::string shown_from(std::string_view line, std::size_t column) {
  constexpr std::size_t kBefore = 20;
  constexpr std::size_t kMost = 60;
  const auto whole = [line](std::size_t at) {  // not within a character
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) ++at;
    return at;
  };
  const std::size_t from = whole(column > kBefore ? column - kBefore : 0);
  const std::size_t end = whole(std::min(line.size(), from + kMost));
  return fmt::format("{}{}{}", from > 0 ? "…" : "", line.substr(from, end - from),
                     end < line.size() ? "…" : "");
}

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
  std::size_t column = 0;
  if (line < before.size() && line < after.size()) {
    const std::string_view one = before[line];
    const std::string_view other = after[line];
    while (column < one.size() && column < other.size() && one[column] == other[column]) ++column;
  }
  const auto line_of = [&](const std::vector<std::string_view>& lines) {
    return line < lines.size() ? quoted(shown_from(lines[line], column)) : "nothing";
  };
  diagnostics
      .error("ARC0947", {},
             fmt::format("{} is out of date: line {} is {} but should be {}", *options.output,
                         line + 1, line_of(before), line_of(after)))
      .fix = fmt::format("regenerate the document: `archsynth document {} -o {}`",
                         options.report.input.file, *options.output);
  return false;
}

int run_document(const DocumentOptions& options, const Common& common) {
  Run run(common);
  if (options.is_check && !options.output) {
    run.usage.error("ARC0903", {}, "--check needs -o").fix =
        "run `archsynth document FILE -o ARCHITECTURE.md --check`";
    return run.finish(false);
  }
  format_of(options.output, {{".md", "Markdown"}}, "document", run.usage);
  spares_inputs(options.report.input.files(), {options.output}, run.usage);
  if (run.usage.has_errors()) return run.finish(false);
  bool is_done = false;
  if (const auto report = read_report(options.report, run)) {
    const std::string text = picture::to_document(report->report, report->stack);
    is_done = options.is_check ? check(options, text, run.found)
                               : write_result(run, options.output, text);
  }
  return run.finish(is_done);
}

}  // namespace

Command document_command() {
  const auto options = std::make_shared<DocumentOptions>();
  return {"document", "Write a Markdown document of an architecture", kDocumentFooter,
          with_report_options(options->report,
                              {output_option(options->output),
                               {"--check", "Check that the -o file is up to date, without writing",
                                "", &options->is_check}}),
          [options](const Common& common) { return run_document(*options, common); }};
}

}  // namespace archsynth::cli
