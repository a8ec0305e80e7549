#include <algorithm>
#include <charconv>
#include <string>

#include "facts.h"
#include "spec/elbv2.h"
#include "spec/fargate.h"
#include "spec/logs.h"
#include "spec/regions.h"
#include "spec/sources.h"

namespace archsynth::spec {
namespace {

int to_int(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<int> to_ints(TextList texts) {
  std::vector<int> values;
  for (std::string_view text : texts) values.push_back(to_int(text));
  return values;
}

Region make_region(Row row) { return {row.text(0), row.text(1), row.text(2), row.list(3)}; }

}  // namespace

std::vector<int> fargate_cpus() {
  Table table("fargate");
  std::vector<int> cpus;
  for (std::size_t i = 0; i < table.size(); ++i) cpus.push_back(to_int(table[i].text(0)));
  std::sort(cpus.begin(), cpus.end());
  return cpus;
}

std::vector<int> fargate_memories(int cpu) {
  auto row = Table("fargate").find({std::to_string(cpu)});
  return row ? to_ints(row->list(1)) : std::vector<int>{};
}

bool is_fargate_size(int cpu, int memory_mib) {
  auto row = Table("fargate").find({std::to_string(cpu)});
  return row && row->list(1).contains(std::to_string(memory_mib));
}

std::vector<int> log_retention_days() {
  return to_ints(Table("lists").find({"log_retention_days"})->list(1));
}

bool is_log_retention(int days) {
  return Table("lists").find({"log_retention_days"})->list(1).contains(std::to_string(days));
}

std::string_view endpoint_prefix(std::string_view region, std::string_view service) {
  const auto row = Table("endpoint_services").find({region, service});
  return row ? row->text(2) : "com.amazonaws";
}

TextList tls_policies() { return Table("tls_policies").find({"alb"})->list(1); }

std::string_view recommended_tls_policy() {
  return Table("elbv2").find({"recommended_tls_policy"})->text(1);
}

std::string_view access_log_delivery_service() {
  return Table("elbv2").find({"access_log_service"})->text(1);
}

std::optional<BalancerAttribute> balancer_attribute(std::string_view of, std::string_view key) {
  const auto row = Table("elbv2_attributes").find({of, key});
  if (!row) return std::nullopt;
  return BalancerAttribute{row->text(1), row->list(2), row->list(3), row->number(4),
                           row->number(5)};
}

std::vector<std::string_view> balancer_attributes(std::string_view of) {
  const Table table("elbv2_attributes");
  const auto [begin, end] = table.range(of);
  std::vector<std::string_view> keys;
  for (std::size_t i = begin; i < end; ++i) keys.push_back(table[i].text(1));
  return keys;
}

std::optional<Region> region(std::string_view name) {
  auto row = Table("regions").find({name});
  if (!row) return std::nullopt;
  return make_region(*row);
}

std::vector<std::string_view> region_names() {
  Table table("regions");
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.size(); ++i) names.push_back(table[i].text(0));
  return names;
}

std::vector<FactSource> sources() {
  Table table("sources");
  std::vector<FactSource> all;
  for (std::size_t i = 0; i < table.size(); ++i) {
    Row row = table[i];
    all.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  }
  return all;
}

}  // namespace archsynth::spec
