#include "spec/serverless.h"

#include <algorithm>

#include "facts.h"

namespace archsynth::spec {
namespace {

std::optional<ServerlessPart> part_of(std::string_view table, std::string_view name,
                                      std::size_t required) {
  const auto row = Table(table).find({name});
  if (!row) return std::nullopt;
  return ServerlessPart{row->text(0), row->list(1), row->list(required)};
}

std::vector<std::string_view> names_of_parts(std::string_view table) {
  const Table rows(table);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows[i].text(0));
  return names;
}

/// The table of the events of a resource type.
std::string_view events_of(std::string_view type) {
  return type == "AWS::Serverless::StateMachine" ? "sam_machine_events" : "sam_events";
}

}  // namespace

std::optional<ServerlessPart> serverless_resource(std::string_view type) {
  return part_of("sam_resources", type, 2);
}

std::optional<ServerlessPart> serverless_event(std::string_view of, std::string_view type) {
  return part_of(events_of(of), type, 2);
}

std::optional<ServerlessPart> serverless_policy(std::string_view name) {
  return part_of("sam_policies", name, 1);
}

std::optional<ServerlessPart> serverless_globals(std::string_view type) {
  return part_of("sam_globals", type, 1);
}

std::vector<ServerlessId> serverless_ids(std::string_view source) {
  static const Table table("serverless_ids");
  auto made = rows_of(table, source, [](const Row& row) {
    return ServerlessId{row.text(1), row.text(2), row.list(3)};
  });
  std::stable_partition(made.begin(), made.end(),
                        [](const ServerlessId& each) { return !each.type.empty(); });
  return made;
}

std::string_view serverless_becomes(std::string_view type) {
  static const Table table("serverless_ids");
  const auto row = table.find({type, ""});
  return row ? row->text(2) : std::string_view();
}

std::vector<ServerlessValue> serverless_values(std::string_view source) {
  static const Table table("sam_values");
  return rows_of(table, source, [](const Row& row) {
    return ServerlessValue{row.text(1), row.text(2), row.text(3)};
  });
}

std::vector<std::string_view> serverless_resources() { return names_of_parts("sam_resources"); }
std::vector<std::string_view> serverless_events(std::string_view of) {
  return names_of_parts(events_of(of));
}
std::vector<std::string_view> serverless_policies() { return names_of_parts("sam_policies"); }

}  // namespace archsynth::spec
