#include "archsynth/render/explain.h"

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::picture {
namespace {

using describe::KeyInForce;

bool is_within(const Span& inner, const Span& outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

/// The logical id of a pointer into a resource; empty for others.
std::string resource_of(const std::string& pointer) {
  constexpr std::string_view kStart = "/Resources/";
  if (!pointer.starts_with(kStart)) return {};
  return pointer.substr(kStart.size(), pointer.find('/', kStart.size()) - kStart.size());
}

/// `Id.Some.Property` as a pointer's end: `Id/Properties/Some/Property`.
std::string with_slashes(std::string text) {
  std::replace(text.begin(), text.end(), '.', '/');
  return text;
}

}  // namespace

Explained::Explained(input::Input file) : file_(std::move(file)) {
  keys_ = input::keys_in_force(file_);
  map_ = cfn::source_map(file_.stack);
}

std::string Explained::maker_of(const std::string& logical_id) const {
  const auto found = file_.makers.find(logical_id);
  return found == file_.makers.end() ? std::string() : found->second;
}

const KeyInForce* Explained::key(const std::string& what) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [&](const KeyInForce& each) { return each.path == what; });
  return found == keys_.end() ? nullptr : &*found;
}

std::optional<std::string> Explained::pointer(const std::string& what) const {
  std::vector<std::string> tries;
  if (what.starts_with("/")) {
    tries.push_back(what);
  } else if (!what.empty()) {
    const std::size_t dot = what.find('.');
    const std::string id = what.substr(0, dot);
    for (const char* section : {"Resources", "Parameters", "Outputs", "Conditions", "Mappings"}) {
      const std::string start = "/" + std::string(section) + "/" + id;
      if (dot == std::string::npos) {
        tries.push_back(start);
      } else {
        const std::string rest = with_slashes(what.substr(dot + 1));
        tries.push_back(start + "/Properties/" + rest);
        tries.push_back(start + "/" + rest);
      }
    }
  }
  for (const std::string& each : tries) {
    const auto is_it = [&](const cfn::MappedValue& value) { return value.pointer == each; };
    if (std::any_of(map_.begin(), map_.end(), is_it)) return each;
  }
  return std::nullopt;
}

std::string Explained::nearest_to(const std::string& what) const {
  std::vector<std::string> names;
  if (what.starts_with("/")) {
    for (const cfn::MappedValue& each : map_) names.push_back(each.pointer);
  } else {
    for (const KeyInForce& each : keys_) names.push_back(each.path);
    for (const cfn::Resource& each : file_.stack.resources) {
      names.push_back(each.id.str());
      for (const cfn::MapEntry& entry : each.properties) {
        names.push_back(each.id.str() + "." + entry.key);
      }
    }
    for (const cfn::Parameter& each : file_.stack.parameters) names.push_back(each.id.str());
    for (const cfn::Output& each : file_.stack.outputs) names.push_back(each.id.str());
  }
  // Somebody who leaves a part out names the end of what is meant.
  std::vector<std::string> longer;
  for (const std::string& each : names) {
    if (each.size() > what.size() && each.ends_with(what)) longer.push_back(each);
  }
  if (!longer.empty()) return suggest(what, longer);
  // Where all but the last part is right, what stands beside it is what is meant.
  const std::size_t dot = what.rfind(what.starts_with("/") ? '/' : '.');
  if (dot != std::string::npos && dot != 0) {
    std::vector<std::string> beside;
    for (const std::string& each : names) {
      const bool is_there =
          each.size() > dot + 1 && each.compare(0, dot + 1, what, 0, dot + 1) == 0;
      if (is_there && each.find_first_of("./", dot + 1) == std::string::npos) {
        beside.push_back(each);
      }
    }
    if (!beside.empty()) return suggest(what, beside);
  }
  if (const auto near = nearest(what, names)) return "did you mean " + quoted(*near) + "?";
  return "name a logical id, one with a property (`Id.Property`), a JSON pointer"
         " (`/Resources/…`), or a key of the architecture file (`services.api.port`)";
}

const KeyInForce* Explained::key_around(const Span& span) const {
  const KeyInForce* found = nullptr;
  for (const KeyInForce& each : keys_) {
    const bool is_in = (each.stated && is_within(span, *each.stated)) ||
                       (each.name && is_within(span, *each.name));
    if (is_in && (found == nullptr || each.path.size() >= found->path.size())) found = &each;
  }
  return found;
}

bool Explained::can_be_default_of(const std::string& pointer, const KeyInForce& key) const {
  const auto same_name = [&](const KeyInForce& each) {
    return each.is_default && each.key == key.key;
  };
  if (std::count_if(keys_.begin(), keys_.end(), same_name) == 1) return true;
  const cfn::Resource* resource = file_.stack.find_resource(cfn::LogicalId(resource_of(pointer)));
  if (resource == nullptr) return false;
  const Span* span = resource->origin.span();
  const KeyInForce* section = span == nullptr ? nullptr : key_around(*span);
  return section != nullptr && key.path.starts_with(section->path + ".");
}

const KeyInForce* Explained::key_of(const cfn::MappedValue& value) const {
  if (const Span* span = value.origin.span()) return key_around(*span);
  const DefaultOf* source = value.origin.default_of();
  if (source == nullptr) return nullptr;
  for (const KeyInForce& each : keys_) {
    if (each.is_default && each.key == source->key && can_be_default_of(value.pointer, each)) {
      return &each;
    }
  }
  return nullptr;
}

std::vector<cfn::MappedValue> Explained::reached_by(const KeyInForce& key) const {
  std::vector<cfn::MappedValue> found;
  for (const cfn::MappedValue& each : map_) {
    if (each.derived) continue;
    const Span* span = each.origin.span();
    const DefaultOf* source = each.origin.default_of();
    const bool is_stated = span != nullptr && key.stated && is_within(*span, *key.stated);
    const bool is_default = source != nullptr && key.is_default && source->key == key.key &&
                            can_be_default_of(each.pointer, key);
    if (is_stated || is_default) found.push_back(each);
  }
  return found;
}

std::vector<const cfn::Resource*> Explained::made_for(const KeyInForce& key) const {
  std::vector<const cfn::Resource*> found;
  for (const cfn::Resource& each : file_.stack.resources) {
    const Span* span = each.origin.span();
    if (span == nullptr) continue;
    const bool is_named = key.name && is_within(*span, *key.name);
    const bool is_in = key.stated && is_within(*span, *key.stated);
    if (is_named || is_in) found.push_back(&each);
  }
  return found;
}

}  // namespace archsynth::picture
