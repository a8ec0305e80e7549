#include "offers.h"

#include <algorithm>
#include <optional>

#include "archsynth/architecture/architecture.h"
#include "archsynth/describe/unknown_keys.h"
#include "describe/flow.h"
#include "describe/synonyms.h"
#include "short_forms.h"
#include "spec/fargate.h"

namespace archsynth::architecture {
namespace {

using document::Node;

/// Of more mistakes, the offers are not checked.
constexpr int kMostChecks = 20;

/// A number that Fargate has in the place of one that it does not have.
void offer(const Sourced<int>& value, const std::vector<int>& sizes, Diagnostics& to) {
  const auto size = std::lower_bound(sizes.begin(), sizes.end(), *value);
  if (size != sizes.end() && *size == *value) return;
  Diagnostic& wrong = to.error("", value.origin(), "Fargate has no such size");
  if (size != sizes.end()) wrong.replacement = std::to_string(*size);
}

void check_sizes(const Architecture& file, Diagnostics& to) {
  for (const auto& [name, props] : file.services) {
    const auto& service = props.service;
    if (!service.cpu.stated() || !service.memory_mib.stated()) continue;
    offer(service.cpu, spec::fargate_cpus(), to);
    offer(service.memory_mib, spec::fargate_memories(*service.cpu), to);
  }
}

/// What the format says of a value that an offer puts in a place; null where it takes it.
const Diagnostic* refusal_of(const Diagnostics& found, const Span& place) {
  const auto wrong =
      std::find_if(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
        const Span* const span = each.origin.span();
        return each.severity == Severity::kError && each.code != describe::kMissingKeyCode &&
               span != nullptr && *span == place;
      });
  return wrong == found.items().end() ? nullptr : &*wrong;
}

void check_offer(const Node& document, Diagnostic& finding) {
  const Span place = *finding.origin.span();
  Node changed = document;
  const describe::internal::ValueAt at = describe::internal::value_at(changed, place);
  std::optional<Node> offered = describe::internal::parsed(finding.replacement, place);
  if (at.value == nullptr || !offered) return;
  *at.value = *std::move(offered);
  const std::string key(at.key);
  const Diagnostics found = problems_of(std::move(changed));
  const Diagnostic* const refusal = refusal_of(found, place);
  if (refusal == nullptr) return;
  finding.replacement.clear();
  finding.fix = describe::internal::answer_to_value(key);
  if (finding.fix.empty()) finding.fix = refusal->fix;
}

}  // namespace

Diagnostics problems_of(Node document) {
  Diagnostics found;
  expand_short_forms(document, found);
  auto file = describe::decode<Architecture>(document, found);
  describe::settle(file, *file.environment);
  describe::check(file, "", document.span, found);
  check_sizes(file, found);
  return found;
}

void check_offers(const Node& document, Diagnostics& found) {
  int checks = 0;
  found.amend([&](Diagnostic& each) {
    const bool is_asked = each.code == describe::kWrongKindCode && !each.replacement.empty() &&
                          each.origin.span() != nullptr && checks < kMostChecks;
    if (!is_asked) return;
    check_offer(document, each);
    ++checks;
  });
}

}  // namespace archsynth::architecture
