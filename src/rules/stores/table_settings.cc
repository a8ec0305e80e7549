// Indexes of tables, versions of functions, and exports: what the rest of the template rules out.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kIndexPage =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html";
constexpr std::string_view kVersionPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-lambda-version.html";
constexpr std::string_view kImportPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-importvalue.html";

/// The attribute of a key schema that is the partition key.
const cfn::Value* partition_key(const View& view, const cfn::Value* schema) {
  for (const cfn::Value* each : view.items(schema).values) {
    if (view.text(member(each, {"KeyType"})) == "HASH") return member(each, {"AttributeName"});
  }
  return nullptr;
}

void check_local_indexes(const View& view, const Report& report) {
  for (const char* type : {"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}) {
    for (const cfn::Resource* table : view.of(type)) {
      const auto own = view.text(partition_key(view, property(*table, {"KeySchema"})));
      each_place(view, *table, "LocalSecondaryIndexes.*.KeySchema", [&](const cfn::Value& schema) {
        const cfn::Value* place = partition_key(view, &schema);
        const auto key = view.text(place);
        if (!own || !key || own == key) return;
        report(*table, place,
               fmt::format("a local index must have the partition key {} of {}, not {}",
                           quoted(*own), quoted(table->id.str()), quoted(*key)))
            .fix = "use a global index for another partition key";
      });
    }
  }
}

/// Nothing changes a function between two versions of one template.
void check_versions(const View& view, const Report& report) {
  std::map<const cfn::Resource*, const cfn::Resource*> known;
  for (const cfn::Resource* version : view.of("AWS::Lambda::Version")) {
    const cfn::Value* place = property(*version, {"FunctionName"});
    const cfn::Resource* function = view.target(place, "AWS::Lambda::Function");
    if (function == nullptr || !version->condition.empty()) continue;
    const auto [earlier, is_new] = known.emplace(function, version);
    if (is_new) continue;
    report(*version, place,
           fmt::format("{} publishes the same code of {} as {}", quoted(version->id.str()),
                       quoted(function->id.str()), quoted(earlier->second->id.str())))
        .fix = "keep one version of the function";
  }
}

void check_own_imports(const View& view, const Report& report) {
  std::set<std::string> exported;
  for (const cfn::Output& each : view.source().outputs) {
    const auto name = view.text(&each.export_name);
    if (name) exported.insert(*name);
  }
  if (exported.empty()) return;
  for (const cfn::Resource* resource : view.resources()) {
    for (const cfn::MapEntry& entry : resource->properties) {
      cfn::walk(entry.value, [&](const cfn::Value& value) {
        const auto* call = value.get_if<cfn::Call>();
        if (call == nullptr || call->function != cfn::Function::kImportValue) return;
        const auto name =
            call->argument.empty() ? std::nullopt : view.text(&call->argument.front());
        if (!name || !exported.contains(*name)) return;
        report(*resource, &value,
               fmt::format("{} is exported by this template itself", quoted(*name)))
            .fix = "refer to the resource with Ref or Fn::GetAtt";
      });
    }
  }
}

constexpr Rule kTableSettingRules[] = {
    {"ARC4853", Severity::kError, "local index has another partition key",
     "DynamoDB refuses the table", "use the table's partition key", kIndexPage, "",
     check_local_indexes},
    {"ARC4854", Severity::kWarning, "two versions of the same code",
     "Lambda refuses the second version, unless the code changed between the two",
     "keep one version of the function", kVersionPage, "", check_versions},
    {"ARC4855", Severity::kError, "import of the template's own export",
     "the export does not exist before the stack is created", "refer to the resource", kImportPage,
     "", check_own_imports},
};

}  // namespace

std::span<const Rule> table_setting_rules() { return kTableSettingRules; }

}  // namespace archsynth::analysis
