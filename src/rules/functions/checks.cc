#include "rules/functions/checks.h"

namespace archsynth::analysis {
namespace {

class Checks : public ValueVisitor {
 public:
  explicit Checks(const FunctionRun& run) : run_(run) {}
  void visit(const cfn::Value& value, const ValuePlace& place) override {
    const auto about = run_.to.about(place.resource_id());
    check_arguments(run_, value, place);
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

bool has_transform(const cfn::Template& checked, std::string_view name) {
  const auto is_it = [&](const cfn::Value& each) {
    return each.string() != nullptr && *each.string() == name;
  };
  const cfn::List* list = checked.transform.list();
  return is_it(checked.transform) ||
         (list != nullptr && std::any_of(list->begin(), list->end(), is_it));
}

bool has_own_macro(const cfn::Template& checked) {
  const auto is_own = [](const cfn::Value& each) {
    if (const std::string* name = each.string()) return !name->starts_with("AWS::");
    return !each.absent();
  };
  const cfn::List* list = checked.transform.list();
  if (list == nullptr) return is_own(checked.transform);
  return std::any_of(list->begin(), list->end(), is_own);
}

}  // namespace archsynth::analysis
