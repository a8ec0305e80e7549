#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "archsynth/aws/dynamodb.h"
#include "archsynth/aws/ecr.h"
#include "archsynth/aws/ecs/cache_use.h"
#include "archsynth/aws/ecs/call.h"
#include "archsynth/aws/ecs/cluster.h"
#include "archsynth/aws/ecs/database_use.h"
#include "archsynth/aws/ecs/service.h"
#include "archsynth/aws/ecs/store_use.h"
#include "archsynth/aws/efs.h"
#include "archsynth/aws/elasticache.h"
#include "archsynth/aws/elbv2.h"
#include "archsynth/aws/elbv2/network_load_balancer.h"
#include "archsynth/aws/iam.h"
#include "archsynth/aws/logs.h"
#include "archsynth/aws/rds.h"
#include "archsynth/aws/s3.h"

/// Containers on Fargate.
namespace archsynth::ecs {

using describe::field;

/// Which of two services starts first where one calls the other.
enum class CalleeStarts { kBefore, kWhenever };

/// A Fargate service in the private subnets: task definition, security group, a role for what its
/// code may do and one for what starting a task needs, each with no more rights than that. Tasks
/// start when their rights, their ways out and the rules that lead to and from them exist.
class FargateService : public construct::Construct {
 public:
  using Props = FargateServiceProps;
  FargateService(construct::Scope scope, ec2::Vpc& vpc, Cluster& cluster,
                 FargateServiceProps props);

  const FargateServiceProps& props() const { return props_; }
  ec2::SecurityGroup& security_group() { return *security_group_; }
  iam::Role& task_role() { return *task_role_; }
  /// The service's physical name.
  cfn::Value name() const;
  Cluster& cluster() const { return *cluster_; }
  /// The target group once the service is exposed.
  elbv2::TargetGroup* target_group() const { return target_group_; }
  elbv2::LoadBalancer* load_balancer() const { return load_balancer_; }
  /// The same of a service that speaks TCP.
  elbv2::TargetGroup* tcp_target_group() const { return tcp_target_group_; }
  elbv2::NetworkLoadBalancer* network_load_balancer() const { return network_load_balancer_; }
  /// Whether Application Auto Scaling owns the count: `tasks.min` below `tasks.max`.
  bool scales() const { return *props_.tasks.min < *props_.tasks.max; }
  /// A count of tasks that holds once the image exists, and 0 before.
  cfn::Value when_image_exists(cfn::Value count) const;

  /// Runs the image of a repository of this stack, with the tag a stack parameter. While that is
  /// empty, as on the first deployment, no task runs. Without a call `image.uri` runs; both
  /// together are an error (ARC1207). The parameter is that of `first` where a service is given
  /// whose image this is.
  void run_image_of(const ecr::Repository& repository, const FargateService* first = nullptr);
  /// Runs the image of a repository of this stack in a sidecar, in the same way.
  void run_image_of(const ecr::Repository& repository, const std::string& sidecar,
                    const FargateService* first);
  /// Puts the service behind the load balancer, for the requests of a route. A service stands
  /// behind one load balancer, in one place: a second call throws `std::logic_error`.
  void expose(elbv2::LoadBalancer& load_balancer, const elbv2::RouteProps& route);
  /// Puts the service behind the load balancer, for all requests that no route takes.
  void expose(elbv2::LoadBalancer& load_balancer);
  /// Puts a service that speaks TCP behind the network load balancer, at its port.
  void expose(elbv2::NetworkLoadBalancer& load_balancer);
  /// Opens the database's port to the service and injects the connection settings:
  /// `<PREFIX>_HOST`, `_PORT`, `_NAME`, `_USERNAME`, and where they exist `_PASSWORD` and `_URL`.
  void connect_to(rds::Database& database, std::string_view prefix = "DATABASE",
                  const Origin& why = {});
  /// The same with the settings in variables of these names, and none else.
  void connect_to(rds::Database& database, const DatabaseUseProps& use, const Origin& why = {});
  /// What is connected within `connect` is set in a sidecar instead of the service's own container.
  void within(const std::string& sidecar, const std::function<void()>& connect);
  /// Lets the code use a key through a service, as `sqs`: what it has a permission for is
  /// encrypted.
  void use_key(const kms::Key& key, const std::string& through);
  /// Opens a cache to the service and sets `<PREFIX>_HOST`, `_PORT` and `_URL`.
  void connect_to(elasticache::Cache& cache, std::string_view prefix = "CACHE",
                  const Origin& why = {});
  /// The same with the settings in variables of these names, and none else.
  void connect_to(elasticache::Cache& cache, const CacheUseProps& use, const Origin& why = {});
  /// Lets the code read or write the objects of a bucket, whose name is in `<PREFIX>_NAME`, or in
  /// the variables that the use names.
  void connect_to(const s3::Bucket& bucket, const BucketUseProps& use = {},
                  std::string_view prefix = "BUCKET", const Origin& why = {});
  /// Lets the code read or write the items of a table, whose name is in `<PREFIX>_NAME`, or in the
  /// variable that the use names.
  void connect_to(const dynamodb::Table& table, const TableUseProps& use = {},
                  std::string_view prefix = "TABLE", const Origin& why = {});
  /// Lets the code call another service of the cluster, whose URL is in `<NAME>_URL` (of TCP
  /// `<NAME>_HOST` and `_PORT`) or in the variables that the use names. The callee has to take
  /// requests.
  void connect_to(FargateService& callee, const CallProps& use = {}, const Origin& why = {},
                  CalleeStarts starts = CalleeStarts::kBefore);
  /// Says under which name other services call this one; its own when never said. Only the first
  /// call counts.
  void answer_as(std::string_view name);
  bool is_called() const { return !endpoint_.empty(); }
  /// Puts one of its `volumes` on a file system.
  void mount(const std::string& volume, efs::FileSystem& files, const Origin& why = {});
  /// Whether something in its tasks listens for requests: its own container, or `requests_to`.
  bool takes_requests() const { return ecs::takes_requests(props_); }
  /// Reports keys that say something to a load balancer (ARC1213), for a service that stays without
  /// one.
  void check_unexposed();

 private:
  void make_task_definition();
  void make_service();
  void make_sidecars();
  void forward_logs();
  void collect_traces();
  void set_variables();
  cfn::Map container_of(const std::string& name, const SidecarProps& props);
  void add_settings(cfn::Map& container, const std::string& name, const SidecarProps& props);
  void check_port(const Sourced<int>& port, const std::string& name,
                  std::map<int, std::string>& ports);
  void check_sidecar(const std::string& name, const Origin& origin, const SidecarProps& props,
                     std::map<int, std::string>& ports);
  void check_requests();
  Sourced<int> request_port() const;
  cfn::Map& request_container();
  void open_peer_ports();
  /// The endpoints of `ports`, under the host name of the service.
  void offer_ports(cfn::List& endpoints);
  cfn::Map& service_connect();
  void waive_plain_variables();
  void check_volumes();
  void check_directories();
  void make_scratch_volumes();
  void add_volume(const std::string& name, const VolumeProps& props, cfn::Value file_system);
  cfn::Value network_of_tasks() const;
  bool starts_at_zero() const;
  void check();
  void check_image(const ImageProps& image, const std::string& where, const std::string& example);
  void check_addresses();
  void make_roles();
  void attach(elbv2::LoadBalancer& load_balancer);
  elbv2::TargetGroup& register_targets(ec2::SecurityGroup& balancer, const char* kind);
  void set_image(cfn::Value image);
  struct Tag {
    cfn::LogicalId parameter{};
    cfn::LogicalId is_given{};  ///< the condition
  };
  Tag tag_of(const std::string& prefix, const std::string& what, const ImageProps& image,
             const Origin& where);
  void wait_for(const cfn::LogicalId& image);
  cfn::Value image_of(const ecr::Repository& repository, const Tag& tag);
  std::size_t place_of(const std::string& sidecar) const;
  /// Lets starting a task pull the image where that needs rights.
  void allow_pull_of(const cfn::Value& image);
  void allow_pull(const cfn::Value& repository_arn);
  /// Opens the way to a database, and its secrets to whoever starts a task.
  void reach(rds::Database& database, const Origin& why);
  void reach(elasticache::Cache& cache, const Origin& why);
  /// Sets a variable to what a database's secret, or its resource, says; false where neither does.
  bool set_from(const rds::Database& database, const std::string& variable, std::string_view key,
                cfn::Value plain, const Origin& why);
  void set_secret_arn(const rds::Database& database, const std::string& variable,
                      const Origin& why);
  void read_secrets();
  void grant_permissions();
  /// What `ValueFrom` takes of a secret, which starting a task may then read; absent after an
  /// error.
  cfn::Value read_secret(const Secret& secret, const std::string& name);
  cfn::Value read_secret_arn(const Sourced<std::string>& arn);
  cfn::Value read_secret_function(const document::Node& function, const std::string& name);
  cfn::Value read_named_secret(const SecretProps& props, const Origin& origin,
                               const std::string& name);
  cfn::Value read_secret_of_stack(const Sourced<describe::Expression>& source,
                                  const std::string& name);
  cfn::Value read_parameter(cfn::Value arn);
  cfn::Value read_whole_secret(cfn::Value arn, cfn::Value value_from);
  /// Lets the code have S3 use the key that encrypts a bucket.
  void allow_objects(const cfn::Value& key_arn, bool writes);
  /// Lets the code have DynamoDB use the key that encrypts a table.
  void allow_items(const kms::Key& key, bool writes);
  void allow_decrypt(iam::Role& role, std::string_view sid, const char* service);
  void enable_exec();
  void depend_on(const cfn::LogicalId& id);
  void depend_on_start_conditions();
  /// The service's own container, or another by its place.
  cfn::Map& container(std::size_t index = 0);
  /// Adds an environment variable (`Value`) or secret (`ValueFrom`); a name that is there already
  /// is an error naming both places.
  void inject(const std::string& variable, std::string_view kind, cfn::Value value,
              const Origin& why);

  FargateServiceProps props_;
  std::string name_;
  std::string endpoint_;  ///< the name under which other services call it
  ec2::Vpc* vpc_ = nullptr;
  Cluster* cluster_ = nullptr;
  ec2::SecurityGroup* security_group_ = nullptr;
  iam::Role* task_role_ = nullptr;
  iam::Role* execution_role_ = nullptr;
  elbv2::TargetGroup* target_group_ = nullptr;
  elbv2::LoadBalancer* load_balancer_ = nullptr;
  elbv2::TargetGroup* tcp_target_group_ = nullptr;
  elbv2::NetworkLoadBalancer* network_load_balancer_ = nullptr;
  cfn::Resource* task_definition_ = nullptr;
  cfn::Resource* service_ = nullptr;
  std::map<std::string, Tag> tags_;     ///< by sidecar; that of the service's own without a name
  std::vector<cfn::LogicalId> images_;  ///< the conditions that there are images
  cfn::Value count_;                    ///< of tasks, once there are
  /// Each variable of a container by its place, and who set it.
  std::map<std::size_t, std::map<std::string, Origin, std::less<>>> environment_;
  std::size_t receiver_ = 0;         ///< the container that settings are for
  std::vector<std::size_t> copies_;  ///< the containers that run the service's own image as well
  bool has_plain_variables_ = false;
};

}  // namespace archsynth::ecs

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<ecs::FargateServiceProps>();
}  // namespace archsynth::describe::internal
