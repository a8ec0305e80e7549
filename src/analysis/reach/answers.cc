// What ends are called, and what is answered about them.

#include "answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "spec/endpoint_names.h"
#include "spec/lifecycles.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using model::Family;
using model::Node;
using model::NodeKind;

constexpr std::string_view kServicePrefix = "aws:";
/// The interfaces of services of App Runner.
constexpr std::string_view kConnector = "AWS::AppRunner::VpcConnector";
constexpr std::string_view kMountTarget = "AWS::EFS::MountTarget";

/// `api` of `services.api`.
std::string last_key(const std::string& label) { return label.substr(label.rfind('.') + 1); }

bool is_public(const model::Block& block) {
  const auto& all = model::public_addresses(block.family);
  return std::any_of(all.begin(), all.end(), [&](const model::Block& each) {
    return each.addresses.contains(block.addresses);
  });
}

/// Whether of two blocked families the second is nearer: its way lacks the address alone, where the
/// first has not even a route.
bool is_nearer(const ReachAnswer& first, const ReachAnswer& second) {
  if (first.blocked_by.size() != 1 || second.blocked_by.size() != 1) return false;
  return first.blocked_by[0].property == "Route" && second.blocked_by[0].code == kNoIpv6Address;
}

/// What stops connections between ends that no path joins.
ReachBlock no_path(const End& from, const End& to, const Node* first, const Asked& asked) {
  if (first != nullptr) {
    const model::Range& all = model::all_addresses(asked.family).addresses;
    const model::Box any{asked.family, {asked.protocols, asked.ports, all, all}};
    const Check check = listener_check(*first, any);
    if (check.passes.empty()) return check.block;
    return block_at(first->place, kNoPath,
                    fmt::format("{} hands nothing on to {}", first->place.name, to.name));
  }
  return {from.name,
          {},
          std::string(kNoPath),
          fmt::format("{} opens no connections to {}", from.name, to.name),
          {}};
}

/// Whether an end is addresses of the other family alone.
bool is_without(const End& end, Family family) {
  return !end.blocks.empty() &&
         std::none_of(end.blocks.begin(), end.blocks.end(),
                      [&](const model::Block& each) { return each.family == family; });
}

}  // namespace

std::vector<model::Block> both_families() {
  std::vector<model::Block> all = model::public_addresses(Family::kIpv4);
  for (const model::Block& each : model::public_addresses(Family::kIpv6)) all.push_back(each);
  return all;
}

bool is_without_resource(const End& from, const End& to) {
  return from.node == nullptr && to.node == nullptr && to.store == nullptr;
}

Answers::Answers(const cfn::Template& stack, const ReachOptions& options)
    : Answers(Deployed{view::deployed_template(stack, options.region, options.parameters)},
              options) {}

Answers::Answers(Deployed deployed, const ReachOptions& options)
    : options_(options),
      deployed_(std::move(deployed.stack)),
      network_(deployed_.resources),
      outside_(network_) {
  std::vector<const Node*> all;
  for (const Node& each : network_.nodes()) all.push_back(&each);
  for (const Node& each : outside_.nodes()) all.push_back(&each);
  for (const Node* each : all) {
    const Node*& named = labels_[label_of(*each)];
    // The construct's own resource has the shortest name of those that it makes.
    if (named == nullptr || each->place.name.size() < named->place.name.size()) named = each;
    if (each->kind != NodeKind::kEndpoint && each->type != kConnector) ends_.push_back(each);
  }
  for (const auto& [label, node] : labels_) ++keys_[last_key(label)];
}

std::string Answers::label_of(const Node& node) const {
  const std::string& name = owner_of(node);
  const auto found = options_.makers.find(name);
  return found == options_.makers.end() ? name : found->second;
}

/// The file system of a mount target, where the template has it.
const std::string& Answers::owner_of(const Node& node) const {
  if (node.type != kMountTarget) return node.place.name;
  const cfn::Resource* target = network_.lookup().find(node.place.resource);
  if (target == nullptr) target = network_.lookup().find(node.place.name);
  const cfn::Resource* system =
      target == nullptr ? nullptr
                        : network_.lookup().target(view::property(*target, {"FileSystemId"}));
  return system == nullptr ? node.place.name : system->id.str();
}

std::string Answers::shown(const Node& node) const {
  const std::string label = label_of(node);
  // All mount targets of a file system are ways to the one.
  if (labels_.at(label) != &node && node.type != kMountTarget) return node.place.name;
  const std::string key = last_key(label);
  return keys_.at(key) == 1 ? key : label;
}

std::string wrong_prefix(const std::string& name) {
  const std::size_t slash = name.find('/');
  const bool is_ipv4 = name.find(':') == name.npos;
  const std::string longest = is_ipv4 ? "/32" : "/128";
  if (slash == name.npos || model::block_of(name)) return {};
  if (!model::block_of(name.substr(0, slash) + longest)) return {};
  return fmt::format("{} is no prefix of {}: they are /0 to {}", quoted(name.substr(slash)),
                     is_ipv4 ? "IPv4" : "IPv6", longest);
}

std::optional<End> Answers::end_of(const std::string& name) const {
  if (name == kInternetName) return End{End::Kind::kInternet, name, nullptr, both_families()};
  if (name.starts_with(kServicePrefix)) {
    if (!is_service(name.substr(kServicePrefix.size()))) return std::nullopt;
    return end_of_service(name);
  }
  const char* whole = name.find(':') == name.npos ? "/32" : "/128";
  auto block = model::block_of(name);
  if (!block) block = model::block_of(name + whole);
  if (block) return end_of(name, *block);
  if (const Node* node = node_of(name)) return end_of(*node);
  if (const cfn::Resource* store = store_of(name)) return end_of(*store);
  const std::vector<model::Block> blocks = blocks_of(name);
  return blocks.empty() ? std::nullopt
                        : std::optional(End{End::Kind::kBlock, name, nullptr, blocks});
}

End Answers::end_of_service(const std::string& name) {
  return {End::Kind::kService, name, nullptr, both_families(), name.substr(kServicePrefix.size())};
}

/// A block that has public addresses stands for these; one of a network, for all that it has.
End Answers::end_of(const std::string& name, const model::Block& block) {
  if (block == model::all_addresses(block.family))
    return {End::Kind::kInternet, name, nullptr, model::public_addresses(block.family)};
  return {is_public(block) ? End::Kind::kInternet : End::Kind::kBlock, name, nullptr, {block}};
}

/// A service has the name of its endpoints, or that of its actions in policies.
bool Answers::is_service(const std::string& name) const {
  const auto& endpoints = network_.endpoints();
  const auto& known = spec::endpoint_names();
  return std::find(known.begin(), known.end(), name) != known.end() ||
         (spec::is_iam_service(name) && name == lower_case(name)) ||
         std::any_of(endpoints.begin(), endpoints.end(),
                     [&](const model::Endpoint& each) { return each.service == name; });
}

/// The node of a logical id, of a key of the architecture file, or of a physical name.
const Node* Answers::node_of(const std::string& name) const {
  if (const Node* node = network_.node(name)) return node;
  if (const Node* node = outside_.node(name)) return node;
  if (const auto found = labels_.find(name); found != labels_.end()) return found->second;
  const Node* found = nullptr;
  for (const auto& [label, node] : labels_) {
    if (last_key(label) != name) continue;
    if (found == nullptr || node->place.name.size() < found->place.name.size()) found = node;
  }
  for (const Node* each : ends_) {
    if (found == nullptr && each->physical_name == name) found = each;
  }
  return found;
}

const ServiceAccess& Answers::access() const {
  if (access_ == nullptr) access_ = std::make_unique<ServiceAccess>(deployed_, options_.region);
  return *access_;
}

/// The bucket, table or the like of a logical id, or of a key of the architecture file.
const cfn::Resource* Answers::store_of(const std::string& name) const {
  for (const cfn::Resource* each : access().stores()) {
    if (each->id.str() == name || end_of(*each).name == name) return each;
  }
  return nullptr;
}

/// A key is that of one store alone: databases keep secrets.
End Answers::end_of(const cfn::Resource& store) const {
  std::string name = store.id.str();
  const auto maker = options_.makers.find(name);
  // The key of a repository is `image`, of any service.
  const bool has_key = maker != options_.makers.end() && !labels_.contains(maker->second) &&
                       store.type != "AWS::ECR::Repository";
  if (has_key) {
    const std::string key = last_key(maker->second);
    const auto& all = access().stores();
    const auto count = std::count_if(all.begin(), all.end(), [&](const cfn::Resource* each) {
      const auto other = options_.makers.find(each->id.str());
      return other != options_.makers.end() && other->second == maker->second;
    });
    if (count == 1) name = keys_.contains(key) ? maker->second : key;
  }
  return {End::Kind::kService,
          name,
          nullptr,
          both_families(),
          std::string(ServiceAccess::service_of(store.type)),
          &store};
}

/// The addresses of a VPC or a subnet.
std::vector<model::Block> Answers::blocks_of(const std::string& name) const {
  for (const model::Vpc& each : network_.vpcs()) {
    const auto maker = options_.makers.find(each.name);
    const bool is_meant = maker != options_.makers.end() && maker->second == name;
    if (each.is_known && (each.name == name || is_meant)) return each.blocks;
  }
  for (const model::Subnet& each : network_.subnets()) {
    if (each.place.name == name && each.has_known_blocks) return each.blocks;
  }
  return {};
}

std::vector<std::string> Answers::names(std::string_view unknown) const {
  std::vector<std::string> all{std::string(kInternetName)};
  for (const Node* each : ends_) {
    std::string name = shown(*each);
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(std::move(name));
  }
  if (unknown.starts_with(kServicePrefix)) {
    all.clear();
    for (const std::string_view each : spec::endpoint_names())
      all.push_back(fmt::format("aws:{}", each));
  }
  for (const model::Endpoint& each : network_.endpoints()) {
    if (each.offer == nullptr) all.push_back("aws:" + each.service);
  }
  for (const cfn::Resource* each : access().stores()) all.push_back(end_of(*each).name);
  return all;
}

ReachAnswer Answers::network_answer(const End& from, const End& to, Asked asked, bool is_explained,
                                    const Node* first) const {
  ReachAnswer result{from.name, to.name};
  result.family = asked.family == Family::kIpv4 ? "ipv4" : "ipv6";
  const Paths paths(network_, asked);
  std::optional<Outcome> best =
      best_of(first == nullptr ? paths.between(from, to) : paths.through(from, *first, *to.node),
              is_explained);
  if (!best) {
    if (is_explained) {
      result.blocked_by.push_back(no_path(from, to, first, asked));
    }
    return result;
  }
  result.is_reachable = best->is_reachable;
  result.path = std::move(best->hops);
  // What connects through interfaces of another resource.
  const bool is_other = from.node != nullptr && !from.node->interfaces.empty() &&
                        !result.path.empty() && result.path.front().hop != from.node->place.name;
  if (is_other) {
    result.path.insert(result.path.begin(),
                       ReachHop{from.node->place.name, {}, from.node->place.origin});
  }
  result.blocked_by = std::move(best->blocks);
  result.assumptions = std::move(best->assumptions);
  if (!best->packets.empty()) {
    const model::Box& one = best->packets.boxes().front();
    result.traffic = model::service_text(one.protocols(), one.ports());
  }
  return result;
}

ReachAnswer Answers::answer(const End& from, const End& to, const ReachQuestion& question) const {
  Asked asked;
  if (const int number = model::protocol_number(question.protocol); number >= 0) {
    asked.protocols = {static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number)};
  }
  if (question.port) {
    const auto port = static_cast<std::uint64_t>(*question.port);
    asked.ports = {port, port};
    asked.has_port = true;
  }
  std::optional<ReachAnswer> best;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    const std::string_view name = family == Family::kIpv4 ? "ipv4" : "ipv6";
    if (!question.family.empty() && question.family != name) continue;
    if (question.family.empty() && (is_without(from, family) || is_without(to, family))) continue;
    asked.family = family;
    ReachAnswer one = answer(from, to, asked, true);
    const bool is_better =
        !best || is_nearer(*best, one) ||
        (one.is_reachable &&
         (!best->is_reachable || one.assumptions.size() < best->assumptions.size()));
    if (is_better) best = std::move(one);
    if (best->is_reachable && best->assumptions.empty()) break;
  }
  ReachAnswer answer = best.value_or(ReachAnswer{from.name, to.name});
  if (!answer.is_reachable) assume_unfollowed(to, answer);
  return answer;
}

void Answers::assume_unfollowed(const End& to, ReachAnswer& answer) const {
  if (to.node == nullptr) return;
  const auto& ways = network_.handovers_to(*to.node);
  for (const model::Unfollowed& each : outside_.unfollowed()) {
    const bool leads = each.node == to.node ||
                       std::any_of(ways.begin(), ways.end(), [&](const model::Handover& one) {
                         return one.balancer == each.node;
                       });
    if (!leads) continue;
    answer.assumptions.push_back(fmt::format("{} ({}) does not lead to {}",
                                             quoted(each.by->id.str()), each.by->type, to.name));
  }
}

}  // namespace archsynth::analysis
