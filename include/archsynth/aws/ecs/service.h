#pragma once

#include <string>

#include "archsynth/aws/ecs/container.h"
#include "archsynth/aws/ecs/deployment.h"
#include "archsynth/aws/ecs/image.h"
#include "archsynth/aws/ecs/log_forwarding.h"
#include "archsynth/aws/ecs/permission.h"
#include "archsynth/aws/ecs/scaling.h"
#include "archsynth/aws/ecs/secret.h"
#include "archsynth/aws/ecs/sidecar.h"
#include "archsynth/aws/ecs/tracing.h"
#include "archsynth/aws/ecs/volume.h"
#include "archsynth/aws/elbv2.h"

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

}  // namespace archsynth::ecs
