#include "pointer.h"

#include <charconv>

#include "archsynth/support/text.h"

namespace archsynth::cfn {
namespace {

bool unescape(std::string_view token, std::string& out) {
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
      continue;
    }
    ++i;
    if (i == token.size() || (token[i] != '0' && token[i] != '1')) return false;
    out += token[i] == '0' ? '~' : '/';
  }
  return true;
}

const Value* child(const Value& parent, std::string_view name) {
  if (const Map* map = parent.map()) return map->find(name);
  const List* list = parent.list();
  const auto index = list == nullptr ? std::nullopt : index_of(name, list->size(), false);
  return index ? &(*list)[*index] : nullptr;
}

std::vector<std::string_view> keys_of(const Value& parent) {
  std::vector<std::string_view> keys;
  if (parent.map() != nullptr) {
    for (const MapEntry& entry : *parent.map()) keys.push_back(entry.key);
  }
  return keys;
}

}  // namespace

std::optional<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return std::nullopt;
  for (const std::string_view token : archsynth::split(text.substr(1), '/')) {
    if (!unescape(token, pointer.emplace_back())) return std::nullopt;
  }
  return pointer;
}

std::string to_text(const Pointer& pointer) {
  std::string text;
  for (const std::string& name : pointer) {
    text += '/';
    for (const char c : name) {
      if (c == '~') {
        text += "~0";
      } else if (c == '/') {
        text += "~1";
      } else {
        text += c;
      }
    }
  }
  return text;
}

std::string in_quotes(std::string_view path) { return '"' + std::string(path) + '"'; }

std::optional<std::size_t> index_of(std::string_view name, std::size_t size, bool insert) {
  if (name == "-") return insert ? std::optional(size) : std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool leading_zero = name.size() > 1 && name.front() == '0';
  if (error != std::errc() || end != name.data() + name.size() || leading_zero) return std::nullopt;
  if (index > size || (index == size && !insert)) return std::nullopt;
  return index;
}

Value* find(Value& document, const Pointer& pointer) {
  const Value* at = &document;
  for (const std::string& name : pointer) {
    at = child(*at, name);
    if (at == nullptr) return nullptr;
  }
  return const_cast<Value*>(at);
}

std::string nearest_path(const Value& document, const Pointer& pointer) {
  Pointer path;
  const Value* at = &document;
  for (const std::string& name : pointer) {
    const Value* next = child(*at, name);
    std::string found = name;
    if (next == nullptr) {
      const std::optional<std::string> near = nearest(name, keys_of(*at));
      if (!near) break;
      found = *near;
      next = child(*at, found);
    }
    path.push_back(std::move(found));
    at = next;
  }
  if (path.size() == pointer.size()) return "did you mean " + in_quotes(to_text(path)) + "?";
  if (path.empty()) return suggest(pointer.front(), keys_of(document));
  std::string help = "the nearest path is " + in_quotes(to_text(path));
  if (const List* list = at->list()) {
    help += ", a list of " + std::to_string(list->size());
  } else if (at->map() == nullptr) {
    help += ", which holds no others";
  }
  return help;
}

}  // namespace archsynth::cfn
