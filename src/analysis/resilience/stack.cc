#include "stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/text.h"
#include "model/workloads/settings.h"
#include "spec/recoveries.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using model::Settings;

const spec::Catalogue& catalogue_of(const ResilienceOptions& options) {
  static const spec::Catalogue kOfAws;
  return options.catalogue != nullptr ? *options.catalogue : kOfAws;
}

std::optional<std::int64_t> whole(const std::optional<double>& number) {
  return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

void add_once(std::vector<std::string>& to, std::string each) {
  if (each.empty()) each = kOpenZone;
  if (std::find(to.begin(), to.end(), each) == to.end()) to.push_back(std::move(each));
}

/// Whether a group of the one lets in a group of the other.
bool lets_in(const model::Node* to, const model::Node* from) {
  if (to == nullptr || from == nullptr) return false;
  const auto& own = from->groups;
  return std::any_of(to->groups.begin(), to->groups.end(), [&](const auto* group) {
    return std::any_of(group->ingress.begin(), group->ingress.end(), [&](const auto& rule) {
      return rule.group != nullptr && rule.group != group &&
             std::find(own.begin(), own.end(), rule.group) != own.end();
    });
  });
}

/// Whether a scalable target is that of a service, by the names of both: the resource id is a text.
bool is_target_by_name(const view::View& view, const cfn::Resource& target,
                       const cfn::Resource& service) {
  const cfn::Value* id = view::property(target, {"ResourceId"});
  const auto name = view.text(view::property(service, {"ServiceName"}));
  const auto text = view.text(id);
  if (text && name) return text->ends_with("/" + *name);
  const auto* sub = id == nullptr ? nullptr : id->get_if<cfn::Sub>();
  return sub != nullptr && name && sub->text.ends_with("/" + *name);
}

}  // namespace

SecondsRange range_of(std::string_view recovery) {
  const spec::Recovery row = spec::recovery(recovery);
  return {row.from, row.to};
}

Stack::Stack(const cfn::Template& source, const ResilienceOptions& options)
    : source_(source),
      deployed_(view::deployed_template(source, options.region, options.parameters)),
      view_(deployed_, options.region, catalogue_of(options)),
      network_(deployed_.resources),
      workloads_(view_),
      stores_(view_, network_.lookup()) {
  for (const model::Service& each : workloads_.services()) add_service(each);
  for (const model::Group& each : workloads_.groups()) {
    if (!each.hosts_tasks) add_group(each);
  }
  set_stores();
  set_callees();
  set_zones();
  for (Tasks& each : services_) {
    each.has_outbound = outbound_zones(*this, each, {}).reaching > 0;
  }
}

std::string Stack::zone_of(const model::Subnet& subnet) const {
  const cfn::Resource* resource = view_.find(subnet.place.name);
  if (resource == nullptr || resource->type != "AWS::EC2::Subnet") return {};
  const std::string zone = model::zone_name(view_, network_.lookup(), *resource);
  return zone.empty() ? std::string(kOpenZone) : zone;
}

void Stack::add_service(const model::Service& service) {
  Tasks made;
  made.resource = service.resource;
  made.service = &service;
  set_numbers(made);
  made.start = range_of("ecs_task_start");
  add(std::move(made));
}

void Stack::add_group(const model::Group& group) {
  Tasks made;
  made.resource = group.resource;
  made.group = &group;
  set_numbers_of_group(made);
  made.start = range_of("ec2_instance_start");
  add(std::move(made));
}

void Stack::add(Tasks made) {
  made.node = network_.node(made.id());
  if (made.node != nullptr) {
    for (const model::Subnet* each : made.node->subnets) {
      const std::string zone = zone_of(*each);
      if (zone.empty()) {
        assume(fmt::format(
            "the zones of {}'s subnets are not known, so the effect of losing a zone is not known",
            made.id()));
        made.zones.clear();
        break;
      }
      add_once(made.zones, zone);
    }
  }
  set_fronts(made);
  set_health(made);
  set_file_systems(made);
  services_.push_back(std::move(made));
}

void Stack::set_numbers(Tasks& made) {
  model::Scaling scaling = made.service->scaling;
  for (const cfn::Resource* each : view_.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
    if (scaling.target != nullptr) break;
    if (!is_target_by_name(view_, *each, *made.service->resource)) continue;
    const Settings settings(view_, *each);
    scaling = {each, settings.number("MinCapacity"), settings.number("MaxCapacity")};
  }
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html:
  // 1.
  const auto desired = made.service->desired.or_default(1);
  if (made.service->scheduling.value == "DAEMON") return;
  made.min = whole(scaling.target != nullptr ? scaling.min.value : desired);
  made.max = whole(scaling.target != nullptr ? scaling.max.value : desired);
  if (made.min) return;
  assume(fmt::format("the number of tasks of {} is not known", made.id()));
}

void Stack::set_numbers_of_group(Tasks& made) {
  const model::Group& group = *made.group;
  const bool has_own = group.has_own_count();
  made.min = whole(has_own ? group.desired.value : group.min.value);
  made.max = whole(has_own ? group.desired.value : group.max.value);
  if (!made.min) assume(fmt::format("the number of instances of {} is not known", made.id()));
}

void Stack::set_fronts(Tasks& made) const {
  for (const model::Attachment& attachment : made.attachments()) {
    for (const cfn::Resource* balancer : attachment.balancers) {
      Front front{balancer};
      const model::Node* node = network_.node(balancer->id.str());
      for (const model::Subnet* each :
           node == nullptr ? std::vector<const model::Subnet*>() : node->subnets) {
        const std::string zone = zone_of(*each);
        if (zone.empty()) {
          front.zones.clear();
          break;
        }
        add_once(front.zones, zone);
      }
      made.fronts.push_back(std::move(front));
    }
  }
}

/// Defaults:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
void Stack::set_health(Tasks& made) const {
  std::int64_t healthy = 0;
  for (const model::Attachment& each : made.attachments()) {
    if (each.group.resource == nullptr) continue;
    const Settings group(view_, *each.group.resource);
    const auto interval = group.number("HealthCheckIntervalSeconds").or_default(30).value_or(30);
    const auto bad = group.number("UnhealthyThresholdCount").or_default(2).value_or(2);
    const auto good = group.number("HealthyThresholdCount").or_default(5).value_or(5);
    const auto most = static_cast<std::int64_t>(interval * bad);
    made.detection.to = std::max(*made.detection.to, most);
    healthy = std::max(healthy, static_cast<std::int64_t>(interval * good));
  }
  made.start.from += healthy;
  *made.start.to += healthy;
}

std::set<std::string_view> Stack::reached_from(const Tasks& tasks) const {
  std::set<std::string_view> reached;
  std::vector<const cfn::Resource*> open;
  const auto add = [&](const cfn::Resource* each) {
    if (each != nullptr && reached.insert(each->id.str()).second) open.push_back(each);
  };
  if (tasks.task() != nullptr) add(tasks.task()->resource);
  if (tasks.group != nullptr) add(tasks.resource);
  while (!open.empty()) {
    const cfn::Resource* next = open.back();
    open.pop_back();
    for (const cfn::Reference& each : view_.references(*next)) add(view_.find(each.target.str()));
    // What completes a secret or a proxy names the database.
    for (const char* type :
         {"AWS::SecretsManager::SecretTargetAttachment", "AWS::RDS::DBProxyTargetGroup"}) {
      for (const cfn::Resource* link : view_.of(type)) {
        if (refers_to(view_.references(*link), *next)) add(link);
      }
    }
  }
  return reached;
}

bool Stack::uses(const Tasks& tasks, const model::Store& store,
                 const std::set<std::string_view>& reached) const {
  return reached.count(store.id()) != 0 || lets_in(network_.node(store.id()), tasks.node);
}

void Stack::set_file_systems(Tasks& made) const {
  if (made.task() == nullptr) return;
  for (const model::Volume& each : made.task()->volumes) {
    if (each.file_system.resource == nullptr) continue;
    const model::Store* store = stores_.find(each.file_system.resource->id.str());
    if (store != nullptr) made.file_systems.push_back(store);
  }
}

void Stack::set_callees() {
  for (Tasks& caller : services_) {
    for (const Tasks& each : services_) {
      if (&each != &caller && lets_in(each.node, caller.node)) caller.callees.push_back(each.id());
    }
  }
}

void Stack::set_stores() {
  std::set<const model::Store*> used;
  for (Tasks& each : services_) {
    const std::set<std::string_view> reached = reached_from(each);
    for (const model::Store& store : stores_.all()) {
      const bool is_cache = store.kind == model::StoreKind::kCache;
      if ((!store.is_database() && !is_cache) || !uses(each, store, reached)) continue;
      (is_cache ? each.caches : each.databases).push_back(&store);
      used.insert(&store);
    }
  }
  for (const model::Store& store : stores_.all()) {
    if (!store.is_database() || used.count(&store) != 0 || services_.empty()) continue;
    assume(fmt::format("every service needs {}, because the template does not show which ones do",
                       store.id()));
    for (Tasks& each : services_) each.databases.push_back(&store);
  }
}

void Stack::set_zones() {
  const auto add = [&](const std::string& zone) {
    if (!zone.empty()) zones_.insert(zone);
  };
  for (const Tasks& each : services_) {
    for (const std::string& zone : each.zones) add(zone);
    for (const Front& front : each.fronts) {
      for (const std::string& zone : front.zones) add(zone);
    }
  }
  for (const model::Store& each : stores_.all()) {
    for (const std::string& zone : each.zones) add(zone.empty() ? std::string(kOpenZone) : zone);
    add(each.zone);
  }
  for (const cfn::Resource* each : view_.of("AWS::EC2::NatGateway")) {
    const model::Nat* nat = network_.nat(each->id.str());
    if (nat != nullptr && nat->subnet != nullptr) add(zone_of(*nat->subnet));
  }
  const bool has_database = std::any_of(stores_.all().begin(), stores_.all().end(),
                                        [](const auto& each) { return each.is_database(); });
  if (zones_.empty() && has_database) add(std::string(kOpenZone));
  if (zones_.count(std::string(kOpenZone)) != 0) {
    assume("AWS puts all subnets that name no zone into the same zone");
  }
}

}  // namespace archsynth::analysis
