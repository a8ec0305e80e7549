#include "spec/type_facts.h"

#include "facts.h"

namespace archsynth::spec {
namespace {

enum TypesColumn : std::size_t {
  kTypesName,
  kTitle,
  kKind,
  kHome,
  kPartOf,
  kSubnets,
  kGroups,
  kRoles,
  kData,
  kDataElsewhere,
  kProtection,
  kDeletedWhenEmpty,
  kSnapshot,
  kCost,
  kDetail
};

std::optional<Row> row_of(std::string_view type) {
  static const Table table("types");
  return table.find({type});
}

/// `Property=value`; a key of a list has lower case and dots: `List.some.key=value`.
std::optional<DataFacts::Protection> protection_of(std::string_view cell) {
  const std::size_t equals = cell.find('=');
  if (equals == cell.npos) return std::nullopt;
  DataFacts::Protection result{cell.substr(0, equals), {}, cell.substr(equals + 1)};
  const std::size_t dot = result.path.find('.');
  const bool has_key = dot != result.path.npos && result.path[dot + 1] >= 'a';
  if (has_key) {
    result.key = result.path.substr(dot + 1);
    result.path = result.path.substr(0, dot);
  }
  return result;
}

}  // namespace

std::optional<TypeFacts> type_facts(std::string_view type) {
  const auto row = row_of(type);
  if (!row) return std::nullopt;
  return TypeFacts{row->text(kTypesName),     row->text(kTitle),  row->text(kKind),
                   row->text(kHome),          row->list(kPartOf), row->list(kSubnets),
                   row->list(kGroups),        row->list(kRoles),  row->text(kDetail),
                   row->text(kCost) == "free"};
}

DataFacts data_facts(std::string_view type) {
  const auto row = row_of(type);
  if (!row) return {};
  const std::string_view data = row->text(kData);
  const std::string_view when_empty = row->text(kDeletedWhenEmpty);
  const std::string_view snapshot = row->text(kSnapshot);
  return {data == "none" ? std::string_view() : data,
          row->list(kDataElsewhere),
          protection_of(row->text(kProtection)),
          !when_empty.empty(),
          protection_of(when_empty),
          !snapshot.empty(),
          snapshot == "default"};
}

}  // namespace archsynth::spec
