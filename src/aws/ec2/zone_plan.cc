#include "aws/ec2/zone_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "spec/quotas.h"
#include "spec/regions.h"

namespace archsynth::ec2 {

namespace {

using aws::Cidr;

constexpr int kMostZones = 6;

struct Tier {
  const char* name;
  Sourced<std::string> ZoneProps::*stated;
  Block Zone::*block;
  std::uint32_t first_of_256;  ///< of zone `a`, when the VPC is cut into 256 blocks
  std::uint32_t first_of_16;
};
constexpr Tier kTiers[] = {
    {"public", &ZoneProps::public_cidr, &Zone::public_block, 1, 0},
    {"private", &ZoneProps::private_cidr, &Zone::private_block, 11, 5},
    {"data", &ZoneProps::data_cidr, &Zone::data_block, 21, 10},
};
constexpr int kZonesOf16 = 5;
/// The bits that number a sixteenth.
constexpr int kPrefixOf16 = 4;

/// A block as it was checked, with the name by which messages call it.
struct Placed {
  std::string name;
  Cidr cidr;
  Origin origin;
};

class Planner {
 public:
  Planner(const VpcProps& props, const std::string& label, Diagnostics& diagnostics)
      : props_(props), label_(label), to_(diagnostics) {}

  std::vector<Zone> plan(const std::string& region) {
    read_vpc();
    std::vector<Zone> zones = named_zones();
    check_region(zones, region);
    const bool data_tier = has_data_tier(props_);
    if (data_tier) check_data_tier();
    for (Zone& zone : zones) {
      for (const Tier& tier : kTiers) {
        if (&tier == &kTiers[2] && !data_tier) continue;
        place(zone, tier);
      }
    }
    return zones;
  }

 private:
  Cidr read(const Sourced<std::string>& text, const std::string& name, bool& known) {
    const std::optional<Cidr> cidr = Cidr::parse(*text);
    known = cidr.has_value();
    if (cidr && !cidr->aligned()) {
      to_.error("ARC1300", text.origin(),
                fmt::format("{} is {}, which is not the first address of its block", quoted(name),
                            quoted(*text)))
          .fix = fmt::format("write {}", cidr->to_string());
    }
    return cidr.value_or(Cidr());
  }

  bool check_size(const Cidr& cidr, const Origin& origin, const std::string& name,
                  std::string_view what, spec::Quota shortest, spec::Quota longest) {
    if (cidr.prefix() >= spec::quota(shortest) && cidr.prefix() <= spec::quota(longest)) {
      return true;
    }
    to_.error("ARC1301", origin,
              fmt::format("{} is a /{}, but a {} must be a /{} to a /{}", quoted(name),
                          cidr.prefix(), what, spec::quota(shortest), spec::quota(longest)));
    return false;
  }

  void read_vpc() {
    const std::string name = label_ + ".cidr";
    vpc_ = read(props_.cidr, name, vpc_known_);
    if (!vpc_known_) return;
    vpc_known_ = check_size(vpc_, props_.cidr.origin(), name, "VPC",
                            spec::Quota::kVpcPrefixShortest, spec::Quota::kVpcPrefixLongest);
    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    for (const Cidr& refused :
         {Cidr(0, 8), Cidr(0x7F000000U, 8), Cidr(0xA9FE0000U, 16), Cidr(0xE0000000U, 3)}) {
      if (!refused.overlaps(vpc_)) continue;
      to_.error("ARC1302", props_.cidr.origin(),
                fmt::format("{} is {}, in a range that a VPC cannot use", quoted(name),
                            quoted(*props_.cidr)))
          .fix = kPrivateRanges;
      return;
    }
    if (!vpc_.is_private() && !Cidr(0x64400000U, 10).contains(vpc_)) {
      to_.warning("ARC4300", props_.cidr.origin(),
                  fmt::format("{} is {}, a public range; internet hosts with its addresses cannot "
                              "be reached from this VPC",
                              quoted(name), quoted(*props_.cidr)))
          .fix = kPrivateRanges;
    }
  }

  std::vector<Zone> named_zones() {
    std::vector<Zone> zones;
    const auto& choice = *props_.zones;
    if (!choice.is_large) {
      for (int i = 0; i < std::clamp(*choice.scalar, 1, kMostZones); ++i) {
        zones.push_back({static_cast<char>('a' + i), props_.zones.origin(), {}, {}, {}});
      }
      return zones;
    }
    if (choice.large.empty() && !choice.large.origin().known()) {
      to_.error("ARC1309", props_.zones.origin(),
                fmt::format("{} lists no zones", quoted(label_ + ".zones")));
    }
    for (const auto& item : choice.large) {
      const std::string& letter = *item.name;
      const auto same = [&](const Zone& zone) { return zone.letter == letter.front(); };
      if (!forms::kZoneLetter.matches(letter) || std::any_of(zones.begin(), zones.end(), same)) {
        continue;
      }
      zones.push_back({letter.front(), item.name.origin(), {}, {}, {}});
    }
    return zones;
  }

  void check_region(const std::vector<Zone>& zones, const std::string& region) {
    const std::optional<spec::Region> known = spec::region(region);
    if (!known || known->zones.empty()) return;
    const int count = static_cast<int>(known->zones.size());
    for (const Zone& zone : zones) {
      if (zone.index() < count) continue;
      std::string order;
      for (int i = 0; i < count; ++i) {
        order += fmt::format("{}{} is {}{}", i == 0 ? "" : ", ", static_cast<char>('a' + i), region,
                             known->zones[static_cast<std::size_t>(i)]);
      }
      to_.error("ARC1308", zone.origin,
                fmt::format("{} has {} availability zones, so zone {} does not exist", region,
                            count, quoted(std::string(1, zone.letter))))
          .fix = "zones of the region by letter: " + order;
    }
  }

  void check_data_tier() {
    if (*props_.data_tier || !props_.data_tier.stated()) return;
    for (const auto& item : props_.zones->large) {
      const Sourced<std::string>& block = item.value.data_cidr;
      if (block.missing()) continue;
      to_.error("ARC1307", block.origin(),
                fmt::format("zone {} has a data subnet, but {} is false", quoted(*item.name),
                            quoted(label_ + ".data_tier")))
          .related.push_back({props_.data_tier.origin(), "set here"});
      return;
    }
  }

  void place(Zone& zone, const Tier& tier) {
    Block& block = zone.*tier.block;
    const ZoneProps* stated =
        props_.zones->is_large ? props_.zones->large.find(std::string(1, zone.letter)) : nullptr;
    const std::string name = fmt::format("{}.zones.{}.{}", label_, zone.letter, tier.name);
    if (stated != nullptr && !(stated->*tier.stated).missing()) {
      const Sourced<std::string>& text = stated->*tier.stated;
      block.text = text;
      block.cidr = read(text, name, block.known);
    } else {
      plan(zone, tier, block);
    }
    if (block.known && vpc_known_) check(block, name);
  }

  void plan(const Zone& zone, const Tier& tier, Block& block) {
    const Origin origin(DefaultOf{{}, tier.name});
    const bool large = vpc_.prefix() <= 20;
    const std::uint32_t index = static_cast<std::uint32_t>(zone.index());
    std::optional<Cidr> cidr;
    if (large) {
      cidr = vpc_.subnet(8, tier.first_of_256 + index);
    } else if (zone.index() < kZonesOf16) {
      cidr = vpc_.subnet(kPrefixOf16, tier.first_of_16 + index);
    }
    if (cidr && cidr->prefix() <= spec::quota(spec::Quota::kSubnetPrefixLongest)) {
      block = {cfn::Value(cidr->to_string()).with_origin(origin), *cidr, vpc_known_};
      return;
    }
    block.text = cfn::Value("").with_origin(origin);
    if (!vpc_known_) return;
    to_.error("ARC1306", props_.cidr.is_default() ? zone.origin : props_.cidr.origin(),
              fmt::format("{} is too small to plan subnets in", quoted(vpc_.to_string())))
        .fix = fmt::format("set the blocks of every zone under {}, or use a block of at least /{}",
                           quoted(label_ + ".zones"),
                           spec::quota(spec::Quota::kSubnetPrefixLongest) - kPrefixOf16);
  }

  void check(const Block& block, const std::string& name) {
    const Origin& origin = block.text.origin();
    check_size(block.cidr, origin, name, "subnet", spec::Quota::kSubnetPrefixShortest,
               spec::Quota::kSubnetPrefixLongest);
    if (!vpc_.contains(block.cidr)) {
      Diagnostic& outside =
          to_.error("ARC1304", origin,
                    fmt::format("{} is {}, outside the VPC's block {}", quoted(name),
                                quoted(block.cidr.to_string()), quoted(vpc_.to_string())));
      if (props_.cidr.stated()) outside.related.push_back({props_.cidr.origin(), "set here"});
    }
    for (const Placed& earlier : placed_) {
      if (!earlier.cidr.overlaps(block.cidr)) continue;
      const bool own = origin.is_stated();
      Diagnostic& overlap =
          to_.error("ARC1305", own ? origin : earlier.origin,
                    fmt::format("{} ({}) and {} ({}) overlap", quoted(earlier.name),
                                earlier.cidr.to_string(), quoted(name), block.cidr.to_string()));
      if (own && earlier.origin.is_stated()) {
        overlap.related.push_back({earlier.origin, "the other one"});
      }
    }
    placed_.push_back({name, block.cidr, origin});
  }

  static constexpr const char* kPrivateRanges =
      "use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16";

  const VpcProps& props_;
  const std::string& label_;
  Diagnostics& to_;
  Cidr vpc_;
  bool vpc_known_ = false;
  std::vector<Placed> placed_;
};

}  // namespace

bool has_data_tier(const VpcProps& props) {
  if (*props.data_tier) return true;
  if (!props.zones->is_large) return false;
  return std::any_of(props.zones->large.begin(), props.zones->large.end(),
                     [](const auto& item) { return !item.value.data_cidr.missing(); });
}

std::vector<Zone> plan_zones(const VpcProps& props, const std::string& label,
                             const std::string& region, Diagnostics& diagnostics) {
  return Planner(props, label, diagnostics).plan(region);
}

}  // namespace archsynth::ec2
