#include "random/accepted.h"

#include <set>

namespace archsynth::testing {
namespace {

constexpr int kRounds = 40;

std::set<Path> blamed(const Diagnostics& findings, const WrittenFile& written) {
  std::set<Path> paths;
  for (const Diagnostic& finding : findings.items()) {
    if (finding.severity != Severity::kError) continue;
    const std::size_t line = line_of(finding.origin);
    if (line > 0 && line <= written.lines.size()) paths.insert(written.lines[line - 1]);
  }
  return paths;
}

}  // namespace

std::size_t line_of(const Origin& origin) {
  const Span* span = origin.span();
  return span == nullptr || span->source == nullptr ? 0
                                                    : span->source->position_at(span->begin).line;
}

std::optional<Accepted> repaired(Json file, std::string& why) {
  for (int round = 0; round < kRounds; ++round) {
    WrittenFile written = write_yaml(file);
    Checked checked = check(written.text, "random.yaml");
    if (!checked.findings.has_errors()) {
      return Accepted{std::move(file), std::move(written), std::move(checked)};
    }
    why = render(checked.findings);
    const std::set<Path> paths = blamed(checked.findings, written);
    if (paths.empty()) return std::nullopt;
    // From the end, so that indices of lists stay.
    for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
      if (path->size() > 1 || path->front() != "services") remove(file, *path);
    }
  }
  return std::nullopt;
}

}  // namespace archsynth::testing
