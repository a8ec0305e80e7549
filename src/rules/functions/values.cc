// Arguments of functions that cannot be: lists within texts, names of exports that only a
// deployment makes.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"
#include "rules/structure/components.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kMappingsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "mappings-section-structure.html";
constexpr std::string_view kJoinPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-join.html";
constexpr std::string_view kExportsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
constexpr std::string_view kCyclePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "conditions-section-structure.html";

constexpr Rule kMappingValue = {"ARC3118",
                                Severity::kError,
                                "mapping contains a function",
                                "CloudFormation refuses the template",
                                "write the value out, or use Fn::If",
                                kMappingsPage,
                                "E7001"};
constexpr Rule kListInText = {"ARC3120",
                              Severity::kError,
                              "list within a string",
                              "CloudFormation refuses the template",
                              "join the list first: !Join [\",\", !Ref List]",
                              kJoinPage,
                              "E1019"};
constexpr Rule kExportName = {"ARC3121",
                              Severity::kError,
                              "export name depends on a resource",
                              "CloudFormation refuses the template",
                              "build the name from parameters and pseudo parameters only",
                              kExportsPage,
                              "E6102"};
constexpr Rule kSameExport = {"ARC3122",
                              Severity::kError,
                              "two outputs export the same name",
                              "the stack fails because export names must be unique in a region",
                              "rename one of the exports",
                              kExportsPage,
                              ""};
constexpr Rule kConditionCycle = {"ARC3123",
                                  Severity::kError,
                                  "conditions depend on each other",
                                  "CloudFormation refuses the template",
                                  "define one of them without the others",
                                  kCyclePage,
                                  "E8007"};

constexpr Rule kValuesRules[] = {kMappingValue, kListInText, kExportName, kSameExport,
                                 kConditionCycle};

bool is_list(const FunctionRun& run, const std::string& name) {
  const cfn::Parameter* parameter = run.index.parameter(name);
  return parameter != nullptr && is_list_type(parameter->type);
}

void report_list(const FunctionRun& run, const std::string& name, std::string_view function,
                 const Origin& origin) {
  report(run.to, kListInText, origin,
         fmt::format("the parameter {} is a list, but {} takes strings", quoted(name), function));
}

/// Of attributes in outputs another rule says so.
void check_sub_lists(const FunctionRun& run, const cfn::Sub& sub, const Origin& origin,
                     bool with_attributes) {
  for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
    if (piece.kind != cfn::SubPiece::Kind::kVariable || sub.variables.contains(piece.text))
      continue;
    if (is_list(run, piece.text)) report_list(run, piece.text, "Fn::Sub", origin);
    const std::size_t dot = piece.text.find('.');
    if (dot == piece.text.npos || !with_attributes) continue;
    const std::string_view type =
        odd_type(run, cfn::LogicalId(piece.text.substr(0, dot)), piece.text.substr(dot + 1));
    if (type != "a list" && type != "an object") continue;
    report(run.to, kListInText, origin,
           fmt::format("{} is {}, but Fn::Sub takes strings", quoted(piece.text), type));
  }
  for (const cfn::MapEntry& entry : sub.variables) {
    const auto* ref = entry.value.get_if<cfn::Ref>();
    if (ref != nullptr && is_list(run, ref->target.str())) {
      report_list(run, ref->target.str(), "Fn::Sub", origin);
    }
  }
}

void check_join_lists(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  const cfn::List* arguments = arguments_of(call);
  const cfn::List* items =
      arguments != nullptr && arguments->size() == 2 ? arguments->back().list() : nullptr;
  if (items == nullptr) return;
  for (const cfn::Value& item : *items) {
    const auto* ref = item.get_if<cfn::Ref>();
    if (ref == nullptr || !is_list(run, ref->target.str())) continue;
    report_list(run, ref->target.str(), "an item of Fn::Join", origin);
  }
}

void check_import(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  if (call.argument.empty()) return;
  const std::string resource = resource_within(run, call.argument.front());
  if (resource.empty()) return;
  report(run.to, kExportName, origin,
         fmt::format("the name of an import depends on the resource {}", quoted(resource)));
}

/// The conditions under which two outputs exist.
std::vector<Assumption> assumptions_of(const cfn::Output& a, const cfn::Output& b) {
  std::vector<Assumption> all;
  for (const cfn::Output* each : {&a, &b}) {
    if (!each->condition.empty()) all.push_back({each->condition.str(), true});
  }
  return all;
}

bool may_both_exist(const FunctionRun& run, const cfn::Output& a, const cfn::Output& b) {
  return a.condition == b.condition || run.scenarios.possible(assumptions_of(a, b));
}

/// `when "IsProd" and "HasDns" are true`; empty where both exist in the same states.
std::string state_of_both(const cfn::Output& a, const cfn::Output& b) {
  if (a.condition == b.condition) return {};
  const auto all = assumptions_of(a, b);
  return all.size() == 1 ? fmt::format("when {} is true", quoted(all.front().condition))
                         : fmt::format("when {} and {} are true", quoted(all.front().condition),
                                       quoted(all.back().condition));
}

void check_export_names(const FunctionRun& run) {
  std::vector<const cfn::Output*> exported;
  for (const cfn::Output& output : run.checked.outputs) {
    const cfn::Value& name = output.export_name;
    if (name.absent()) continue;
    const Origin& origin = first_known(name.origin(), output.origin);
    const std::string resource = resource_within(run, name);
    if (!resource.empty()) {
      report(run.to, kExportName, origin,
             fmt::format("the export of {} depends on the resource {}", quoted(output.id.str()),
                         quoted(resource)));
    }
    const auto same = std::find_if(exported.begin(), exported.end(), [&](const auto* other) {
      return other->export_name == name && may_both_exist(run, *other, output);
    });
    if (same != exported.end()) {
      report(run.to, kSameExport, origin,
             fmt::format("{} and {} export the same name", quoted((*same)->id.str()),
                         quoted(output.id.str())))
          .state = state_of_both(**same, output);
    }
    exported.push_back(&output);
  }
}

void check_mapping_values(const FunctionRun& run) {
  for (const cfn::MapEntry& mapping : run.checked.mappings) {
    cfn::walk(mapping.value, [&](const cfn::Value& value) {
      const auto* call = value.get_if<cfn::Call>();
      if (!value.is_intrinsic() || value.get_if<cfn::DynamicReference>() != nullptr ||
          (call != nullptr && call->function == Function::kTransform)) {
        return;
      }
      report(run.to, kMappingValue, first_known(value.origin(), mapping.key_origin),
             fmt::format("the mapping {} contains {}", quoted(mapping.key), what_is(value)));
    });
  }
}

/// The conditions that a condition is made of.
std::set<std::string> conditions_within(const cfn::Value& value) {
  std::set<std::string> names;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    if (call == nullptr || call->function != Function::kCondition || call->argument.empty()) return;
    if (const std::string* name = call->argument.front().string()) names.insert(*name);
  });
  return names;
}

void check_condition_cycles(const FunctionRun& run) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (const cfn::MapEntry& each : run.checked.conditions) index.emplace(each.key, index.size());
  Neighbours neighbours(index.size());
  std::vector<std::size_t> sizes(index.size() + 1);
  for (const cfn::MapEntry& each : run.checked.conditions) {
    for (const std::string& name : conditions_within(each.value)) {
      const auto found = index.find(name);
      if (found != index.end()) neighbours[index.at(each.key)].push_back(found->second);
    }
  }
  const Components components(neighbours);
  for (std::size_t i = 0; i < index.size(); ++i) ++sizes[components.of(i)];
  for (const cfn::MapEntry& each : run.checked.conditions) {
    const std::size_t node = index.at(each.key);
    const auto& next = neighbours[node];
    const bool is_its_own = std::find(next.begin(), next.end(), node) != next.end();
    if (!is_its_own && sizes[components.of(node)] == 1) continue;
    report(run.to, kConditionCycle, first_known(each.key_origin, each.value.origin()),
           fmt::format("the condition {} depends on itself", quoted(each.key)));
  }
}

}  // namespace

std::string resource_within(const FunctionRun& run, const cfn::Value& value) {
  for (const cfn::Reference& each : cfn::references(value)) {
    if (run.index.resource(each.target.str()) != nullptr) return each.target.str();
  }
  return {};
}

const cfn::List* arguments_of(const cfn::Call& call) {
  return call.argument.empty() ? nullptr : call.argument.front().list();
}

void check_values(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (has_own_macro(run.checked)) return;
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    return check_sub_lists(run, *sub, place.of(value), place.output == nullptr);
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return;
  if (call->function == Function::kSelect) check_select(run, *call, place, place.of(value));
  if (call->function == Function::kJoin) check_join_lists(run, *call, place.of(value));
  if (call->function == Function::kImportValue) check_import(run, *call, place.of(value));
  if (call->function == Function::kFindInMap) check_lookup(run, *call, place, place.of(value));
}

void check_whole_values(const FunctionRun& run) {
  if (has_own_macro(run.checked)) return;
  check_mapping_values(run);
  check_export_names(run);
  check_condition_cycles(run);
}

std::span<const Rule> value_rules() { return kValuesRules; }

}  // namespace archsynth::analysis
