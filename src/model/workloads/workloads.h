#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "view/view.h"

namespace archsynth::model {

/// A setting, as far as it is known.
template <typename T>
struct Setting {
  const cfn::Value* at = nullptr;  ///< where the template sets it; null: it does not
  std::optional<T> value{};        ///< nothing: not set, or computed
  bool is_absent = false;          ///< nothing can set it

  /// The value, or the one that AWS takes without it; nothing where it is computed.
  std::optional<T> or_default(T other) const {
    return is_absent ? std::optional<T>(std::move(other)) : value;
  }
};

/// Something that a setting names: a resource of the template, or what else the value says.
struct Named {
  const cfn::Value* at = nullptr;           ///< null: the template does not say
  const cfn::Resource* resource = nullptr;  ///< null: it is not of the template
};

struct PortMapping {
  const cfn::Value* at = nullptr;
  Setting<double> container{};
  Setting<double> host{};
  Setting<std::string> protocol{};
  Setting<std::string> name{};
};

/// A secret or a parameter that a container gets as a variable: `ValueFrom`.
struct SecretVariable {
  const cfn::Value* at = nullptr;
  Setting<std::string> name{};
  const cfn::Value* from = nullptr;
  /// The secret or parameter of the template; null: it is not of the template, or not known.
  const cfn::Resource* source = nullptr;
  std::string key{};  ///< of the secret's JSON object; empty: the whole secret
};

/// A container that has to be in a condition before this one starts.
struct Wait {
  const cfn::Value* at = nullptr;
  Setting<std::string> container{};
  Setting<std::string> condition{};
};

struct Mount {
  const cfn::Value* at = nullptr;
  Setting<std::string> volume{};
  Setting<std::string> path{};
};

struct Logging {
  const cfn::Value* at = nullptr;  ///< null: logs go nowhere
  Setting<std::string> driver{};
  Named group{};  ///< `awslogs-group`
  Setting<std::string> region{};
  Setting<bool> creates_group{};
};

struct Container {
  const cfn::Value* at = nullptr;
  Setting<std::string> name{};
  const cfn::Value* image = nullptr;
  /// The repository of the template that holds the image; null: none is known to.
  const cfn::Resource* repository = nullptr;
  bool names_arn = false;  ///< its image starts with the ARN of a repository, which names no image
  Setting<bool> is_essential{};
  Setting<double> cpu{};
  Setting<double> memory{};
  std::vector<PortMapping> ports{};
  bool has_all_ports = true;  ///< there are no others
  std::vector<SecretVariable> secrets{};
  std::optional<SecretVariable> registry{};  ///< with the credentials of the image's registry
  std::vector<Wait> waits{};
  std::vector<Mount> mounts{};
  Logging logging{};
  bool checks_health = false;
};

struct Volume {
  const cfn::Value* at = nullptr;
  Setting<std::string> name{};
  Named file_system{};   ///< of EFS
  Named access_point{};  ///< of EFS
  Setting<std::string> transit_encryption{};
  Setting<std::string> iam{};
};

/// A task definition of ECS.
struct Task {
  const cfn::Resource* resource = nullptr;
  Named execution_role{};
  Named role{};
  Setting<std::string> network_mode{};
  Setting<double> cpu{};
  Setting<double> memory{};
  bool requires_fargate = false;
  std::vector<Container> containers{};
  bool has_all_containers = true;  ///< there are no others
  std::vector<Volume> volumes{};

  /// Null where there is none.
  const Container* container(std::string_view name) const;
};

struct SubnetUse : Named {
  /// `a` for `us-east-1a` and for the first zone of a region; empty: not known.
  std::string zone{};
};

/// Where network interfaces are.
struct Placement {
  const cfn::Value* at = nullptr;  ///< null: the template does not say
  std::vector<SubnetUse> subnets{};
  bool has_all_subnets = true;  ///< there are no others
  std::vector<Named> groups{};
  bool has_all_groups = true;  ///< there are no others
  Setting<std::string> public_address{};

  /// The zones that are known, sorted, each once.
  std::vector<std::string> zones() const;
};

/// A share of a capacity provider strategy.
struct CapacityShare {
  const cfn::Value* at = nullptr;
  Setting<std::string> provider{};  ///< `FARGATE`, `FARGATE_SPOT`, or a name
  Setting<double> weight{};
  Setting<double> base{};
};

/// How many tasks, replicas or the like Application Auto Scaling keeps.
struct Scaling {
  const cfn::Resource* target = nullptr;  ///< null: nothing scales
  Setting<double> min{};
  Setting<double> max{};
  std::vector<const cfn::Resource*> policies{};
};

/// A target group in which a service registers its tasks.
struct Attachment {
  const cfn::Value* at = nullptr;
  Named group{};
  Setting<std::string> container{};
  Setting<double> port{};
  /// Listeners and rules that forward to the group, and their load balancers.
  std::vector<const cfn::Resource*> routes{};
  std::vector<const cfn::Resource*> balancers{};
};

struct Deployments {
  Setting<std::string> strategy{};
  Setting<double> minimum_percent{};
  Setting<double> maximum_percent{};
  Setting<bool> has_circuit_breaker{};
  Setting<bool> rolls_back{};
};

/// A service of ECS.
struct Service {
  const cfn::Resource* resource = nullptr;
  Named cluster{};
  Named definition{};
  const Task* task = nullptr;  ///< null: it is not of the template
  Setting<std::string> scheduling{};
  Setting<std::string> launch_type{};
  Setting<double> desired{};
  Setting<double> grace_seconds{};  ///< of health checks
  Setting<std::string> zone_rebalancing{};
  std::vector<CapacityShare> capacity{};  ///< its own, or its cluster's by default
  bool has_all_capacity = true;           ///< there are no other shares
  bool is_on_fargate = false;
  Placement placement{};
  std::vector<Attachment> attachments{};
  Deployments deployments{};
  Scaling scaling{};
};

/// How CloudFormation replaces the instances of a group: `AutoScalingRollingUpdate`.
struct RollingUpdate {
  const cfn::Value* at = nullptr;  ///< null: instances that run are left as they are
  Setting<double> least{};         ///< `MinInstancesInService`
  Setting<double> batch{};
  Setting<bool> waits{};  ///< for signals
};

/// A group of instances that replaces those that are lost.
struct Group {
  const cfn::Resource* resource = nullptr;
  const cfn::Resource* launch = nullptr;  ///< null: it is not of the template
  Setting<double> min{};
  Setting<double> max{};
  Setting<double> desired{};
  bool is_scaled = false;    ///< a policy or a schedule says how many run
  bool is_spot = false;      ///< all that `on_demand_percent` and its base leave
  bool hosts_tasks = false;  ///< of ECS
  Setting<double> on_demand_base{};
  Setting<double> on_demand_percent{};
  std::vector<Attachment> attachments{};
  RollingUpdate update{};

  /// Whether as many run as are desired: no policy scales it.
  bool has_own_count() const { return !is_scaled && !desired.is_absent; }
};

/// A task that a schedule or a rule of events starts.
struct Job {
  const cfn::Resource* resource = nullptr;
  const cfn::Value* at = nullptr;  ///< the target that names the task
  Named definition{};
  const Task* task = nullptr;
  Named cluster{};
  Named role{};
  Setting<double> count{};
  Placement placement{};
};

/// An event source mapping of a function.
struct EventSource {
  const cfn::Resource* resource = nullptr;
  Named source{};
};

/// A function of Lambda.
struct Function {
  const cfn::Resource* resource = nullptr;
  Named role{};
  Placement placement{};
  const cfn::Value* image = nullptr;
  const cfn::Resource* repository = nullptr;
  std::vector<Named> file_systems{};  ///< access points
  std::vector<EventSource> sources{};
};

/// What a template runs, in the state of the conditions that the view is in; holds as long as the
/// view stays in it.
class Workloads {
 public:
  explicit Workloads(const view::View& view);
  Workloads(const Workloads&) = delete;
  Workloads& operator=(const Workloads&) = delete;

  const std::deque<Task>& tasks() const { return tasks_; }
  /// Jobs of AWS Batch, each of which runs as a task.
  const std::deque<Task>& batch_jobs() const { return batch_jobs_; }
  const std::deque<Service>& services() const { return services_; }
  const std::deque<Group>& groups() const { return groups_; }
  const std::deque<Job>& jobs() const { return jobs_; }
  const std::deque<Function>& functions() const { return functions_; }

 private:
  const Task* task(const Named& definition) const;
  void add_tasks();
  void add_batch_jobs();
  void add_services();
  void add_groups();
  void add_jobs();
  void add_functions();

  const view::View& view_;
  std::deque<Task> tasks_;
  std::deque<Task> batch_jobs_;
  std::deque<Service> services_;
  std::deque<Group> groups_;
  std::deque<Job> jobs_;
  std::deque<Function> functions_;
};

/// Takes up the target group in an attachment, and what forwards to it.
void attach(const view::View& view, const Named& group, Attachment& to);

/// The zone of a subnet, or that a value names, as `SubnetUse::zone` says it.
std::string zone_of(const view::View& view, const cfn::Resource& subnet);
std::string zone_of(const view::View& view, const cfn::Value* zone);

}  // namespace archsynth::model
