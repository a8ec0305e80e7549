#include "spec/permissions.h"

#include "facts.h"

namespace archsynth::spec {
namespace {

Escalation::How how_of(std::string_view name) {
  return name == "pass"   ? Escalation::How::kPass
         : name == "take" ? Escalation::How::kTake
         : name == "grow" ? Escalation::How::kGrow
                          : Escalation::How::kBecome;
}

std::vector<Escalation> read_escalations() {
  const Table table("escalations");
  std::vector<Escalation> all;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Row row = table[i];
    all.push_back({row.text(0), how_of(row.text(1)), row.list(2), row.text(3), row.text(4)});
  }
  return all;
}

}  // namespace

const std::vector<Escalation>& escalations() {
  static const std::vector<Escalation> kAll = read_escalations();
  return kAll;
}

std::vector<HandlerActions> handler_actions(std::string_view type) {
  static const Table by_hand("handler_actions");
  auto rows = rows_of(by_hand, type, [](const Row& row) {
    return HandlerActions{row.text(1), row.text(2), row.list(3), false};
  });
  if (!rows.empty()) return rows;
  static const Table stated("handlers");
  return rows_of(stated, type, [](const Row& row) {
    return HandlerActions{{}, row.text(1), row.list(2), true};
  });
}

std::optional<TextList> action_scopes(std::string_view service, std::string_view action) {
  static const Table table("iam_scopes");
  const auto row = table.find({service, action});
  return row ? std::optional(row->list(2)) : std::nullopt;
}

std::vector<std::string_view> scoped_actions(std::string_view service) {
  static const Table table("iam_scopes");
  return rows_of(table, service, [](const Row& row) { return row.text(1); });
}

bool can_be_limited(std::string_view action) {
  const std::size_t colon = action.find(':');
  if (colon == action.npos || action.find_first_of("*?") != action.npos) return true;
  const auto scopes = action_scopes(action.substr(0, colon), action.substr(colon + 1));
  return !scopes || !scopes->empty();
}

std::string_view iam_arn(std::string_view service, std::string_view kind) {
  static const Table table("iam_resources");
  const auto row = table.find({service, kind});
  return row ? row->text(2) : std::string_view();
}

std::optional<TextList> permission_arns(std::string_view type) {
  static const Table table("permission_arns");
  const auto row = table.find({type});
  return row ? std::optional(row->list(1)) : std::nullopt;
}

std::optional<PhysicalName> physical_name(std::string_view type) {
  static const Table table("physical_names");
  const auto row = table.find({type});
  if (!row) return std::nullopt;
  return PhysicalName{row->list(1), row->text(2), row->text(3), row->text(4),
                      static_cast<std::size_t>(row->number(5))};
}

std::vector<ServiceLinkedRole> service_linked_roles(std::string_view type) {
  static const Table table("service_linked_roles");
  static const Table before("linked_roles_before");
  const auto earlier = before.find({type});
  return rows_of(table, type, [&](const Row& row) {
    const bool is_made_before = earlier && earlier->text(1) == row.text(3);
    return ServiceLinkedRole{row.text(1), row.text(2), row.text(3), is_made_before};
  });
}

std::string_view passed_to(std::string_view type) {
  static const Table table("passed_to");
  const auto row = table.find({type});
  return row ? row->text(1) : std::string_view();
}

}  // namespace archsynth::spec
