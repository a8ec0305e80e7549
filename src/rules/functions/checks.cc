#include "rules/functions/checks.h"

namespace archsynth::analysis {
namespace {

class Checks : public ValueVisitor {
 public:
  explicit Checks(const FunctionRun& run) : run_(run) {}
  void visit(const cfn::Value& value, const ValuePlace& place) override {
    const auto about = run_.to.about(place.resource_id());
    check_arguments(run_, value, place);
    check_places(run_, value, place);
    check_texts(run_, value, place);
    check_dynamic(run_, value, place);
    check_values(run_, value, place);
    check_states(run_, value, place);
  }

 private:
  const FunctionRun& run_;
};

}  // namespace

void check_functions(const FunctionRun& run) {
  Checks checks(run);
  walk_template(run.checked, checks);
  check_conditions(run);
  check_outputs(run);
  check_whole_values(run);
  check_conditional_dependencies(run);
  check_assertions(run);
}

std::span<const cfn::Value> transforms_of(const cfn::Template& stack) {
  if (stack.transform.absent()) return {};
  if (const cfn::List* list = stack.transform.list()) return *list;
  return {&stack.transform, 1};
}

bool has_transform(const cfn::Template& checked, std::string_view name) {
  const auto all = transforms_of(checked);
  return std::any_of(all.begin(), all.end(), [&](const cfn::Value& each) {
    return each.string() != nullptr && *each.string() == name;
  });
}

bool has_own_macro(const cfn::Template& checked) {
  const auto all = transforms_of(checked);
  return std::any_of(all.begin(), all.end(), [](const cfn::Value& each) {
    if (const std::string* name = each.string()) return !name->starts_with("AWS::");
    return !each.absent();
  });
}

std::string what_is(const cfn::Value& value) {
  if (value.get_if<cfn::Null>() != nullptr || value.absent()) return "null";
  if (const std::string* text = value.string())
    return text->size() > 40 ? "a string" : quoted(*text);
  if (value.list() != nullptr) return "a list";
  if (const cfn::Map* map = value.map()) {
    return is_spelled_function(value) ? map->begin()->key : "a mapping";
  }
  if (value.get_if<bool>() != nullptr) return "true or false";
  if (value.get_if<cfn::Ref>() != nullptr) return "a Ref";
  if (value.get_if<cfn::GetAtt>() != nullptr) return "Fn::GetAtt";
  if (value.get_if<cfn::Sub>() != nullptr) return "Fn::Sub";
  if (const auto* call = value.get_if<cfn::Call>()) {
    return std::string(cfn::long_name(call->function));
  }
  return value.get_if<cfn::DynamicReference>() != nullptr ? "a dynamic reference" : "a number";
}

}  // namespace archsynth::analysis
