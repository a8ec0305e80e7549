#include "archsynth/render/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
#include "archsynth/support/text.h"
#include "render/audit/identities.h"
#include "render/format.h"
#include "render/report/assets.h"
#include "render/report/html.h"

namespace archsynth::picture {
namespace {

using analysis::AuditAnswer;
using analysis::AuditedControl;
using analysis::AuditResult;
using analysis::Verdict;

/// Grows when a member changes its meaning.
constexpr int kAuditVersion = 2;

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kUnknown:
      return "unknown";
    case Verdict::kWaived:
      return "waived";
    default:
      return "not applicable";
  }
}

std::string_view word_of(const AuditAnswer& answer) {
  return answer.waiver ? "waived" : word_of(answer.verdict);
}

/// The controls of a layer that have an answer.
std::vector<const AuditedControl*> answered(const AuditResult& result, int layer) {
  std::vector<const AuditedControl*> found;
  for (const AuditedControl& each : result.controls) {
    if (each.control->layer == layer && !each.answers.empty()) found.push_back(&each);
  }
  return found;
}

/// `Database: StorageEncrypted is true`, once for all resources of which the same is so.
struct Evidence {
  std::string_view word;
  std::vector<std::string> resources;
  std::string text;
  Origin origin;
};

std::vector<Evidence> evidence_of(const AuditedControl& control) {
  std::vector<Evidence> all;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  std::set<std::pair<std::size_t, std::string_view>> known;
  for (const AuditAnswer& each : control.answers) {
    std::string text = each.evidence;
    if (each.waiver) {
      text += "; reason: " + each.waiver->reason;
      if (!each.waiver->until.empty()) text += fmt::format(" (until {})", each.waiver->until);
    }
    const auto [same, is_new] = places.try_emplace({std::string(word_of(each)), text}, all.size());
    if (is_new) all.push_back({word_of(each), {}, std::move(text), each.origin});
    if (known.emplace(same->second, each.resource).second) {
      all[same->second].resources.push_back(each.resource);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Evidence& a, const Evidence& b) {
    return a.word == "fail" && b.word != "fail";
  });
  return all;
}

std::string counts_text(const AuditResult& result) {
  const std::size_t waived = result.count(Verdict::kWaived);
  std::string text = fmt::format(
      "{} pass, {}{} fail, {} unknown, {} not applicable", result.count(Verdict::kPass),
      waived > 0 ? fmt::format("{} waived, ", waived) : std::string(), result.count(Verdict::kFail),
      result.count(Verdict::kUnknown), result.count(Verdict::kNotApplicable));
  if (const std::size_t answers = result.waived(); answers > 0)
    text += fmt::format("; {} waived", counted(answers, "answer"));
  return text;
}

/// `No control has an answer for AWS::Transfer::Server.`, for those who read it as a clean bill;
/// empty: each type has one.
std::string unanswered_text(const AuditResult& result) {
  if (result.unanswered.empty()) return {};
  return fmt::format("No control has an answer for {}.", join(result.unanswered, ", "));
}

std::string place_text(const Origin& origin) {
  return origin.is_stated() ? "  " + origin.to_string() : std::string();
}

std::string audit_text(const AuditResult& result) {
  std::string out = "Each control looks for one weakness.\n";
  for (int layer = 1; layer <= 6; ++layer) {
    const auto controls = answered(result, layer);
    if (controls.empty()) continue;
    out += fmt::format("\n{} {}\n", layer, spec::control_layer(layer));
    for (const AuditedControl* each : controls) {
      const Verdict verdict = each->verdict();
      out +=
          fmt::format("  {:<8}{} {}\n", word_of(verdict), each->control->id, each->control->title);
      for (const Evidence& one : evidence_of(*each)) {
        const std::string mark =
            one.word == word_of(verdict) ? std::string() : fmt::format("{}: ", one.word);
        out += fmt::format("          {}{}: {}{}\n", mark, join(one.resources, ", "), one.text,
                           place_text(one.origin));
      }
      if (verdict == Verdict::kFail) out += fmt::format("          fix: {}\n", each->control->fix);
    }
  }
  out += identities_text(result.identities) + "\n" + counts_text(result) + "\n";
  const std::string unanswered = unanswered_text(result);
  return unanswered.empty() ? out : out + unanswered + "\n";
}

cfn::Value ids_json(const spec::TextList& ids) {
  cfn::List list;
  for (const std::string_view each : ids) list.emplace_back(each);
  return list;
}

cfn::Value answer_json(const AuditAnswer& each) {
  cfn::Map map{{"verdict", word_of(each)}, {"resource", each.resource}};
  if (!each.property.empty()) map.set("property", each.property);
  map.set("evidence", each.evidence);
  if (const Place place = place_of(each.origin); !place.file.empty()) {
    map.set("file", place.file);
    map.set("line", static_cast<int>(place.begin.line));
    map.set("column", static_cast<int>(place.begin.column));
  }
  if (each.waiver) {
    cfn::Map waiver{{"reason", each.waiver->reason}};
    if (!each.waiver->until.empty()) waiver.set("until", each.waiver->until);
    map.set("waiver", std::move(waiver));
  }
  return map;
}

cfn::Value control_json(const AuditedControl& each) {
  const spec::Control& control = *each.control;
  cfn::List answers;
  for (const AuditAnswer& one : each.answers) answers.push_back(answer_json(one));
  cfn::Map equivalents{{"checkov", ids_json(control.checkov)},
                       {"cdk_nag", ids_json(control.cdk_nag)},
                       {"guard", ids_json(control.guard)},
                       {"cfn_nag", ids_json(control.cfn_nag)},
                       {"fsbp", ids_json(control.fsbp)}};
  return cfn::Map{{"id", control.id},
                  {"layer", spec::control_layer(control.layer)},
                  {"severity", name_of(control.severity)},
                  {"title", control.title},
                  {"verdict", word_of(each.verdict())},
                  {"answers", std::move(answers)},
                  {"fix", control.fix},
                  {"packs", ids_json(control.packs)},
                  {"equivalents", std::move(equivalents)}};
}

std::string audit_json(const AuditResult& result) {
  cfn::List controls;
  for (const AuditedControl& each : result.controls) controls.push_back(control_json(each));
  cfn::Map counts{{"pass", static_cast<int>(result.count(Verdict::kPass))},
                  {"fail", static_cast<int>(result.count(Verdict::kFail))},
                  {"unknown", static_cast<int>(result.count(Verdict::kUnknown))},
                  {"not_applicable", static_cast<int>(result.count(Verdict::kNotApplicable))},
                  {"waived", static_cast<int>(result.count(Verdict::kWaived))},
                  {"waived_answers", static_cast<int>(result.waived())},
                  {"unanswered_types", static_cast<int>(result.unanswered.size())}};
  cfn::List unanswered;
  for (const std::string& each : result.unanswered) unanswered.emplace_back(each);
  return cfn::to_json(cfn::Map{{"version", kAuditVersion},
                               {"counts", std::move(counts)},
                               {"controls", std::move(controls)},
                               {"unanswered_types", std::move(unanswered)},
                               {"identities", identities_json(result.identities)}});
}

std::string audit_sarif(const AuditResult& result) {
  const FileFindings file{{}, analysis::findings_of(result).sorted()};
  return findings_as("sarif", std::span(&file, 1));
}

/// What a cell of a table may hold.
std::string cell_text(std::string text) {
  for (std::size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 4)) {
    text.replace(at, 1, "&lt;");
  }
  return text;
}

std::string evidence_line(const Evidence& each, Verdict verdict) {
  const std::string mark =
      each.word == word_of(verdict) ? std::string() : fmt::format("{}: ", each.word);
  std::string place = place_in_document(each.origin);
  if (!place.empty()) place = fmt::format(" ({})", place);
  return fmt::format("{}{}: {}{}", mark, join(each.resources, ", "), each.text, place);
}

std::string audit_page(const AuditResult& result) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Security audit</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<header>\n<h1>Security audit</h1>\n</header>\n"
      "<main id=\"main\">\n<section>\n{}</section>\n</main>\n</body>\n</html>\n",
      report_style(), audit_html(result));
}

constexpr Format<AuditResult> kAuditFormats[] = {
    {"text", audit_text},         {"json", audit_json}, {"sarif", audit_sarif},
    {"markdown", audit_markdown}, {"html", audit_page},
};

}  // namespace

std::string audit_markdown(const AuditResult& result) {
  std::string out = fmt::format("{}.\n", counts_text(result));
  if (const std::string unanswered = unanswered_text(result); !unanswered.empty())
    out += "\n" + unanswered + "\n";
  for (int layer = 1; layer <= 6; ++layer) {
    const auto controls = answered(result, layer);
    if (controls.empty()) continue;
    out += fmt::format(
        "\n### Layer {}: {}\n\n| control | weakness looked for | answer | evidence |\n"
        "|---|---|---|---|\n",
        layer, spec::control_layer(layer));
    for (const AuditedControl* each : controls) {
      const Verdict verdict = each->verdict();
      std::vector<std::string> lines;
      for (const Evidence& one : evidence_of(*each)) {
        lines.push_back(cell_text(evidence_line(one, verdict)));
      }
      out += fmt::format("| {} | {} | {} | {} |\n", each->control->id, each->control->title,
                         word_of(verdict), join(lines, "<br>"));
    }
  }
  return out + identities_markdown(result.identities);
}

std::string audit_html(const AuditResult& result) {
  std::string html = fmt::format("<p>{}.</p>\n", html_text(counts_text(result)));
  if (const std::string unanswered = unanswered_text(result); !unanswered.empty())
    html += fmt::format("<p>{}</p>\n", html_text(unanswered));
  for (int layer = 1; layer <= 6; ++layer) {
    const auto controls = answered(result, layer);
    if (controls.empty()) continue;
    const std::string title = fmt::format("Layer {}: {}", layer, spec::control_layer(layer));
    HtmlTable table(title, {"Control", "Weakness looked for", "Answer", "Evidence"});
    for (const AuditedControl* each : controls) {
      const Verdict verdict = each->verdict();
      std::string evidence;
      for (const Evidence& one : evidence_of(*each)) {
        evidence += fmt::format("<li>{}</li>", html_name(evidence_line(one, verdict)));
      }
      table.add({{html_text(each->control->id)},
                 {html_text(each->control->title)},
                 {html_text(word_of(verdict))},
                 {"<ul>" + evidence + "</ul>"}});
    }
    html += fmt::format("<h3>{}</h3>\n{}", html_text(title), std::move(table).take());
  }
  return html + identities_html(result.identities);
}

std::string audit_as(std::string_view format, const AuditResult& result) {
  return write_as(kAuditFormats, format, result);
}

std::vector<std::string> audit_formats() { return names_in(kAuditFormats); }

}  // namespace archsynth::picture
