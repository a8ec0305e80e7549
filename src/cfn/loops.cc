#include "archsynth/cfn/loops.h"
#include "archsynth/support/characters.h"

#include <algorithm>
#include <optional>
#include <set>

#include "archsynth/cfn/reader.h"
#include "archsynth/support/text.h"
#include "children.h"
#include "number.h"

namespace archsynth::cfn {
namespace {

// ARC0213: `Fn::ForEach` with an argument that CloudFormation refuses.
constexpr std::string_view kMalformedLoop = "ARC0213";
// ARC0214: a loop that makes one key twice, or far more than a template can hold.
constexpr std::string_view kWrongOutcome = "ARC0214";

constexpr std::string_view kLoopsLoop = "Fn::ForEach::";

/// How many values all loops of a template may make, copies on the way included: more than fit into
/// the megabyte that a template may have.
constexpr std::size_t kMostMade = 100'000;

bool is_loop(std::string_view key) { return key.starts_with(kLoopsLoop); }

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

std::string alphanumeric(std::string_view text) {
  std::string result;
  const auto is_kept = [](char c) { return is_letter_or_digit(c); };
  std::copy_if(text.begin(), text.end(), std::back_inserter(result), is_kept);
  return result;
}

/// Puts one of a collection's texts where the loop's identifier stands.
class Placeholder {
 public:
  Placeholder(const std::string& identifier, std::string value)
      : identifier_(identifier),
        plain_("${" + identifier + "}"),
        stripped_("&{" + identifier + "}"),
        value_(std::move(value)),
        stripped_value_(alphanumeric(value_)) {}

  std::string filled(std::string text) const {
    replace_all(text, plain_, value_);
    replace_all(text, stripped_, stripped_value_);
    return text;
  }

  Value filled(const Value& value) const { return filled_data(value).with_origin(value.origin()); }

  Map filled(const Map& map) const {
    Map result;
    for (const MapEntry& entry : map) {
      result.append(filled(entry.key), filled(entry.value), entry.key_origin);
    }
    return result;
  }

 private:
  Value filled_data(const Value& value) const {
    if (const std::string* text = value.string()) return filled(*text);
    if (const Map* map = value.map()) return filled(*map);
    if (const Ref* ref = value.get_if<Ref>()) {
      if (ref->target.str() == identifier_) return value_;
      return Ref{LogicalId(filled(ref->target.str()))};
    }
    if (const GetAtt* att = value.get_if<GetAtt>()) {
      return GetAtt{LogicalId(filled(att->target.str())), filled(att->attribute)};
    }
    if (const Sub* sub = value.get_if<Sub>()) return filled_sub(*sub);
    return with_children(value, [&](const Value& child) { return filled(child); });
  }

  /// A text when nothing is left to put into it.
  Value filled_sub(const Sub& sub) const {
    std::string text = filled(sub.text);
    if (sub.variables.empty() && text.find("${") == text.npos) return text;
    return Sub{std::move(text), filled(sub.variables)};
  }

  const std::string& identifier_;
  std::string plain_;
  std::string stripped_;
  std::string value_;
  std::string stripped_value_;
};

/// The parts of `[Identifier, Collection, {OutputKey: OutputValue}]`.
struct Loop {
  const std::string* identifier = nullptr;
  const Value* collection = nullptr;
  const Map* body = nullptr;
};

std::optional<Loop> parts_of(const Value& value) {
  const List* list = value.list();
  if (list == nullptr || list->size() != 3) return std::nullopt;
  const Loop loop{(*list)[0].string(), &(*list)[1], (*list)[2].map()};
  const bool is_scalar = loop.collection->string() != nullptr || loop.collection->map() != nullptr;
  if (loop.identifier == nullptr || loop.identifier->empty() || is_scalar) return std::nullopt;
  if (loop.body == nullptr || loop.body->empty()) return std::nullopt;
  return loop;
}

std::size_t size_of(const Map& map) {
  std::size_t size = 0;
  for (const MapEntry& entry : map) {
    walk(entry.value, [&](const Value&) { ++size; });
  }
  return size;
}

/// The items of a `CommaDelimitedList`.
std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : archsynth::split(text, ',')) {
    const std::size_t begin = std::min(item.find_first_not_of(' '), item.size());
    items.emplace_back(item.substr(begin, item.find_last_not_of(' ') + 1 - begin));
  }
  return items;
}

class Unroller {
 public:
  Unroller(const Template& looped, Diagnostics& diagnostics)
      : looped_(looped), diagnostics_(diagnostics) {}

  /// What has become a plain spelling of a function is that function.
  Map unroll_typed(const Map& map) {
    Map result;
    for (const MapEntry& entry : unroll(map)) {
      result.append(entry.key, with_intrinsics(entry.value, diagnostics_), entry.key_origin);
    }
    return result;
  }

  Map unroll(const Map& map) {
    Map result;
    std::set<std::string, std::less<>> keys;
    for (const MapEntry& entry : map) {
      if (!is_loop(entry.key)) keys.insert(entry.key);
    }
    for (const MapEntry& entry : map) {
      if (!is_loop(entry.key)) {
        result.append(entry.key, unroll(entry.value), entry.key_origin);
      } else if (!run(entry, result, keys)) {
        result.append(entry.key, entry.value, entry.key_origin);
      }
    }
    return result;
  }

  Value unroll(const Value& value) {
    Value result = value.map() != nullptr
                       ? Value(unroll(*value.map()))
                       : with_children(value, [&](const Value& child) { return unroll(child); });
    return std::move(result).with_origin(value.origin());
  }

  /// Whether the loop is known to be right; appends what it makes.
  bool run(const MapEntry& entry, Map& result, std::set<std::string, std::less<>>& keys) {
    const Origin& place = entry.key_origin.known() ? entry.key_origin : entry.value.origin();
    const std::optional<Loop> loop = parts_of(entry.value);
    if (!loop) {
      diagnostics_
          .error(kMalformedLoop, place,
                 quoted(entry.key) + " needs an identifier, a collection, and what to repeat")
          .fix = "write [Name, [A, B], {\"Key${Name}\": …}]";
      return false;
    }
    if (const Ref* unknown = unknown_in(*loop->collection)) {
      diagnostics_
          .error(kMalformedLoop, place,
                 quoted(entry.key) + " goes through " + quoted(unknown->target.str()) +
                     ", which is not a parameter")
          .fix = "name a parameter of the type CommaDelimitedList, or list the items";
      return false;
    }
    const auto values = texts_of(*loop->collection);
    if (!values) return false;
    made_ += size_of(*loop->body) * values->size();
    if (made_ > kMostMade) {
      if (!is_full_) diagnostics_.error(kWrongOutcome, place, "loops create more than can be read");
      is_full_ = true;
      return false;
    }
    return append_runs(*loop, *values, entry, place, result, keys);
  }

 private:
  bool append_runs(const Loop& loop, const std::vector<std::string>& values, const MapEntry& entry,
                   const Origin& place, Map& result, std::set<std::string, std::less<>>& keys) {
    for (const std::string& value : values) {
      const Map made = unroll(Placeholder(*loop.identifier, value).filled(*loop.body));
      for (const MapEntry& each : made) {
        if (keys.insert(each.key).second) {
          result.append(each.key, each.value, each.key_origin);
          continue;
        }
        diagnostics_
            .error(kWrongOutcome, place,
                   quoted(entry.key) + " makes " + quoted(each.key) + ", which already exists")
            .fix = "name each after its item: \"Key${" + *loop.identifier + "}\"";
      }
    }
    return true;
  }

  /// A `Ref` within the collection that names nothing; null when there is none.
  const Ref* unknown_in(const Value& collection) const {
    const Ref* unknown = nullptr;
    walk(collection, [&](const Value& value) {
      const Ref* ref = value.get_if<Ref>();
      const bool is_known = ref == nullptr || ref->target.str().find("::") != std::string::npos ||
                            looped_.find_parameter(ref->target) != nullptr;
      if (!is_known) unknown = ref;
    });
    return unknown;
  }

  std::optional<std::vector<std::string>> texts_of(const Value& collection) const {
    const Value* value = known(&collection);
    if (value == nullptr) return std::nullopt;
    if (const std::string* text = value->string()) return items_of(*text);
    const List* list = value->list();
    if (list == nullptr) return std::nullopt;
    std::vector<std::string> texts;
    for (const Value& item : *list) {
      const Value* scalar = known(&item);
      std::string text;
      if (scalar == nullptr) return std::nullopt;
      if (scalar->string() == nullptr && !append_number(text, *scalar)) return std::nullopt;
      texts.push_back(scalar->string() != nullptr ? *scalar->string() : text);
    }
    return texts;
  }

  /// The value, what the parameter that it names is by default, or what it finds in a mapping;
  /// null when that is not known.
  const Value* known(const Value* value) const {
    if (const Ref* ref = value->get_if<Ref>()) {
      const Parameter* parameter = looped_.find_parameter(ref->target);
      return parameter == nullptr ? nullptr : parameter->attributes.find("Default");
    }
    const Call* call = value->get_if<Call>();
    if (call == nullptr) return value;
    const List* path = call->argument.front().list();
    if (call->function != Function::kFindInMap || path == nullptr || path->size() != 3) {
      return nullptr;
    }
    const Map* map = &looped_.mappings;
    const Value* found = nullptr;
    for (const Value& each : *path) {
      const Value* key = known(&each);
      if (key == nullptr || key->string() == nullptr || map == nullptr) return nullptr;
      found = map->find(*key->string());
      if (found == nullptr) return nullptr;
      map = found->map();
    }
    return found;
  }

  const Template& looped_;
  Diagnostics& diagnostics_;
  std::size_t made_ = 0;
  bool is_full_ = false;
};

/// Reads the members that loops made as those of a section.
Template read_section(std::string_view section, Map members, const Value& transform,
                      Diagnostics& diagnostics) {
  Map document;
  document.append("Transform", transform);
  document.append(section, std::move(members));
  return read_template(Value(std::move(document)), diagnostics).value_or(Template());
}

template <typename Item>
void move_to(std::vector<Item>& to, std::vector<Item>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// Unrolls a section's own loops: takes them out of `macros` and gives what they make.
template <typename Item>
Map take_made(Unroller& unroller, Map& macros, const std::vector<Item>& items) {
  std::set<std::string, std::less<>> ids;
  for (const Item& item : items) ids.insert(item.id.str());
  Map made;
  Map left;
  for (const MapEntry& entry : macros) {
    if (is_loop(entry.key) && unroller.run(entry, made, ids)) continue;
    left.append(entry.key, entry.value, entry.key_origin);
  }
  macros = std::move(left);
  return made;
}

bool has_loop(const Value& value) {
  bool found = false;
  walk(value, [&](const Value& inner) {
    const Map* map = inner.map();
    if (map == nullptr || found) return;
    found = std::any_of(map->begin(), map->end(),
                        [](const MapEntry& entry) { return is_loop(entry.key); });
  });
  return found;
}

bool has_loop(const Map& map) {
  return std::any_of(map.begin(), map.end(), [](const MapEntry& entry) {
    return is_loop(entry.key) || has_loop(entry.value);
  });
}

void add_names(const Value& collection, std::set<std::string>& used) {
  for (const Reference& each : references(collection)) used.insert(each.target.str());
  walk(collection, [&](const Value& value) {
    const Call* call = value.get_if<Call>();
    if (call == nullptr || call->function != Function::kFindInMap) return;
    const List* path = call->argument.front().list();
    if (path == nullptr || path->empty() || path->front().string() == nullptr) return;
    used.insert(*path->front().string());
  });
}

}  // namespace

Template unrolled(Template looped, Diagnostics& diagnostics) {
  const Template source = looped;
  Unroller unroller(source, diagnostics);
  if (has_loop(source.conditions)) looped.conditions = unroller.unroll_typed(source.conditions);
  for (Resource& each : looped.resources) {
    if (has_loop(each.properties)) each.properties = unroller.unroll_typed(each.properties);
  }
  Map resources = take_made(unroller, looped.resource_macros, source.resources);
  Map outputs = take_made(unroller, looped.output_macros, source.outputs);
  Template made = read_section("Resources", std::move(resources), source.transform, diagnostics);
  move_to(looped.resources, made.resources);
  for (MapEntry& entry : made.resource_macros)
    looped.resource_macros.append(entry.key, entry.value);
  made = read_section("Outputs", std::move(outputs), source.transform, diagnostics);
  move_to(looped.outputs, made.outputs);
  return looped;
}

std::set<std::string> used_by_loops(const Template& looped) {
  std::set<std::string> used;
  const auto add_collections = [&](const Map& map) {
    walk(Value(map), [&](const Value& value) {
      if (value.map() == nullptr) return;
      for (const MapEntry& entry : *value.map()) {
        const auto loop = is_loop(entry.key) ? parts_of(entry.value) : std::nullopt;
        if (loop) add_names(*loop->collection, used);
      }
    });
  };
  for (const Map* map : {&looped.conditions, &looped.resource_macros, &looped.output_macros}) {
    add_collections(*map);
  }
  for (const Resource& each : looped.resources) add_collections(each.properties);
  return used;
}

bool has_loops(const Template& looped) {
  const auto in_macros = [](const Map& macros) {
    return std::any_of(macros.begin(), macros.end(),
                       [](const MapEntry& entry) { return is_loop(entry.key); });
  };
  return in_macros(looped.resource_macros) || in_macros(looped.output_macros) ||
         has_loop(looped.conditions) ||
         std::any_of(looped.resources.begin(), looped.resources.end(),
                     [](const Resource& each) { return has_loop(each.properties); });
}

Unrolled::Unrolled(const Template& source) : unrolled_(&source) {
  // Properties are unrolled by the transform only, and looking for loops in them takes long.
  const bool may_loop = !source.transform.absent() || !source.resource_macros.empty();
  if (!may_loop || !has_loops(source)) return;
  Diagnostics reported_by_validate;
  place_ = unrolled(source, reported_by_validate);
  unrolled_ = &place_;
}

}  // namespace archsynth::cfn
