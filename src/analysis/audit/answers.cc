#include "answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/policies/policy_texts.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

const spec::Catalogue& types_of_aws() {
  static const spec::Catalogue kOfAws;
  return kOfAws;
}

cfn::Template with_policies_read(cfn::Template stack) {
  read_policy_texts(stack);
  return stack;
}

}  // namespace

AuditedStack::AuditedStack(const cfn::Template& source, const AuditOptions& options)
    : deployed(
          with_policies_read(view::deployed_template(source, options.region, options.parameters))),
      view(deployed, options.region, types_of_aws()),
      network(deployed.resources),
      workloads(view),
      stores(view, network.lookup()),
      identities(view),
      identity(identity_analysis({view, workloads, identities})) {}

Seen seen_in(const View& view, const cfn::Map* map, std::string_view path) {
  while (map != nullptr) {
    const std::size_t dot = path.find('.');
    const cfn::Value* value = map->find(path.substr(0, dot));
    if (value == nullptr || is_no_value(*value)) {
      const bool is_computed = std::any_of(
          map->begin(), map->end(), [](const auto& each) { return each.key.starts_with("Fn::"); });
      return {nullptr, !is_computed, {}};
    }
    if (dot == path.npos) {
      std::optional<std::string> text = view.text(value);
      if (const auto truth = text ? std::nullopt : view.truth(value))
        text = *truth ? "true" : "false";
      if (text == "True" || text == "TRUE") text = "true";
      if (text == "False" || text == "FALSE") text = "false";
      return {value, false, std::move(text)};
    }
    if (value->map() == nullptr) return {};
    map = value->map();
    path.remove_prefix(dot + 1);
  }
  return {};
}

Seen seen(const View& view, const cfn::Resource& resource, std::string_view path) {
  return seen_in(view, &resource.properties, path);
}

void AuditAnswers::add(Verdict verdict, const cfn::Resource& resource, std::string_view property,
                       std::string evidence, const Origin& at) {
  to_.push_back({verdict, resource.id.str(), std::string(property), std::move(evidence),
                 at.is_stated() ? at : resource.origin});
}

bool has_open_name(const AuditedStack& stack, std::string_view type, std::string_view key) {
  const auto& all = stack.view.of(type);
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    const cfn::Value* value = property_at(*each, key);
    if (value == nullptr || stack.view.text(value)) return false;
    const auto named = cfn::references(*value);
    return std::none_of(named.begin(), named.end(), [&](const cfn::Reference& one) {
      return stack.view.find(one.target.str()) != nullptr;
    });
  });
}

Seen balancer_attribute(const View& view, const cfn::Resource& balancer, std::string_view key) {
  const Items items = view.items(property(balancer, {"LoadBalancerAttributes"}));
  if (lacks(balancer, "LoadBalancerAttributes")) return {nullptr, true, {}};
  for (const cfn::Value* each : items.values) {
    if (view.text(member(each, {"Key"})) == key) return seen_in(view, each->map(), "Value");
  }
  return {nullptr, items.complete, {}};
}

}  // namespace archsynth::analysis
