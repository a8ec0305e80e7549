#include "schema_image.h"

#include <cstring>

namespace archsynth::spec::tools {
namespace {

using schema_image::Word;

template <typename T>
std::vector<Word> as_words(const std::vector<T>& items) {
  std::vector<Word> words(items.size() * sizeof(T) / sizeof(Word));
  if (!items.empty()) std::memcpy(words.data(), items.data(), items.size() * sizeof(T));
  return words;
}

}  // namespace

std::string SchemaImage::finish() {
  schema_image::ImageHead head{};
  std::vector<Word> region_names;
  for (const std::string& region : regions_) region_names.push_back(pool_.string(region));
  head.regions = static_cast<Word>(region_names.size());
  head.regions_at = pool_.append(region_names);

  std::vector<schema_image::Type> types;
  for (const auto& [name, known] : types_) {
    schema_image::Type type = known;
    type.name = pool_.string(name);
    const auto& rules = rules_[name];
    type.rules = static_cast<Word>(rules.size());
    type.rules_at = pool_.append(as_words(rules));
    types.push_back(type);
  }
  head.types = static_cast<Word>(types.size());
  head.types_at = pool_.append(as_words(types));

  head.slots = 2;
  while (head.slots < 2 * types.size()) head.slots *= 2;
  std::vector<Word> slots(head.slots, 0);
  Word number = 0;
  for (const auto& [name, known] : types_) {
    Word slot = schema_image::hash(name) & (head.slots - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (head.slots - 1);
    slots[slot] = ++number;
  }
  head.slots_at = pool_.append(slots);
  head.words = static_cast<Word>(pool_.words().size());
  std::memcpy(pool_.words().data(), &head, sizeof head);
  return {reinterpret_cast<const char*>(pool_.words().data()), pool_.words().size() * sizeof(Word)};
}

}  // namespace archsynth::spec::tools
