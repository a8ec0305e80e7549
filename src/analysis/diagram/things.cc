#include "things.h"

#include <algorithm>
#include <set>

#include "kinds.h"

namespace archsynth::analysis {
namespace {

/// `AWS::Glue::Job` → `Glue`; what is not AWS's keeps its first word.
std::string_view service_of(std::string_view type) {
  const bool is_aws = type.rfind("AWS::", 0) == 0;
  const std::string_view rest = is_aws ? type.substr(5) : type;
  return rest.substr(0, rest.find("::"));
}

class Finder {
 public:
  Finder(const View& view, Networks& networks) : view_(view), networks_(networks) {}

  Things find() {
    for (const cfn::Resource& resource : view_.source().resources) find_referrers(resource);
    for (const cfn::Resource* each_resource : view_.resources()) {
      const cfn::Resource& resource = *each_resource;
      const cfn::Resource* root = root_of(resource);
      const auto [found, is_new] =
          result_.owner.emplace(root, static_cast<int>(result_.all.size()));
      if (is_new) result_.all.push_back(thing_of(*root));
      result_.owner[&resource] = found->second;
      thing(found->second).members.push_back(&resource);
    }
    for (Thing& each : result_.all) place(each);
    return std::move(result_);
  }

 private:
  Thing& thing(int index) { return result_.all[static_cast<std::size_t>(index)]; }

  void find_referrers(const cfn::Resource& resource) {
    for (const cfn::Reference& each : view_.references(resource)) {
      const cfn::Resource* target = view_.find(each.target.str());
      if (target != nullptr && target != &resource) referrers_[target].push_back(&resource);
    }
  }

  /// What a part belongs to; itself when it stands for itself.
  const cfn::Resource* whole_of(const cfn::Resource& resource) const {
    const auto part = part_type(resource.type);
    if (!part) return &resource;
    if (part->is_of_referrer) {
      const auto found = referrers_.find(&resource);
      if (found == referrers_.end()) return &resource;
      for (const cfn::Resource* each : found->second) {
        const auto type = drawn_type(each->type);
        const bool is_drawn = part_type(each->type) || (type && type->home != Home::kHidden &&
                                                        type->kind != BoxKind::kObservability);
        if (is_drawn) return each;
      }
      return &resource;
    }
    for (const std::string_view path : part->paths) {
      for (const cfn::Value* value : values_at(resource, path)) {
        for (const cfn::Reference& each : cfn::references(*value)) {
          const cfn::Resource* target = view_.find(each.target.str());
          // The id of what is scaled has its cluster's name in it.
          const bool is_way = target != nullptr && target->type == "AWS::ECS::Cluster";
          if (target != nullptr && target != &resource && !is_way) return target;
        }
      }
    }
    return &resource;
  }

  const cfn::Resource* root_of(const cfn::Resource& resource) const {
    const cfn::Resource* at = &resource;
    for (int steps = 0; steps < 8; ++steps) {
      const cfn::Resource* next = whole_of(*at);
      if (next == at) return at;
      at = next;
    }
    return &resource;
  }

  Thing thing_of(const cfn::Resource& root) const {
    Thing result;
    result.main = &root;
    result.names = {&root};
    if (const auto type = drawn_type(root.type)) {
      result.title = type->title;
      result.kind = type->kind;
      result.home = type->home;
      return result;
    }
    result.title = root.type.empty() ? "Resource" : service_of(root.type);
    result.home = part_type(root.type) ? Home::kHidden : Home::kSupport;
    return result;
  }

  /// The subnets that a value names, through the groups of subnets that it may name instead.
  void add_subnets(Thing& thing, const cfn::Value& value) {
    std::set<const cfn::Resource*> passed;
    std::vector<const cfn::Value*> open = {&value};
    while (!open.empty()) {
      const cfn::Value& at = *open.back();
      open.pop_back();
      const std::vector<Leaf> named = leaves(view_, at);
      const auto group = std::find_if(named.begin(), named.end(), [](const Leaf& leaf) {
        return leaf.resource != nullptr && leaf.resource->type != "AWS::EC2::Subnet";
      });
      if (group == named.end()) {
        add_subnets(thing, at, named);
      } else if (passed.insert(group->resource).second) {
        for (const std::string_view path : {"SubnetId", "SubnetIds"}) {
          const std::vector<const cfn::Value*> next = values_at(*group->resource, path);
          open.insert(open.end(), next.rbegin(), next.rend());
        }
      }
    }
  }

  void add_subnets(Thing& thing, const cfn::Value& value, const std::vector<Leaf>& named) {
    // The name of a group of subnets is none of a subnet.
    const bool is_group = std::any_of(named.begin(), named.end(), [](const Leaf& leaf) {
      return leaf.resource == nullptr && leaf.name == "default";
    });
    if (is_group) return;
    for (const int each : networks_.subnets_of(value, thing.network)) {
      if (std::find(thing.subnets.begin(), thing.subnets.end(), each) == thing.subnets.end()) {
        thing.subnets.push_back(each);
      }
    }
  }

  void add_groups(Thing& thing, const cfn::Resource& member, std::string_view path) {
    for (const cfn::Value* value : values_at(member, path)) {
      for (Leaf& leaf : leaves(view_, *value)) thing.groups.push_back(std::move(leaf));
    }
  }

  void find_network(Thing& thing) {
    for (const cfn::Resource* member : thing.members) {
      for (const std::string_view path : {"VpcId", "ResourcesVpcConfig.VpcId"}) {
        for (const cfn::Value* value : values_at(*member, path)) {
          if (thing.network < 0) thing.network = networks_.network_of(*value);
        }
      }
    }
    for (const Leaf& group : thing.groups) {
      if (thing.network >= 0 || group.resource == nullptr) continue;
      const cfn::Value* vpc = property(*group.resource, {"VpcId"});
      if (vpc != nullptr) thing.network = networks_.network_of(*vpc);
    }
  }

  void place(Thing& thing) {
    const auto type = drawn_type(thing.main->type);
    if (thing.home == Home::kGateway) find_network(thing);
    if (!type || thing.home != Home::kNetwork) return;
    for (const std::string_view path : type->groups) add_groups(thing, *thing.main, path);
    for (const cfn::Resource* member : thing.members) {
      for (const std::string_view path :
           {"LaunchTemplateData.SecurityGroupIds", "LaunchTemplateData.NetworkInterfaces.Groups"}) {
        add_groups(thing, *member, path);
      }
      const bool is_part = member->type == "AWS::EFS::MountTarget" ||
                           member->type == "AWS::AutoScaling::LaunchConfiguration";
      if (is_part) add_groups(thing, *member, "SecurityGroups");
      if (member->type == "AWS::EC2::NetworkInterface") add_groups(thing, *member, "GroupSet");
    }
    find_network(thing);
    for (const std::string_view path : type->subnets) {
      for (const cfn::Value* value : values_at(*thing.main, path)) add_subnets(thing, *value);
    }
    // A replica is among its source's subnets.
    for (const cfn::Value* source : values_at(*thing.main, "SourceDBInstanceIdentifier")) {
      for (const Leaf& leaf : leaves(view_, *source)) {
        if (leaf.resource == nullptr || !thing.subnets.empty()) continue;
        for (const cfn::Value* value : values_at(*leaf.resource, "DBSubnetGroupName")) {
          add_subnets(thing, *value);
        }
      }
    }
    for (const cfn::Resource* member : thing.members) {
      if (member->type != "AWS::EFS::MountTarget" && member->type != "AWS::RDS::DBInstance")
        continue;
      for (const std::string_view path : {"SubnetId", "DBSubnetGroupName"}) {
        for (const cfn::Value* value : values_at(*member, path)) add_subnets(thing, *value);
      }
    }
    if (thing.kind == BoxKind::kBalancer) {
      thing.is_public = text_at(view_, *thing.main, "Scheme") != "internal";
      for (const int each : thing.subnets) {
        if (thing.is_public) networks_.set_public(each);
      }
    }
  }

  const View& view_;
  Networks& networks_;
  std::map<const cfn::Resource*, std::vector<const cfn::Resource*>> referrers_;
  Things result_;
};

}  // namespace

int Things::of(const cfn::Resource* resource) const {
  const auto found = owner.find(resource);
  return found == owner.end() ? -1 : found->second;
}

Things find_things(const View& view, Networks& networks) {
  Things things = Finder(view, networks).find();
  for (Thing& each : things.all) {
    if (!each.subnets.empty()) {
      each.network = networks.subnets()[static_cast<std::size_t>(each.subnets.front())].network;
    }
    if (each.kind == BoxKind::kCompute) {
      each.is_public = std::any_of(each.subnets.begin(), each.subnets.end(), [&](int subnet) {
        return networks.subnets()[static_cast<std::size_t>(subnet)].tier ==
               DiagramFrame::Kind::kPublic;
      });
    }
    describe_thing(view, each);
  }
  return things;
}

}  // namespace archsynth::analysis
