// Functions within a VPC: whether they reach the services that their variables name.

#include "analysis/reach/access.h"
#include "analysis/start/network.h"
#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

std::vector<ServiceCall> calls_of_function(const View& view, const cfn::Resource& function) {
  std::vector<ServiceCall> calls;
  const cfn::Value* variables = property(function, {"Environment", "Variables"});
  if (variables == nullptr || variables->map() == nullptr) return calls;
  for (const cfn::MapEntry& variable : *variables->map()) {
    for (const cfn::Reference& each : cfn::references(variable.value)) {
      const cfn::Resource* named = view.find(each.target.str());
      if (named == nullptr) continue;
      const std::string_view service = ServiceAccess::service_of(named->type);
      if (service.empty()) continue;
      add_call(calls, {"aws:" + std::string(service), "cannot call " + quoted(named->id.str()),
                       first_known(variable.value.origin(), variable.key_origin)});
    }
  }
  return calls;
}

}  // namespace

void check_ways_of_functions(const View& view, const Report& report) {
  if (view.of("AWS::EC2::Subnet").empty()) return;
  for (const std::string_view type : {"AWS::Lambda::Function", "AWS::Serverless::Function"}) {
    for (const cfn::Resource* function : view.of(type)) {
      const std::vector<ServiceCall> calls = calls_of_function(view, *function);
      if (calls.empty() || lacks(*function, "VpcConfig")) continue;
      const auto& stack = view.made<RunningStack>();
      const model::Node* node = stack.network.node(function->id.str());
      NetworkReport told(report, stack);
      if (node != nullptr) check_calls(stack, *node, calls, told);
    }
  }
}

}  // namespace archsynth::analysis
