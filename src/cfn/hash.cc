#include "cfn/hash.h"

#include <functional>

namespace archsynth::cfn {

std::size_t hash_of(const Value& value) {
  const auto mix = [](std::size_t seed, std::size_t next) { return seed * 31 + next; };
  if (const auto* integer = value.get_if<std::int64_t>())
    return std::hash<double>()(static_cast<double>(*integer));
  if (const auto* real = value.get_if<double>()) return std::hash<double>()(*real);
  if (const std::string* text = value.string()) return std::hash<std::string>()(*text);
  if (const auto* reference = value.get_if<DynamicReference>())
    return hash_of(spelled_out(*reference));
  if (const auto* reference = value.get_if<Ref>())
    return std::hash<std::string>()(reference->target.str());
  if (const auto* attribute = value.get_if<GetAtt>())
    return std::hash<std::string>()(attribute->target.str());
  if (const auto* text = value.get_if<Sub>()) return std::hash<std::string>()(text->text);
  std::size_t result = 0;
  const auto* call = value.get_if<Call>();
  if (const List* items = call != nullptr ? &call->argument : value.list()) {
    for (const Value& each : *items) result = mix(result, hash_of(each));
  }
  if (const Map* map = value.map()) {
    for (const MapEntry& each : *map)
      result = mix(mix(result, std::hash<std::string>()(each.key)), hash_of(each.value));
  }
  return result;
}

}  // namespace archsynth::cfn
