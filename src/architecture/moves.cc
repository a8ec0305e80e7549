#include "moves.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::architecture {
namespace {

constexpr const char* kMisfit = "ARC1526";

/// `databases.main`, in its parts.
struct Keyed {
  explicit Keyed(const std::string& text)
      : section(text.substr(0, text.find('.'))), key(text.substr(text.find('.') + 1)) {}
  std::string section;
  std::string key;
};

bool is_keyed(const std::string& text) { return text.find('.') != text.npos; }

bool has(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::optional<std::vector<std::string>> keys_of(const Architecture& file,
                                                std::string_view section) {
  if (section == "services") return file.services.names();
  if (section == "databases") return file.databases.names();
  if (section == "caches") return file.caches.names();
  if (section == "buckets") return file.buckets.names();
  if (section == "tables") return file.tables.names();
  if (section == "file_systems") return file.file_systems.names();
  if (section == "secrets") return file.secrets.names();
  return std::nullopt;
}

Moves::Moves(const Architecture& file, Stack& stack) : file_(file) {
  for (const Sourced<MoveProps>& each : file.moved) {
    if (!each || !each->from || !each->to) continue;
    if (is_keyed(*each->from) || is_keyed(*each->to)) {
      add(*each, stack);
    } else {
      stack.add_move({*each->from, *each->to, each->from.origin(), each->to.origin()});
    }
  }
}

void Moves::add(const MoveProps& move, Stack& stack) {
  Diagnostics& to = stack.diagnostics();
  const Keyed from(*move.from);
  const Keyed now(*move.to);
  const auto keys = keys_of(file_, now.section);
  if (from.section != now.section || !keys) {
    to.error(kMisfit, move.from.origin(),
             fmt::format("{} cannot become {}", quoted(*move.from), quoted(*move.to)))
        .fix =
        "use two keys of one section (services, databases, caches, buckets, tables, file_systems, "
        "secrets), "
        "such as databases.main and databases.orders";
    return;
  }
  if (!has(*keys, now.key)) {
    const auto near = nearest(now.key, *keys);
    to.error(kMisfit, move.to.origin(), fmt::format("the file has no {}", quoted(*move.to))).fix =
        near ? fmt::format("did you mean {}?", quoted(now.section + "." + *near))
             : "remove the move once the construct is gone";
    return;
  }
  if (has(*keys, from.key)) {
    to.error(kMisfit, move.from.origin(),
             fmt::format("{} is still in the file, so it cannot become {}", quoted(*move.from),
                         quoted(*move.to)))
        .fix = "remove the move, or rename the other one";
    return;
  }
  for (const Sourced<std::string>* each : {&move.from, &move.to}) {
    const auto [first, is_new] = taken_.emplace(**each, each->origin());
    if (is_new) continue;
    Diagnostic& twice =
        to.error(kMisfit, each->origin(), fmt::format("{} is in two moves", quoted(**each)));
    twice.fix = "remove one of the two moves";
    twice.related.push_back({first->second, "the first one is here"});
    return;
  }
  former_[*move.to] = from.key;
}

construct::Name Moves::name(std::string_view section, const Sourced<std::string>& key,
                            std::string_view suffix) const {
  const std::string label = fmt::format("{}.{}", section, *key);
  const auto former = former_.find(label);
  const std::string& id = former == former_.end() ? *key : former->second;
  construct::Name made(fmt::format("{}{}", id, suffix), label, key.origin());
  made.described = fmt::format("{}.{}", section, id);
  return made;
}

}  // namespace archsynth::architecture
