#include "outline.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "each_field.h"

namespace archsynth::describe::internal {

namespace {

constexpr std::size_t kMostPlaces = 3;

class Outliner {
 public:
  std::vector<OutlinedRecord> of(const RecordView& document) {
    add(document, "");
    return std::move(records_);
  }

 private:
  void add(const RecordView& record, const std::string& place) {
    const auto known = std::find_if(records_.begin(), records_.end(),
                                    [&](const auto& each) { return each.record == &record; });
    if (known != records_.end()) {
      known->places.push_back(place);
      return;
    }
    records_.push_back({&record, title_of(record), {place}});
    for_each_field(record, record.sample, [&](const Field& field, const void*) {
      add(field.shape(),
          place.empty() ? std::string(field.name) : fmt::format("{}.{}", place, field.name));
    });
  }

  void add(const Shape& shape, const std::string& place) {
    switch (shape.kind()) {
      case Shape::Kind::kRecord:
        add(*shape.record(), place);
        return;
      case Shape::Kind::kList:
        add(*shape.item(), place + "[]");
        return;
      case Shape::Kind::kMap:
        add(*shape.item(), place + ".<name>");
        return;
      case Shape::Kind::kEither:
        add(*shape.item(), place);
        return;
      default:
        return;
    }
  }

  std::string title_of(const RecordView& record) const {
    const auto same = std::count_if(records_.begin(), records_.end(), [&](const auto& each) {
      return each.record->title == record.title;
    });
    return same == 0 ? std::string(record.title) : fmt::format("{} {}", record.title, same + 1);
  }

  std::vector<OutlinedRecord> records_;
};

}  // namespace

std::vector<OutlinedRecord> outline(const RecordView& document) { return Outliner().of(document); }

std::string places_of(std::string_view key, std::span<const OutlinedRecord> outlined) {
  std::vector<std::string> places;
  for (const OutlinedRecord& each : outlined) {
    bool has_key = false;
    for_each_field(*each.record, each.record->sample, [&](const Field& field, const void*) {
      has_key = has_key || field.name == key;
    });
    if (!has_key) continue;
    for (const std::string& place : each.places) {
      places.push_back(place.empty() ? "at the top level" : "in " + place);
    }
  }
  if (places.empty() || places.size() > kMostPlaces) return {};
  return fmt::format("{} is a key {}", quoted(key), join(places, " or "));
}

}  // namespace archsynth::describe::internal
