#include "archsynth/render/plan.h"

#include <gtest/gtest.h>

namespace archsynth::picture {
namespace {

analysis::Plan sample() {
  analysis::Plan plan;
  plan.waves = 2;
  plan.seconds = 1860;
  analysis::PlanStep topic;
  topic.id = "Topic<&>";
  topic.type = "AWS::SNS::Topic";
  topic.wave = 1;
  topic.seconds = 60;
  topic.is_critical = true;
  analysis::PlanStep service;
  service.id = "Service";
  service.type = "AWS::ECS::Service";
  service.wave = 2;
  service.start_seconds = 60;
  service.seconds = 1800;
  service.is_known = true;
  service.waiting_for = "tasks";
  service.is_critical = true;
  plan.steps = {topic, service};
  plan.critical_path = {"Topic<&>", "Service"};
  return plan;
}

TEST(PlanPictures, MermaidHasASectionForEachWave) {
  EXPECT_EQ(plan_to_mermaid(sample()),
            "gantt\n  title The order of deployment\n  dateFormat HH:mm\n  axisFormat %H:%M\n"
            "  section Wave 1\n  Topic<&> (assumed) :crit, 00:00, 1m\n"
            "  section Wave 2\n  Service :crit, 00:01, 30m\n");
}

TEST(PlanPictures, SvgEscapesNamesAndMarksWhatIsAssumed) {
  const std::string svg = plan_to_svg(sample());
  EXPECT_NE(svg.find("1. Topic&lt;&amp;&gt;</text>"), std::string::npos);
  EXPECT_EQ(svg.find("Topic<&>"), std::string::npos);
  EXPECT_NE(svg.find("class=\"bar critical assumed\""), std::string::npos);
  EXPECT_NE(svg.find("class=\"bar critical\""), std::string::npos);
  EXPECT_NE(svg.find(">30 min</text>"), std::string::npos);
  EXPECT_NE(plan_to_svg({}).find("0 resources in 0 waves"), std::string::npos);
}

TEST(PlanPictures, TextTellsTheCriticalPath) {
  const std::string text = plan_to_text(sample());
  EXPECT_NE(text.find("* Service   AWS::ECS::Service, at most 30 min for tasks\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("* critical path: Topic<&> → Service\n"), std::string::npos);
}

}  // namespace
}  // namespace archsynth::picture
