// The view of a deployment: what is made in which order, and how new versions take over.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "drawing.h"

namespace archsynth::analysis {
namespace {

/// How many things must be there before each thing, one after another.
std::vector<int> levels_of(const Scene& scene) {
  const std::size_t count = scene.things.all.size();
  std::vector<std::vector<std::size_t>> needs(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (const cfn::Resource* member : scene.things.all[i].members) {
      const auto add = [&](const std::string& id) {
        const int other = scene.things.of(scene.graph.find(id));
        if (other >= 0 && static_cast<std::size_t>(other) != i) {
          needs[i].push_back(static_cast<std::size_t>(other));
        }
      };
      for (const cfn::Reference& each : scene.graph.references(*member)) add(each.target.str());
      for (const cfn::LogicalId& each : member->depends_on) add(each.str());
    }
  }
  // Parts of things can need one another in a circle; then as many rounds as there are things end
  // it.
  std::vector<int> level(count, 0);
  for (std::size_t round = 0; round < std::min<std::size_t>(count, 12); ++round) {
    bool is_changed = false;
    for (std::size_t i = 0; i < count; ++i) {
      for (const std::size_t other : needs[i]) {
        if (level[i] > level[other] || level[other] >= 12) continue;
        level[i] = level[other] + 1;
        is_changed = true;
      }
    }
    if (!is_changed) break;
  }
  return level;
}

/// The services that containers run in.
std::vector<const Thing*> services_of(const Scene& scene) {
  std::vector<const Thing*> found;
  for (const Thing& thing : scene.things.all) {
    if (thing.main->type == "AWS::ECS::Service") found.push_back(&thing);
  }
  return found;
}

std::vector<std::string> names_of(const Scene& scene, std::string_view type) {
  std::vector<std::string> names;
  for (const cfn::Resource* each : scene.graph.of(type))
    names.push_back(plain_text(each->id.str()));
  return shortened(std::move(names), 5);
}

/// A phase of the deployment: boxes one below the other, each after the one before.
class Phases {
 public:
  explicit Phases(Drawing& drawing) : drawing_(drawing) {}

  void begin(std::string_view title) {
    area_ =
        drawing_.add_area(DiagramArea::Kind::kRegional, fmt::format("{}. {}", ++number_, title));
  }
  int add(BoxKind kind, std::string_view title, std::vector<std::string> lines = {}) {
    DiagramArea& area = drawing_.area(area_);
    const int row = area.rows;
    const int box = drawing_.add_box(area_, fmt::format("step {}", ++steps_), kind,
                                     std::string(title), std::move(lines));
    drawing_.box(box).row = row;
    drawing_.area(area_).rows = row + 1;
    if (last_ >= 0) drawing_.add_edge(last_, box, DiagramEdge::Kind::kTraffic);
    last_ = box;
    return box;
  }

 private:
  Drawing& drawing_;
  int number_ = 0;
  int steps_ = 0;
  int area_ = -1;
  int last_ = -1;
};

void add_stack(Phases& phases, const Scene& scene) {
  const std::vector<int> levels = levels_of(scene);
  std::map<int, std::vector<const Thing*>> by_level;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    by_level[levels[i]].push_back(&scene.things.all[i]);
  }
  phases.begin("Infrastructure");
  for (const auto& [level, things] : by_level) {
    std::vector<std::string> order;
    std::map<std::string, std::size_t> counts;
    for (const Thing* thing : things) {
      std::string title(thing->title);
      if (title.empty()) title = thing->main->type == "AWS::EC2::VPC" ? "VPC" : "Subnet";
      if (counts[title]++ == 0) order.push_back(std::move(title));
    }
    for (std::string& each : order) {
      if (counts[each] > 1) each += fmt::format(" ×{}", counts[each]);
    }
    phases.add(BoxKind::kOther, fmt::format("Make, wave {}", level + 1),
               shortened(std::move(order), 8));
  }
}

/// How tasks are replaced.
std::vector<std::string> rolling_of(const Scene& scene, const Thing& service) {
  std::vector<std::string> lines = {plain_text(service.main->id.str())};
  const std::string least =
      text_at(scene.graph, *service.main, "DeploymentConfiguration.MinimumHealthyPercent");
  const std::string most =
      text_at(scene.graph, *service.main, "DeploymentConfiguration.MaximumPercent");
  if (!least.empty() && !most.empty()) {
    lines.push_back(plain_text(fmt::format("{} % to {} % of the tasks", least, most)));
  }
  return lines;
}

void add_services(Phases& phases, const Scene& scene, const std::vector<const Thing*>& services) {
  phases.begin("Deployment");
  for (const Thing* service : services) {
    phases.add(BoxKind::kCompute, "Start new tasks", rolling_of(scene, *service));
  }
  if (!scene.graph.of("AWS::SecretsManager::Secret").empty()) {
    phases.add(BoxKind::kSecurity, "Tasks read secrets",
               names_of(scene, "AWS::SecretsManager::Secret"));
  }
  std::vector<std::string> checks;
  for (const cfn::Resource* group : scene.graph.of("AWS::ElasticLoadBalancingV2::TargetGroup")) {
    const std::string path = text_at(scene.graph, *group, "HealthCheckPath");
    checks.push_back(plain_text(group->id.str() + (path.empty() ? "" : " " + path)));
  }
  if (!checks.empty()) {
    phases.add(BoxKind::kBalancer, "Register, check health", shortened(std::move(checks), 5));
    phases.add(BoxKind::kBalancer, "Drain and stop old tasks");
  }
  phases.begin("Verification");
  for (const Thing* service : services) {
    const std::string rollback = text_at(
        scene.graph, *service->main, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback");
    const std::string name = plain_text(service->main->id.str());
    if (rollback == "true") {
      phases.add(BoxKind::kCompute, "Circuit breaker", {name, "goes back to the previous version"});
    }
  }
  const std::size_t alarms = scene.graph.of("AWS::CloudWatch::Alarm").size();
  if (alarms > 0) phases.add(BoxKind::kObservability, "Watch", {counted(alarms, "alarm")});
}

}  // namespace

void draw_deploy(const Scene& scene, Diagram& diagram) {
  Drawing drawing(diagram);
  Phases phases(drawing);
  const std::vector<const Thing*> services = services_of(scene);
  if (!scene.graph.of("AWS::ECR::Repository").empty()) {
    phases.begin("Build");
    phases.add(BoxKind::kDelivery, "Build and push the image",
               names_of(scene, "AWS::ECR::Repository"));
  }
  if (!scene.things.all.empty()) add_stack(phases, scene);
  if (!services.empty()) add_services(phases, scene, services);
}

}  // namespace archsynth::analysis
