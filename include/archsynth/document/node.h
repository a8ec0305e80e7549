#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/support/source.h"

/// Text to tree: YAML and JSON become one `Node` tree in which everything knows its place.
/// Nothing is typed here; `scalar.h` has the rules by which plain scalars get types.
namespace archsynth::document {

struct Entry;

/// A node of a YAML or JSON document.
struct Node {
  enum class Kind {
    kNull,      ///< no value, `~`, `null`: plain only; a quoted "null" is a scalar
    kScalar,    ///< `text`, and `plain` says whether it may be retyped
    kSequence,  ///< `items`
    kMapping,   ///< `entries`, in the document's order, keys unique
  };

  Kind kind = Kind::kNull;
  /// The characters of the node; for a missing value the place where it would stand.
  Span span;
  /// A scalar's value after unquoting and folding; empty for other kinds.
  std::string text;
  /// A scalar without quotes (YAML), or a number or boolean (JSON).
  bool plain = false;
  /// The tag as written, such as `!Ref`; empty when there is none. `!!str` and its like are
  /// resolved by the reader and never seen here.
  std::string tag;
  std::vector<Node> items;
  std::vector<Entry> entries;

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_mapping() const { return kind == Kind::kMapping; }

  /// The value of a key of a mapping; null when this is no mapping or has no such key.
  const Node* find(std::string_view key) const;
};

/// A key with its value. Keys are scalars.
struct Entry {
  Node key;
  Node value;
  /// The value is nothing, and a merge key (`<<`) beside it has the key too.
  bool replaces_merged = false;
};

/// What the user would call the node's kind: `a mapping`, `a list`, `a string`, `nothing`, …
std::string_view kind_name(const Node& node);

/// The tree as indented text with byte spans; the oracle of the readers' tests.
std::string dump(const Node& node);

}  // namespace archsynth::document
