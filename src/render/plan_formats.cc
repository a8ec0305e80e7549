#include "archsynth/cfn/writer.h"
#include "archsynth/render/plan.h"
#include "render/format.h"

namespace archsynth::picture {
namespace {

cfn::Value facts_of_step(const analysis::PlanStep& step) {
  cfn::Map facts{{"resource", step.id},
                 {"type", step.type},
                 {"action", analysis::word_of(step.action)},
                 {"wave", step.wave}};
  facts.append("needs", cfn::List(step.needs.begin(), step.needs.end()));
  if (!step.condition.empty()) facts.append("condition", step.condition);
  facts.append("start_seconds", step.start_seconds);
  facts.append("most_seconds", step.seconds);
  facts.append("assumed", !step.is_known);
  if (step.is_known) {
    facts.append("waiting_for", step.waiting_for);
    facts.append("source", step.page);
  }
  facts.append("critical", step.is_critical);
  return facts;
}

std::string plan_to_json(const analysis::Plan& plan) {
  cfn::List steps;
  for (const analysis::PlanStep& each : plan.steps) steps.push_back(facts_of_step(each));
  const cfn::List path(plan.critical_path.begin(), plan.critical_path.end());
  return cfn::to_json(cfn::Map{{"version", 1},
                               {"waves", plan.waves},
                               {"most_seconds", plan.seconds},
                               {"critical_path", path},
                               {"steps", std::move(steps)}});
}

constexpr Format<analysis::Plan> kPlanFormats[] = {
    {"text", plan_to_text},
    {"json", plan_to_json},
    {"mermaid", plan_to_mermaid},
    {"svg", plan_to_svg},
};

}  // namespace

std::string plan_as(std::string_view format, const analysis::Plan& plan) {
  return write_as(kPlanFormats, format, plan);
}

std::vector<std::string> plan_formats() { return names_in(kPlanFormats); }

}  // namespace archsynth::picture
