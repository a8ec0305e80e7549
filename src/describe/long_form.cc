#include "long_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "archsynth/describe/record.h"
#include "archsynth/support/characters.h"
#include "each_field.h"
#include "flow.h"

namespace archsynth::describe::internal {
namespace {

using document::Node;

bool is_word(const Node& node) {
  return node.is_scalar() && node.tag.empty() && !node.text.empty() &&
         node.text.find_first_of("{}\n#") == std::string::npos;
}

bool is_choice_of(const Field& field, std::string_view text) {
  const auto names = field.shape().names();
  return field.shape().kind() == Shape::Kind::kChoice &&
         std::find(names.begin(), names.end(), text) != names.end();
}

/// Whether the text has a form that not just any word has.
bool has_form_of(const Field& field, std::string_view text) {
  return field.string_form != nullptr && field.string_form->matches(text) &&
         !field.string_form->matches("word");
}

/// The key of a record that takes the text; null where none does, or several.
const Field* only_key_for(const RecordView& record, std::string_view text) {
  for (const auto accepts : {is_choice_of, has_form_of}) {
    const Field* found = nullptr;
    int count = 0;
    for_each_field(record, record.sample, [&](const Field& field, const void*) {
      if (!accepts(field, text)) return;
      found = &field;
      ++count;
    });
    if (count > 0) return count == 1 ? found : nullptr;
  }
  return nullptr;
}

std::size_t count_of_required(const RecordView& record) {
  std::size_t count = 0;
  for_each_field(record, record.sample,
                 [&](const Field& field, const void*) { count += field.is_required; });
  return count;
}

/// The required keys, where all of them are texts.
std::vector<const Field*> required_texts(const RecordView& record) {
  std::vector<const Field*> keys;
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    if (field.is_required && field.shape().kind() == Shape::Kind::kString) keys.push_back(&field);
  });
  return keys.size() == count_of_required(record) ? keys : std::vector<const Field*>();
}

/// The one required key; null where there are several, or none.
const Field* only_required(const RecordView& record) {
  const Field* found = nullptr;
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    if (field.is_required) found = &field;
  });
  return count_of_required(record) == 1 ? found : nullptr;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// The key that the text has in its own name, where its form fits: `url` for `REDIS_URL`.
const Field* key_in_name(const RecordView& record, std::string_view text) {
  const Field* found = nullptr;
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    const bool fits = field.string_form != nullptr && field.string_form->matches(text) &&
                      lower_case(text).ends_with(field.name);
    if (fits && (found == nullptr || field.name.size() > found->name.size())) found = &field;
  });
  return found;
}

/// The keys of a record whose values are of a kind.
std::vector<const Field*> keys_of(const RecordView& record, Shape::Kind kind) {
  std::vector<const Field*> keys;
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    if (field.shape().kind() == kind) keys.push_back(&field);
  });
  return keys;
}

/// The key of a number or a truth value alone, where no other takes one; null: there are others.
const Field* only_key_of_kind(const RecordView& record, std::string_view text) {
  const auto whole = keys_of(record, Shape::Kind::kInteger);
  const auto real = keys_of(record, Shape::Kind::kNumber);
  if (is_number(text)) {
    if (whole.size() + real.size() != 1) return nullptr;
    return whole.empty() ? real.front() : whole.front();
  }
  if (text != "true" && text != "false") return nullptr;
  const auto flags = keys_of(record, Shape::Kind::kBoolean);
  for (const Field* each : flags) {
    if (each->name == "enabled") return each;
  }
  return flags.size() == 1 && whole.empty() && real.empty() ? flags.front() : nullptr;
}

/// Of the other keys that must be set, one with its example each.
std::string other_keys(const RecordView& record, const Field& but) {
  std::string others;
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    if (!field.is_required || field.name == but.name) return;
    others += field.sample.empty() ? ", …" : fmt::format(", {}: {}", field.name, field.sample);
  });
  return others;
}

/// The key of a value alone; null where it is not clear.
const Field* key_for(const RecordView& record, const std::string& text) {
  const Field* key = only_key_for(record, text);
  if (key == nullptr) key = key_in_name(record, text);
  if (key == nullptr) key = only_key_of_kind(record, text);
  for_each_field(record, record.sample, [&](const Field& field, const void*) {
    const bool is_main = field.name == "default_value" || (field.name == "id" && field.is_required);
    if (key == nullptr && is_main) key = &field;
  });
  return key;
}

std::string within_record(const RecordView& record, const std::string& text) {
  const Field* const key = key_for(record, text);
  if (key == nullptr) return {};
  const Shape::Kind kind = key->shape().kind();
  const bool is_list = kind == Shape::Kind::kList;
  const bool is_plain = kind == Shape::Kind::kNumber || kind == Shape::Kind::kInteger ||
                        kind == Shape::Kind::kBoolean;
  const std::string value = is_plain ? text : text_of(text);
  return fmt::format("{{{}: {}{}{}{}}}", key->name, is_list ? "[" : "", value, is_list ? "]" : "",
                     other_keys(record, *key));
}

/// `1-4` where there is a smallest and a largest number.
std::string range_within(const RecordView& record, std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto has = [&](std::string_view name) {
    return std::any_of(record.fields.begin(), record.fields.end(),
                       [&](const Field& each) { return each.name == name; });
  };
  if (dash == text.npos || !has("min") || !has("max")) return {};
  const std::string_view low = text.substr(0, dash), high = text.substr(dash + 1);
  if (!is_number(low) || !is_number(high)) return {};
  return fmt::format("{{min: {}, max: {}}}", low, high);
}

constexpr std::size_t kMostWords = 5;

/// The scalar itself, or the items of a list of scalars; empty where there is something else.
std::vector<std::string> words_of(const Node& node) {
  if (is_word(node)) return {node.text};
  if (!std::all_of(node.items.begin(), node.items.end(), is_word)) return {};
  std::vector<std::string> words;
  for (const Node& each : node.items) words.push_back(each.text);
  return words;
}

bool takes_any(const Shape& shape) {
  return shape.kind() == Shape::Kind::kExpression || shape.kind() == Shape::Kind::kAny;
}

/// A function at the one required key, where that takes functions.
std::string function_form(const Node& node, const RecordView& record) {
  const Field* const key = only_required(record);
  if (key == nullptr || !takes_any(key->shape())) return {};
  const std::string_view value = node.is_scalar() ? std::string_view(node.text) : "…";
  return fmt::format("{{{}: {} {}}}", key->name, node.tag, value);
}

std::string record_form(const Node& node, const RecordView& record) {
  if (!node.tag.empty()) return function_form(node, record);
  const std::vector<std::string> words = words_of(node);
  if (words.size() == 2) return range_within(record, words[0] + "-" + words[1]);
  if (words.size() != 1) return {};
  const std::string range = range_within(record, words.front());
  return range.empty() ? within_record(record, words.front()) : range;
}

/// The text at one of the keys, in any case; null where a mapping has none of them.
const std::string* text_at(const Node& mapping, std::initializer_list<std::string_view> keys) {
  for (const document::Entry& entry : mapping.entries) {
    const std::string key = lower_case(entry.key.text);
    const bool is_one = std::find(keys.begin(), keys.end(), key) != keys.end();
    if (is_one && is_word(entry.value)) return &entry.value.text;
  }
  return nullptr;
}

/// The name and the value of an item of a list that should be a mapping: `{Key: team, Value: shop}`
/// and `team=shop`. Empty where it is something else.
std::string pair_of(const Node& item) {
  if (is_word(item)) {
    const std::size_t equals = item.text.find('=');
    if (equals == item.text.npos || equals == 0) return {};
    return fmt::format("{}: {}", text_of(item.text.substr(0, equals)),
                       text_of(item.text.substr(equals + 1)));
  }
  const std::string* name = text_at(item, {"key", "name"});
  const std::string* value = text_at(item, {"value"});
  if (name == nullptr || value == nullptr) return {};
  return fmt::format("{}: {}", text_of(*name), text_of(*value));
}

std::string map_of_values(const Node& node, const Shape& value) {
  if (is_word(node) && value.kind() == Shape::Kind::kChoice) {
    return fmt::format("{{{}: {}}}", text_of(node.text), value.names().front());
  }
  std::vector<std::string> pairs;
  if (is_word(node)) pairs.push_back(pair_of(node));
  for (const Node& each : node.items) pairs.push_back(pair_of(each));
  if (std::find(pairs.begin(), pairs.end(), "") != pairs.end()) return {};
  return pairs.empty() ? std::string() : fmt::format("{{{}}}", fmt::join(pairs, ", "));
}

/// Names for a number of things.
std::vector<std::string> names_for(std::string_view count) {
  if (count.size() != 1 || count.front() < '1' || count.front() > '5') return {};
  std::vector<std::string> names;
  for (char name = 'a'; name - 'a' < count.front() - '0'; ++name) names.emplace_back(1, name);
  return names;
}

/// `data: {path: /data}` for `data:/data`, as Compose writes volumes; empty where it is none.
std::string named_item(std::string_view text, const RecordView& record) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 2) return {};
  const std::string_view name = parts[0].substr(parts[0].rfind('/') + 1);
  const std::string item = within_record(record, std::string(parts[1]));
  return name.empty() || item.empty() ? std::string()
                                      : fmt::format("{}: {}", text_of(std::string(name)), item);
}

/// An item of a list with its name as the key, `web: {port: 80}` for `{name: web, port: 80}`; empty
/// where it has no name.
std::string item_with_name(const Node& item) {
  Node rest = item;
  const std::string* const name = text_at(item, {"name", "id"});
  if (name == nullptr) return {};
  std::erase_if(rest.entries, [](const document::Entry& each) {
    return lower_case(each.key.text) == "name" || lower_case(each.key.text) == "id";
  });
  constexpr std::size_t kLongest = 120;
  const std::string text = flow(rest);
  return fmt::format("{}: {}", text_of(*name), text.size() > kLongest ? "{…}" : text);
}

/// An item of which only the name is known.
std::string item_named(const std::string& name, std::string_view rest, const Shape& item) {
  const bool may_be_path =
      item.kind() == Shape::Kind::kEither && item.scalar()->kind() == Shape::Kind::kExpression;
  if (!may_be_path) return fmt::format("{}: {{{}}}", text_of(name), rest);
  std::string path = lower_case(name);
  std::replace(path.begin(), path.end(), '_', '-');
  return fmt::format("{}: /app/{}", text_of(name), path);
}

std::string map_form(const Node& node, const TakenMapping& taken) {
  if (taken.record == nullptr) return map_of_values(node, *taken.item);
  std::vector<std::string> names = words_of(node);
  if (is_word(node)) {
    // A word may be what the one item is, `redis`, or the names of items.
    const std::string item = within_record(*taken.record, node.text);
    if (!item.empty()) return fmt::format("{{main: {}}}", item);
    if (auto counted = names_for(node.text); !counted.empty()) names = std::move(counted);
  }
  std::vector<std::string> items;
  if (names.empty()) {
    for (const Node& each : node.items) items.push_back(item_with_name(each));
    if (std::find(items.begin(), items.end(), "") != items.end()) return {};
  }
  const char* rest = count_of_required(*taken.record) > 0 ? "…" : "";
  for (const std::string& each : names) {
    items.push_back(named_item(each, *taken.record));
    if (!items.back().empty()) continue;
    if (each.find_first_of(":/=") != each.npos) return {};
    items.back() = item_named(each, rest, *taken.item);
  }
  return items.empty() ? std::string() : fmt::format("{{{}}}", fmt::join(items, ", "));
}

struct Unit {
  std::string_view suffix;  ///< of keys
  std::string_view unit;
  double factor;
};

constexpr std::array kUnits = std::to_array<Unit>({
    {"_seconds", "d", 86400}, {"_seconds", "days", 86400},
    {"_minutes", "d", 1440},  {"_seconds", "s", 1},
    {"_seconds", "sec", 1},   {"_seconds", "m", 60},
    {"_seconds", "min", 60},  {"_seconds", "h", 3600},
    {"_minutes", "m", 1},     {"_minutes", "min", 1},
    {"_minutes", "h", 60},    {"_days", "d", 1},
    {"_days", "days", 1},     {"_days", "w", 7},
    {"_mib", "m", 1},         {"_mib", "mb", 1},
    {"_mib", "mi", 1},        {"_mib", "mib", 1},
    {"_mib", "g", 1024},      {"_mib", "gb", 1024},
    {"_mib", "gi", 1024},     {"_mib", "gib", 1024},
    {"_gib", "g", 1},         {"_gib", "gb", 1},
    {"_gib", "gi", 1},        {"_gib", "gib", 1},
    {"_gib", "tb", 1024},     {"percent", "%", 1},
    {"percent", "", 100},     {"_days", "y", 365},
    {"cpu", "vcpu", 1024},    {"cpu", "m", 1.024},
    {"cpu", "", 1024},
});

/// Without blanks, and without the commas of `2,048`.
std::string without_separators(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_between = text[at] == ',' && at > 0 && is_digit(text[at - 1]) &&
                            at + 3 < text.size() && is_number(text.substr(at + 1, 3)) &&
                            (at + 4 == text.size() || !is_digit(text[at + 4]));
    if (text[at] != ' ' && !is_between) result += to_lower(text[at]);
  }
  return result;
}

/// The first amount of a text, in the unit of the key, rounded; it is taken off the text.
std::optional<double> next_amount(std::string_view key, std::string& text) {
  double amount = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, amount);
  if (error != std::errc() || rest == text.data() || amount < 0) return {};
  const char* const after = std::find_if(rest, end, is_digit);
  const std::string unit(rest, after);
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& each) {
    return key.ends_with(each.suffix) && each.unit == unit;
  });
  // Without a unit, a small number is one of processors, or a part of the whole.
  constexpr double kMostProcessors = 16;
  if (found == kUnits.end()) return {};
  if (unit.empty() && amount > (found->suffix == "cpu" ? kMostProcessors : 1)) return {};
  text.erase(0, static_cast<std::size_t>(after - text.data()));
  return std::round(amount * found->factor);
}

}  // namespace

std::string long_form(const Node& node, const TakenMapping& taken) {
  const bool is_map = taken.item != nullptr;
  if ((is_map && !node.tag.empty()) || node.items.size() > kMostWords) return {};
  return is_map ? map_form(node, taken) : record_form(node, *taken.record);
}

std::string list_form(const Node& node, const RecordView& record) {
  std::vector<std::string> items;
  if (is_word(node)) items.push_back(within_record(record, node.text));
  const bool is_one =
      node.is_mapping() && !node.entries.empty() &&
      std::all_of(node.entries.begin(), node.entries.end(), [&](const auto& each) {
        return std::any_of(record.fields.begin(), record.fields.end(),
                           [&](const Field& field) { return field.name == each.key.text; });
      });
  if (is_one) items.push_back(flow(node));
  const std::vector<const Field*> texts = required_texts(record);
  for (const document::Entry& each : node.entries) {
    if (is_one || texts.size() != 2 || !is_word(each.value)) break;
    items.push_back(fmt::format("{{{}: {}, {}: {}}}", texts[0]->name, text_of(each.key.text),
                                texts[1]->name, text_of(each.value.text)));
  }
  const bool is_clear = !items.empty() && items.size() <= kMostWords && !items.front().empty();
  return is_clear ? fmt::format("[{}]", fmt::join(items, ", ")) : std::string();
}

std::string without_unit(std::string_view key, std::string_view text) {
  std::string rest = without_separators(text);
  const bool is_separated = rest.size() < text.size() && !rest.starts_with('0');
  if (is_separated && is_number(rest)) return rest;
  double whole = 0;
  // `1m30s` is several amounts.
  do {
    const std::optional<double> amount = next_amount(key, rest);
    if (!amount) return {};
    whole += *amount;
  } while (!rest.empty());
  constexpr double kMost = 1e9;
  return whole > kMost ? std::string() : fmt::format("{}", static_cast<std::int64_t>(whole));
}

}  // namespace archsynth::describe::internal
