#include "render/audit/identities.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "render/report/html.h"
#include "render/table.h"

namespace archsynth::picture {
namespace {

using analysis::IdentityAnalysis;

struct FactRow {
  std::vector<std::string> cells;
  Origin origin;
};

/// One kind of facts, for people.
struct FactTable {
  std::string_view title;
  std::vector<std::string> columns;
  std::string_view joint;  ///< between the first and the second cell of a line of text
  std::vector<FactRow> rows{};
};

std::string depends(const std::string& open) {
  return open.empty() ? std::string() : "unknown: depends on " + open;
}

FactTable steps_table(const IdentityAnalysis& from) {
  FactTable table{"Who may act as whom", {"who", "acts as", "how", "certainty"}, " -> "};
  for (const auto& each : from.steps)
    table.rows.push_back({{each.from, each.to, each.how, depends(each.open)}, each.origin});
  if (from.is_bounded)
    table.rows.push_back({{"others", "", "not searched beyond the limit", ""}, {}});
  return table;
}

FactTable escalations_table(const IdentityAnalysis& from) {
  FactTable table{"Paths to administrator", {"who", "path", "certainty"}, " "};
  for (const auto& each : from.escalations) {
    std::vector<std::string> hops;
    for (const auto& step : each.steps) {
      std::string place = place_in_document(step.origin);
      if (!place.empty()) place = ", " + place;
      hops.push_back(fmt::format("-> {} ({}{})", step.to, step.how, place));
    }
    table.rows.push_back({{each.from(), join(hops, " "), depends(each.open())}, {}});
  }
  return table;
}

/// The first of many.
std::string some_of(const std::vector<std::string>& actions) {
  constexpr std::size_t kMost = 12;
  if (actions.size() <= kMost) return join(actions, ", ");
  const auto first = std::span(actions).first(kMost - 1);
  return fmt::format("{} and {} more", join(first, ", "), actions.size() - first.size());
}

FactTable wildcards_table(const IdentityAnalysis& from) {
  FactTable table{"Grants with wildcards",
                  {"who", "actions", "on", "reaches in this stack", "certainty"},
                  ": "};
  for (const auto& each : from.wildcards) {
    table.rows.push_back(
        {{join(each.identities, ", "),
          fmt::format("{} ({})", some_of(each.actions), counted(each.action_count, "action")),
          "on " + join(each.resources, ", "),
          each.reached.empty() ? "reaches nothing in this stack"
                               : "reaches " + join(each.reached, ", "),
          depends(each.open)},
         each.origin});
  }
  return table;
}

FactTable unused_table(const IdentityAnalysis& from) {
  FactTable table{"Unused grants", {"who", "actions", "why"}, ": "};
  for (const auto& each : from.unused) {
    table.rows.push_back(
        {{join(each.identities, ", "), join(each.actions, ", "), each.reason}, each.origin});
  }
  return table;
}

FactTable foreign_table(const IdentityAnalysis& from) {
  FactTable table{"Access from other accounts", {"resource", "who", "actions", "certainty"}, ": "};
  for (const auto& each : from.foreign) {
    table.rows.push_back(
        {{each.resource, each.who, join(each.actions, ", "), depends(each.open)}, each.origin});
  }
  return table;
}

FactTable keys_table(const IdentityAnalysis& from) {
  FactTable table{"Keys and who can decrypt with them", {"key", "who", "how", "certainty"}, ": "};
  for (const auto& each : from.keys) {
    if (!each.encrypts.empty())
      table.rows.push_back({{each.key, "encrypts " + join(each.encrypts, ", "), "", ""}, {}});
    for (const auto& one : each.readers)
      table.rows.push_back({{each.key, one.who, one.how, depends(one.open)}, one.origin});
  }
  return table;
}

FactTable secrets_table(const IdentityAnalysis& from) {
  FactTable table{"Secrets and their readers", {"secret", "who", "how", "certainty"}, ": "};
  for (const auto& each : from.secrets) {
    if (each.readers.empty())
      table.rows.push_back({{each.secret, "nothing in this stack reads it", "", ""}, {}});
    for (const auto& one : each.readers)
      table.rows.push_back({{each.secret, one.who, one.how, depends(one.open)}, one.origin});
  }
  return table;
}

FactTable unknown_table(const IdentityAnalysis& from) {
  FactTable table{"Unknown policies", {"who", "policy"}, ": "};
  for (const auto& each : from.unknown)
    table.rows.push_back({{each.identity, each.policy}, each.origin});
  return table;
}

std::vector<FactTable> tables_of(const IdentityAnalysis& from) {
  std::vector<FactTable> all{steps_table(from),   escalations_table(from), wildcards_table(from),
                             unused_table(from),  foreign_table(from),     keys_table(from),
                             secrets_table(from), unknown_table(from)};
  std::erase_if(all, [](const FactTable& each) { return each.rows.empty(); });
  return all;
}

cfn::Value texts_json(const std::vector<std::string>& texts) {
  cfn::List list;
  for (const std::string& each : texts) list.emplace_back(each);
  return list;
}

/// The members that all facts have: what decides, and the line.
cfn::Map with_place(cfn::Map map, const std::string& open, const Origin& origin) {
  if (!open.empty()) map.set("depends_on", open);
  if (const Place place = place_of(origin); !place.file.empty()) {
    map.set("file", place.file);
    map.set("line", static_cast<int>(place.begin.line));
  }
  return map;
}

cfn::Value step_json(const analysis::IdentityStep& each) {
  return with_place({{"who", each.from}, {"acts_as", each.to}, {"how", each.how}}, each.open,
                    each.origin);
}

template <typename All, typename Make>
cfn::Value list_json(const All& all, const Make& make) {
  cfn::List list;
  for (const auto& each : all) list.push_back(make(each));
  return list;
}

cfn::Value escalation_json(const analysis::EscalationPath& each) {
  cfn::Map map{{"who", each.from()}, {"steps", list_json(each.steps, step_json)}};
  if (!each.open().empty()) map.set("depends_on", each.open());
  return map;
}

cfn::Value reader_json(const analysis::Reader& each) {
  return with_place({{"who", each.who}, {"how", each.how}}, each.open, each.origin);
}

cfn::Value wildcard_json(const analysis::WildcardGrant& each) {
  return with_place({{"who", texts_json(each.identities)},
                     {"actions", texts_json(each.actions)},
                     {"action_count", static_cast<int>(each.action_count)},
                     {"resources", texts_json(each.resources)},
                     {"reaches", texts_json(each.reached)}},
                    each.open, each.origin);
}

cfn::Value unused_json(const analysis::UnusedGrant& each) {
  return with_place({{"who", texts_json(each.identities)},
                     {"policy", each.policy},
                     {"actions", texts_json(each.actions)},
                     {"reason", each.reason}},
                    {}, each.origin);
}

cfn::Value foreign_json(const analysis::ForeignAccess& each) {
  return with_place(
      {{"resource", each.resource}, {"who", each.who}, {"actions", texts_json(each.actions)}},
      each.open, each.origin);
}

cfn::Value key_json(const analysis::ReadableKey& each) {
  return cfn::Map{{"key", each.key},
                  {"encrypts", texts_json(each.encrypts)},
                  {"readers", list_json(each.readers, reader_json)}};
}

cfn::Value secret_json(const analysis::ReadableSecret& each) {
  cfn::Map map{{"secret", each.secret}, {"readers", list_json(each.readers, reader_json)}};
  if (!each.key.empty()) map.set("key", each.key);
  return map;
}

cfn::Value unknown_json(const analysis::UnknownPolicy& each) {
  return with_place({{"who", each.identity}, {"policy", each.policy}}, {}, each.origin);
}

}  // namespace

std::string place_in_document(const Origin& origin) {
  if (!origin.is_stated()) return {};
  const std::string place = origin.to_string();
  return place.substr(place.rfind('/') + 1);
}

std::string identities_text(const IdentityAnalysis& result) {
  std::string out;
  for (const FactTable& table : tables_of(result)) {
    out += fmt::format("\n{}\n", table.title);
    for (const FactRow& row : table.rows) {
      std::string line = row.cells.front();
      std::string_view joint = table.joint;
      for (std::size_t i = 1; i < row.cells.size(); ++i) {
        if (row.cells[i].empty()) continue;
        line += fmt::format("{}{}", joint, row.cells[i]);
        joint = i == 1 && table.joint == " -> " ? ": " : "; ";
      }
      const std::string place = place_in_document(row.origin);
      out += fmt::format("  {}{}{}\n", line, place.empty() ? "" : "  ", place);
    }
  }
  return out;
}

cfn::Value identities_json(const IdentityAnalysis& result) {
  return cfn::Map{{"acts_as", list_json(result.steps, step_json)},
                  {"is_bounded", result.is_bounded},
                  {"escalations", list_json(result.escalations, escalation_json)},
                  {"wildcards", list_json(result.wildcards, wildcard_json)},
                  {"unused", list_json(result.unused, unused_json)},
                  {"other_accounts", list_json(result.foreign, foreign_json)},
                  {"keys", list_json(result.keys, key_json)},
                  {"secrets", list_json(result.secrets, secret_json)},
                  {"unknown_policies", list_json(result.unknown, unknown_json)}};
}

std::string identities_markdown(const IdentityAnalysis& result) {
  std::string out;
  for (const FactTable& each : tables_of(result)) {
    TextTable table;
    for (const std::string& name : each.columns) table.columns.push_back({name});
    table.columns.push_back({"line"});
    for (const FactRow& row : each.rows) {
      table.rows.push_back(row.cells);
      table.rows.back().push_back(place_in_document(row.origin));
    }
    out += fmt::format("\n### {}\n\n{}", each.title, markdown(table));
  }
  return out;
}

std::string identities_html(const IdentityAnalysis& result) {
  std::string html;
  for (const FactTable& each : tables_of(result)) {
    std::vector<std::string> columns = each.columns;
    columns.emplace_back("line");
    for (std::string& name : columns) name.front() = static_cast<char>(to_upper(name.front()));
    HtmlTable table(each.title, columns);
    for (const FactRow& row : each.rows) {
      std::vector<HtmlCell> cells;
      for (const std::string& cell : row.cells) cells.push_back({html_name(cell)});
      cells.push_back({html_name(place_in_document(row.origin))});
      table.add(cells);
    }
    html += fmt::format("<h3>{}</h3>\n{}", html_text(each.title), std::move(table).take());
  }
  return html;
}

}  // namespace archsynth::picture
