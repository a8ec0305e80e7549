#pragma once

#include <string>
#include <vector>

#include "archsynth/aws/forms.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Tables of items that are found by their key.
namespace archsynth::dynamodb {

using describe::field;

enum class KeyType { kString, kNumber, kBinary };
constexpr auto names_of(KeyType) { return std::array{"string", "number", "binary"}; }

enum class OnDelete { kRetain, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"retain", "delete"}; }

/// Another key by which the items of a table are found.
struct IndexProps {
  describe::Map<Sourced<KeyType>> key{};
  describe::Map<Sourced<KeyType>> sort{};
  static constexpr auto fields() {
    return describe::fields(
        "an index",
        field<&IndexProps::key>("key", "the attribute that items are found by, and its type")
            .keys(forms::kAttributeName)
            .required()
            .example("{customer: string}"),
        field<&IndexProps::sort>("sort",
                                 "the attribute by which items with the same key are sorted")
            .keys(forms::kAttributeName));
  }
};
static_assert(describe::complete<IndexProps>());

struct TableProps {
  describe::Map<Sourced<KeyType>> key{};
  describe::Map<Sourced<KeyType>> sort{};
  describe::Map<IndexProps> indexes{};
  Sourced<std::string> ttl_attribute{};
  Sourced<bool> point_in_time_recovery = ByProfile(true, false, false);
  Sourced<bool> deletion_protection = ByProfile(true, false, false);
  Sourced<OnDelete> on_delete = ByProfile(OnDelete::kRetain, OnDelete::kRetain, OnDelete::kDelete);
  static constexpr auto fields() {
    using P = TableProps;
    return describe::fields(
        "a table",
        field<&P::key>("key",
                       "the attribute that items are found by, and its type; a change replaces the "
                       "table")
            .keys(forms::kAttributeName)
            .required()
            .example("{id: string}"),
        field<&P::sort>("sort",
                        "the attribute by which items with the same key are sorted, and its type; "
                        "a change replaces the table")
            .keys(forms::kAttributeName)
            .example("{created_at: number}"),
        field<&P::indexes>("indexes",
                           "further keys, by the index's name: each holds all attributes, and is "
                           "paid for as the table is; DynamoDB adds or removes one in an update")
            .keys(forms::kIndexName)
            .example("{by-customer: {key: {customer: string}}}"),
        field<&P::ttl_attribute>("ttl_attribute",
                                 "the attribute with the time, in seconds since 1970, after which "
                                 "DynamoDB deletes an item")
            .form(forms::kAttributeName)
            .example("expires_at"),
        field<&P::point_in_time_recovery>("point_in_time_recovery",
                                          "the table can be restored to any second of the last 35 "
                                          "days"),
        field<&P::deletion_protection>("deletion_protection",
                                       "the table cannot be deleted by mistake"),
        field<&P::on_delete>("on_delete",
                             "what happens to the table when it leaves the stack or is replaced"));
  }
};
static_assert(describe::complete<TableProps>());

/// A DynamoDB table that is paid for by the request: encrypted, with its global indexes.
class Table : public construct::Construct {
 public:
  using Props = TableProps;
  Table(construct::Scope scope, kms::Key& key, TableProps props);

  const TableProps& props() const { return props_; }
  cfn::Value name() const { return resource_->ref(); }
  cfn::Value arn() const { return resource_->att("Arn"); }
  /// The ARNs of the table and its indexes.
  std::vector<cfn::Value> arns() const;
  /// The stack's key where it encrypts the items; null where DynamoDB keeps the key.
  const kms::Key* key() const { return key_; }

 private:
  using Attributes = describe::Map<Sourced<KeyType>>;

  cfn::List key_schema(const Attributes& key, const Attributes& sort, const std::string& of);
  void add_attribute(const Attributes& attributes, const char* role, const std::string& label,
                     cfn::List& schema);
  cfn::List indexes();
  void waive_what_was_chosen();

  TableProps props_;
  const kms::Key* key_ = nullptr;
  cfn::Resource* resource_ = nullptr;
  Attributes types_;  ///< of all key attributes
};

}  // namespace archsynth::dynamodb

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<dynamodb::TableProps>();
}  // namespace archsynth::describe::internal
