#include "model/workloads/instances.h"

#include <algorithm>
#include <optional>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/workloads/settings.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kGroupType = "AWS::AutoScaling::AutoScalingGroup";
constexpr std::string_view kClusterType = "AWS::ECS::Cluster";
constexpr std::string_view kSetting = "ECS_CLUSTER=";
/// What may set the cluster out of sight, or install an agent.
constexpr std::string_view kElsewhere[] = {"cfn-init", "ecs",     "cluster", "s3://",
                                           "curl",     "ansible", "puppet",  "wget"};

/// A variable of the shell is none of `Fn::Sub`.
std::string escaped(std::string text) {
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 3)) {
    text.insert(at + 2, "!");
  }
  return text;
}

/// What stands behind `ECS_CLUSTER=`, without quotes; empty: the shell makes it.
std::string cluster_stated(std::string_view text) {
  std::string_view rest = text.substr(text.rfind(kSetting) + kSetting.size());
  if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
  const std::string stated(rest.substr(0, rest.find_first_of("\"'`;&| \t\r\n\\>")));
  const std::size_t variable = stated.find('$');
  const bool is_shell = variable != stated.npos && stated.compare(variable, 2, "${") != 0;
  return is_shell || stated.find("${!") != stated.npos ? std::string() : stated;
}

bool installs(std::string_view text) {
  return text.find("install") != text.npos || text.find("cfn-init") != text.npos ||
         text.find("curl") != text.npos || text.find("docker run") != text.npos;
}

bool may_set_elsewhere(std::string_view text) {
  const std::string words = lower_case(text);
  return std::any_of(std::begin(kElsewhere), std::end(kElsewhere),
                     [&](std::string_view each) { return words.find(each) != words.npos; });
}

/// Whether the image runs the agent of ECS: those that AWS publishes for it.
std::optional<bool> has_agent(const view::View& view, const cfn::Value* image) {
  const std::string path = public_image(view, image);
  if (path.starts_with("/aws/service/ecs/optimized-ami/")) return true;
  for (const char* each : {"ami-amazon-linux-latest/", "canonical/", "debian/"}) {
    if (path.starts_with(std::string("/aws/service/") + each)) return false;
  }
  return std::nullopt;
}

void set_cluster(const view::View& view, const std::string& stated, ContainerInstances& made) {
  made.other = stated;
  made.joining = Joining::kOther;
  for (const cfn::Resource* each : view.of(kClusterType)) {
    const cfn::Value* name = view::property(*each, {"ClusterName"});
    const auto text = text_made(view, name);
    const bool is_named = text == stated || view.text(name) == stated;
    if (stated == "${" + each->id.str() + "}" || is_named) {
      made.joining = Joining::kCluster;
      made.cluster = each;
      return;
    }
    // Names that are put together may turn out to be the same.
    const bool is_open =
        name == nullptr ? !view::lacks(*each, "ClusterName")
                        : !text || stated.find('$') != stated.npos || text->find('$') != text->npos;
    if (is_open) made.joining = Joining::kUnknown;
  }
}

}  // namespace

const cfn::Resource* launch_of(const view::View& view, const cfn::Resource& resource) {
  if (resource.type != kGroupType) return &resource;
  for (const std::string_view path : kLaunchPaths) {
    if (const cfn::Resource* found = view.target(view::property_at(resource, path))) return found;
  }
  return nullptr;
}

std::optional<std::string> text_made(const view::View& view, const cfn::Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const std::string* text = value->string()) return escaped(*text);
  if (const auto* ref = value->get_if<cfn::Ref>()) return "${" + ref->target.str() + "}";
  if (const auto* sub = value->get_if<cfn::Sub>()) {
    return sub->variables.empty() ? std::optional(sub->text) : std::nullopt;
  }
  const auto* call = value->get_if<cfn::Call>();
  if (call == nullptr) return std::nullopt;
  const cfn::Value& argument = call->argument.front();
  if (call->function == cfn::Function::kBase64) return text_made(view, &argument);
  const cfn::List* arguments = argument.list();
  const bool is_join = call->function == cfn::Function::kJoin && arguments != nullptr;
  if (!is_join || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = arguments->front().string();
  const view::Items parts = view.items(&arguments->back());
  if (delimiter == nullptr || !parts.complete) return std::nullopt;
  std::vector<std::string> texts;
  for (const cfn::Value* each : parts.values) {
    const auto text = text_made(view, each);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return join(texts, *delimiter);
}

const cfn::Value* launch_setting(const cfn::Resource& launch, std::string_view key) {
  const bool is_template = launch.type == "AWS::EC2::LaunchTemplate";
  return is_template ? view::property(launch, {"LaunchTemplateData", key})
                     : view::property(launch, {key});
}

std::string public_image(const view::View& view, const cfn::Value* image) {
  if (image == nullptr) return {};
  std::string path;
  if (const auto* reference = image->get_if<cfn::DynamicReference>()) {
    if (reference->service != "ssm" || reference->parts.empty()) return {};
    path = view.text(&reference->parts.front()).value_or("");
  } else if (const auto* ref = image->get_if<cfn::Ref>()) {
    const cfn::Parameter* parameter = view.source().find_parameter(ref->target);
    if (parameter == nullptr || !parameter->type.starts_with("AWS::SSM::Parameter::Value<"))
      return {};
    const cfn::Value* usual = parameter->attributes.find("Default");
    if (usual != nullptr && usual->string() != nullptr) path = *usual->string();
  } else if (const std::string* text = image->string()) {
    constexpr std::string_view kStart = "{{resolve:ssm:";
    if (text->starts_with(kStart)) path = text->substr(kStart.size());
  }
  return path.starts_with("/aws/service/") ? path : std::string();
}

Instances::Instances(const view::View& view) : view_(view) {
  if (view.of("AWS::ECS::Service").empty()) return;
  for (const std::string_view type : {kGroupType, std::string_view("AWS::EC2::Instance")}) {
    for (const cfn::Resource* each : view.of(type)) add(*each);
  }
}

void Instances::add(const cfn::Resource& resource) {
  ContainerInstances& made = all_.emplace_back();
  made.resource = &resource;
  made.launch = launch_of(view_, resource);
  const bool is_group = resource.type == kGroupType;
  const Settings settings(view_, resource);
  if (is_group) made.max = settings.number("MaxSize");
  const view::Items subnets = settings.items(is_group ? "VPCZoneIdentifier" : "SubnetId");
  made.has_all_subnets = subnets.complete || !is_group;
  for (const cfn::Value* each : is_group ? subnets.values : std::vector{settings.at("SubnetId")}) {
    SubnetUse use{{each, resource_named(view_, each)}};
    if (use.resource != nullptr) use.zone = zone_of(view_, *use.resource);
    made.subnets.push_back(std::move(use));
  }
  if (made.launch == nullptr) return;
  made.image = launch_setting(*made.launch, "ImageId");
  made.user_data = launch_setting(*made.launch, "UserData");
  const bool is_template = made.launch->type == "AWS::EC2::LaunchTemplate";
  const cfn::Value* data = view::property(*made.launch, {"LaunchTemplateData"});
  if (is_template && (data == nullptr || data->map() == nullptr)) return;
  const auto text =
      made.user_data == nullptr ? std::optional<std::string>("") : text_made(view_, made.user_data);
  if (!text) return;
  const auto agent = has_agent(view_, made.image);
  if (text->find(kSetting) != text->npos) {
    const std::string stated = cluster_stated(*text);
    if (!stated.empty()) set_cluster(view_, stated, made);
    if (agent == false && !installs(*text)) made.joining = Joining::kNone;
    return;
  }
  if (may_set_elsewhere(*text)) return;
  if (agent == true) set_cluster(view_, "default", made);
  if (agent == false) made.joining = Joining::kNone;
}

}  // namespace archsynth::model
