#include "spec/managed_policies.h"

#include "facts.h"

namespace archsynth::spec {

std::vector<ManagedStatement> managed_policy(std::string_view arn) {
  constexpr std::string_view kOwner = ":iam::aws:policy";
  const std::size_t at = arn.find(kOwner);
  if (at == arn.npos) return {};
  static const Table table("managed_policies");
  return rows_of(table, arn.substr(at + kOwner.size()), [](const Row& row) {
    return ManagedStatement{row.text(2) == "Action", row.text(2) == "Resource", row.list(3),
                            row.list(4), row.list(5)};
  });
}

}  // namespace archsynth::spec
