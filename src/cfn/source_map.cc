#include "archsynth/cfn/source_map.h"

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "pointer.h"

namespace archsynth::cfn {
namespace {

/// Whether a construct's own code stated a value, in what a line of a document made.
bool is_of_construct(const Origin& origin, const Origin& around) {
  return origin.call_site() != nullptr && around.known() && around.call_site() == nullptr;
}

class Mapper {
 public:
  explicit Mapper(std::vector<MappedValue>& out) : out_(out) {}

  void add(const Value& value, const Origin& around) {
    const bool derived = !value.origin().known() || is_of_construct(value.origin(), around);
    const Origin origin = derived ? around : value.origin();
    out_.push_back({to_text(pointer_), origin, derived});
    if (const Map* map = value.map()) {
      for (const MapEntry& entry : *map) {
        if (entry.value.absent()) continue;
        add_below(entry.key, entry.value, entry.key_origin.known() ? entry.key_origin : origin);
      }
    } else if (const List* list = value.list()) {
      std::size_t index = 0;
      for (const Value& item : *list) {
        if (!item.absent()) add_below(std::to_string(index++), item, origin);
      }
    }
  }

 private:
  void add_below(std::string name, const Value& value, const Origin& around) {
    pointer_.push_back(std::move(name));
    add(value, around);
    pointer_.pop_back();
  }

  std::vector<MappedValue>& out_;
  Pointer pointer_;
};

Map place_of(const Origin& origin) {
  Map place;
  if (const Span* span = origin.span()) {
    const Position position = span->source->position_at(span->begin);
    place.append("file", span->source->name());
    place.append("line", static_cast<std::int64_t>(position.line));
    place.append("column", static_cast<std::int64_t>(position.column));
  } else if (const CallSite* site = origin.call_site()) {
    place.append("file", site->file);
    place.append("line", static_cast<std::int64_t>(site->line));
  } else if (const DefaultOf* source = origin.default_of()) {
    if (!source->profile.empty()) place.append("profile", source->profile);
    if (!source->key.empty()) place.append("key", source->key);
  }
  return place;
}

const char* kind_of(const MappedValue& value) {
  if (value.derived) return "derived";
  if (value.origin.is_default()) return "default";
  return value.origin.span() != nullptr ? "file" : "program";
}

}  // namespace

std::vector<MappedValue> source_map(const Template& template_) {
  std::vector<MappedValue> result;
  Mapper(result).add(without_intrinsics(to_value(template_)), {});
  return result;
}

std::string source_map_json(const Template& template_) {
  Map values;
  for (const MappedValue& each : source_map(template_)) {
    Map row{{"from", kind_of(each)}};
    for (const MapEntry& entry : place_of(each.origin)) row.append(entry.key, entry.value);
    values.append(each.pointer, std::move(row));
  }
  return to_json(Value(Map{{"version", 1}, {"values", std::move(values)}}));
}

}  // namespace archsynth::cfn
