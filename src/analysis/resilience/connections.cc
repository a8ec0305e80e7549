// Connections that services open at once, as after the failover of a database.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/rds.h"
#include "stack.h"

namespace archsynth::analysis {
namespace {

/// How names of variables end that say how many connections one task opens at most, without
/// underscores: `DB_POOL_SIZE`, `SQLALCHEMY_POOL_SIZE`, `SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE`.
constexpr std::string_view kPoolNames[] = {"POOLSIZE", "POOLMAX", "MAXPOOL", "DBMAXCONNECTIONS",
                                           "DATABASEMAXCONNECTIONS"};

bool is_pool_name(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (is_letter_or_digit(c)) folded += to_upper(c);
  }
  return std::any_of(std::begin(kPoolNames), std::end(kPoolNames),
                     [&](std::string_view each) { return folded.ends_with(each); });
}

std::optional<std::int64_t> number_in(const view::View& view, const cfn::Value* value) {
  const std::string text = view.text(value).value_or("");
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_whole && number > 0 ? std::optional(number) : std::nullopt;
}

/// The pools of all containers of a task together.
void add_pools(const view::View& view, const model::Task& task, ConnectionLoad::Part& part) {
  for (const model::Container& container : task.containers) {
    const cfn::Value* variables = view::member(container.at, {"Environment"});
    for (const cfn::Value* each : view.items(variables).values) {
      const std::string name = view.text(view::member(each, {"Name"})).value_or("");
      const auto size = number_in(view, view::member(each, {"Value"}));
      if (!size || !is_pool_name(name)) continue;
      part.pool = part.pool.value_or(0) + *size;
      if (!part.variable.empty()) part.variable += ", ";
      part.variable += name;
    }
  }
}

/// What the database takes: as its parameter group says, or by the formula of its engine.
bool set_most(const view::View& view, const model::Store& store, ConnectionLoad& load) {
  const cfn::Resource* group =
      view.target(view::property(*store.resource, {"DBParameterGroupName"}));
  const cfn::Value* stated =
      group == nullptr ? nullptr : view::property(*group, {"Parameters", "max_connections"});
  if (stated != nullptr) {
    const auto number = number_in(view, stated);
    load.from = load.to = number.value_or(0);
    return number.has_value();
  }
  const auto size = view.text(view::property(*store.resource, {"DBInstanceClass"}));
  const auto most = size ? spec::default_max_connections(store.engine, *size) : std::nullopt;
  if (!most) return false;
  load.from = most->cautious;
  load.to = most->nominal;
  return true;
}

}  // namespace

std::vector<ConnectionLoad> connection_loads(Stack& stack) {
  std::vector<ConnectionLoad> all;
  for (const model::Store& store : stack.stores().all()) {
    if (store.kind != model::StoreKind::kInstance) continue;
    ConnectionLoad load{store.id()};
    load.origin = store.resource->origin;
    std::int64_t needed = 0;
    bool is_known = true;
    for (const Tasks& tasks : stack.services()) {
      const auto& used = tasks.databases;
      if (std::find(used.begin(), used.end(), &store) == used.end()) continue;
      ConnectionLoad::Part part{tasks.id(), tasks.max.value_or(0)};
      if (tasks.task() != nullptr) add_pools(stack.view(), *tasks.task(), part);
      is_known &= part.pool.has_value() && tasks.max.has_value();
      needed += part.tasks * part.pool.value_or(0);
      load.tasks += part.tasks;
      load.services.push_back(std::move(part));
    }
    if (load.services.empty() || load.tasks == 0) continue;
    if (!set_most(stack.view(), store, load)) continue;
    if (is_known) load.needed = needed;
    all.push_back(std::move(load));
  }
  return all;
}

}  // namespace archsynth::analysis
