#include "archsynth/spec/default_editions.h"

#include "facts.h"

namespace archsynth::spec {

std::vector<EditionDefault> edition_defaults() {
  const Table table("default_editions");
  std::vector<EditionDefault> rows;
  for (std::size_t i = 0; i < table.size(); ++i) {
    rows.push_back({table[i].text(0), table[i].text(1), table[i].text(2)});
  }
  return rows;
}

std::vector<std::string_view> editions_of(const std::vector<EditionDefault>& rows) {
  std::vector<std::string_view> editions;
  for (const EditionDefault& row : rows) {
    if (editions.empty() || editions.back() != row.edition) editions.push_back(row.edition);
  }
  return editions;
}

std::string default_in(const std::vector<EditionDefault>& rows, std::string_view key,
                       std::string_view edition) {
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->key == key && (edition.empty() || row->edition <= edition)) {
      return std::string(row->value);
    }
  }
  return {};
}

std::string newest_default(std::string_view key) { return default_in(edition_defaults(), key); }

}  // namespace archsynth::spec
