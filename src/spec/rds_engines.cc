#include "archsynth/support/characters.h"
#include "facts.h"
#include "spec/rds.h"
#include "version_order.h"

namespace archsynth::spec {
namespace {

enum Engines : std::size_t { kRdsEnginesName, kPort, kFamily, kLogExports };
enum UserNames : std::size_t { kReserved = 1, kPrefixes, kLongest };

}  // namespace

std::optional<Engine> engine(std::string_view name) {
  auto row = Table("rds_engines").find({name});
  if (!row) return std::nullopt;
  return Engine{row->text(kRdsEnginesName), static_cast<int>(row->number(kPort)),
                row->list(kLogExports)};
}

std::vector<std::string_view> engines() {
  Table table("rds_engines");
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.size(); ++i) names.push_back(table[i].text(kRdsEnginesName));
  return names;
}

bool is_reserved_user_name(std::string_view engine, std::string_view name) {
  std::string word = lower_case(name);
  if (auto row = Table("rds_user_names").find({engine})) {
    if (row->list(kReserved).contains(word)) return true;
    for (std::string_view prefix : row->list(kPrefixes)) {
      if (word.starts_with(prefix)) return true;
    }
  }
  auto key_words = Table("rds_key_words").find({engine});
  return key_words && key_words->list(1).contains(word);
}

int longest_user_name(std::string_view engine) {
  auto row = Table("rds_user_names").find({engine});
  return row ? static_cast<int>(row->number(kLongest)) : 16;
}

std::optional<std::string> parameter_group_family(std::string_view engine,
                                                  std::string_view version) {
  auto row = Table("rds_engines").find({engine});
  if (!row || row->text(kFamily).empty()) return std::nullopt;
  return std::string(row->text(kFamily)) + std::string(major_part(engine, version));
}

}  // namespace archsynth::spec
