#include "archsynth/input/blame.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "archsynth/synth/synthesize.h"

namespace archsynth::input {
namespace {

/// Each override takes a validation, and that takes its time for each resource.
constexpr std::size_t kMostResources = 1'500;

using Key = std::tuple<std::string, std::string, std::string>;
Key key_of(const Diagnostic& each) { return {each.code, each.subject.resource, each.message}; }

bool is_within(const Origin& origin, const std::vector<cfn::PatchOperation>& overrides) {
  const Span* span = origin.span();
  return span != nullptr && std::any_of(overrides.begin(), overrides.end(), [&](const auto& each) {
           const Span* of = each.origin.span();
           return of != nullptr && of->source == span->source && of->begin <= span->begin &&
                  span->end <= of->end;
         });
}

std::set<Key> found_with(const Input& file, const std::vector<cfn::PatchOperation>& overrides,
                         const analysis::ValidateOptions& options) {
  Diagnostics found;
  const spec::Catalogue none{};
  const auto stack = synthesize_with(*file.construct, overrides, found,
                                     options.catalogue == nullptr ? none : *options.catalogue);
  analysis::validate(stack, options, found);
  std::set<Key> keys;
  for (const Diagnostic& each : found.items()) keys.insert(key_of(each));
  return keys;
}

}  // namespace

void blame_overrides(const Input& file, const analysis::ValidateOptions& options,
                     Diagnostics& found) {
  if (file.construct == nullptr) return;
  const std::vector<cfn::PatchOperation>& all = file.construct->overrides();
  std::vector<Diagnostic> findings = found.items();
  const auto is_open = [&](const Diagnostic& each) {
    return each.severity != Severity::kNote && !is_within(each.origin, all);
  };
  const bool is_large = all.size() * file.stack.resources.size() > kMostResources;
  if (is_large || std::none_of(findings.begin(), findings.end(), is_open)) return;
  const std::set<Key> with_all = found_with(file, all, options);
  for (const cfn::PatchOperation& each : all) {
    std::vector<cfn::PatchOperation> others = all;
    others.erase(others.begin() + (&each - all.data()));
    const std::set<Key> without = found_with(file, others, options);
    for (Diagnostic& one : findings) {
      if (!is_open(one) || !with_all.contains(key_of(one)) || without.contains(key_of(one)))
        continue;
      if (one.origin.known()) one.related.push_back({one.origin, "what the override changes"});
      one.origin = each.path_origin;
    }
  }
  found = Diagnostics();
  for (Diagnostic& each : findings) found.add(std::move(each));
}

}  // namespace archsynth::input
