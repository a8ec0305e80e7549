#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// How resource schemas lie in the binary: written by `tools/schema_image.cc` at build time, and at
/// run time for a user's own; read in place by `schema.cc`. Everything is a JSON value; equal
/// values lie there once. Offsets count words of four bytes from the start of the image.
namespace archsynth::spec::schema_image {

using Word = std::uint32_t;

/// The three low bits of a value; the others hold its payload.
enum class Tag : Word {
  kLiteral,  ///< 0 null, 1 false, 2 true
  kInteger,  ///< the number, signed
  kDouble,   ///< where its eight bytes are
  kString,   ///< where its length is; the bytes follow
  kArray,    ///< where its length is; the values follow
  kObject,   ///< where its length is; pairs of key (a string's offset) and value follow, by key
};
inline constexpr Word kTagBits = 3;
constexpr Word tagged(Tag tag, Word payload) {
  return payload << kTagBits | static_cast<Word>(tag);
}

/// The names of keywords that checkers know, sorted. They lie behind the head, and each takes
/// `kKeywordWords` words, so that a key's offset tells its keyword.
inline constexpr std::array<std::string_view, 45> kKeywords = {
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependencies",
    "dependentExcluded",
    "dependentRequired",
    "else",
    "enum",
    "enumCaseInsensitive",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maxUniqueItems",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "primaryIdentifier",
    "properties",
    "propertyNames",
    "readOnlyProperties",
    "relationshipRef",
    "required",
    "requiredOr",
    "requiredXor",
    "then",
    "type",
    "uniqueItems",
    "uniqueKeys",
    "writeOnlyProperties",
};
inline constexpr Word kKeywordWords = 8;

struct Type {
  Word name;        ///< a string's offset
  Word regions[2];  ///< a bit for each region that has the type
  Word root;        ///< a value: the schema with `properties` and `definitions`
  Word rules_at;    ///< `Rule`s that hold for the type beside its schema
  Word rules;
};

struct Rule {
  Word id;      ///< a string's offset: cfn-lint's id
  Word path;    ///< a string's offset: below the properties, `/` between, `*` for list items
  Word schema;  ///< a value
};

struct ImageHead {
  Word words;       ///< of the whole image
  Word regions_at;  ///< offsets of the names' strings
  Word regions;     ///< 0: each type is everywhere
  Word types_at;    ///< `Type`s by name
  Word types;
  Word slots_at;  ///< a hash table of open addressing: number of the type plus one, 0 is empty
  Word slots;     ///< a power of two
};

inline constexpr Word kKeywordsAt = sizeof(ImageHead) / sizeof(Word);

constexpr Word hash(std::string_view text) {
  Word value = 2166136261u;
  for (char byte : text) value = (value ^ static_cast<unsigned char>(byte)) * 16777619u;
  return value;
}

}  // namespace archsynth::spec::schema_image
