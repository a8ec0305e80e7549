#include "rules/network/network.h"

#include <fmt/format.h>

#include <charconv>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSubnet = "AWS::EC2::Subnet";
constexpr std::string_view kRouteTable = "AWS::EC2::RouteTable";
constexpr std::string_view kGroup = "AWS::EC2::SecurityGroup";

/// The arguments of a call of the function; null where the value is none.
const cfn::List* arguments_of(const cfn::Value* value, cfn::Function function) {
  const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
  return call == nullptr || call->function != function ? nullptr : call->argument.front().list();
}

/// A block that is made of itself is another finding.
constexpr int kMostReferences = 32;

/// One of the equal parts that `Fn::Cidr` makes of a block: `[block, count, bits]`.
std::optional<Block> part_of(const View& view, const cfn::List& cidr, double index,
                             int references) {
  if (cidr.size() < 3) return std::nullopt;
  const auto whole = block_of(view, &cidr[0], references);
  const auto count = view.number(&cidr[1]);
  const auto bits = view.number(&cidr[2]);
  if (!whole || !count || !bits || index < 0 || index >= *count || *bits < 0 || *bits > 16) {
    return std::nullopt;
  }
  const int prefix = 32 - static_cast<int>(*bits);
  const std::uint64_t size = std::uint64_t{1} << (32 - prefix);
  const std::uint64_t first = whole->first + static_cast<std::uint64_t>(index) * size;
  if (first > 0xFFFFFFFFU) return std::nullopt;
  return Block{static_cast<std::uint32_t>(first), prefix};
}

}  // namespace

std::string Block::shown() const {
  return fmt::format("{}.{}.{}.{}/{}", first >> 24U, (first >> 16U) & 255U, (first >> 8U) & 255U,
                     first & 255U, prefix);
}

std::optional<Block> block_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  Block block;
  const char* at = text->data();
  const char* const end = at + text->size();
  for (int part = 0; part < 5; ++part) {
    unsigned number = 0;
    const auto [rest, error] = std::from_chars(at, end, number);
    const char separator = part < 3 ? '.' : '/';
    if (error != std::errc() || number > (part < 4 ? 255U : 32U)) return std::nullopt;
    if (part < 4) block.first = (block.first << 8U) | number;
    if (part == 4) block.prefix = static_cast<int>(number);
    if (part == 4 ? rest != end : rest == end || *rest != separator) return std::nullopt;
    at = rest + 1;
  }
  if (block.prefix == 0) block.first = 0;
  if (block.prefix > 0) block.first &= ~std::uint32_t{0} << (32 - block.prefix);
  return block;
}

std::optional<Block> block_of(const View& view, const cfn::Value* value, int references) {
  if (value == nullptr || references == kMostReferences) return std::nullopt;
  if (const auto text = view.text(value)) return block_of(text);
  if (const auto* get = value->get_if<cfn::GetAtt>()) {
    const cfn::Resource* target = view.target(value);
    if (target == nullptr || get->attribute != "CidrBlock") return std::nullopt;
    return block_of(view, property(*target, {"CidrBlock"}), references + 1);
  }
  const cfn::List* select = arguments_of(value, cfn::Function::kSelect);
  if (select == nullptr || select->size() != 2) return std::nullopt;
  const auto index = view.number(&(*select)[0]);
  const cfn::List* cidr = arguments_of(&(*select)[1], cfn::Function::kCidr);
  return !index || cidr == nullptr ? std::nullopt : part_of(view, *cidr, *index, references);
}

std::vector<StatedBlock> blocks_of(const View& view, const cfn::Resource& vpc) {
  std::vector<StatedBlock> all;
  const auto add = [&](const cfn::Value* value) {
    if (const auto block = block_of(view, value)) all.push_back({*block, value});
  };
  add(property(vpc, {"CidrBlock"}));
  for (const cfn::Resource* further : view.of("AWS::EC2::VPCCidrBlock")) {
    if (view.target(property(*further, {"VpcId"})) == &vpc) add(property(*further, {"CidrBlock"}));
  }
  return all;
}

const cfn::Value* vpc_of_subnet(const View& view, const cfn::Value* subnet) {
  const cfn::Resource* resource = view.target(subnet, kSubnet);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

const cfn::Value* vpc_of_group(const View& view, const cfn::Value* group) {
  const cfn::Resource* resource = view.target(group, kGroup);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

const cfn::Value* vpc_of_table(const View& view, const cfn::Value* table) {
  const cfn::Resource* resource = view.target(table, kRouteTable);
  return resource == nullptr ? nullptr : property(*resource, {"VpcId"});
}

std::string zone_name(const View& view, const cfn::Value* zone) {
  if (zone == nullptr) return {};
  if (const auto text = view.text(zone)) return *text;
  const auto* attribute = zone->get_if<cfn::GetAtt>();
  if (attribute != nullptr && attribute->attribute == "AvailabilityZone") {
    if (view.target(zone, kSubnet) != nullptr) return zone_of(view, zone);
  }
  const auto* call = zone->get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kSelect) return {};
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return {};
  const auto index = view.number(&(*arguments)[0]);
  const auto* zones = (*arguments)[1].get_if<cfn::Call>();
  if (!index || zones == nullptr || zones->function != cfn::Function::kGetAZs) return {};
  return fmt::format("Fn::GetAZs {}", *index);
}

std::string zone_of(const View& view, const cfn::Value* subnet) {
  const cfn::Resource* resource = view.target(subnet, kSubnet);
  if (resource == nullptr) return {};
  const cfn::Value* zone = property(*resource, {"AvailabilityZone"});
  return zone_name(view, zone != nullptr ? zone : property(*resource, {"AvailabilityZoneId"}));
}

std::string name_of(const View& view, const cfn::Value* value) {
  if (const cfn::Resource* resource = view.target(value)) return quoted(resource->id.str());
  return value != nullptr && value->string() != nullptr ? quoted(*value->string()) : "another";
}

bool faces_internet(const View& view, const cfn::Resource& resource) {
  if (resource.type == "AWS::EC2::NatGateway") {
    return lacks(resource, "ConnectivityType") ||
           view.text(property(resource, {"ConnectivityType"})) == "public";
  }
  if (resource.type == "AWS::RDS::DBInstance") {
    return view.truth(property(resource, {"PubliclyAccessible"})) == true;
  }
  const bool is_gateway = view.text(property(resource, {"Type"})) == "gateway";
  return !is_gateway && (lacks(resource, "Scheme") ||
                         view.text(property(resource, {"Scheme"})) == "internet-facing");
}

}  // namespace archsynth::analysis
