#include "checks.h"

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
}

}  // namespace archsynth::analysis
