#include "archsynth/cfn/patch.h"

#include <algorithm>
#include <optional>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "pointer.h"

namespace archsynth::cfn {
namespace {

// ARC0221: a text that is no JSON pointer.
constexpr std::string_view kNoPointer = "ARC0221";
// ARC0222: a path to nothing.
constexpr std::string_view kAbsentPath = "ARC0222";
// ARC0223: a `test` that does not hold.
constexpr std::string_view kTestFailed = "ARC0223";
// ARC0224: a `move` of a value into itself.
constexpr std::string_view kMoveIntoItself = "ARC0224";
// ARC0225: a `remove` of the whole document.
constexpr std::string_view kRemoveAll = "ARC0225";
// ARC0226: copies that make the document grow past what any template can be.
constexpr std::string_view kTooManyCopies = "ARC0226";

/// Values that all `copy` operations together may add.
constexpr std::size_t kMostCopied = 100'000;

std::size_t size_of(const Value& value) {
  std::size_t size = 1;
  if (const Map* map = value.map()) {
    for (const MapEntry& entry : *map) size += size_of(entry.value);
  } else if (const List* list = value.list()) {
    for (const Value& each : *list) size += size_of(each);
  }
  return size;
}

/// RFC 6902's equality: the members of objects have no order.
bool same(const Value& a, const Value& b) {
  const Map* map = a.map();
  const List* list = a.list();
  if (map != nullptr && b.map() != nullptr) {
    return map->size() == b.map()->size() &&
           std::all_of(map->begin(), map->end(), [&](const MapEntry& entry) {
             const Value* other = b.map()->find(entry.key);
             return other != nullptr && same(entry.value, *other);
           });
  }
  if (list != nullptr && b.list() != nullptr) {
    return std::equal(list->begin(), list->end(), b.list()->begin(), b.list()->end(), same);
  }
  return a == b;
}

/// The value as JSON, cut after 60 bytes between two characters.
std::string shown(const Value& value) {
  std::string text = to_json(value, true);
  text.pop_back();
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

class Patch {
 public:
  Patch(Value& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  void apply(const PatchOperation& operation) {
    const std::optional<Pointer> path = parse(operation.path, operation);
    if (!path) return;
    using Kind = PatchOperation::Kind;
    switch (operation.kind) {
      case Kind::kAdd:
        add(*path, without_intrinsics(operation.value), operation);
        return;
      case Kind::kRemove:
        remove(*path, operation);
        return;
      case Kind::kReplace:
        replace(*path, operation);
        return;
      case Kind::kMove:
        move(*path, operation);
        return;
      case Kind::kCopy:
        copy(*path, operation);
        return;
      case Kind::kTest:
        test(*path, operation);
        return;
    }
  }

 private:
  std::optional<Pointer> parse(const std::string& text, const PatchOperation& operation) {
    std::optional<Pointer> pointer = parse_pointer(text);
    if (!pointer) {
      diagnostics_
          .error(kNoPointer, operation.path_origin, "path " + quoted(text) + " is no JSON pointer")
          .fix = "start it with \"/\"; write ~1 for \"/\" and ~0 for \"~\" within a name";
    }
    return pointer;
  }

  void absent(const Pointer& path, const PatchOperation& operation) {
    diagnostics_
        .error(kAbsentPath, operation.path_origin,
               "path " + in_quotes(to_text(path)) + " does not exist in the template")
        .fix = nearest_path(document_, path);
  }

  Value* target(const Pointer& path, const PatchOperation& operation) {
    Value* found = find(document_, path);
    if (found == nullptr) absent(path, operation);
    return found;
  }

  bool add(const Pointer& path, Value value, const PatchOperation& operation) {
    if (!value.origin().is_stated()) value.set_origin(operation.path_origin);
    if (path.empty()) {
      document_ = std::move(value);
      return true;
    }
    const Pointer above(path.begin(), path.end() - 1);
    Value* parent = target(above, operation);
    if (parent == nullptr) return false;
    if (Map* map = parent->map()) {
      if (!overwrite(*map, path.back(), value, operation)) {
        map->append(path.back(), std::move(value), operation.path_origin);
      }
      return true;
    }
    List* list = parent->list();
    const std::optional<std::size_t> index =
        list == nullptr ? std::nullopt : index_of(path.back(), list->size(), true);
    if (!index) {
      absent(path, operation);
      return false;
    }
    list->insert(list->begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
    return true;
  }

  bool remove(const Pointer& path, const PatchOperation& operation) {
    if (path.empty()) {
      diagnostics_.error(kRemoveAll, operation.path_origin, "the whole template cannot be removed");
      return false;
    }
    if (target(path, operation) == nullptr) return false;
    Value* parent = find(document_, {path.begin(), path.end() - 1});
    blame(path, operation);
    if (Map* map = parent->map()) return map->erase(path.back());
    List* list = parent->list();
    const auto index = static_cast<std::ptrdiff_t>(*index_of(path.back(), list->size(), false));
    list->erase(list->begin() + index);
    return true;
  }

  /// What lacks a value from now on lacks it because of this operation, where nobody stated it.
  void blame(const Pointer& path, const PatchOperation& operation) {
    Value* at = &document_;
    for (std::size_t i = 0; i + 1 < path.size() && at != nullptr; ++i) {
      if (Map* map = at->map()) {
        for (MapEntry& each : *map) {
          if (each.key == path[i] && !each.key_origin.is_stated()) {
            each.key_origin = operation.path_origin;
          }
        }
      }
      at = find(*at, {path[i]});
      if (at != nullptr && !at->origin().is_stated()) at->set_origin(operation.path_origin);
    }
  }

  void replace(const Pointer& path, const PatchOperation& operation) {
    Value* found = target(path, operation);
    if (found == nullptr) return;
    Value value = without_intrinsics(operation.value);
    Value* parent = path.empty() ? nullptr : find(document_, {path.begin(), path.end() - 1});
    Map* map = parent == nullptr ? nullptr : parent->map();
    if (map == nullptr || !overwrite(*map, path.back(), value, operation))
      *found = std::move(value);
  }

  /// Puts the value, and where it is from, in the place of the one of the same key, if there is
  /// one.
  static bool overwrite(Map& map, std::string_view key, Value& value,
                        const PatchOperation& operation) {
    const auto known =
        std::find_if(map.begin(), map.end(), [&](const MapEntry& each) { return each.key == key; });
    if (known == map.end()) return false;
    known->value = std::move(value);
    known->key_origin = operation.path_origin;
    return true;
  }

  void move(const Pointer& path, const PatchOperation& operation) {
    const std::optional<Pointer> from = parse(operation.from, operation);
    if (!from) return;
    if (from->size() < path.size() && std::equal(from->begin(), from->end(), path.begin())) {
      diagnostics_.error(kMoveIntoItself, operation.path_origin,
                         in_quotes(operation.from) + " cannot be moved into itself, to " +
                             in_quotes(operation.path));
      return;
    }
    const Value* found = target(*from, operation);
    if (found == nullptr || *from == path) return;
    const Value before = document_;
    Value moved = *found;
    if (!remove(*from, operation)) return;
    if (!add(path, std::move(moved), operation)) document_ = before;
  }

  void copy(const Pointer& path, const PatchOperation& operation) {
    const std::optional<Pointer> from = parse(operation.from, operation);
    if (!from) return;
    const Value* found = target(*from, operation);
    if (found == nullptr || copied_ > kMostCopied) return;
    copied_ += size_of(*found);
    if (copied_ <= kMostCopied) {
      add(path, Value(*found), operation);
      return;
    }
    diagnostics_
        .error(kTooManyCopies, operation.path_origin,
               "the copies add more than the limit of 100,000 values")
        .fix = "copy a smaller value; a copy into itself doubles what it copies";
  }

  void test(const Pointer& path, const PatchOperation& operation) {
    const Value* found = target(path, operation);
    if (found == nullptr) return;
    const Value wanted = without_intrinsics(operation.value);
    if (same(without_intrinsics(*found), wanted)) return;
    diagnostics_.error(kTestFailed, operation.path_origin,
                       "the test of " + in_quotes(operation.path) + " failed: it is " +
                           shown(*found) + ", not " + shown(wanted));
  }

  Value& document_;
  Diagnostics& diagnostics_;
  std::size_t copied_ = 0;
};

}  // namespace

void apply_patch(Value& document, const std::vector<PatchOperation>& operations,
                 Diagnostics& diagnostics) {
  Patch patch(document, diagnostics);
  for (const PatchOperation& operation : operations) patch.apply(operation);
}

}  // namespace archsynth::cfn
