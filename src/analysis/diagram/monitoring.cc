// The view of monitoring: what is watched, by which alarms, whom they tell; logs and dashboards.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "drawing.h"

namespace archsynth::analysis {
namespace {

constexpr std::size_t kMostLines = 6;
constexpr std::string_view kAlarms[] = {"AWS::CloudWatch::Alarm",
                                        "AWS::CloudWatch::CompositeAlarm"};

/// Puts the view together, box by box.
class Monitoring {
 public:
  Monitoring(const Scene& scene, Diagram& diagram) : scene_(scene), drawing_(diagram) {
    area_ = drawing_.add_area(DiagramArea::Kind::kRegional, {});
  }

  void draw() {
    add_logs();
    for (const std::string_view type : kAlarms) {
      for (const cfn::Resource* alarm : scene_.view.of(type)) add_alarm(*alarm);
    }
    name_alarms();
    add_receivers();
    add_dashboards();
    drawing_.order_by_depth(area_);
  }

 private:
  /// The box of what is watched or told.
  int box_of(int thing) {
    const auto known = boxes_.find(thing);
    if (known != boxes_.end()) return known->second;
    const Bunch bunch{{thing}, Home::kRegional, &scene_.things[thing]};
    const int index = drawing_.add_box(area_, scene_, bunch);
    DiagramBox& box = drawing_.box(index);
    // Networks have no box in other views, and so no title.
    const std::string& type = bunch.first->main->type;
    if (box.title.empty()) box.title = plain_text(type.substr(type.rfind(':') + 1));
    return boxes_[thing] = index;
  }

  bool is_monitor(const cfn::Resource& resource) const {
    return resource.type.compare(0, 17, "AWS::CloudWatch::") == 0;
  }

  /// The things of the resources that values name, each once; monitors left out. What is drawn as
  /// part of a thing, such as the cluster of a service, counts only where nothing else is named.
  std::vector<int> named_in(const cfn::Resource& resource,
                            std::initializer_list<std::string_view> properties) const {
    std::vector<int> found;
    std::vector<int> parts;
    for (const std::string_view property : properties) {
      const cfn::Value* value = resource.properties.find(property);
      if (value == nullptr) continue;
      for (const cfn::Reference& each : cfn::references(*value)) {
        const cfn::Resource* target = scene_.view.find(each.target.str());
        if (target == nullptr || is_monitor(*target)) continue;
        const int thing = scene_.things.of(target);
        if (thing < 0) continue;
        std::vector<int>& to = scene_.things[thing].main == target ? found : parts;
        if (std::find(to.begin(), to.end(), thing) == to.end()) to.push_back(thing);
      }
    }
    return found.empty() ? parts : found;
  }

  /// Who writes to which log group.
  void add_logs() {
    for (const Link& link : scene_.links) {
      if (link.from < 0 || scene_.things[link.to].title != "CloudWatch logs") continue;
      const Thing& writer = scene_.things[link.from];
      if (writer.kind == BoxKind::kObservability || writer.title == "IAM") continue;
      const int from = box_of(link.from);
      drawing_.add_edge(from, box_of(link.to), DiagramEdge::Kind::kDependence, "logs");
    }
    for (int i = 0; i < static_cast<int>(scene_.things.all.size()); ++i) {
      if (scene_.things[i].title == "CloudWatch logs") box_of(i);
    }
  }

  /// Alarms that watch the same are one box.
  void add_alarm(const cfn::Resource& alarm) {
    const std::vector<int> watched = named_in(alarm, {"Dimensions", "Metrics"});
    std::set<int> below;
    if (const cfn::Value* rule = alarm.properties.find("AlarmRule")) {
      for (const cfn::Reference& each : cfn::references(*rule)) {
        const auto known = box_of_alarm_.find(each.target.str());
        if (known != box_of_alarm_.end()) below.insert(known->second);
      }
    }
    const auto key = std::pair(watched, below.empty() ? std::string() : alarm.id.str());
    auto known = groups_.find(key);
    if (known == groups_.end()) {
      std::vector<int> from;
      for (const int thing : watched) from.push_back(box_of(thing));
      const int box = drawing_.add_box(area_, alarm.id.str(), BoxKind::kObservability, {});
      for (const int each : from) {
        drawing_.add_edge(each, box, DiagramEdge::Kind::kTraffic, "metrics");
      }
      for (const int each : below) drawing_.add_edge(each, box, DiagramEdge::Kind::kTraffic);
      known = groups_.emplace(key, box).first;
    }
    const int box = known->second;
    box_of_alarm_.emplace(alarm.id.str(), box);
    drawing_.box(box).resources.push_back(alarm.id.str());
    const std::string metric = text_at(scene_.view, alarm, "MetricName");
    drawing_.box(box).lines.push_back(plain_text(metric.empty() ? alarm.id.str() : metric));
    add_actions(alarm, box);
  }

  void add_actions(const cfn::Resource& alarm, int box) {
    for (const std::string_view path : {"AlarmActions", "OKActions", "InsufficientDataActions"}) {
      for (const cfn::Value* value : values_at(alarm, path)) {
        for (const Leaf& leaf : leaves(scene_.view, *value)) {
          const int thing = leaf.resource == nullptr ? -1 : scene_.things.of(leaf.resource);
          if (leaf.resource != nullptr && thing < 0) continue;
          drawing_.add_edge(box, thing < 0 ? foreign(leaf.name) : box_of(thing),
                            DiagramEdge::Kind::kTraffic, "alarms");
        }
      }
    }
  }

  /// A topic that the template does not make.
  int foreign(const std::string& name) {
    const auto known = foreign_.find(name);
    if (known != foreign_.end()) return known->second;
    return foreign_[name] = drawing_.add_box(area_, "action " + name, BoxKind::kMessaging, "Action",
                                             {plain_text(name)});
  }

  void name_alarms() {
    for (const auto& [key, index] : groups_) {
      DiagramBox& box = drawing_.box(index);
      const std::size_t count = box.resources.size();
      box.title = count == 1 ? "Alarm" : fmt::format("Alarms ×{}", count);
      box.lines = shortened(std::move(box.lines), kMostLines);
      if (key.first.size() != 1) continue;
      const Thing& watched = scene_.things[key.first.front()];
      box.lines.insert(box.lines.begin(), plain_text("of " + watched.main->id.str()));
    }
  }

  /// Who is told by the topics of alarms.
  void add_receivers() {
    for (const cfn::Resource* topic : scene_.view.of("AWS::SNS::Topic")) {
      const auto known = boxes_.find(scene_.things.of(topic));
      if (known == boxes_.end()) continue;
      std::vector<std::string> lines;
      std::vector<std::string> ids;
      for (const cfn::Resource* each : scene_.view.of("AWS::SNS::Subscription")) {
        if (scene_.view.target(property(*each, {"TopicArn"})) != topic) continue;
        lines.push_back(plain_text(text_at(scene_.view, *each, "Protocol") + " " +
                                   text_at(scene_.view, *each, "Endpoint")));
        ids.push_back(each->id.str());
      }
      if (lines.empty()) continue;
      const int box = drawing_.add_box(area_, "receivers of " + topic->id.str(), BoxKind::kUsers,
                                       "Receivers", shortened(std::move(lines), kMostLines));
      drawing_.box(box).resources = std::move(ids);
      drawing_.add_edge(known->second, box, DiagramEdge::Kind::kTraffic);
    }
  }

  void add_dashboards() {
    for (const cfn::Resource* each : scene_.view.of("AWS::CloudWatch::Dashboard")) {
      std::vector<int> shown;
      for (const int thing : named_in(*each, {"DashboardBody"})) shown.push_back(box_of(thing));
      const int box = drawing_.add_box(area_, each->id.str(), BoxKind::kObservability, "Dashboard",
                                       {plain_text(each->id.str())});
      drawing_.box(box).resources = {each->id.str()};
      for (const int from : shown) {
        drawing_.add_edge(from, box, DiagramEdge::Kind::kDependence, "shown");
      }
    }
  }

  const Scene& scene_;
  Drawing drawing_;
  int area_ = 0;
  std::map<int, int> boxes_;  ///< by thing
  std::map<std::pair<std::vector<int>, std::string>, int> groups_;
  std::map<std::string, int> box_of_alarm_;
  std::map<std::string, int> foreign_;
};

}  // namespace

void draw_monitoring(const Scene& scene, Diagram& diagram) { Monitoring(scene, diagram).draw(); }

}  // namespace archsynth::analysis
