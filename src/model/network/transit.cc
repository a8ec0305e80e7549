// What joins networks: peering connections, and transit gateways with their route tables.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/outside.h"

namespace archsynth::model {
namespace {

constexpr const char* kAssociations = "AWS::EC2::TransitGatewayRouteTableAssociation";
constexpr const char* kPropagations = "AWS::EC2::TransitGatewayRouteTablePropagation";
constexpr const char* kRoutes = "AWS::EC2::TransitGatewayRoute";
constexpr const char* kTable = "AWS::EC2::TransitGatewayRouteTable";
constexpr const char* kTableId = "TransitGatewayRouteTableId";
constexpr const char* kAttachmentId = "TransitGatewayAttachmentId";

/// Whether something is so; nothing: that is not known.
using Answer = std::optional<bool>;

/// An option that is `enable` or `disable`, with what it is where nothing is written.
Answer option(const Lookup& lookup, const cfn::Value* value, bool usual) {
  if (value == nullptr) return usual;
  const auto text = lookup.text(value);
  return text ? Answer(*text == "enable") : std::nullopt;
}

/// The resource sets an option at its top, or in its `Options`.
Answer option(const Lookup& lookup, const cfn::Resource& of, const char* name, bool usual) {
  const cfn::Value* inner = view::property(of, {"Options", name});
  return option(lookup, inner != nullptr ? inner : view::property(of, {name}), usual);
}

Answer both(Answer a, Answer b) {
  if (a == false || b == false) return false;
  return a == true && b == true ? Answer(true) : std::nullopt;
}

Join::Refusal refusal(const cfn::Resource& at, std::string_view property, std::string_view code,
                      std::string text) {
  return {{}, {}, place_of(at, property), code, std::move(text)};
}

/// The route tables of one transit gateway of the template.
class Tables {
 public:
  Tables(const Lookup& lookup, const cfn::Resource& gateway) : lookup_(lookup), gateway_(gateway) {}

  /// Whether packets from one attachment go to another; why not.
  Answer leads(const cfn::Resource& from, const cfn::Resource& to, const std::vector<Block>& blocks,
               Join::Refusal& why) const {
    const cfn::Resource* association = find(kAssociations, from);
    if (association == nullptr) {
      why = refusal(gateway_, "DefaultRouteTableAssociation",
                    "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
                    fmt::format("{} is associated with no route table of {}", from.id.str(),
                                gateway_.id.str()));
      return both(option(lookup_, gateway_, "DefaultRouteTableAssociation", true),
                  by_default(to, why));
    }
    const cfn::Resource* table = lookup_.target(view::property(*association, {kTableId}), kTable);
    if (table == nullptr || !existence_of(*association).empty()) return std::nullopt;
    why = refusal(*table, "", "TGW_RTB_CANNOT_ROUTE",
                  fmt::format("{} has no route to {}", table->id.str(), to.id.str()));
    return by_table(*table, to, blocks);
  }

 private:
  const cfn::Resource* find(const char* type, const cfn::Resource& attachment) const {
    for (const cfn::Resource* each : lookup_.of(type)) {
      if (lookup_.target(view::property(*each, {kAttachmentId})) == &attachment) return each;
    }
    return nullptr;
  }

  /// By the default table, which a template cannot name.
  Answer by_default(const cfn::Resource& to, Join::Refusal& why) const {
    const Answer propagates = option(lookup_, gateway_, "DefaultRouteTablePropagation", true);
    const bool has_others =
        std::any_of(std::begin(kOfTables), std::end(kOfTables), [&](const char* type) {
          const auto& all = lookup_.of(type);
          return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
            return lookup_.target(view::property(*each, {kTableId}), kTable) == nullptr;
          });
        });
    if (has_others) return std::nullopt;
    const bool associates =
        option(lookup_, gateway_, "DefaultRouteTableAssociation", true) != false;
    if (propagates == false && associates) {
      why = refusal(gateway_, "DefaultRouteTablePropagation", "TGW_RTB_CANNOT_ROUTE",
                    fmt::format("the default route table of {} has no route to {}",
                                gateway_.id.str(), to.id.str()));
    }
    return propagates;
  }

  Answer by_table(const cfn::Resource& table, const cfn::Resource& to,
                  const std::vector<Block>& blocks) const {
    Answer found = false;
    for (const cfn::Resource* each : lookup_.of(kPropagations)) {
      const cfn::Value* attachment = view::property(*each, {kAttachmentId});
      if (lookup_.target(view::property(*each, {kTableId})) != &table) continue;
      if (lookup_.target(attachment) == nullptr) found = std::nullopt;
      if (lookup_.target(attachment) != &to) continue;
      found = existence_of(*each).empty() ? Answer(true) : std::nullopt;
      break;
    }
    for (const cfn::Resource* each : lookup_.of(kRoutes)) {
      if (lookup_.target(view::property(*each, {kTableId})) != &table) continue;
      found = with_route(found, *each, to, blocks);
    }
    return found;
  }

  /// What a static route, which goes before one that is propagated, leaves of the answer.
  Answer with_route(Answer before, const cfn::Resource& route, const cfn::Resource& to,
                    const std::vector<Block>& blocks) const {
    const auto text = lookup_.text(view::property(route, {"DestinationCidrBlock"}));
    const auto block = text ? block_of(*text) : std::nullopt;
    if (!block || blocks.empty() || !existence_of(route).empty()) return std::nullopt;
    const bool touches = std::any_of(blocks.begin(), blocks.end(), [&](const Block& each) {
      return each.family == block->family && each.addresses.overlaps(block->addresses);
    });
    if (!touches) return before;
    const bool is_whole = std::all_of(blocks.begin(), blocks.end(), [&](const Block& each) {
      return each.family == block->family && block->addresses.contains(each.addresses);
    });
    const bool is_it = lookup_.target(view::property(route, {kAttachmentId})) == &to;
    if (is_it) return is_whole || before == true ? Answer(true) : std::nullopt;
    // The propagated route of the whole network is narrower than a default route.
    const bool is_wider =
        is_whole && std::all_of(blocks.begin(), blocks.end(),
                                [&](const Block& each) { return block->prefix < each.prefix; });
    return is_wider ? before : std::nullopt;
  }

  static constexpr const char* kOfTables[] = {kPropagations, kRoutes, kAssociations};
  const Lookup& lookup_;
  const cfn::Resource& gateway_;
};

}  // namespace

void Network::add_joins() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPCPeeringConnection")) {
    Join& made = joins_.emplace_back();
    made.gateway = each->id.str();
    made.vpcs = {lookup_.name(view::property(*each, {"VpcId"})),
                 lookup_.name(view::property(*each, {"PeerVpcId"}))};
    made.assumption = existence_of(*each);
  }
  std::map<std::string, std::vector<const cfn::Resource*>> attachments;
  for (const char* type :
       {"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"}) {
    for (const cfn::Resource* each : lookup_.of(type))
      attachments[lookup_.name(view::property(*each, {"TransitGatewayId"}))].push_back(each);
  }
  for (const auto& [gateway, all] : attachments) add_transit(gateway, all);
}

/// Whether the route tables say for certain which networks the gateway joins.
bool Network::add_refusals(const cfn::Resource& gateway,
                           const std::vector<const cfn::Resource*>& attachments, Join& to) {
  bool is_certain = true;
  const Tables tables(lookup_, gateway);
  for (std::size_t a = 0; a < attachments.size(); ++a) {
    for (std::size_t b = 0; b < attachments.size(); ++b) {
      if (a == b) continue;
      Join::Refusal why;
      const Answer leads =
          tables.leads(*attachments[a], *attachments[b], vpc_called(to.vpcs[b]).blocks, why);
      is_certain &= leads.has_value();
      if (leads != false) continue;
      why.from = to.vpcs[a];
      why.to = to.vpcs[b];
      to.refusals.push_back(std::move(why));
    }
  }
  return is_certain;
}

void Network::add_transit(const std::string& gateway,
                          const std::vector<const cfn::Resource*>& attachments) {
  Join& made = joins_.emplace_back();
  made.gateway = gateway;
  made.is_transit = true;
  const cfn::Resource* resource = lookup_.find(gateway);
  bool is_certain = resource != nullptr;
  for (const cfn::Resource* each : attachments) {
    made.vpcs.push_back(lookup_.name(view::property(*each, {"VpcId"})));
    is_certain &= existence_of(*each).empty();
    for (const Item& in : lookup_.at(*each, "SubnetIds"))
      made.attached.emplace_back(&subnet(in.value), place_of(*each, "SubnetIds"));
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRequestOptions.html
    // and API_CreateTransitGatewayVpcAttachmentRequestOptions.html: off at the gateway, on at
    // attachments.
    const Answer shows = both(
        resource == nullptr ? std::nullopt
                            : option(lookup_, *resource, "SecurityGroupReferencingSupport", false),
        option(lookup_, *each, "SecurityGroupReferencingSupport", true));
    if (shows == false) made.hidden.insert(made.vpcs.back());
    if (!shows)
      made.groups_assumption =
          fmt::format("transit gateway {} shows security groups", quoted(gateway));
  }
  if (resource != nullptr) is_certain &= add_refusals(*resource, attachments, made);
  if (!is_certain)
    made.assumption =
        fmt::format("the route tables of transit gateway {} join its VPCs", quoted(gateway));
}

}  // namespace archsynth::model
