#include "spec/edges.h"

#include "facts.h"

namespace archsynth::spec {
namespace {

template <typename Made, typename Make>
std::vector<Made> all_rows(std::string_view name, Make make) {
  const Table table(name);
  std::vector<Made> rows;
  for (std::size_t i = 0; i < table.size(); ++i) rows.push_back(make(table[i]));
  return rows;
}

constexpr std::string_view kMild = "may:";

/// The text without the mark of rows that warn only.
std::string_view without_mark(std::string_view text) {
  return text.substr(text.starts_with(kMild) ? kMild.size() : 0);
}

}  // namespace

const std::vector<RoleNeed>& role_needs() {
  static const auto kRows = all_rows<RoleNeed>("role_needs", [](const Row& row) {
    return RoleNeed{row.text(0),
                    row.text(1),
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    row.list(5),
                    row.text(6) == "yes",
                    without_mark(row.text(7)),
                    row.text(8),
                    row.text(9),
                    row.text(7).starts_with(kMild)};
  });
  return kRows;
}

const std::vector<FunctionInvoker>& function_invokers() {
  static const auto kRows = all_rows<FunctionInvoker>("function_invokers", [](const Row& row) {
    return FunctionInvoker{row.text(0), row.text(1),          row.text(2),
                           row.text(3), !row.text(4).empty(), row.text(5)};
  });
  return kRows;
}

const std::vector<MessageSender>& message_senders() {
  static const auto kRows = all_rows<MessageSender>("message_senders", [](const Row& row) {
    return MessageSender{row.text(0), row.text(1), row.text(2), row.text(3),
                         row.text(4), row.text(5), row.text(6), row.text(7)};
  });
  return kRows;
}

std::vector<EventTarget> event_targets(std::string_view type) {
  static const Table table("event_targets");
  return rows_of(table, type, [](const Row& row) { return EventTarget{row.list(1), row.text(2)}; });
}

const std::vector<RoleTrust>& role_trusts() {
  static const auto kRows = all_rows<RoleTrust>("role_trusts", [](const Row& row) {
    return RoleTrust{row.text(0), without_mark(row.text(1)), row.list(2),
                     row.text(1).starts_with(kMild)};
  });
  return kRows;
}

const std::vector<Wait>& waits() {
  static const auto kRows = all_rows<Wait>("waits", [](const Row& row) {
    return Wait{row.text(0), row.text(1), row.text(2),
                row.text(3), row.text(4), !row.text(5).empty()};
  });
  return kRows;
}

const std::vector<TargetValue>& target_values() {
  static const auto kRows = all_rows<TargetValue>("target_values", [](const Row& row) {
    return TargetValue{row.text(0),
                       row.text(1),
                       row.text(2),
                       without_mark(row.text(3)),
                       row.list(4),
                       row.text(5),
                       row.text(3).starts_with(kMild)};
  });
  return kRows;
}

const std::vector<ReferenceKinds>& reference_kinds() {
  static const auto kRows = all_rows<ReferenceKinds>("reference_kinds", [](const Row& row) {
    return ReferenceKinds{row.text(0), row.text(1), row.list(2)};
  });
  return kRows;
}

const std::vector<SiblingName>& sibling_names() {
  static const auto kRows = all_rows<SiblingName>("sibling_names", [](const Row& row) {
    return SiblingName{row.text(0), row.text(1), row.text(2), row.text(3),
                       row.list(4), row.text(5), row.list(6), row.text(7)};
  });
  return kRows;
}

const std::vector<UniqueItem>& unique_items() {
  static const auto kRows = all_rows<UniqueItem>("unique_items", [](const Row& row) {
    const std::string_view list = row.text(1);
    const bool is_across = list.ends_with('+');
    return UniqueItem{row.text(0), list.substr(0, list.size() - (is_across ? 1 : 0)), row.text(2),
                      row.text(3) == "case", is_across};
  });
  return kRows;
}

std::vector<PropertyPair> property_pairs(std::string_view type) {
  static const Table table("property_pairs");
  return rows_of(table, type, [](const Row& row) {
    constexpr std::string_view kReason = " # ";
    constexpr std::string_view kFix = " => ";
    const std::string_view needs = row.text(4).substr(0, row.text(4).find(kReason));
    std::string_view reason = row.text(4).substr(needs.size());
    reason.remove_prefix(std::min(reason.size(), kReason.size()));
    const std::string_view words = reason.substr(0, reason.find(kFix));
    const std::string_view fix = reason.substr(words.size());
    return PropertyPair{row.text(2),
                        row.text(3),
                        without_mark(needs),
                        row.text(1),
                        needs.starts_with(kMild),
                        row.text(5),
                        words,
                        fix.substr(std::min(fix.size(), kFix.size()))};
  });
}

std::string_view pattern_words(std::string_view pattern) {
  static const Table table("pattern_words");
  const auto row = table.find({pattern});
  return row ? row->text(1) : std::string_view();
}

std::optional<StateCall> state_call(std::string_view call) {
  static const Table table("state_calls");
  const auto row = table.find({call});
  return row ? std::optional(StateCall{row->text(1), row->text(2)}) : std::nullopt;
}

}  // namespace archsynth::spec
