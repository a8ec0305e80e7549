#include <algorithm>
#include <array>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {
namespace {

struct Row {
  Function function;
  std::string_view name;
};

/// Every function, in the order of `Function`.
constexpr std::array kFunctions = {
    Row{Function::kBase64, "Fn::Base64"},
    Row{Function::kCidr, "Fn::Cidr"},
    Row{Function::kFindInMap, "Fn::FindInMap"},
    Row{Function::kGetAZs, "Fn::GetAZs"},
    Row{Function::kGetStackOutput, "Fn::GetStackOutput"},
    Row{Function::kIf, "Fn::If"},
    Row{Function::kImportValue, "Fn::ImportValue"},
    Row{Function::kJoin, "Fn::Join"},
    Row{Function::kSelect, "Fn::Select"},
    Row{Function::kSplit, "Fn::Split"},
    Row{Function::kTransform, "Fn::Transform"},
    Row{Function::kAnd, "Fn::And"},
    Row{Function::kEquals, "Fn::Equals"},
    Row{Function::kNot, "Fn::Not"},
    Row{Function::kOr, "Fn::Or"},
    Row{Function::kCondition, "Condition"},
    Row{Function::kContains, "Fn::Contains"},
    Row{Function::kEachMemberEquals, "Fn::EachMemberEquals"},
    Row{Function::kEachMemberIn, "Fn::EachMemberIn"},
    Row{Function::kRefAll, "Fn::RefAll"},
    Row{Function::kValueOf, "Fn::ValueOf"},
    Row{Function::kValueOfAll, "Fn::ValueOfAll"},
    Row{Function::kForEach, "Fn::ForEach"},
    Row{Function::kLength, "Fn::Length"},
    Row{Function::kToJsonString, "Fn::ToJsonString"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kFunctions.size(); ++i) {
    if (static_cast<std::size_t>(kFunctions[i].function) != i) return false;
  }
  return kFunctions.size() == static_cast<std::size_t>(Function::kToJsonString) + 1;
}
static_assert(in_order(), "long_name indexes the table by function");

}  // namespace

std::string_view long_name(Function function) {
  return kFunctions[static_cast<std::size_t>(function)].name;
}

bool function_of(std::string_view long_name, Function& function) {
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [&](const Row& row) { return row.name == long_name; });
  if (found == kFunctions.end()) return false;
  function = found->function;
  return true;
}

}  // namespace archsynth::cfn
