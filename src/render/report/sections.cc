#include "sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/render/audit.h"
#include "archsynth/support/text.h"
#include "html.h"

namespace archsynth::picture {
namespace {

HtmlCell name(std::string_view text) { return {html_name(text)}; }

HtmlCell amount(const analysis::MoneyRange& range) { return {html_text(money_text(range))}; }

std::string list_html(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string html = "<ul>";
  for (const std::string& text : texts) html += "<li>" + html_name(text) + "</li>";
  return html + "</ul>";
}

/// A bar of which the light part is what may come on top; at most 100 wide.
std::string bar_html(const analysis::MoneyRange& range, spec::Money largest) {
  const auto part = [&](spec::Money money) {
    if (largest <= spec::Money() || money <= spec::Money()) return 0.0;
    return 100.0 * static_cast<double>(money.nanos()) / static_cast<double>(largest.nanos());
  };
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"bar-most\" width=\"{:.2f}\" height=\"10\"/>"
      "<rect class=\"bar-least\" width=\"{:.2f}\" height=\"10\"/></svg>",
      part(range.most), part(range.least));
}

std::string component_table(const analysis::CostEstimate& cost) {
  const std::vector<analysis::CostComponent> components = analysis::cost_components(cost);
  spec::Money largest;
  for (const auto& each : components) largest = std::max(largest, each.monthly.most);
  HtmlTable table("Monthly cost by component", {"Component", "Share", ">USD a month"});
  for (const auto& each : components) {
    table.add({name(each.name), {bar_html(each.monthly, largest)}, amount(each.monthly)});
  }
  table.add_total({{"Total"}, {""}, amount(cost.monthly)});
  return std::move(table).take();
}

std::string quantity_text(const analysis::CostLine& line) {
  return line.least == line.most ? line.least.text()
                                 : line.least.text() + " to " + line.most.text();
}

std::string line_table(const Report& report) {
  HtmlTable table("All items of the estimate", {"Component", "Resource", "What", ">Quantity",
                                                ">USD each", ">USD a month", "Assumption"});
  for (const analysis::CostLine& line : report.cost->lines) {
    table.add({name(line.component),
               {resource_link(report, line.resource)},
               name(line.what),
               {html_text(quantity_text(line))},
               {html_text(line.price.text())},
               amount(line.monthly),
               name(line.assumption)});
  }
  return "<details><summary>All items, with their assumptions</summary>" + std::move(table).take() +
         "</details>\n";
}

std::string advice_html(const Report& report) {
  std::string html;
  for (const analysis::Advice& each : report.advice) {
    if (!each.pays) continue;
    const std::string& change = report.is_architecture ? each.file_lines : each.template_lines;
    html +=
        fmt::format("<li><strong>{}</strong>: saves {} USD a month; {}.{}", html_name(each.title),
                    html_text(money_text(each.saving)), html_name(each.reason),
                    each.price.empty() ? "" : " Trade-off: " + html_name(each.price) + ".");
    if (!change.empty()) html += "<pre>" + html_text(change) + "</pre>";
    html += "</li>\n";
  }
  return html.empty() ? html : "<h3>Ways to save</h3><ul>" + html + "</ul>\n";
}

std::string notes_html(const analysis::CostEstimate& cost) {
  std::vector<std::string> notes = {
      fmt::format("Prices of {}; usage: {}.", cost.region, cost.usage)};
  if (!cost.oldest_price.empty()) {
    notes.push_back(fmt::format(
        "List prices of {} or later, without taxes; of free tiers, only that of data transfer.",
        cost.oldest_price));
  }
  notes.insert(notes.end(), cost.assumptions.begin(), cost.assumptions.end());
  for (const analysis::Unpriced& each : cost.unpriced) {
    notes.push_back(fmt::format("Not in the total: {}{}.",
                                each.resource.empty() ? "" : each.resource + ", ", each.why));
  }
  return list_html(notes);
}

}  // namespace

std::string part_id(std::size_t part) { return fmt::format("part-{}", part); }

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    default:
      return "note";
  }
}

std::string resource_link(const Report& report, const std::string& id) {
  const auto found = report.places.find(id);
  if (found == report.places.end()) return html_name(id);
  const std::optional<std::size_t>& part = report.resources[found->second].part;
  return part ? fmt::format("<a href=\"#{}\">{}</a>", part_id(*part), html_name(id))
              : html_name(id);
}

std::string changes_html(const Report& report) {
  if (!report.change) return {};
  const analysis::Diff& changes = report.change->changes;
  std::string html = fmt::format("<p>Since {}: {}.</p>\n", html_name(report.change->since),
                                 html_text(analysis::summary_of(changes)));
  if (!report.change->findings.items().empty()) {
    HtmlTable table("Harmful changes", {"Severity", "Place", "Message", "Rule"});
    for (const Diagnostic& each : report.change->findings.sorted()) {
      std::string message = html_name(each.text());
      if (!each.fix.empty()) message += "<p class=\"help\">" + html_name(each.fix) + "</p>";
      table.add(
          {{fmt::format("<span class=\"severity {0}\">{0}</span>", severity_name(each.severity))},
           name(each.origin.to_string()),
           {message},
           name(each.code)});
    }
    html += std::move(table).take();
  }
  if (changes.resources.empty()) return html;
  HtmlTable table("Changed resources", {"Change", "Resource", "Type", "Data", "Why"});
  for (const analysis::ResourceChange& each : changes.resources) {
    std::vector<std::string> why;
    if (!each.data_reason.empty()) why.push_back(each.data_reason);
    for (const auto& property : each.properties) why.push_back(analysis::text_of(property));
    table.add({name(analysis::word_of(each)),
               {resource_link(report, each.id)},
               name(each.type),
               name(analysis::word_of(each.data)),
               {list_html(why)}});
  }
  return html + std::move(table).take();
}

std::string findings_html(const Report& report) {
  if (report.findings.empty()) return {};
  HtmlTable table("Findings", {"Severity", "Place", "Resource", "Message", "Rule"});
  for (const Diagnostic& found : report.findings) {
    const std::string& id = found.subject.resource;
    const std::string_view severity = severity_name(found.severity);
    std::string message = html_name(found.text());
    if (!found.fix.empty()) message += "<p class=\"help\">" + html_name(found.fix) + "</p>";
    table.add({{fmt::format("<span class=\"severity {0}\">{0}</span>", severity)},
               name(found.origin.to_string()),
               {id.empty() ? "" : resource_link(report, id)},
               {message},
               name(found.code)});
  }
  return std::move(table).take();
}

std::string cost_html(const Report& report) {
  if (!report.cost) return {};
  return component_table(*report.cost) + line_table(report) + notes_html(*report.cost) +
         advice_html(report);
}

std::string network_html(const Report& report) {
  if (report.overview.subnets.empty()) return {};
  HtmlTable table("Subnets", {"Network", "Subnet", "Zone", "Tier", "Addresses", "Routes"});
  for (const analysis::SubnetRow& each : report.overview.subnets) {
    table.add({{resource_link(report, each.network) + " " + html_name(each.network_block)},
               {resource_link(report, each.id)},
               name(each.zone),
               name(each.tier),
               name(each.block),
               {list_html(each.routes)}});
  }
  return std::move(table).take();
}

std::string traffic_html(const Report& report) {
  if (report.overview.traffic.empty()) return {};
  HtmlTable table("Security group rules", {"Group", "Direction", "Other end", "Ports", "Why"});
  for (const analysis::TrafficRow& each : report.overview.traffic) {
    table.add({{resource_link(report, each.group)},
               {each.is_inbound ? "in" : "out"},
               {resource_link(report, each.other)},
               name(each.ports),
               name(each.reason)});
  }
  return std::move(table).take();
}

std::string layers_html(const Report& report) { return audit_html(report.audit); }

std::string secrets_html(const Report& report) {
  if (report.overview.secrets.empty()) return {};
  HtmlTable table("Secrets and their readers", {"Secret", "Contents", "Key", "Readers"});
  for (const analysis::SecretRow& each : report.overview.secrets) {
    table.add({{resource_link(report, each.id)},
               name(each.about),
               {each.key.empty() ? "AWS-managed" : resource_link(report, each.key)},
               {each.readers.empty() ? "none in the template" : list_html(each.readers)}});
  }
  return std::move(table).take();
}

std::string backups_html(const Report& report) {
  if (report.overview.backups.empty()) return {};
  HtmlTable table("Backups and recovery", {"Data", "Kind", "Backups", "Possible loss (RPO)",
                                           "Recovery time (RTO)", "On deletion"});
  for (const analysis::BackupRow& each : report.overview.backups) {
    table.add({{resource_link(report, each.id)},
               name(each.what),
               name(each.backups),
               name(each.loss),
               name(each.recovery),
               name(each.on_delete)});
  }
  return std::move(table).take();
}

std::string defaults_html(const Report& report) {
  if (report.overview.defaults.empty()) return {};
  HtmlTable table("Effective defaults", {"Key", "Value", "Default of", "Used by"});
  for (const analysis::DefaultRow& each : report.overview.defaults) {
    table.add({name(each.key.empty() ? "chosen by archsynth" : each.key),
               name(each.value),
               name(each.profile.empty() ? "every environment" : each.profile),
               {list_html(each.places)}});
  }
  return std::move(table).take();
}

std::string inventory_html(const Report& report) {
  if (report.resources.empty()) return {};
  HtmlTable table("All resources", {"Resource", "Type", "Place", ">USD a month"});
  for (const ReportResource& each : report.resources) {
    table.add({{resource_link(report, each.id)},
               name(each.type),
               name(each.place),
               {each.is_priced ? html_text(money_text(each.monthly)) : ""}});
  }
  return std::move(table).take();
}

}  // namespace archsynth::picture
