#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "model/workloads/workloads.h"

namespace archsynth::model {

/// The cluster of ECS that an instance's agent joins.
enum class Joining {
  kNone,     ///< no agent runs there
  kCluster,  ///< `cluster`, for certain
  kOther,    ///< one that is not of the template, for certain: `default`, or another name
  kUnknown,
};

/// A group of instances, or one instance, with what its start says of ECS.
struct ContainerInstances {
  const cfn::Resource* resource = nullptr;  ///< the Auto Scaling group, or the instance
  const cfn::Resource* launch = nullptr;    ///< its launch template or configuration, or itself
  const cfn::Value* user_data = nullptr;
  const cfn::Value* image = nullptr;
  Joining joining = Joining::kUnknown;
  const cfn::Resource* cluster = nullptr;
  std::string other{};  ///< the name of a cluster that is not of the template
  Setting<double> max{};
  std::vector<SubnetUse> subnets{};
  bool has_all_subnets = true;
};

/// The instances of a template, in the state of the conditions that the view is in.
class Instances {
 public:
  explicit Instances(const view::View& view);
  Instances(const Instances&) = delete;
  Instances& operator=(const Instances&) = delete;

  const std::deque<ContainerInstances>& all() const { return all_; }

 private:
  void add(const cfn::Resource& resource);

  const view::View& view_;
  std::deque<ContainerInstances> all_;
};

/// Where a group of instances names its launch template or configuration.
inline constexpr std::string_view kLaunchPaths[] = {
    "LaunchTemplate.LaunchTemplateId", "LaunchConfigurationName",
    "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId"};
/// What a group of instances starts them from, or the instance; null where it is not known.
const cfn::Resource* launch_of(const view::View& view, const cfn::Resource& resource);
/// The text that a value makes, `${Name}` for what it refers to; nothing where it is computed
/// otherwise.
std::optional<std::string> text_made(const view::View& view, const cfn::Value* value);
/// A setting of an instance, or of the launch template or configuration that it starts from; null
/// where it is absent or computed.
const cfn::Value* launch_setting(const cfn::Resource& launch, std::string_view key);
/// The path of a public parameter that an image id comes from; empty where it comes from elsewhere.
std::string public_image(const view::View& view, const cfn::Value* image);

}  // namespace archsynth::model
