#include "spec/identities.h"

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
  return rows_of(table, type, [](const Row& row) -> Identity {
    const std::string_view effect = row.text(kEffect);
    return {row.text(kIdentityName),    row.list(kProperties),  row.text(kEach),
            effect == "taken",          effect == "moves",      row.text(kScope),
            row.text(kFolds) == "case", row.text(kIdentityPage)};
  });
}

}  // namespace archsynth::spec
