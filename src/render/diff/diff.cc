#include "archsynth/render/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "render/diff/json.h"
#include "render/format.h"
#include "support/utf8.h"

namespace archsynth::picture {
namespace {

using analysis::Consequence;
using analysis::DataFate;
using analysis::PropertyChange;
using analysis::ResourceChange;
using analysis::SecurityChange;

std::string lines_of(const ResourceChange& change) {
  std::string out;
  for (const PropertyChange& property : change.properties) {
    const std::string line = line_of(property.origin);
    out +=
        fmt::format("    {:<11}  {}{}\n", analysis::word_of(property),
                    printable(analysis::text_of(property)), line.empty() ? "" : "  (" + line + ")");
  }
  return out;
}

/// Changes in place that say the same of many resources, such as of their tags, are told once.
class Alike {
 public:
  explicit Alike(const analysis::Diff& changes) {
    for (const ResourceChange& each : changes.resources) {
      if (is_plain(each)) by_lines_[lines_of(each)].push_back(&each);
    }
  }

  /// The resources that the first of them is told with; empty where it is told alone.
  std::vector<const ResourceChange*> of(const ResourceChange& change) const {
    constexpr std::size_t kMany = 4;
    const auto found = is_plain(change) ? by_lines_.find(lines_of(change)) : by_lines_.end();
    if (found == by_lines_.end() || found->second.size() < kMany) return {};
    return found->second;
  }

 private:
  static bool is_plain(const ResourceChange& change) {
    return change.action == ResourceChange::Action::kModify && change.data == DataFate::kNone &&
           change.consequence <= Consequence::kInPlace;
  }

  std::map<std::string, std::vector<const ResourceChange*>> by_lines_;
};

/// `47 resources: A, B, C and 44 more`.
std::string some_of(const std::vector<const ResourceChange*>& all) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < std::min(kNamed, all.size()); ++i)
    ids.push_back(printable(all[i]->id));
  return fmt::format("{} resources: {} and {} more", all.size(), join(ids, ", "),
                     all.size() - kNamed);
}

void add_resources(const DiffReport& report, std::string& out) {
  const Alike alike(report.changes);
  std::size_t ids = 0;
  for (const ResourceChange& each : report.changes.resources)
    ids = std::max(ids, printable(each.id).size());
  for (const ResourceChange& each : report.changes.resources) {
    if (const auto others = alike.of(each); !others.empty()) {
      if (others.front() != &each) continue;
      out += fmt::format("{:<12} {}\n{}", analysis::word_of(each), some_of(others), lines_of(each));
      continue;
    }
    out += fmt::format("{:<12} {:<{}}  {}", analysis::word_of(each), printable(each.id), ids,
                       printable(each.type));
    const std::string_view fate = analysis::word_of(each.data);
    const bool is_only_possible = each.action == ResourceChange::Action::kModify &&
                                  each.consequence == Consequence::kMayReplace &&
                                  each.data != DataFate::kFails;
    if (!fate.empty()) out += fmt::format("  {}{}", is_only_possible ? "if replaced: " : "", fate);
    out += '\n';
    if (!each.data_reason.empty())
      out += fmt::format("             {}\n", printable(each.data_reason));
    out += lines_of(each);
  }
}

/// The lines that keep what is renamed, for an architecture file to take.
std::string moved_lines(const DiffReport& report, std::string_view indent) {
  std::string out = fmt::format("{}moved:\n", indent);
  std::set<std::string_view> told;
  for (const analysis::Rename& each : report.changes.renames) {
    if (!told.insert(each.moved_from).second) continue;
    out += fmt::format("{}  - {{from: {}, to: {}}}\n", indent, each.moved_from, each.moved_to);
  }
  return out;
}

void add_renames(const DiffReport& report, std::string& out) {
  if (report.changes.renames.empty()) return;
  if (report.changes.has_moves) {
    out +=
        "\nprobably renamed; to keep the deployed resources, add\n" + moved_lines(report, "    ");
    return;
  }
  out += "\nprobably renamed\n";
  for (const analysis::Rename& each : report.changes.renames) {
    out += fmt::format("    {} → {}  {}\n", printable(each.from), printable(each.to),
                       printable(each.type));
  }
}

/// `internet -> Database tcp 5432`.
std::string flow_text(const analysis::FlowChange& flow) {
  return fmt::format("{} -> {} {}{}{}{}", flow.from, flow.to, flow.traffic,
                     flow.family == "ipv6" ? " (IPv6)" : "",
                     flow.is_assumed ? ", as far as the template shows" : "",
                     flow.when.empty() ? "" : ", when " + flow.when);
}

/// `+` what is new, `-` what is gone, `~` what is defined otherwise.
char sign_of(const PropertyChange& change) {
  if (change.before.absent()) return '+';
  return change.after.absent() ? '-' : '~';
}

void add_outputs(const analysis::Diff& changes, std::string& out) {
  if (!changes.outputs.empty()) out += changes.resources.empty() ? "outputs\n" : "\noutputs\n";
  for (const PropertyChange& each : changes.outputs) {
    out += fmt::format("  {} {}\n", sign_of(each), printable(analysis::text_of(each)));
  }
}

/// What becomes more or less open and is not shown by a flow.
std::vector<const SecurityChange*> beside_flows(const analysis::Diff& changes) {
  std::vector<const SecurityChange*> found;
  for (const SecurityChange& each : changes.security) {
    if (!each.is_flow) found.push_back(&each);
  }
  return found;
}

void add_security(const analysis::Diff& changes, std::string& out) {
  const auto security = beside_flows(changes);
  if (!security.empty()) out += "\nsecurity\n";
  std::set<std::string_view> come_or_go;
  for (const ResourceChange& each : changes.resources) {
    if (each.action != ResourceChange::Action::kModify) come_or_go.insert(each.id);
  }
  std::size_t others = 0;
  for (const SecurityChange* each : security) {
    if (come_or_go.contains(each->resource) && !each->is_public) {
      ++others;
      continue;
    }
    out += fmt::format("  {} {}{}\n", each->is_wider ? '+' : '-', each->is_public ? "PUBLIC " : "",
                       printable(each->what));
  }
  if (others > 0) {
    out += fmt::format(
        "  {} more on {}; see --format json\n", others,
        changes.is_side_by_side ? "resources of one side" : "created or deleted resources");
  }
}

/// What is said in the place of a list of changes that is empty.
std::string_view without_changes(const DiffReport& report) {
  const auto has = [&](std::string_view harm) {
    return std::any_of(report.findings.items().begin(), report.findings.items().end(),
                       [&](const Diagnostic& each) {
                         const analysis::Rule* rule = analysis::find_rule(each.code);
                         return rule != nullptr && rule->harm == harm;
                       });
  };
  if (has("deploy-fails")) return "the update is refused";
  if (!report.changes.possible.empty()) return "nothing changes with the values assumed";
  return has("unknown") ? "the changes are not known" : "no changes";
}

std::string text(const DiffReport& report) {
  const analysis::Diff& changes = report.changes;
  std::string out = fmt::format("{}\n", without_changes(report));
  if (!changes.empty()) {
    out =
        fmt::format("{} → {}: {}\n\n", report.before, report.after, analysis::summary_of(changes));
    add_resources(report, out);
    add_outputs(changes, out);
    add_renames(report, out);
    add_security(changes, out);
  }
  if (!changes.flows.empty()) out += "\nflows\n";
  for (const analysis::FlowChange& each : changes.flows)
    out += fmt::format("  {} {}\n", each.is_opened ? '+' : '-', printable(flow_text(each)));
  return out;
}

/// Text within a cell of a table.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '[') {
      result += '\\';
    }
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// The flows as a table of Markdown.
std::string flow_rows(const analysis::Diff& changes) {
  std::string out = changes.flows.empty() ? "" : "\n| flow | |\n|---|---|\n";
  for (const analysis::FlowChange& each : changes.flows) {
    out +=
        fmt::format("| {} | {} |\n", each.is_opened ? "opened" : "closed", cell(flow_text(each)));
  }
  return out;
}

/// What is not shown by a flow as a table of Markdown.
std::string security_rows(const analysis::Diff& changes) {
  const auto security = beside_flows(changes);
  if (security.empty()) return {};
  std::string out = "\n| security | |\n|---|---|\n";
  for (const SecurityChange* each : security) {
    out += fmt::format("| {} | {} |\n",
                       !each->is_wider   ? "closed"
                       : each->is_public ? "**open to everyone**"
                                         : "opened",
                       cell(each->what));
  }
  return out;
}

std::string markdown(const DiffReport& report) {
  const analysis::Diff& changes = report.changes;
  std::string out = "### Changes\n\n";
  std::string nothing(without_changes(report));
  nothing.front() = to_upper(nothing.front());
  out += fmt::format("{}.\n", changes.empty() ? nothing : analysis::summary_of(changes));
  for (const Severity severity : {Severity::kError, Severity::kWarning}) {
    std::string list;
    for (const Diagnostic& each : report.findings.sorted()) {
      if (each.severity != severity) continue;
      const std::string line = line_of(each.origin);
      list +=
          fmt::format("- {}{} ({})", cell(each.text()), line.empty() ? "" : ", " + line, each.code);
      list += each.fix.empty() ? "\n" : fmt::format(": {}\n", cell(each.fix));
    }
    if (list.empty()) continue;
    out += fmt::format("\n**{}**\n\n{}", severity == Severity::kError ? "Stop" : "Look", list);
  }
  if (!changes.resources.empty()) {
    out += "\n| change | resource | type | data | reason |\n|---|---|---|---|---|\n";
  }
  for (const ResourceChange& each : changes.resources) {
    std::vector<std::string> why;
    for (const PropertyChange& property : each.properties)
      why.push_back(cell(analysis::text_of(property)));
    out += fmt::format("| {} | {} | {} | {} | {} |\n", analysis::word_of(each), cell(each.id),
                       cell(each.type), analysis::word_of(each.data), join(why, "<br>"));
  }
  if (!changes.renames.empty() && report.changes.has_moves) {
    out +=
        fmt::format("\nProbably renamed; to keep the deployed resources, add:\n\n```yaml\n{}```\n",
                    moved_lines(report, ""));
  }
  if (!changes.outputs.empty()) out += "\n| output |\n|---|\n";
  for (const PropertyChange& each : changes.outputs) {
    out += fmt::format("| {} |\n", cell(analysis::text_of(each)));
  }
  return out + flow_rows(changes) + security_rows(changes);
}

std::string findings_in(std::string_view format, const DiffReport& report) {
  const FileFindings file{report.after, report.findings.sorted()};
  return findings_as(format, std::span<const FileFindings>(&file, 1));
}
std::string sarif(const DiffReport& report) { return findings_in("sarif", report); }
std::string github(const DiffReport& report) { return findings_in("github", report); }

constexpr Format<DiffReport> kDiffFormats[] = {
    {"text", text},   {"json", json_of_diff}, {"markdown", markdown},
    {"sarif", sarif}, {"github", github},
};

}  // namespace

std::string resource_mapping(const analysis::Diff& changes, const std::string& stack_name) {
  const auto place = [&](const std::string& id) {
    return cfn::Map{{"StackName", stack_name}, {"LogicalResourceId", id}};
  };
  cfn::List mapping;
  for (const analysis::Rename& each : changes.renames) {
    if (each.is_shift) continue;
    mapping.push_back(cfn::Map{{"Source", place(each.from)}, {"Destination", place(each.to)}});
  }
  return cfn::to_json(cfn::Value(std::move(mapping)));
}

std::string diff_as(std::string_view format, const DiffReport& report) {
  return write_as(kDiffFormats, format, report);
}

std::vector<std::string> diff_formats() { return names_in(kDiffFormats); }

}  // namespace archsynth::picture
