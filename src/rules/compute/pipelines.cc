// CodePipeline: artifacts that actions hand on.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kArtifactsPage =
    "https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html";

/// The artifacts that a pipeline's actions put out, in order; `known` is false when there may be
/// others.
struct Artifacts {
  std::vector<std::string> names;
  bool known = true;
};

void check_action(const View& view, const Report& report, const cfn::Resource& pipeline,
                  const cfn::Value& action, const Artifacts& before) {
  const Items inputs = view.items(member(&action, {"InputArtifacts"}));
  for (const cfn::Value* input : inputs.values) {
    const cfn::Value* place = member(input, {"Name"});
    const auto name = view.text(place);
    if (!name || !before.known) continue;
    if (std::find(before.names.begin(), before.names.end(), *name) != before.names.end()) continue;
    report(pipeline, place, fmt::format("no earlier action outputs the artifact {}", quoted(*name)))
        .fix = suggest(*name, before.names);
  }
}

void add_outputs(const View& view, const Report& report, const cfn::Resource& pipeline,
                 const cfn::Value& action, Artifacts& all) {
  const cfn::Value* list = member(&action, {"OutputArtifacts"});
  if (list == nullptr) {
    all.known = all.known && action.map() != nullptr && !action.map()->contains("OutputArtifacts");
    return;
  }
  const Items outputs = view.items(list);
  all.known = all.known && outputs.complete;
  for (const cfn::Value* output : outputs.values) {
    const cfn::Value* place = member(output, {"Name"});
    const auto name = view.text(place);
    all.known = all.known && name;
    if (!name) continue;
    if (std::find(all.names.begin(), all.names.end(), *name) != all.names.end()) {
      report(pipeline, place, fmt::format("two actions output the artifact {}", quoted(*name)))
          .fix = "rename one of the artifacts";
    }
    all.names.push_back(*name);
  }
}

void check_artifacts(const View& view, const Report& report) {
  for (const cfn::Resource* pipeline : view.of("AWS::CodePipeline::Pipeline")) {
    const Items stages = view.items(property(*pipeline, {"Stages"}));
    Artifacts all;
    all.known = stages.complete;
    for (const cfn::Value* stage : stages.values) {
      const Items actions = view.items(member(stage, {"Actions"}));
      all.known = all.known && actions.complete;
      // Within a stage the order of running decides; what the stage puts out counts for all of it.
      for (const cfn::Value* action : actions.values) {
        add_outputs(view, report, *pipeline, *action, all);
      }
      for (const cfn::Value* action : actions.values) {
        check_action(view, report, *pipeline, *action, all);
      }
    }
  }
}

constexpr Rule kPipelinesRules[] = {
    {"ARC4921", Severity::kError, "artifact is not the output of exactly one earlier action",
     "CodePipeline refuses the pipeline", "name an artifact of an earlier action", kArtifactsPage,
     "E3701", check_artifacts},
};

}  // namespace

std::span<const Rule> pipeline_rules() { return kPipelinesRules; }

}  // namespace archsynth::analysis
