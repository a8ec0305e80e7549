// Requests that one hands on to the other: APIs to functions, distributions to buckets.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Handoff;
using model::Node;
using model::NodeKind;

/// Whether one answer says more than the other.
bool is_better_answer(const ReachAnswer& one, const ReachAnswer& other) {
  if (one.is_reachable != other.is_reachable) return one.is_reachable;
  if (one.is_reachable) return one.assumptions.size() < other.assumptions.size();
  if (one.blocked_by.size() != other.blocked_by.size())
    return one.blocked_by.size() < other.blocked_by.size();
  // Nothing connects to a function itself.
  constexpr std::string_view kSaysLess[] = {"NO_POSSIBLE_DESTINATION", "NO_PATH",
                                            "DISCONNECTED_VPCS"};
  return other.blocked_by.empty() || std::find(std::begin(kSaysLess), std::end(kSaysLess),
                                               other.blocked_by[0].code) != std::end(kSaysLess);
}

void block(ReachAnswer& answer, ReachBlock by) {
  answer.is_reachable = false;
  answer.path.clear();
  answer.assumptions.clear();
  answer.blocked_by.push_back(std::move(by));
}

/// The id of the resource that an end is; empty where it is none.
std::string_view resource_of(const End& end) {
  if (end.store != nullptr) return end.store->id.str();
  return end.node == nullptr ? std::string_view() : std::string_view(end.node->place.name);
}

/// Why a gateway never hands requests of an end on.
std::optional<ReachBlock> refusal_of(const Handoff& by, const End& from) {
  if (!by.problem.text.empty()) return block_at(by.problem, by.code, by.problem.text);
  if (!by.takes_signed || from.node != nullptr) return std::nullopt;
  return block_at(by.place, by.code, fmt::format("{} takes signed requests alone", by.place.name));
}

/// That of a gateway about itself.
ReachAnswer gateway_answer(const Node& gateway, const Asked& asked) {
  ReachAnswer answer;
  answer.family = asked.family == model::Family::kIpv4 ? "ipv4" : "ipv6";
  answer.is_reachable = true;
  if (!gateway.listeners.empty()) {
    const model::Listener& listener = gateway.listeners.front();
    answer.traffic = model::service_text(listener.protocols, listener.ports);
  }
  answer.path.push_back({gateway.place.name, {}, gateway.place.origin});
  return answer;
}

}  // namespace

bool is_function(const Node& node) {
  return node.type == "AWS::Lambda::Function" || node.type == "AWS::Serverless::Function";
}

End Answers::as_service(const End& function) const {
  return {End::Kind::kService, function.name, nullptr,
          both_families(),     "lambda",      network_.lookup().find(function.node->place.name)};
}

ReachAnswer Answers::answer(const End& from, const End& to, Asked asked, bool is_explained,
                            int depth) const {
  ReachAnswer best = connection(from, to, asked, is_explained);
  for (const Handoff& each : outside_.handoffs()) {
    if (best.is_reachable && best.assumptions.empty()) break;
    auto one = handed_on(each, from, to, asked, is_explained, depth);
    if (one && is_better_answer(*one, best)) best = *std::move(one);
  }
  return best;
}

/// What the two ends decide by themselves.
ReachAnswer Answers::connection(const End& from, const End& to, const Asked& asked,
                                bool is_explained) const {
  ReachAnswer result{from.name, to.name};
  result.family = asked.family == model::Family::kIpv4 ? "ipv4" : "ipv6";
  if (from.node != nullptr && from.node->kind == NodeKind::kGateway) {
    block(result, block_at(from.node->place, kNoPath,
                           fmt::format("{} hands no requests on to {}", from.name, to.name)));
    return result;
  }
  const bool is_workload = from.node != nullptr && from.node->kind == NodeKind::kWorkload;
  if (is_workload && to.node != nullptr && is_function(*to.node)) {
    // Functions are called through the API of Lambda.
    return connection(from, as_service(to), asked, is_explained);
  }
  if (from.node == nullptr && to.store != nullptr) {
    return anyone_answer(from, to, asked);
  }
  result = network_answer(from, to, asked, is_explained);
  if (from.node != nullptr && to.kind == End::Kind::kService) {
    access().judge(*from.node, to, result);
  }
  return result;
}

ReachAnswer Answers::anyone_answer(const End& from, const End& to, const Asked& asked) const {
  ReachAnswer result{from.name, to.name};
  result.family = asked.family == model::Family::kIpv4 ? "ipv4" : "ipv6";
  const model::Range https{443, 443};
  result.is_reachable =
      asked.ports.overlaps(https) && asked.protocols.overlaps({model::kTcp, model::kTcp});
  result.traffic = "tcp 443";
  result.path = {{from.name, {}, {}}, {to.name, {}, to.store->origin}};
  if (!result.is_reachable) {
    block(result, {to.name,
                   {},
                   "NO_POSSIBLE_DESTINATION",
                   fmt::format("{} takes requests on tcp 443 alone", to.name),
                   to.store->origin});
  }
  access().judge_caller({"AWS", "*", nullptr}, {{"aws:securetransport", "true"}}, to, result);
  return result;
}

/// What keeps ports takes only those on which the next one listens.
std::optional<ReachAnswer> Answers::handed_on(const Handoff& by, const End& from, const End& to,
                                              const Asked& asked, bool is_explained,
                                              int depth) const {
  std::optional<ReachAnswer> best;
  const bool is_bound = by.keeps_ports && by.next != nullptr && by.is_way();
  for (const model::Listener& each :
       is_bound ? by.next->listeners : std::vector<model::Listener>{}) {
    if (!asked.ports.overlaps(each.ports) || !asked.protocols.overlaps(each.protocols)) continue;
    Asked one = asked;
    one.ports = {std::max(asked.ports.first, each.ports.first),
                 std::min(asked.ports.last, each.ports.last)};
    one.protocols = {std::max(asked.protocols.first, each.protocols.first),
                     std::min(asked.protocols.last, each.protocols.last)};
    auto answer = handed_on_at(by, from, to, one, is_explained, depth);
    if (answer && (!best || is_better_answer(*answer, *best))) best = std::move(answer);
  }
  return best ? best : handed_on_at(by, from, to, asked, is_explained, depth);
}

std::optional<ReachAnswer> Answers::handed_on_at(const Handoff& by, const End& from, const End& to,
                                                 Asked asked, bool is_explained, int depth) const {
  constexpr int kMostHandoffs = 2;
  const bool is_way = by.is_way() && to.node != nullptr;
  const bool leads =
      is_way ? outside_.may_lead(by, *to.node) : by.target->id.str() == resource_of(to);
  if (!leads || depth >= kMostHandoffs || !asked.ports.overlaps(by.ports)) return std::nullopt;
  asked.ports = {std::max(asked.ports.first, by.ports.first),
                 std::min(asked.ports.last, by.ports.last)};
  if (from.kind == End::Kind::kService) return std::nullopt;
  ReachAnswer answer = from.node == by.gateway ? gateway_answer(*by.gateway, asked)
                                               : this->answer(from, end_of(*by.gateway), asked,
                                                              is_explained, depth + 1);
  answer.from = from.name;
  answer.to = to.name;
  if (auto refusal = refusal_of(by, from)) block(answer, *std::move(refusal));
  if (!answer.is_reachable) return answer;
  if (by.place.name != by.target->id.str()) {
    answer.path.push_back(
        {by.place.name, "hands requests on to " + by.target->id.str(), by.place.origin});
  }
  if (!by.assumption.empty()) answer.assumptions.push_back(by.assumption);
  if (is_way) {
    go_on(by, to, asked, is_explained, answer);
    return answer;
  }
  answer.path.push_back({to.name, {}, by.target->origin});
  if (to.store != nullptr) {
    const model::Principal who =
        by.is_signed ? model::Principal{"Service", "cloudfront.amazonaws.com", nullptr}
                     : model::Principal{"AWS", "*", nullptr};
    access().judge_caller(who, access().request_of(by.gateway->place.name), to, answer);
  }
  return answer;
}

void Answers::go_on(const Handoff& by, const End& to, Asked asked, bool is_explained,
                    ReachAnswer& answer) const {
  if (!by.keeps_ports) {
    asked.ports = by.next_ports;
    asked.has_port = false;
  }
  End from = *end_of(std::string(kInternetName));
  if (by.door != nullptr) {
    from = {End::Kind::kNode, by.door->place.name, by.door, {}};
    if (by.keeps_client) from.blocks = model::public_addresses(asked.family);
  }
  if (by.next == nullptr) {
    answer.assumptions.push_back(fmt::format("{} leads to {}", quoted(by.place.name), to.name));
  }
  ReachAnswer rest = network_answer(from, to, asked, is_explained, by.next);
  if (!rest.is_reachable && by.door == nullptr) {
    // Its connections over the internet are its own, of either family.
    asked.family =
        asked.family == model::Family::kIpv4 ? model::Family::kIpv6 : model::Family::kIpv4;
    ReachAnswer other = network_answer(from, to, asked, is_explained, by.next);
    if (other.is_reachable) rest = std::move(other);
  }
  if (!rest.is_reachable) {
    answer.is_reachable = false;
    answer.path.clear();
    answer.assumptions.clear();
    answer.blocked_by = std::move(rest.blocked_by);
    return;
  }
  for (ReachHop& each : rest.path) {
    const bool is_there =
        each.hop == kInternetName ||
        (!answer.path.empty() && answer.path.back().hop == each.hop && each.detail.empty());
    if (!is_there) answer.path.push_back(std::move(each));
  }
  for (std::string& each : rest.assumptions) answer.assumptions.push_back(std::move(each));
}

}  // namespace archsynth::analysis
