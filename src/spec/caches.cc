#include "spec/caches.h"

#include "facts.h"

namespace archsynth::spec {

std::string_view cache_family(std::string_view engine, std::string_view version) {
  const auto row = Table("cache_engines").find({engine, version});
  return row ? row->text(2) : std::string_view();
}

std::vector<std::string_view> cache_versions(std::string_view engine) {
  return rows_of(Table("cache_engines"), engine, [](const Row& row) { return row.text(1); });
}

}  // namespace archsynth::spec
