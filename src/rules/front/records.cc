// DNS records of one name: their types and routing.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kRecordTypesPage =
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html";
constexpr std::string_view kRoutingPage =
    "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html";

/// A record of a RecordSet, or an item of a RecordSetGroup.
struct Record {
  const cfn::Resource* resource = nullptr;
  const cfn::Value* item = nullptr;
  const cfn::Value* place = nullptr;  ///< its name
  std::string name;
  std::string type;
  std::optional<std::string> routing;  ///< `Weight`, or empty; nothing where it is not known

  const cfn::Value* at(std::string_view path) const { return value_of(*resource, item, path); }
};

constexpr std::string_view kRoutings[] = {
    "CidrRoutingConfig", "Failover", "GeoLocation", "GeoProximityLocation",
    "MultiValueAnswer",  "Region",   "Weight"};

/// The property that says how the record is chosen.
std::optional<std::string> routing_of(const View& view, const Record& record) {
  std::string found;
  for (const std::string_view each : kRoutings) {
    const cfn::Value* value = record.at(each);
    if (value == nullptr || is_no_value(*value)) continue;
    if (cfn::is_choice(*value)) return std::nullopt;
    if (each != "MultiValueAnswer" || view.truth(value).value_or(true)) found = each;
  }
  return found;
}

std::string plain_name(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return lower_case(name);
}

/// The zone in which the record is, as far as two can be compared.
std::string zone_of_record(const View& view, const cfn::Resource& resource) {
  const cfn::Value* zone = property(resource, {"HostedZoneId"});
  if (zone == nullptr) zone = property(resource, {"HostedZoneName"});
  if (const cfn::Resource* target = view.target(zone)) return "@" + target->id.str();
  const auto text = composed_text(view, zone);
  return text ? plain_name(*text) : std::string();
}

using RecordsByName = std::map<std::string, std::vector<Record>>;

RecordsByName records_by_name(const View& view) {
  RecordsByName all;
  for (const auto& [type, each] : {std::pair{"AWS::Route53::RecordSet", ""},
                                   {"AWS::Route53::RecordSetGroup", "RecordSets.*"}}) {
    for (const cfn::Resource* resource : view.of(type)) {
      const std::string zone = zone_of_record(view, *resource);
      if (zone.empty()) continue;
      each_item(view, *resource, each, [&](const cfn::Value* item) {
        Record record{resource, item, value_of(*resource, item, "Name"), {}, {}, {}};
        const auto name = composed_text(view, record.place);
        const auto own = view.text(value_of(*resource, item, "Type"));
        if (!name || !own) return;
        record.name = plain_name(*name);
        record.type = *own;
        record.routing = routing_of(view, record);
        all[zone + "\n" + record.name].push_back(std::move(record));
      });
    }
  }
  return all;
}

/// What is wrong with two records of one name; empty: nothing.
std::string fault_of_pair(const View& view, const Record& a, const Record& b) {
  if (a.type != b.type) {
    if (a.type != "CNAME" && b.type != "CNAME") return {};
    return fmt::format("{} has a CNAME record and a record of type {}", quoted(b.name),
                       a.type == "CNAME" ? b.type : a.type);
  }
  if (!a.routing || !b.routing) return {};
  if (*a.routing != *b.routing) {
    const auto said = [](const std::string& routing) {
      return routing.empty() ? std::string("without a routing policy") : "with " + quoted(routing);
    };
    return fmt::format("{} has records {} and {}", quoted(b.name), said(*a.routing),
                       said(*b.routing));
  }
  const auto side = view.text(b.at("Failover"));
  if (!side || side != view.text(a.at("Failover"))) return {};
  return fmt::format("{} has two records whose \"Failover\" is {}", quoted(b.name), *side);
}

template <typename Check>
void check_records_of_names(const View& view, const Report& report, const Check& is_wanted) {
  const RecordsByName all = records_by_name(view);
  for (const auto& named : all) {
    const std::vector<Record>& records = named.second;
    for (std::size_t i = 1; i < records.size(); ++i) {
      const auto other =
          std::find_if(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(i),
                       [&](const Record& each) {
                         return is_wanted(each, records[i]) &&
                                stand_together(*each.resource, *records[i].resource) &&
                                !fault_of_pair(view, each, records[i]).empty();
                       });
      if (other == records.begin() + static_cast<std::ptrdiff_t>(i)) continue;
      report(*records[i].resource, records[i].place, fault_of_pair(view, *other, records[i]))
          .related.push_back({other->place->origin(), "the other record"});
    }
  }
}

void check_types_of_names(const View& view, const Report& report) {
  check_records_of_names(view, report,
                         [](const Record& a, const Record& b) { return a.type != b.type; });
}

void check_routings(const View& view, const Report& report) {
  check_records_of_names(view, report,
                         [](const Record& a, const Record& b) { return a.type == b.type; });
}

constexpr Rule kRecordsRules[] = {
    {"ARC4930", Severity::kError, "CNAME record next to a record of another type",
     "Route 53 refuses the second record", "use an alias record instead of the CNAME",
     kRecordTypesPage, "", check_types_of_names},
    {"ARC4931", Severity::kError, "records with one name use different routing policies",
     "Route 53 refuses the second record", "give all records of the name one routing policy",
     kRoutingPage, "", check_routings},
};

}  // namespace

std::span<const Rule> record_rules() { return kRecordsRules; }

}  // namespace archsynth::analysis
