#include "spec/lifecycles.h"
#include "archsynth/support/characters.h"

#include <algorithm>
#include <string>

#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
#include "facts.h"

namespace archsynth::spec {
namespace {

/// `*` stands for any text, `?` for one character.
bool matches(std::string_view pattern, std::string_view text) {
  return matches_wildcards(pattern, text,
                           [](char wanted, char is) { return wanted == '?' || wanted == is; });
}

/// An action as AWS spells it, where a handler of a resource type calls it; else in lower case.
std::string_view spelled(std::string_view service, std::string_view action) {
  const std::string wanted = lower_case(service) + ":" + std::string(action);
  const Table handlers("handlers");
  for (std::size_t i = 0; i < handlers.size(); ++i) {
    for (const std::string_view each : handlers[i].list(2)) {
      if (lower_case(each) == wanted) return each.substr(service.size() + 1);
    }
  }
  return action;
}

}  // namespace

std::string_view lifecycles_date() {
  const Table table("sources");
  std::string_view newest;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].text(0) == "cfn-lint") newest = std::max(newest, table[i].text(2));
  }
  return newest;
}

std::optional<LambdaRuntime> lambda_runtime(std::string_view name) {
  const auto row = Table("lambda_runtimes").find({name});
  if (!row) return std::nullopt;
  return LambdaRuntime{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4)};
}

std::optional<TypeEnd> type_end(std::string_view type) {
  const auto row = Table("type_ends").find({type});
  if (!row) return std::nullopt;
  return TypeEnd{row->text(1), row->text(2)};
}

bool is_iam_service(std::string_view service) {
  return Table("iam_actions").find({lower_case(service)}).has_value();
}

bool is_iam_action(std::string_view service, std::string_view action) {
  const auto row = Table("iam_actions").find({lower_case(service)});
  if (!row) return false;
  const std::string wanted = lower_case(action);
  const TextList known = row->list(1);
  if (wanted.find_first_of("*?") == wanted.npos) return known.contains(wanted);
  return std::any_of(known.begin(), known.end(),
                     [&](std::string_view each) { return matches(wanted, each); });
}

std::size_t count_iam_actions(std::string_view pattern) {
  const Table table("iam_actions");
  const std::size_t colon = pattern.find(':');
  const std::string service = lower_case(pattern.substr(0, colon));
  const std::string action =
      colon == pattern.npos ? service : lower_case(pattern.substr(colon + 1));
  std::size_t count = 0;
  const auto add = [&](const Row& row) {
    const TextList known = row.list(1);
    count += static_cast<std::size_t>(std::count_if(
        known.begin(), known.end(), [&](std::string_view each) { return matches(action, each); }));
  };
  if (service.find_first_of("*?") == service.npos) {
    if (const auto row = table.find({service})) add(*row);
    return count;
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (matches(service, table[i].text(0))) add(table[i]);
  }
  return count;
}

std::string_view nearest_iam_action(std::string_view service, std::string_view action) {
  const auto row = Table("iam_actions").find({lower_case(service)});
  if (!row) return {};
  const TextList known = row->list(1);
  const auto found = nearest(lower_case(action), known.to_vector());
  if (!found) return {};
  for (std::string_view each : known) {
    if (each == *found) return spelled(service, each);
  }
  return {};
}

}  // namespace archsynth::spec
