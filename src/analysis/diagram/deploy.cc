// The view of a deployment: what is made in which order, and how new versions take over.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "drawing.h"

namespace archsynth::analysis {
namespace {

/// After how many others each resource can be made, one after another.
class Levels {
 public:
  explicit Levels(const Scene& scene) : scene_(scene) {}

  int of(const cfn::Resource& resource) {
    const auto [known, is_new] = levels_.emplace(&resource, 0);
    // What needs itself, which CloudFormation refuses, has to begin somewhere.
    if (!is_new || depth_ > 500) return known->second;
    ++depth_;
    int level = 0;
    const auto follow = [&](const std::string& id) {
      const cfn::Resource* other = scene_.view.find(id);
      if (other != nullptr && other != &resource) level = std::max(level, of(*other) + 1);
    };
    for (const cfn::Reference& each : scene_.view.references(resource)) follow(each.target.str());
    for (const cfn::LogicalId& each : resource.depends_on) follow(each.str());
    --depth_;
    return levels_[&resource] = level;
  }

 private:
  const Scene& scene_;
  std::map<const cfn::Resource*, int> levels_;
  int depth_ = 0;
};

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
  for (const cfn::Resource* each : scene.view.of(type)) names.push_back(plain_text(each->id.str()));
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
  Levels levels(scene);
  std::map<int, std::vector<const Thing*>> by_level;
  for (const Thing& thing : scene.things.all) by_level[levels.of(*thing.main)].push_back(&thing);
  int wave = 0;
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
    phases.add(BoxKind::kOther, fmt::format("Create, wave {}", ++wave),
               shortened(std::move(order), 8));
  }
}

/// How tasks are replaced.
std::vector<std::string> rolling_of(const Scene& scene, const Thing& service) {
  std::vector<std::string> lines = {plain_text(service.main->id.str())};
  const std::string least =
      text_at(scene.view, *service.main, "DeploymentConfiguration.MinimumHealthyPercent");
  const std::string most =
      text_at(scene.view, *service.main, "DeploymentConfiguration.MaximumPercent");
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
  if (!scene.view.of("AWS::SecretsManager::Secret").empty()) {
    phases.add(BoxKind::kSecurity, "Tasks read secrets",
               names_of(scene, "AWS::SecretsManager::Secret"));
  }
  std::vector<std::string> checks;
  for (const cfn::Resource* group : scene.view.of("AWS::ElasticLoadBalancingV2::TargetGroup")) {
    const std::string path = text_at(scene.view, *group, "HealthCheckPath");
    checks.push_back(plain_text(group->id.str() + (path.empty() ? "" : " " + path)));
  }
  if (!checks.empty()) {
    phases.add(BoxKind::kBalancer, "Register, check health", shortened(std::move(checks), 5));
    phases.add(BoxKind::kBalancer, "Drain and stop old tasks");
  }
  phases.begin("Verification");
  for (const Thing* service : services) {
    const std::string rollback = text_at(
        scene.view, *service->main, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback");
    const std::string name = plain_text(service->main->id.str());
    if (rollback == "true") {
      phases.add(BoxKind::kCompute, "Circuit breaker",
                 {name, "rolls back to the previous version"});
    }
  }
  const std::size_t alarms = scene.view.of("AWS::CloudWatch::Alarm").size();
  if (alarms > 0) phases.add(BoxKind::kObservability, "Watch", {counted(alarms, "alarm")});
}

}  // namespace

void draw_deploy(const Scene& scene, Diagram& diagram) {
  Drawing drawing(diagram);
  Phases phases(drawing);
  const std::vector<const Thing*> services = services_of(scene);
  if (!scene.things.all.empty()) add_stack(phases, scene);
  // The registry is one of the things that were made.
  if (!scene.view.of("AWS::ECR::Repository").empty()) {
    phases.begin("Build");
    phases.add(BoxKind::kDelivery, "Build and push the image",
               names_of(scene, "AWS::ECR::Repository"));
  }
  if (!services.empty()) add_services(phases, scene, services);
}

}  // namespace archsynth::analysis
