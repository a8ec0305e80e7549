#include <fmt/format.h>

#include "archsynth/aws/dynamodb.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"

namespace archsynth::dynamodb {

namespace {

const char* letter_of(KeyType type) {
  switch (type) {
    case KeyType::kString:
      return "S";
    case KeyType::kNumber:
      return "N";
    case KeyType::kBinary:
      return "B";
  }
  return "S";
}

}  // namespace

Table::Table(construct::Scope scope, kms::Key& key, TableProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  if (key.is_customer_managed()) key_ = &key;
  cfn::List schema = key_schema(props_.key, props_.sort, label());
  cfn::List further = indexes();
  cfn::List attributes;
  for (const auto& [name, type] : types_) {
    attributes.emplace_back(
        cfn::Map{{"AttributeName", name},
                 {"AttributeType", cfn::Value(letter_of(*type)).with_origin(type.origin())}});
  }
  resource_ =
      &add_resource("", "AWS::DynamoDB::Table",
                    {{"AttributeDefinitions", std::move(attributes)},
                     {"KeySchema", std::move(schema)},
                     {"BillingMode", "PAY_PER_REQUEST"},
                     {"DeletionProtectionEnabled", props_.deletion_protection},
                     {"PointInTimeRecoverySpecification",
                      cfn::Map{{"PointInTimeRecoveryEnabled", props_.point_in_time_recovery}}}});
  if (!further.empty()) resource_->properties.set("GlobalSecondaryIndexes", std::move(further));
  if (key_ != nullptr) {
    resource_->properties.set(
        "SSESpecification",
        cfn::Map{{"SSEEnabled", true}, {"SSEType", "KMS"}, {"KMSMasterKeyId", key_->arn()}});
  }
  if (props_.ttl_attribute) {
    resource_->properties.set("TimeToLiveSpecification",
                              cfn::Map{{"AttributeName", props_.ttl_attribute}, {"Enabled", true}});
  }
  const bool keeps = *props_.on_delete == OnDelete::kRetain;
  resource_->deletion_policy = keeps ? "RetainExceptOnCreate" : "Delete";
  resource_->update_replace_policy = keeps ? "Retain" : "Delete";
  waive_what_was_chosen();
}

cfn::List Table::key_schema(const Attributes& key, const Attributes& sort, const std::string& of) {
  cfn::List schema;
  add_attribute(key, "HASH", of + ".key", schema);
  if (!sort.empty()) add_attribute(sort, "RANGE", of + ".sort", schema);
  return schema;
}

void Table::add_attribute(const Attributes& attributes, const char* role, const std::string& label,
                          cfn::List& schema) {
  if (attributes.empty() && !attributes.origin().is_stated()) return;  // reported as missing
  if (attributes.invalid()) return;
  if (attributes.size() != 1) {
    diagnostics()
        .error("ARC1860", attributes.origin(),
               fmt::format("{} must name one attribute, not {}", quoted(label), attributes.size()))
        .fix = "for example `{id: string}`; a second attribute goes in \"sort\"";
    return;
  }
  const auto& attribute = *attributes.begin();
  const auto& [name, type] = attribute;
  if (!type.has_value()) return;
  schema.emplace_back(cfn::Map{{"AttributeName", name}, {"KeyType", role}});
  const auto known = std::find_if(types_.begin(), types_.end(),
                                  [&](const auto& each) { return *each.name == *attribute.name; });
  if (known == types_.end()) {
    types_.add({name, type});
  } else if (*known->value != *type) {
    diagnostics()
        .error("ARC1861", type.origin(),
               fmt::format("{} is a {} here and a {} elsewhere", quoted(*name),
                           describe::name_of_enumerator(*type),
                           describe::name_of_enumerator(*known->value)))
        .related.push_back({known->value.origin(), "the other type"});
  }
}

cfn::List Table::indexes() {
  cfn::List list;
  for (const auto& [name, index] : props_.indexes) {
    list.emplace_back(
        cfn::Map{{"IndexName", name},
                 {"KeySchema", key_schema(index.key, index.sort, label() + ".indexes." + *name)},
                 {"Projection", cfn::Map{{"ProjectionType", "ALL"}}}});
  }
  return list;
}

void Table::waive_what_was_chosen() {
  if (key_ == nullptr) {
    construct::waive(*resource_, {.checkov = "CKV_AWS_119"},
                     "AWS's own key was chosen for everything");
  }
  if (!*props_.point_in_time_recovery) {
    construct::waive(*resource_, {.checkov = "CKV_AWS_28", .cdk_nag = "AwsSolutions-DDB3"},
                     "point_in_time_recovery: false");
  }
}

std::vector<cfn::Value> Table::arns() const {
  std::vector<cfn::Value> all = {arn()};
  for (const auto& [name, index] : props_.indexes) {
    all.push_back(cfn::sub("${" + resource_->id.str() + ".Arn}/index/" + *name));
  }
  return all;
}

}  // namespace archsynth::dynamodb

namespace archsynth::describe::internal {
template const RecordView& record_of<dynamodb::TableProps>();
}  // namespace archsynth::describe::internal
