#include "cli/diff_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "cli/findings.h"

namespace archsynth::cli {
namespace {

using analysis::Consequence;
using analysis::DataFate;
using analysis::PropertyChange;
using analysis::ResourceChange;
using analysis::SecurityChange;

std::string_view word_of(Consequence consequence) {
  switch (consequence) {
    case Consequence::kInPlace:
      return "in place";
    case Consequence::kUnknown:
      return "unknown";
    case Consequence::kMayReplace:
      return "may replace";
    case Consequence::kReplaces:
      return "replaces";
  }
  return {};
}

std::string_view word_of(const ResourceChange& change) {
  if (change.action == ResourceChange::Action::kAdd) return "creates";
  if (change.action == ResourceChange::Action::kModify) return word_of(change.consequence);
  if (change.data == DataFate::kRetained) return "retains";
  return change.data == DataFate::kSnapshot ? "snapshots" : "deletes";
}

std::string_view word_of(DataFate fate) {
  switch (fate) {
    case DataFate::kNone:
      return "";
    case DataFate::kRetained:
      return "retained";
    case DataFate::kSnapshot:
      return "snapshot kept";
    case DataFate::kFails:
      return "deploy will fail";
    case DataFate::kLost:
      return "data lost";
  }
  return {};
}

/// A value on one line, and no more of it than fits.
std::string shown(const cfn::Value& value) {
  constexpr std::size_t kLong = 60;
  if (value.absent()) return "(none)";
  std::string text = analysis::brief(value);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (text.empty()) return "\"\"";
  if (text.size() <= kLong) return text;
  std::size_t end = kLong - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string line_of(const Origin& origin) {
  const Place place = place_of(origin);
  return place.file.empty() ? origin.to_string()
                            : fmt::format("{}:{}", place.file, place.begin.line);
}

/// `Engine: mysql → postgres`, or what carries the change on.
std::string what_of(const PropertyChange& change) {
  if (!change.chain.empty()) {
    return fmt::format("{} names {}", change.path, join(change.chain, " ← "));
  }
  return fmt::format("{}: {} → {}", change.path, shown(change.before), shown(change.after));
}

/// `3 replaced, 1 deleted`.
std::string summary_of(const analysis::Diff& changes) {
  struct Count {
    std::string_view word;
    std::string_view shown;
    int count = 0;
  };
  Count counts[] = {{"replaces", "replaced"},   {"may replace", "may be replaced"},
                    {"deletes", "deleted"},     {"snapshots", "deleted with a snapshot"},
                    {"retains", "left behind"}, {"unknown", "changed in an unknown way"},
                    {"in place", "changed"},    {"creates", "created"}};
  for (const ResourceChange& each : changes.resources) {
    for (Count& count : counts) count.count += count.word == word_of(each) ? 1 : 0;
  }
  std::vector<std::string> parts;
  for (const Count& count : counts) {
    if (count.count > 0) parts.push_back(fmt::format("{} {}", count.count, count.shown));
  }
  return parts.empty() ? "no resource changes" : join(parts, ", ");
}

void add_resources(const DiffReport& report, std::string& out) {
  std::size_t ids = 0;
  for (const ResourceChange& each : report.changes.resources) ids = std::max(ids, each.id.size());
  for (const ResourceChange& each : report.changes.resources) {
    out += fmt::format("{:<12} {:<{}}  {}", word_of(each), each.id, ids, each.type);
    const std::string_view fate = word_of(each.data);
    const bool is_only_possible = each.action == ResourceChange::Action::kModify &&
                                  each.consequence == Consequence::kMayReplace;
    if (!fate.empty()) out += fmt::format("  {}{}", is_only_possible ? "if replaced: " : "", fate);
    out += '\n';
    if (!each.data_reason.empty()) out += fmt::format("             {}\n", each.data_reason);
    for (const PropertyChange& property : each.properties) {
      const std::string line = line_of(property.origin);
      out += fmt::format("    {:<11}  {}{}\n", word_of(property.consequence), what_of(property),
                         line.empty() ? "" : "  (" + line + ")");
    }
  }
}

std::string text(const DiffReport& report) {
  const analysis::Diff& changes = report.changes;
  if (changes.empty()) return "no change\n";
  std::string out =
      fmt::format("{} → {}: {}\n\n", report.before, report.after, summary_of(changes));
  add_resources(report, out);
  if (!changes.renames.empty()) out += "\nprobably renamed\n";
  for (const analysis::Rename& each : changes.renames) {
    out += fmt::format("    {} → {}  {}\n", each.from, each.to, each.type);
  }
  if (!changes.security.empty()) out += "\nsecurity\n";
  std::size_t others = 0;
  for (const SecurityChange& each : changes.security) {
    const ResourceChange* resource = changes.find(each.resource);
    const bool comes_or_goes =
        resource != nullptr && resource->action != ResourceChange::Action::kModify;
    if (comes_or_goes && !each.is_public) {
      ++others;
      continue;
    }
    out += fmt::format("  {} {}{}\n", each.is_wider ? '+' : '-', each.is_public ? "PUBLIC " : "",
                       each.what);
  }
  if (others > 0) {
    out += fmt::format("  {} of what is created or deleted: --format json has them\n", others);
  }
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

std::string markdown(const DiffReport& report) {
  const analysis::Diff& changes = report.changes;
  std::string out = "### What this changes\n\n";
  if (changes.empty()) return out + "Nothing.\n";
  out += fmt::format("{}.\n", summary_of(changes));
  for (const Severity severity : {Severity::kError, Severity::kWarning}) {
    std::string list;
    for (const Diagnostic& each : report.findings.sorted()) {
      if (each.severity != severity) continue;
      const std::string line = line_of(each.origin);
      list += fmt::format("- {}{} ({})", cell(each.message), line.empty() ? "" : ", " + line,
                          each.code);
      list += each.help.empty() ? "\n" : fmt::format(": {}\n", cell(each.help));
    }
    if (list.empty()) continue;
    out += fmt::format("\n**{}**\n\n{}", severity == Severity::kError ? "Stop" : "Look", list);
  }
  out += "\n| what | resource | type | data | why |\n|---|---|---|---|---|\n";
  for (const ResourceChange& each : changes.resources) {
    std::vector<std::string> why;
    for (const PropertyChange& property : each.properties) why.push_back(cell(what_of(property)));
    out += fmt::format("| {} | {} | {} | {} | {} |\n", word_of(each), cell(each.id),
                       cell(each.type), word_of(each.data), join(why, "<br>"));
  }
  if (changes.security.empty()) return out;
  out += "\n| security | |\n|---|---|\n";
  for (const SecurityChange& each : changes.security) {
    out += fmt::format("| {} | {} |\n",
                       !each.is_wider   ? "closed"
                       : each.is_public ? "**open to anyone**"
                                        : "opened",
                       cell(each.what));
  }
  return out;
}

cfn::Value json_of(const PropertyChange& change) {
  cfn::Map map{{"path", change.path}, {"consequence", word_of(change.consequence)}};
  if (!change.before.absent()) map.set("before", change.before);
  if (!change.after.absent()) map.set("after", change.after);
  if (!change.chain.empty()) {
    map.set("through", cfn::List(change.chain.begin(), change.chain.end()));
  }
  const std::string line = line_of(change.origin);
  if (!line.empty()) map.set("origin", line);
  return map;
}

std::string json(const DiffReport& report) {
  cfn::List resources;
  for (const ResourceChange& each : report.changes.resources) {
    cfn::List properties;
    for (const PropertyChange& property : each.properties) properties.push_back(json_of(property));
    cfn::Map map{{"id", each.id}, {"type", each.type}, {"action", word_of(each)}};
    if (each.data != DataFate::kNone) map.set("data", word_of(each.data));
    if (!each.data_reason.empty()) map.set("reason", each.data_reason);
    if (!properties.empty()) map.set("properties", cfn::Value(std::move(properties)));
    resources.emplace_back(std::move(map));
  }
  cfn::List renames;
  for (const analysis::Rename& each : report.changes.renames) {
    renames.emplace_back(cfn::Map{{"from", each.from}, {"to", each.to}, {"type", each.type}});
  }
  cfn::List security;
  for (const SecurityChange& each : report.changes.security) {
    security.emplace_back(cfn::Map{{"wider", each.is_wider},
                                   {"public", each.is_public},
                                   {"resource", each.resource},
                                   {"what", each.what}});
  }
  cfn::List findings;
  for (const Diagnostic& each : report.findings.sorted()) {
    cfn::Map map{{"severity", name_of(each.severity)}, {"code", each.code}};
    const std::string line = line_of(each.origin);
    if (!line.empty()) map.set("origin", line);
    map.set("message", each.message);
    if (!each.help.empty()) map.set("help", each.help);
    findings.emplace_back(std::move(map));
  }
  const cfn::Map whole{{"resources", cfn::Value(std::move(resources))},
                       {"renames", cfn::Value(std::move(renames))},
                       {"security", cfn::Value(std::move(security))},
                       {"findings", cfn::Value(std::move(findings))}};
  return cfn::to_json(cfn::Value(whole));
}

}  // namespace

std::string diff_as(const std::string& format, const DiffReport& report) {
  if (format == "json") return json(report);
  return format == "markdown" ? markdown(report) : text(report);
}

}  // namespace archsynth::cli
