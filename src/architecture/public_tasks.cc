#include "public_tasks.h"

#include <fmt/format.h>

#include "archsynth/spec/prices.h"

namespace archsynth::architecture {

namespace {

constexpr int kHoursOfMonth = 730;

std::string monthly(const spec::Price& hourly, int count) {
  return hourly.times(spec::Quantity(count * kHoursOfMonth)).text();
}

int count_of_zones(const ec2::VpcProps& network) {
  const auto& zones = *network.zones;
  return zones.is_large ? static_cast<int>(zones.large.size()) : *zones.scalar;
}

/// `2 to 6 public addresses cost 7.30 to 21.90 USD a month; …`, or nothing without prices.
std::string costs(const Architecture& file) {
  const spec::PriceBook book = spec::PriceBook::built_in();
  const spec::Price* address = book.find("ipv4.hour", *file.region);
  const spec::Price* gateway = book.find("nat.hour", *file.region);
  const spec::Price* gigabyte = book.find("nat.gb", *file.region);
  if (address == nullptr || gateway == nullptr || gigabyte == nullptr) return "";
  int least = 0;
  int most = 0;
  for (const auto& [name, props] : file.services) {
    least += *props.service.tasks.min;
    most += *props.service.tasks.max;
  }
  const int zones = count_of_zones(file.network);
  const bool varies = least != most;
  const std::string fewest = varies ? fmt::format("{} to ", monthly(*address, least)) : "";
  return fmt::format(
      ": {} would cost {} USD a month and {} USD per GB, against {}{} USD a month for the public "
      "addresses of {}{}",
      counted(zones, "NAT gateway"), monthly(*gateway, zones), gigabyte->text(), fewest,
      monthly(*address, most), varies ? fmt::format("{} to ", least) : "", counted(most, "task"));
}

}  // namespace

void check_public_tasks(const Architecture& file, Diagnostics& to) {
  const auto& subnets = file.network.task_subnets;
  if (*file.environment != Profile::kProduction || file.services.empty() ||
      *subnets != ec2::TaskSubnets::kPublic) {
    return;
  }
  to.warning("ARC1317", subnets.origin(), "production tasks have public addresses").fix =
      "set \"task_subnets\" to private" +
      (file.network.vpc_id.missing() ? costs(file) : std::string());
}

}  // namespace archsynth::architecture
