#include "answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

const spec::Catalogue& types_of_aws() {
  static const spec::Catalogue kOfAws;
  return kOfAws;
}

bool is_among(std::string_view text, std::string_view list) {
  const std::vector<std::string_view> all = split(list, ',');
  return std::find(all.begin(), all.end(), text) != all.end();
}

/// Whether the value is as wanted; nothing where that is not known.
std::optional<bool> is_as_wanted(const Seen& seen, std::string_view wants) {
  if (wants == "present") return true;
  if (!seen.text) return wants == "key" ? std::optional(true) : std::nullopt;
  if (wants == "key") return seen.text->find("alias/aws/") == seen.text->npos;
  if (wants.starts_with(">=")) {
    int least = 0;
    int value = 0;
    std::from_chars(wants.data() + 2, wants.data() + wants.size(), least);
    const std::string& text = *seen.text;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() ? std::optional(value >= least) : std::nullopt;
  }
  if (wants.starts_with("in:")) return is_among(*seen.text, wants.substr(3));
  if (wants.starts_with("not:")) return *seen.text != wants.substr(4);
  return *seen.text == wants;
}

}  // namespace

AuditedStack::AuditedStack(const cfn::Template& source, const AuditOptions& options)
    : deployed(view::deployed_template(source, options.region, options.parameters)),
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

void AuditAnswers::property(const View& view, const cfn::Resource& resource,
                            const spec::ControlProperty& wanted) {
  const Seen found = seen(view, resource, wanted.property);
  const std::string name(wanted.property);
  if (found.is_absent) {
    const std::string evidence = name + " is not set";
    if (wanted.absent == "pass") return pass(resource, name, evidence + ", as required");
    if (wanted.absent == "fail") return fail(resource, name, evidence);
    return unknown(resource, name, evidence);
  }
  const Origin origin = found.at == nullptr ? Origin() : found.at->origin();
  const auto is_good = found.at == nullptr ? std::nullopt : is_as_wanted(found, wanted.wants);
  if (!is_good) return unknown(resource, name, name + " is known at deployment", origin);
  const bool is_shown = found.text && wanted.wants != "present" && wanted.wants != "key";
  const std::string now = is_shown ? fmt::format("{} is {}", name, *found.text) : name + " is set";
  answer(*is_good, resource, name, *is_good || is_shown ? now : name + " is a key of AWS", origin);
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
