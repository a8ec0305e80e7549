// Instance types that are sold.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/instance_types.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPage = "https://aws.amazon.com/ec2/instance-types/";

/// The values at a path, of which `*` is every item of a list.
void values_at(const View& view, const cfn::Value* value, std::string_view path,
               std::vector<const cfn::Value*>& found) {
  if (value == nullptr) return;
  if (path.empty()) return found.push_back(value);
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view key = path.substr(0, slash);
  const std::string_view rest = path.substr(std::min(slash + 1, path.size()));
  if (key != "*") return values_at(view, member(value, {key}), rest, found);
  for (const cfn::Value* item : view.items(value).values) values_at(view, item, rest, found);
}

void check_instances(const View& view, const Report& report) {
  for (const auto& [type, resources] : view.types()) {
    for (const spec::InstanceProperty& each : spec::instance_properties(type)) {
      for (const cfn::Resource* resource : resources) {
        std::vector<const cfn::Value*> places;
        const std::size_t slash = std::min(each.path.find('/'), each.path.size());
        values_at(view, property(*resource, {each.path.substr(0, slash)}),
                  each.path.substr(std::min(slash + 1, each.path.size())), places);
        for (const cfn::Value* place : places) {
          const auto name = view.text(place);
          if (!name || name->find("${") != name->npos || each.names.contains(*name)) continue;
          if (spec::is_other_instance_type(type, *name)) continue;
          Diagnostic& finding = report(*resource, place,
                                       fmt::format("unknown instance type {} (AWS data of {})",
                                                   quoted(*name), spec::instance_types_date()));
          finding.fix = suggest(*name, each.names.to_vector());
          finding.see = each.rule;
        }
      }
    }
  }
}

constexpr Rule kInstancesRules[] = {
    // A warning, since AWS adds types every month.
    {"ARC4320", Severity::kWarning, "unknown instance type", "the service refuses the resource",
     "use an available instance type", kPage,
     "E3617 E3620 E3621 E3628 E3635 E3640 E3641 E3642 E3643 E3644 E3647 E3652 E3653 E3667 E3670 "
     "E3672 E3675",
     check_instances},
};

}  // namespace

std::span<const Rule> instance_rules() { return kInstancesRules; }

}  // namespace archsynth::analysis
