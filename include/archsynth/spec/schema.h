#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// The schemas of CloudFormation's resource types: which properties a resource takes and what each
/// may hold. They lie in the binary and are read in place; everything here is a view of a word or
/// two, valid for ever. `resource_schema` is where to start. `spec/resource_types.h` knows facts of
/// a type as a whole.
/// Source: the schemas of the CloudFormation registry as cfn-lint packs and mends them.
namespace archsynth::spec {

/// The keywords of a schema that have a meaning for checkers. Besides those of JSON Schema, from
/// cfn-lint: `dependentExcluded` (key → keys that must not stand beside it), `requiredOr` (one of
/// them at least), `requiredXor` (exactly one), `uniqueKeys` (items differ in these keys),
/// `enumCaseInsensitive`, `format` with the kind of thing that is meant (`AWS::EC2::Subnet.Id`).
enum class Keyword : std::uint8_t {
  kRef,
  kAdditionalProperties,
  kAllOf,
  kAnyOf,
  kConst,
  kContains,
  kDependencies,
  kDependentExcluded,
  kDependentRequired,
  kElse,
  kEnum,
  kEnumCaseInsensitive,
  kExclusiveMaximum,
  kExclusiveMinimum,
  kFormat,
  kIf,
  kItems,
  kMaxItems,
  kMaxLength,
  kMaxProperties,
  kMaxUniqueItems,
  kMaximum,
  kMinItems,
  kMinLength,
  kMinProperties,
  kMinimum,
  kMultipleOf,
  kNot,
  kOneOf,
  kPattern,
  kPatternProperties,
  kPrefixItems,
  kPrimaryIdentifier,
  kProperties,
  kPropertyNames,
  kReadOnlyProperties,
  kRelationshipRef,
  kRequired,
  kRequiredOr,
  kRequiredXor,
  kThen,
  kType,
  kUniqueItems,
  kUniqueKeys,
  kWriteOnlyProperties,
  kOther,  ///< anything else
};

/// A JSON value in the image.
class Datum {
 public:
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  /// Null.
  Datum() = default;
  /// A word of the image, as the image's format says.
  explicit Datum(std::uint32_t word) : word_(word) {}

  Kind kind() const;
  bool is_true() const;
  bool is_false() const;
  bool is_integer() const;        ///< a number written without fraction
  double number() const;          ///< 0 where it is none
  std::string_view text() const;  ///< empty where it is no string

  /// How many items an array or entries an object has; 0 for anything else.
  std::size_t size() const;
  /// An array's item.
  Datum operator[](std::size_t index) const;
  /// An object's entry; entries are sorted by key.
  std::string_view key(std::size_t index) const;
  Keyword keyword(std::size_t index) const;
  Datum value(std::size_t index) const;
  /// The value of an object's key.
  std::optional<Datum> find(std::string_view key) const;
  std::optional<Datum> find(Keyword keyword) const;
  /// Whether an array holds that string.
  bool holds(std::string_view text) const;

  /// The same value has the same identity, wherever it stands.
  std::uint32_t identity() const { return word_; }
  friend bool operator==(const Datum&, const Datum&) = default;

 private:
  std::uint32_t word_ = 0;
};

/// A schema: a boolean (anything, nothing) or an object of keywords, within the schema of a type
/// that its `$ref`s are looked up in.
class Schema {
 public:
  Schema() = default;
  Schema(Datum node, Datum root) : node_(node), root_(root) {}

  Datum node() const { return node_; }
  Datum root() const { return root_; }
  /// Follows `$ref`; the schema itself where there is none.
  Schema resolved() const;
  /// Of the resolved schema.
  std::optional<Datum> find(Keyword keyword) const { return resolved().node_.find(keyword); }
  std::optional<Schema> child(Keyword keyword) const;
  /// Of `properties`.
  std::optional<Schema> property(std::string_view name) const;
  /// Whether `type` names this type; false where there is no `type`.
  bool has_type(std::string_view type) const;
  /// At a pointer such as `/properties/Endpoint/Address`; `*` steps into a list's items. Nothing
  /// where the schema does not say.
  std::optional<Schema> at(std::string_view pointer) const;

 private:
  Datum node_;
  Datum root_;
};

/// What else must hold at a place in a type, beside its schema.
struct SchemaRule {
  std::string_view id;    ///< cfn-lint's: `E3682`
  std::string_view path;  ///< below the properties: `/`, `/Listeners/*`
  Schema schema;
};

/// The schema of a resource type in one region.
class ResourceSchema {
 public:
  ResourceSchema(std::uint32_t type, Datum root) : type_(type), root_(root) {}

  std::string_view name() const;
  Schema root() const { return {root_, root_}; }
  /// Whether a pointer (`/properties/Arn`, `*` for list items) is set by AWS only.
  bool read_only(std::string_view pointer) const;
  /// The schema of what `Fn::GetAtt` returns for a dotted attribute, where it is known.
  std::optional<Schema> attribute(std::string_view name) const;
  /// The properties whose values `Ref` is made of, as pointers, in order.
  Datum primary_identifier() const;
  /// The schema of what `Ref` returns, where the identifier is one property.
  std::optional<Schema> ref() const;
  std::vector<SchemaRule> rules() const;

 private:
  std::uint32_t type_;
  Datum root_;
};

/// The schema of that type; nothing where the region has no such type. Without a region: as in
/// us-east-1, or as in other regions where it is not there.
std::optional<ResourceSchema> resource_schema(std::string_view type, std::string_view region = {});

/// The regions that have the type, sorted.
std::vector<std::string_view> regions_of(std::string_view type);

/// The regions whose schemas are known, sorted.
std::vector<std::string_view> schema_regions();

}  // namespace archsynth::spec
