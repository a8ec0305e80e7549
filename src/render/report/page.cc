#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "archsynth/render/report.h"
#include "archsynth/support/text.h"
#include "archsynth/support/version.h"
#include "assets.h"
#include "html.h"
#include "render/svg.h"
#include "sections.h"
#include "support/sha256.h"

namespace archsynth::picture {
namespace {

struct Section {
  std::string_view id;
  std::string_view title;
  std::string (*write)(const Report&);
  /// Said where there is nothing to show; empty: the section is left out then.
  std::string_view otherwise;
};
constexpr Section kSections[] = {
    {"changes", "Changes", changes_html, ""},
    {"findings", "Findings", findings_html, "No findings."},
    {"cost", "Cost", cost_html, "No prices for the region."},
    {"network", "Network", network_html, "The template has no network."},
    {"security", "Security groups", traffic_html, "The template has no security groups."},
    {"layers", "Security layers", layers_html, ""},
    {"secrets", "Secrets", secrets_html, "The template has no secrets."},
    {"backups", "Backups", backups_html, "The template keeps no data."},
    {"defaults", "Effective defaults", defaults_html,
     "A template sets its own values; AWS defaults are not listed."},
    {"inventory", "Inventory", inventory_html, "The template has no resources."},
};

std::string lines_html(const std::vector<ReportLine>& lines) {
  std::string html = "<pre class=\"lines\">";
  std::uint32_t last = 0;
  for (const ReportLine& line : lines) {
    if (last != 0 && line.number > last + 1) html += "<span class=\"gap\">…</span>\n";
    html +=
        fmt::format("<span class=\"number\">{:>4}</span> {}\n", line.number, html_name(line.text));
    last = line.number;
  }
  return html + "</pre>\n";
}

std::string facts_html(const ReportResource& resource) {
  if (resource.facts.empty()) return {};
  std::string html = "<dl>";
  for (const analysis::Fact& fact : resource.facts) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", html_text(fact.label),
                        html_name(fact.value));
  }
  return html + "</dl>\n";
}

std::string resource_html(const ReportResource& resource) {
  std::string html = fmt::format("<h4>{} <small>{}</small></h4>\n", html_name(resource.id),
                                 html_name(resource.type));
  html += facts_html(resource);
  if (!resource.properties.empty()) {
    html += fmt::format("<details><summary>Properties of {}</summary><pre>{}</pre></details>\n",
                        html_name(resource.id), html_text(resource.properties));
  }
  return html;
}

std::string part_cost_html(const Report& report, const ReportPart& part) {
  if (!report.cost) return {};
  std::string rows;
  std::unordered_set<std::string_view> ids;
  for (const std::size_t index : part.resources) ids.insert(report.resources[index].id);
  for (const analysis::CostLine& line : report.cost->lines) {
    if (!ids.contains(line.resource)) continue;
    rows += fmt::format("<div><dt>{}, {}</dt><dd>{}</dd></div>", html_name(line.component),
                        html_name(line.what), html_text(money_text(line.monthly)));
  }
  if (rows.empty()) return {};
  return fmt::format("<h4>Cost: {} USD a month</h4><dl class=\"costs\">{}</dl>\n",
                     html_text(money_text(part.monthly)), rows);
}

std::string part_findings_html(const Report& report, const ReportPart& part) {
  if (part.findings.empty()) return {};
  std::string html = fmt::format("<h4>Findings: {}</h4><ul>", part.findings.size());
  for (const std::size_t index : part.findings) {
    const Diagnostic& found = report.findings[index];
    html +=
        fmt::format("<li><span class=\"severity {0}\">{0}</span> {1} <small>{2}</small></li>",
                    severity_name(found.severity), html_name(found.text()), html_name(found.code));
  }
  return html + "</ul>\n";
}

std::string summary_html(const Report& report) {
  std::size_t errors = 0;
  for (const Diagnostic& each : report.findings) {
    if (each.severity == Severity::kError) ++errors;
  }
  std::string html = fmt::format("<li>{} resources</li>", report.resources.size());
  if (report.cost) {
    html += fmt::format("<li>{} USD a month</li>", html_text(money_text(report.cost->monthly)));
  }
  html += fmt::format("<li>{} finding{}, {} error{}</li>", report.findings.size(),
                      report.findings.size() == 1 ? "" : "s", errors, errors == 1 ? "" : "s");
  if (!report.region.empty()) html += "<li>" + html_name(report.region) + "</li>";
  return "<ul class=\"summary\">" + html + "<li>" + html_name(report.file) + "</li></ul>\n";
}

std::string head_html(const Report& report) {
  const std::string policy = fmt::format(
      "default-src 'none'; style-src 'sha256-{}' 'sha256-{}'; script-src 'sha256-{}'; "
      "base-uri 'none'; form-action 'none'",
      sha256_base64(report_style()), sha256_base64(svg_style()), sha256_base64(report_script()));
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"archsynth {}\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n",
      policy, version(), html_text(report.title), report_style());
}

std::string picture_html(const Report& report) {
  std::vector<std::string> links;
  for (const auto& part : report.part_of_box) links.push_back(part ? "#" + part_id(*part) : "");
  std::string html =
      "<section id=\"picture\" aria-labelledby=\"picture-title\">\n"
      "<h2 id=\"picture-title\">Architecture</h2>\n"
      "<div class=\"tools\" hidden><button type=\"button\" data-zoom=\"in\">Zoom in</button>"
      "<button type=\"button\" data-zoom=\"out\">Zoom out</button>"
      "<button type=\"button\" data-zoom=\"whole\">Whole picture</button></div>\n"
      "<div class=\"stage\">\n<div class=\"canvas\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Diagram: zoom with plus and minus, move with the arrow keys, open a box for "
      "details\">\n";
  html += to_linked_svg(report.picture, links);
  html += "</div>\n<div class=\"details\">\n";
  for (std::size_t i = 0; i < report.parts.size(); ++i) html += part_html(report, i);
  return html + "</div>\n</div>\n</section>\n";
}

}  // namespace

std::string part_html(const Report& report, std::size_t index) {
  const ReportPart& part = report.parts[index];
  const std::string id = part_id(index);
  std::string html = fmt::format(
      "<article class=\"part\" id=\"{0}\" tabindex=\"-1\" aria-labelledby=\"{0}-title\">"
      "<h3 id=\"{0}-title\">{1}</h3>\n",
      id, html_name(part.title));
  std::string about;
  for (const std::string& line : part.about) about += "<li>" + html_name(line) + "</li>";
  if (!about.empty()) html += "<ul class=\"about\">" + about + "</ul>\n";
  html += part_findings_html(report, part) + part_cost_html(report, part);
  for (const std::size_t each : part.resources) html += resource_html(report.resources[each]);
  if (part.lines.empty()) {
    html += "<p class=\"unstated\">Not set in the file; created by defaults.</p>\n";
  } else {
    html += fmt::format("<h4>Lines of {}</h4>\n{}", html_name(report.file), lines_html(part.lines));
  }
  return html + "</article>\n";
}

std::string to_html(const Report& report) {
  std::string html = head_html(report);
  html += fmt::format(
      "<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header>\n"
      "<h1>{}</h1>\n{}<nav aria-label=\"Sections\"><ul>"
      "<li><a href=\"#picture\">Architecture</a></li>",
      html_name(report.title), summary_html(report));
  for (const Section& section : kSections) {
    if (section.otherwise.empty() && section.write(report).empty()) continue;
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>", section.id, section.title);
  }
  html += "</ul></nav>\n</header>\n<main id=\"main\">\n" + picture_html(report);
  for (const Section& section : kSections) {
    std::string content = section.write(report);
    if (content.empty() && section.otherwise.empty()) continue;
    if (content.empty()) content = fmt::format("<p class=\"nothing\">{}</p>\n", section.otherwise);
    html += fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">"
        "{1}</h2>\n{2}</section>\n",
        section.id, section.title, content);
  }
  return html + fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", report_script());
}

}  // namespace archsynth::picture
