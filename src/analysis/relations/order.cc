// Resources that exist only after others, which they do not refer to.

#include "order.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "paths.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kOrderPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html";

bool waits(const View& view, const cfn::Resource& resource, const View::Resources& others,
           View::Resources& seen) {
  const auto is_one = [&](const cfn::Resource* each) {
    return std::find(others.begin(), others.end(), each) != others.end();
  };
  seen.push_back(&resource);
  View::Resources next;
  for (const cfn::LogicalId& id : resource.depends_on) next.push_back(view.find(id.str()));
  for (const cfn::Reference& each : view.references(resource)) {
    next.push_back(view.find(each.target.str()));
  }
  return std::any_of(next.begin(), next.end(), [&](const cfn::Resource* each) {
    if (each == nullptr || std::find(seen.begin(), seen.end(), each) != seen.end()) return false;
    return is_one(each) || waits(view, *each, others, seen);
  });
}

/// Whether two values are the same name: a parameter stands for its default.
bool is_same_name(const View& view, const cfn::Value* a, const cfn::Value* b) {
  if (view.same(a, b)) return true;
  const auto one = view.text(a);
  return one && one == view.text(b);
}

/// Whether the two stand in what both name: the same API, the same pool.
bool share(const View& view, const cfn::Resource& resource, const cfn::Value* item,
           const cfn::Resource& other, std::string_view same) {
  if (same.empty()) return true;
  const std::size_t equals = same.find('=');
  return is_same_name(view, value_of(resource, item, same.substr(0, equals)),
                      property_at(other, same.substr(equals + 1)));
}

void check_wait(const View& view, const Report& report, const spec::Wait& wait,
                const cfn::Resource& resource, const cfn::Value* item, const cfn::Value& place) {
  View::Resources needed;
  for (const cfn::Resource* other : view.of(wait.other)) {
    if (!is_same_name(view, &place, property_at(*other, wait.named))) continue;
    if (share(view, resource, item, *other, wait.same)) needed.push_back(other);
  }
  // A reference is waited for; that of an other one of the type is meant.
  if (needed.empty() || waits_for(view, resource, needed)) return;
  if (waits_for(view, *needed.front(), {&resource})) return;
  Diagnostic& found =
      report(resource, &place,
             fmt::format("{} can be created before {}, which it needs", quoted(resource.id.str()),
                         quoted(needed.front()->id.str())));
  found.fix = fmt::format("add `DependsOn: {}`", needed.front()->id.str());
  if (!wait.is_documented) found.severity = Severity::kWarning;
}

void check_waits(const View& view, const Report& report) {
  for (const spec::Wait& wait : spec::waits()) {
    if (view.of(wait.other).empty()) continue;
    // `A.*.B` is of an item of `A` where the other property is too.
    const std::size_t in_list = wait.same.find(".*.");
    const std::string_view list = in_list == wait.same.npos ? "" : wait.same.substr(0, in_list + 2);
    spec::Wait of_item = wait;
    if (!list.empty()) {
      of_item.place.remove_prefix(list.size() + 1);
      of_item.same.remove_prefix(list.size() + 1);
    }
    for (const cfn::Resource* resource : view.of(wait.type)) {
      each_item(view, *resource, list, [&](const cfn::Value* item) {
        const VisitValue check = [&](const cfn::Value& place) {
          check_wait(view, report, of_item, *resource, item, place);
        };
        if (item != nullptr) return each_place(view, item, of_item.place, check);
        each_place(view, *resource, of_item.place, check);
      });
    }
  }
}

constexpr Rule kOrderRules[] = {
    {"ARC4829", Severity::kError, "resource does not wait for what it needs",
     "the service refuses it where it is created first", "add it to \"DependsOn\"", kOrderPage, "",
     check_waits},
};

}  // namespace

bool waits_for(const View& view, const cfn::Resource& resource, const View::Resources& others) {
  View::Resources seen;
  return waits(view, resource, others, seen);
}

std::span<const Rule> order_rules() { return kOrderRules; }

}  // namespace archsynth::analysis
