#include "archsynth/render/findings.h"

#include <fmt/format.h>

#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/rules/rules.h"
#include "archsynth/spec/controls.h"
#include "archsynth/support/source.h"
#include "archsynth/support/version.h"
#include "render/findings/junit.h"
#include "render/format.h"
#include "support/utf8.h"

namespace archsynth::picture {

namespace {

using Files = std::span<const FileFindings>;

/// The findings of all files, in order.
template <typename Visit>
void each_finding(std::span<const FileFindings> files, const Visit& visit) {
  for (const FileFindings& file : files) {
    for (const Diagnostic& each : file.findings) visit(each);
  }
}

cfn::Value json(std::span<const FileFindings> files) {
  cfn::List list;
  each_finding(files, [&](const Diagnostic& each) {
    const Place place = place_of(each.origin);
    cfn::Map map{{"severity", name_of(each.severity)}, {"code", each.code}};
    if (const std::string_view see = see_of(each); !see.empty()) map.set("see", see);
    if (!place.file.empty()) {
      map.set("file", place.file);
      map.set("line", static_cast<int>(place.begin.line));
      map.set("column", static_cast<int>(place.begin.column));
      map.set("end_line", static_cast<int>(place.end.line));
      map.set("end_column", static_cast<int>(place.end.column));
    }
    if (!each.subject.pointer.empty()) map.set("path", each.subject.pointer);
    if (!each.subject.resource.empty()) map.set("resource", each.subject.resource);
    map.set("message", each.message);
    if (!each.state.empty()) map.set("state", each.state);
    if (!each.fix.empty()) map.set("fix", each.fix);
    if (each.suppression) {
      map.set("severity", name_of(each.suppression->severity));
      cfn::Map suppression{{"reason", each.suppression->reason}};
      if (!each.suppression->until.empty()) suppression.set("until", each.suppression->until);
      map.set("suppression", std::move(suppression));
    }
    list.emplace_back(std::move(map));
  });
  return cfn::Map{{"version", 1}, {"findings", std::move(list)}};
}

std::string with_fix(const Diagnostic& finding) {
  return finding.fix.empty() ? finding.text() : finding.text() + "\nfix: " + finding.fix;
}

cfn::Map region_of(const Place& place) {
  return {{"startLine", static_cast<int>(place.begin.line)},
          {"startColumn", static_cast<int>(place.begin.column)},
          {"endLine", static_cast<int>(place.end.line)},
          {"endColumn", static_cast<int>(place.end.column)}};
}

cfn::List logical_locations(const Subject& subject) {
  cfn::List locations;
  if (!subject.pointer.empty()) {
    locations.emplace_back(cfn::Map{{"fullyQualifiedName", subject.pointer}});
  }
  if (!subject.resource.empty()) {
    const bool is_resource = subject.pointer.empty() || subject.pointer.starts_with("Resources/");
    locations.emplace_back(
        cfn::Map{{"name", subject.resource}, {"kind", is_resource ? "resource" : "declaration"}});
  }
  return locations;
}

cfn::Value suppression_of(const Diagnostic& finding) {
  const Suppression& suppression = *finding.suppression;
  const std::string until =
      suppression.until.empty() ? "" : fmt::format(" (until {})", suppression.until);
  return cfn::Map{{"kind", "inSource"}, {"justification", suppression.reason + until}};
}

cfn::Map sarif_result(const Diagnostic& finding) {
  cfn::Map result{{"ruleId", finding.code},
                  {"level", name_of(finding.severity)},
                  {"message", cfn::Map{{"text", with_fix(finding)}}}};
  cfn::List logical = logical_locations(finding.subject);
  if (const Place place = place_of(finding.origin); !place.file.empty()) {
    cfn::Map physical{{"artifactLocation", cfn::Map{{"uri", place.file}}},
                      {"region", region_of(place)}};
    cfn::List locations;
    cfn::Map location{{"physicalLocation", std::move(physical)}};
    if (!logical.empty()) location.set("logicalLocations", std::move(logical));
    locations.emplace_back(std::move(location));
    result.set("locations", std::move(locations));
  }
  if (finding.suppression) {
    result.set("level", name_of(finding.suppression->severity));
    result.set("suppressions", cfn::List{suppression_of(finding)});
  }
  return result;
}

/// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
cfn::Value sarif(std::span<const FileFindings> files) {
  std::set<std::string> codes;
  cfn::List results;
  each_finding(files, [&](const Diagnostic& each) {
    codes.insert(each.code);
    results.emplace_back(sarif_result(each));
  });
  cfn::List rules;
  for (const std::string& code : codes) {
    cfn::Map rule{{"id", code}};
    if (const analysis::Rule* known = analysis::find_rule(code)) {
      rule.set("shortDescription", cfn::Map{{"text", known->title}});
      rule.set("fullDescription", cfn::Map{{"text", known->why}});
      if (known->source.starts_with("https://")) rule.set("helpUri", known->source);
    } else if (const spec::Control* control = spec::control(code)) {
      rule.set("shortDescription", cfn::Map{{"text", control->title}});
    }
    rules.emplace_back(std::move(rule));
  }
  cfn::Map driver{{"name", "archsynth"}, {"version", version()}, {"rules", std::move(rules)}};
  cfn::List runs;
  runs.emplace_back(cfn::Map{{"tool", cfn::Map{{"driver", std::move(driver)}}},
                             {"columnKind", "unicodeCodePoints"},
                             {"results", std::move(results)}});
  return cfn::Map{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                  {"version", "2.1.0"},
                  {"runs", std::move(runs)}};
}

/// A text within a workflow command.
std::string escaped(std::string_view text, bool is_property) {
  std::string result;
  for (const char c : text) {
    const bool escape =
        c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    result += escape ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return result;
}

/// Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string github(std::span<const FileFindings> files) {
  std::string text;
  each_finding(files, [&](const Diagnostic& each) {
    const Place place = place_of(each.origin);
    const std::string_view command =
        each.severity == Severity::kNote ? "notice" : name_of(each.severity);
    std::string where;
    if (!place.file.empty()) {
      where = fmt::format("file={},line={},col={},", escaped(place.file, true), place.begin.line,
                          place.begin.column);
    }
    text += fmt::format("::{} {}title={}::{}\n", command, where, escaped(title_of(each), true),
                        escaped(with_fix(each), false));
  });
  return text;
}

/// One line for each finding, as cfn-lint's format of that name has it.
std::string parseable(const Files& files) {
  std::string text;
  each_finding(files, [&](const Diagnostic& each) {
    if (each.suppression) return;
    const Place place = place_of(each.origin);
    text += fmt::format("{}:{}:{}:{}:{}:{}:{}\n", printable(place.file), place.begin.line,
                        place.begin.column, place.end.line, place.end.column, each.code,
                        printable(each.text()));
  });
  return text;
}

/// What is wrong and where, without columns.
std::string quiet(const Files& files) {
  std::string text;
  each_finding(files, [&](const Diagnostic& each) {
    if (each.suppression) return;
    const Place place = place_of(each.origin);
    text += fmt::format("{}: {} {}:{}\n", each.code, printable(each.text()), printable(place.file),
                        place.begin.line);
  });
  return text;
}

std::string as_json(const Files& files) { return cfn::to_json(json(files)); }
std::string as_sarif(const Files& files) { return cfn::to_json(sarif(files)); }
std::string as_github(const Files& files) { return github(files); }
std::string as_junit(const Files& files) { return junit(files); }

constexpr Format<Files> kFindingsFormats[] = {
    {"json", as_json},   {"sarif", as_sarif},      {"github", as_github},
    {"junit", as_junit}, {"parseable", parseable}, {"quiet", quiet},
};

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      break;
  }
  return "note";
}

Place place_of(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr || span->source == nullptr) return {};
  return {span->source->name(), span->source->position_at(span->begin),
          span->source->position_at(span->end)};
}

std::string title_of(const Diagnostic& finding) {
  const std::string& resource = finding.subject.resource;
  return resource.empty() ? finding.code : finding.code + " " + resource;
}

std::string_view see_of(const Diagnostic& finding) {
  if (!finding.see.empty()) return finding.see;
  const analysis::Rule* rule = analysis::find_rule(finding.code);
  return rule == nullptr ? std::string_view() : rule->see;
}

std::string findings_as(std::string_view format, std::span<const FileFindings> files) {
  return write_as(kFindingsFormats, format, files);
}

std::vector<std::string> findings_formats() { return names_in(kFindingsFormats); }

}  // namespace archsynth::picture
