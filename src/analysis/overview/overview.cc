#include "archsynth/analysis/overview.h"

#include <algorithm>
#include <unordered_set>

#include "analysis/diagram/drawing.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "parts.h"

namespace archsynth::analysis {
namespace {

std::string_view name_of(DiagramFrame::Kind tier) {
  switch (tier) {
    case DiagramFrame::Kind::kPublic:
      return "public";
    case DiagramFrame::Kind::kPrivate:
      return "private";
    case DiagramFrame::Kind::kIsolated:
      return "isolated";
    default:
      return "unknown";
  }
}

std::vector<SubnetRow> subnet_rows(const Scene& scene) {
  std::vector<SubnetRow> rows;
  for (const DrawnNetwork& network : scene.networks.all()) {
    for (const int index : network.subnets) {
      const DrawnSubnet& subnet = scene.networks.subnets()[static_cast<std::size_t>(index)];
      rows.push_back({network.name, network.block, subnet.name, subnet.zone,
                      std::string(name_of(subnet.tier)), subnet.block, subnet.routes});
    }
  }
  return rows;
}

/// What a value is in each state of the conditions: `2 or 0`.
std::string shown_cases(const View& view, const cfn::Value& value) {
  std::vector<std::string> all;
  for (const Case& each : view.cases(&value)) {
    std::string text = each.value == nullptr ? "unset" : shown_value(view, *each.value);
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
  return join(all, " or ");
}

std::string shown_list(const View& view, const cfn::List& list, std::string_view between) {
  std::vector<std::string> parts;
  for (const cfn::Value& item : list) {
    std::string text = shown_value(view, item);
    if (!text.empty()) parts.push_back(std::move(text));
  }
  return join(parts, between);
}

/// `Fn::If` and `Fn::Join` as what they come to; empty for other values.
std::string shown_call(const View& view, const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return {};
  if (cfn::is_choice(value)) return shown_cases(view, value);
  const cfn::List* arguments = call->argument.front().list();
  if (call->function != cfn::Function::kJoin || arguments == nullptr || arguments->size() != 2) {
    return {};
  }
  const std::string* between = arguments->front().string();
  const cfn::List* parts = arguments->back().list();
  return between == nullptr || parts == nullptr ? "" : shown_list(view, *parts, *between);
}

}  // namespace

std::string shown_value(const View& view, const cfn::Value& value) {
  if (value.absent() || is_no_value(value)) return {};
  if (const auto text = view.text(&value)) return *text;
  if (const cfn::List* list = value.list()) return shown_list(view, *list, ", ");
  if (std::string text = shown_call(view, value); !text.empty()) return text;
  if (value.map() == nullptr) {
    std::vector<std::string> names;
    for (const Leaf& leaf : leaves(view, value)) names.push_back(leaf.name);
    if (!names.empty()) return join(names, ", ");
  }
  std::string text = cfn::to_json(value, true);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string shown_at(const View& view, const cfn::Resource& resource, std::string_view path) {
  // A condition that decides the whole property is shown as such.
  const std::size_t dot = path.find('.');
  if (dot == path.npos) {
    const cfn::Value* whole = resource.properties.find(path);
    return whole == nullptr ? "" : shown_value(view, *whole);
  }
  std::vector<std::string> parts;
  std::unordered_set<std::string> known;
  for (const cfn::Value* value : values_at(resource, path)) {
    std::string text = shown_value(view, *value);
    if (!text.empty() && known.insert(text).second) parts.push_back(std::move(text));
  }
  return join(parts, ", ");
}

Overview overview(const cfn::Template& shown, std::string_view region) {
  DiagramOptions options;
  options.region = region;
  const Scene scene(shown, options);
  Overview result;
  result.subnets = subnet_rows(scene);
  result.traffic = traffic_rows(scene.view);
  result.secrets = secret_rows(scene.view);
  result.backups = backup_rows(scene.view);
  result.defaults = default_rows(scene.view);
  for (const cfn::Resource& each : scene.view.source().resources) {
    result.resources.push_back({each.id.str(), each.type, facts_of(scene.view, each)});
  }
  return result;
}

}  // namespace archsynth::analysis
