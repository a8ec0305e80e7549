#include "cli/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <thread>
#include <tuple>

#include "archsynth/analysis/validate.h"
#include "archsynth/input/blame.h"
#include "archsynth/rules/rules.h"
#include "archsynth/support/text.h"
#include "cli/allowances.h"
#include "cli/console.h"
#include "cli/named_files.h"
#include "cli/objectives.h"
#include "cli/outline.h"
#include "cli/parallel.h"

namespace archsynth::cli {

namespace {

/// The findings of all regions, equal ones once.
class Merged {
 public:
  void add(const std::string& region, const Diagnostics& found) {
    for (const Diagnostic& each : found.items()) {
      const std::string key =
          fmt::format("{} {} {} {} {}", picture::name_of(each.severity), each.code,
                      each.subject.resource, each.origin.to_string(), each.text());
      const auto [known, is_new] = index_.emplace(key, all_.size());
      if (is_new) all_.push_back({each, {}});
      all_[known->second].regions.push_back(region);
    }
  }

  Diagnostics take(std::size_t region_count) && {
    Diagnostics result;
    for (Regional& each : all_) {
      // A rule about regions has set it.
      if (each.regions.size() < region_count && each.finding.state.empty()) {
        each.finding.state = "in " + join(each.regions, ", ");
      }
      result.add(std::move(each.finding));
    }
    return result;
  }

 private:
  struct Regional {
    Diagnostic finding;
    std::vector<std::string> regions;
  };
  std::vector<Regional> all_;
  std::map<std::string, std::size_t> index_;
};

Diagnostics validate_in_regions(const input::Input& file, const JudgeOptions& options) {
  std::vector<std::string> regions = options.regions;
  if (regions.empty()) regions = {file.region};
  Merged merged;
  for (const std::string& region : regions) {
    // Reading goes first: what is malformed is not judged further.
    Diagnostics found = file.found;
    analysis::ValidateOptions validating{
        .region = region, .parameters = options.parameters, .catalogue = &options.catalogue};
    if (options.is_alone) validating.run_both = run_both;
    analysis::validate(file.stack, validating, found);
    input::blame_overrides(file, validating, found);
    check_objectives(file, options.catalogue, region, found);
    analysis::check_flows(
        file.stack,
        {region, options.parameters.value_or(std::vector<analysis::ParameterValue>()), file.makers},
        file.flows, found);
    if (regions.size() == 1) return found;
    merged.add(region, found);
  }
  return std::move(merged).take(regions.size());
}

/// Whether the members of a section have names that a finding can be about.
bool declares(std::string_view section) {
  constexpr std::string_view kSections[] = {"Resources", "Parameters", "Conditions",
                                            "Mappings",  "Outputs",    "Rules"};
  return std::find(std::begin(kSections), std::end(kSections), section) != std::end(kSections);
}

/// Adds what a finding's place says of its subject: the node of the document, and the resource, or
/// what else is declared there, where reading found it.
Diagnostic placed(Diagnostic finding, const document::Node& root, const Outline& outline) {
  const Span* span = finding.origin.span();
  const bool is_elsewhere = span == nullptr || span->source != root.span.source;
  if (is_elsewhere || !finding.subject.pointer.empty()) return finding;
  std::string pointer = outline.path_at(span->begin);
  const std::vector<std::string_view> parts = split(pointer, '/');
  Subject& subject = finding.subject;
  if (subject.resource.empty() && parts.size() > 1 && declares(parts[0])) {
    subject.resource = parts[1];
  }
  subject.pointer = std::move(pointer);
  return finding;
}

Diagnostics placed(const Diagnostics& found, const document::Node& root) {
  const Outline outline(root);
  Diagnostics result;
  for (const Diagnostic& each : found.items()) result.add(placed(each, root, outline));
  return result;
}

/// Counts findings of a kind: some are told one by one, the rest by their number.
class Bound {
 public:
  bool takes(const Diagnostic& finding) {
    if (finding.suppression) return true;
    Kind& kind = kinds_[{finding.code, finding.severity}];
    if (++kind.count == kMostOfAKind + 1) kind.first_left = finding.origin;
    return kind.count <= kMostOfAKind;
  }

  /// What says how many were not taken, one for each kind.
  std::vector<Diagnostic> rest() const {
    std::vector<Diagnostic> all;
    for (const auto& [name, kind] : kinds_) {
      if (kind.count <= kMostOfAKind) continue;
      Diagnostic& each = all.emplace_back();
      std::tie(each.code, each.severity) = name;
      each.origin = kind.first_left;
      each.message =
          fmt::format("{} more findings of this kind are not shown", kind.count - kMostOfAKind);
    }
    return all;
  }

 private:
  static constexpr std::size_t kMostOfAKind = 100;
  struct Kind {
    std::size_t count = 0;
    Origin first_left;
  };
  std::map<std::pair<std::string, Severity>, Kind> kinds_;
};

}  // namespace

Diagnostics with_suppressions(const input::Input& file, std::chrono::year_month_day today,
                              const Diagnostics& found) {
  Diagnostics result;
  Allowances allowances(file, today, result);
  for (const Diagnostic& each : found.items()) {
    if (auto left = allowances.apply(each)) result.add(*std::move(left));
  }
  allowances.report_unused(result);
  return result;
}

Diagnostics with_suppressed_warnings(const input::Input& file, std::chrono::year_month_day today) {
  Diagnostics result;
  Allowances allowances(file, today, result);
  for (const Diagnostic& each : file.found.items()) {
    const bool is_error = each.severity == Severity::kError;
    if (auto left = is_error ? std::optional(each) : allowances.apply(each)) {
      result.add(*std::move(left));
    }
  }
  return result;
}

Diagnostics first_of_each_kind(const Diagnostics& found) {
  Diagnostics result;
  Bound bound;
  for (const Diagnostic& each : found.items()) {
    if (bound.takes(each)) result.add(each);
  }
  for (Diagnostic& each : bound.rest()) result.add(std::move(each));
  return result;
}

Diagnostics judge_template(const input::Input& file, const JudgeOptions& options) {
  const Diagnostics found = validate_in_regions(file, options);
  return placed(with_suppressions(file, options.today, placed(found, file.document)),
                file.document);
}

namespace {

/// Files with errors are judged as far as that goes. The options outlive the settings.
input::Settings settings_for(const JudgeOptions& options) {
  input::Settings settings;
  settings.environment = options.environment;
  settings.name_suffix = options.name_suffix;
  settings.variable = options.variable;
  settings.file = read_named_file;
  settings.suppress = [&options](const input::Input& each) {
    return with_suppressed_warnings(each, options.today);
  };
  settings.catalogue = options.catalogue;
  settings.expected = input::Expected::kTemplate;
  settings.keep_going = true;
  return settings;
}

}  // namespace

picture::FileFindings judge(const std::string& file, const JudgeOptions& options,
                            Sources& sources) {
  Diagnostics found;
  const Source* source = read_input(file, sources, found);
  const auto input = source == nullptr
                         ? std::nullopt
                         : input::open(*source, settings_for(options), sources, found);
  if (input) {
    source = input->source;
    found = judge_template(*input, options);
  }
  picture::FileFindings result;
  result.file = source != nullptr ? source->name() : file;
  result.is_read = source != nullptr;
  const bool is_named =
      std::find(options.named.begin(), options.named.end(), file) != options.named.end();
  const auto add = [&](Diagnostic finding) {
    // A finding about the template as a whole is one about its file.
    if (!finding.origin.known() && source != nullptr) finding.origin = Span{source, 0, 0};
    result.findings.push_back(std::move(finding));
  };
  Bound bound;
  for (Diagnostic& each : found.sorted()) {
    if (input::is_of_other_kind(each)) {
      result.is_stack = false;
      if (!is_named) each.severity = Severity::kNote;
    }
    if (names(options.ignored, each)) continue;
    if (!options.only.empty() && !names(options.only, each)) continue;
    add_fix_of_rule(each);
    if (bound.takes(each)) add(std::move(each));
  }
  for (Diagnostic& each : bound.rest()) add(std::move(each));
  return result;
}

std::vector<picture::FileFindings> judge_all(std::span<const std::string> files,
                                             JudgeOptions options, std::deque<Sources>& sources) {
  options.is_alone = files.size() == 1;
  std::vector<picture::FileFindings> results(files.size());
  std::vector<std::exception_ptr> failures(files.size());
  std::vector<Sources*> texts;
  for (std::size_t i = 0; i < files.size(); ++i) texts.push_back(&sources.emplace_back());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      try {
        results[i] = judge(files[i], options, *texts[i]);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    const std::size_t count =
        std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), files.size());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < count; ++i) helpers.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return results;
}

}  // namespace archsynth::cli
