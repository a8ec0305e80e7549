#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "archsynth/aws/dynamodb.h"
#include "archsynth/aws/ecr.h"
#include "archsynth/aws/ecs/cache_use.h"
#include "archsynth/aws/ecs/call.h"
#include "archsynth/aws/ecs/cluster.h"
#include "archsynth/aws/ecs/container.h"
#include "archsynth/aws/ecs/database_use.h"
#include "archsynth/aws/ecs/deployment.h"
#include "archsynth/aws/ecs/image.h"
#include "archsynth/aws/ecs/log_forwarding.h"
#include "archsynth/aws/ecs/permission.h"
#include "archsynth/aws/ecs/scaling.h"
#include "archsynth/aws/ecs/secret.h"
#include "archsynth/aws/ecs/sidecar.h"
#include "archsynth/aws/ecs/store_use.h"
#include "archsynth/aws/ecs/tracing.h"
#include "archsynth/aws/ecs/volume.h"
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

enum class Architecture { kX8664, kArm64 };
constexpr auto names_of(Architecture) { return std::array{"x86_64", "arm64"}; }

/// A service of the stack.
struct FargateServiceProps {
  ImageProps image{};
  Sourced<int> port{};
  describe::Map<Sourced<int>> ports{};
  describe::List<int> peer_ports{};
  Sourced<int> cpu = ByProfile(512, 256, 256);
  Sourced<int> memory_mib = ByProfile(1024, 512, 512);
  Sourced<Architecture> architecture = Default(Architecture::kX8664);
  elbv2::HealthCheckProps health_check{};
  Sourced<int> health_check_grace_period_seconds = Default(60);
  Sourced<int> deregistration_delay_seconds = ByProfile(30, 15, 5);
  Sourced<ContainerHealthCheckProps> container_health_check{};
  TasksProps tasks{};
  ScalingProps scaling{};
  CapacityProps capacity{};
  DeploymentProps deployment{};
  Sourced<std::string> requests_to{};
  Sourced<elbv2::Protocol> protocol = Default(elbv2::Protocol::kHttp);
  Sourced<int> sticky_seconds{};
  Sourced<int> request_timeout_seconds = Default(60);
  describe::Map<Sourced<describe::Expression>> variables{};
  describe::List<std::string> variable_files{};
  describe::Map<Secret> secrets{};
  describe::List<PermissionProps> permissions{};
  describe::List<std::string> policy_arns{};
  describe::Map<VolumeProps> volumes{};
  describe::Map<SidecarProps> sidecars{};
  Sourced<LogForwardingProps> log_forwarding{};
  Sourced<TracingProps> tracing{};
  describe::List<std::string> security_group_ids{};
  describe::List<std::string> entry_point{};
  describe::List<std::string> command{};
  Sourced<std::string> user{};
  Sourced<bool> read_only_root_filesystem = Default(false);
  Sourced<bool> init_process = Default(true);
  Sourced<int> ephemeral_storage_gib{};
  Sourced<int> open_files{};
  Sourced<int> stop_timeout_seconds = Default(30);
  Sourced<bool> exec = Default(false);
  static constexpr auto fields() {
    using P = FargateServiceProps;
    return describe::fields(
        "a service",
        field<&P::image>("image", "what runs").required().example("{repository: fastapi-app}"),
        field<&P::port>("port",
                        "the port on which the container listens; without one the service "
                        "is a worker that nothing calls")
            .range(1, 65535),
        field<&P::ports>("ports",
                         "further TCP ports on which the container listens, by name: services that "
                         "call this one reach them under the same host name")
            .keys(forms::kName)
            .range(1, 65535)
            .example("{native: 9000}"),
        field<&P::peer_ports>("peer_ports",
                              "TCP ports on which its tasks reach each other, as members of a "
                              "cluster do")
            .range(1, 65535)
            .example("[7800]"),
        field<&P::cpu>(
            "cpu", "CPU units of a task, 1024 for one virtual CPU; a size that Fargate supports"),
        field<&P::memory_mib>(
            "memory_mib",
            "memory of a task in MiB; a size that Fargate supports for that much CPU"),
        field<&P::architecture>("architecture", "the processor that the image was built for"),
        field<&P::health_check>("health_check", "when the load balancer sends requests to a task"),
        field<&P::health_check_grace_period_seconds>(
            "health_check_grace_period_seconds",
            "seconds after a task's start in which the load "
            "balancer's checks do not count")
            .range(0, 2'147'483'647),
        field<&P::deregistration_delay_seconds>(
            "deregistration_delay_seconds",
            "seconds that a stopping task has to finish its requests")
            .range(0, 3600),
        field<&P::container_health_check>(
            "container_health_check",
            "a check inside the container, in addition to the load balancer's"),
        field<&P::tasks>("tasks", "how many tasks run"),
        field<&P::scaling>("scaling", "what makes their number change"),
        field<&P::capacity>("capacity",
                            "on-demand and spot capacity; only on-demand when left out"),
        field<&P::deployment>("deployment",
                              "how a new version replaces the old one; `recreate` stops all tasks "
                              "first, as what must not run twice needs"),
        field<&P::requests_to>("requests_to",
                               "the sidecar that gets the load balancer's requests; the service's "
                               "own container when left out")
            .example("nginx"),
        field<&P::protocol>("protocol",
                            "the protocol that the load balancer, and services that call this one, "
                            "use with the container; `grpc` needs HTTPS at the load balancer, and "
                            "`tcp` gets a network load balancer, at the service's port"),
        field<&P::sticky_seconds>("sticky_seconds",
                                  "seconds in which a client's requests go to the same task, by a "
                                  "cookie")
            .range(1, 604800),
        field<&P::request_timeout_seconds>(
            "request_timeout_seconds",
            "seconds after which a request of a service that `calls` this one fails; 0 for never")
            .range(0, 2'147'483'647),
        field<&P::variables>("variables",
                             "environment variables; a value may be a function of something in "
                             "the stack, such as `!Ref UploadsBucket`")
            .keys(forms::kVariableName)
            .example("{LOG_LEVEL: info}"),
        field<&P::variable_files>(
            "variable_files",
            "files with further variables, which are read when the template is created: lines of "
            "`NAME=value`, after `export` where wanted, with comments after `#`, values in single "
            "quotes (as they are) or in double quotes (with \\n"
            ", \\r, \\t, \\\", \\\\ and \\$), which may span lines. Paths are relative to this "
            "file; a later file takes precedence over an earlier one, and `variables` over both")
            .example("[.env]"),
        field<&P::secrets>(
            "secrets",
            "environment variables from SSM parameters or Secrets Manager secrets: the path of a "
            "parameter of this account and region, an ARN (which may name a key of the JSON, as in "
            "`…:secret:stripe-AbCdEf:api_key`), the name of one of `secrets` at the top of the "
            "file, a "
            "reference to a secret of `resources`, or a mapping")
            .keys(forms::kVariableName)
            .form(forms::kSecretSource)
            .example("{STRIPE_KEY: /shop/stripe}"),
        field<&P::permissions>("permissions",
                               "what the code may do in addition to what follows from the file")
            .example("[{actions: [ses:SendEmail], resources: [\"*\"]}]"),
        field<&P::policy_arns>("policy_arns", "additional managed policies for the code")
            .form(forms::kPolicyArn),
        field<&P::volumes>("volumes", "places for files, by name")
            .keys(forms::kName)
            .example("{uploads: {path: /app/media, file_system: files}}"),
        field<&P::sidecars>("sidecars", "further containers of its tasks, by name")
            .keys(forms::kName)
            .example("{nginx: {image: \"public.ecr.aws/nginx/nginx:1.27\", port: 80}}"),
        field<&P::log_forwarding>("log_forwarding",
                                  "where its logs go instead of CloudWatch, through FireLens; "
                                  "those of the router stay there")
            .example("{options: {Name: firehose, delivery_stream: app-logs}}"),
        field<&P::tracing>(
            "tracing",
            "a collector beside its container that receives OpenTelemetry traces at "
            "`localhost:4317` (gRPC) and `:4318` (HTTP) and sends them to X-Ray; `{}` without keys")
            .example("{}"),
        field<&P::security_group_ids>("security_group_ids",
                                      "existing security groups of its tasks in addition to their "
                                      "own, such as one that a database elsewhere allows")
            .form(forms::kSecurityGroupId),
        field<&P::entry_point>(
            "entry_point", "replaces the image's entry point; a list, or a line as in `command`"),
        field<&P::command>("command",
                           "replaces the image's command; a list, or one line that is split as a "
                           "shell would split it, though no shell runs it")
            .example("bundle exec rails server"),
        field<&P::user>("user", "the user that the container runs as; the image's when left out"),
        field<&P::read_only_root_filesystem>("read_only_root_filesystem",
                                             "the container cannot write to its own files"),
        field<&P::init_process>(
            "init_process",
            "an init process of ECS starts the container's own process and cleans up after it; "
            "false for images that bring one, such as s6-overlay"),
        field<&P::ephemeral_storage_gib>(
            "ephemeral_storage_gib", "scratch space of a task; Fargate gives 20 GiB when left out")
            .range(21, 200),
        field<&P::open_files>("open_files", kOpenFiles).range(1, kMostOpenFiles),
        field<&P::stop_timeout_seconds>("stop_timeout_seconds",
                                        "seconds between the stop signal and the kill")
            .range(1, 120),
        field<&P::exec>(
            "exec",
            "ECS Exec can run commands in tasks; it needs to write to the root filesystem"));
  }
};
static_assert(describe::complete<FargateServiceProps>());

/// Whether a container of the service listens for requests: its own, or `requests_to`.
inline bool takes_requests(const FargateServiceProps& props) {
  return !props.port.missing() || !props.requests_to.missing();
}

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
  void check_image();
  void check_addresses();
  void make_roles();
  void attach(elbv2::LoadBalancer& load_balancer);
  elbv2::TargetGroup& register_targets(ec2::SecurityGroup& balancer, const char* kind);
  void set_image(cfn::Value image);
  void take_tag_of(const FargateService* first);
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
  cfn::LogicalId image_tag_;
  cfn::LogicalId has_image_;
  std::map<std::string, Origin, std::less<>> environment_;  ///< each variable and who set it
  std::vector<std::size_t> copies_;  ///< the containers that run the service's own image as well
  bool has_plain_variables_ = false;
};

}  // namespace archsynth::ecs

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<ecs::FargateServiceProps>();
}  // namespace archsynth::describe::internal
