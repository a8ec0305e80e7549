#include "archsynth/spec/identities.h"

#include "facts.h"

namespace archsynth::spec {
namespace {

enum IdentitiesColumn : std::size_t {
  kIdentityType,
  kIdentityName,
  kProperties,
  kEach,
  kEffect,
  kScope,
  kFolds,
  kIdentityPage
};

}  // namespace

std::vector<Identity> identities(std::string_view type) {
  static const Table table("identities");
  std::vector<Identity> all;
  const Table::Range range = table.range(type);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Row row = table[i];
    all.push_back({row.text(kIdentityName), row.list(kProperties), row.text(kEach),
                   row.text(kEffect) == "taken", row.text(kScope), row.text(kFolds) == "case",
                   row.text(kIdentityPage)});
  }
  return all;
}

}  // namespace archsynth::spec
