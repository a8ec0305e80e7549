// Fargate services, their images, secrets and scaling.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kServicesFargate =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
constexpr std::string_view kServicesScaling =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html";
constexpr std::string_view kServicesDeploy =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html";
constexpr std::string_view kServicesRef = "examples/REFERENCE.md";
constexpr std::string_view kServicesSubnet =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kServicesSecrets =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "secrets-envvar-secrets-manager.html";
constexpr std::string_view kServicesNat =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html";
constexpr std::string_view kServicesExec =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html";
constexpr std::string_view kServicesCron =
    "https://docs.aws.amazon.com/autoscaling/application/userguide/"
    "scheduled-scaling-using-cron-expressions.html";
constexpr std::string_view kServicesAcm =
    "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html";

constexpr Rule kServicesRows[] = {
    {"ARC1200", Severity::kError, "environment variable is set twice",
     "the container would see only one of the values", "rename or remove one of them",
     kServicesFargate, ""},
    {"ARC1201", Severity::kError, "CPU size that Fargate does not offer",
     "ECS refuses the task definition", "use one of the CPU sizes listed", kServicesFargate, ""},
    {"ARC1202", Severity::kError, "memory size that does not match the CPU size",
     "ECS refuses the task definition", "use one of the memory sizes listed", kServicesFargate, ""},
    {"ARC1203", Severity::kError, "minimum number of tasks is above the maximum",
     "Application Auto Scaling refuses the target", "raise \"max\", or lower \"min\"",
     kServicesScaling, ""},
    {"ARC1204", Severity::kError, "desired count conflicts with scaling",
     "each deployment would reset the number of tasks", "remove \"desired\", or set it to \"min\"",
     kServicesScaling, ""},
    {"ARC1205", Severity::kError, "scaling is set for a fixed number of tasks",
     "the scaling has no effect", "raise \"max\", or remove \"scaling\"", kServicesScaling, ""},
    {"ARC1206", Severity::kError, "capacity providers conflict", "ECS refuses the service",
     "give one provider a \"base\", and at least one a positive \"weight\"", kServicesDeploy, ""},
    {"ARC1207", Severity::kError, "ambiguous image", "it is unclear which image runs",
     "set either \"repository\" or \"uri\"", kServicesRef, ""},
    {"ARC1209", Severity::kError, "deployment can neither start nor stop a task",
     "no deployment ever completes", "raise \"max_percent\", or lower \"min_healthy_percent\"",
     kServicesDeploy, ""},
    {"ARC1210", Severity::kError, "subnets are too small for a deployment",
     "tasks do not start when addresses run out",
     "lower \"tasks.max\" or \"deployment.max_percent\", or use larger subnets", kServicesSubnet,
     ""},
    {"ARC1211", Severity::kError, "secret ARN is incomplete", "the task cannot read the secret",
     "use the full ARN, with the suffix that Secrets Manager appended", kServicesSecrets, ""},
    {"ARC1212", Severity::kWarning, "image cannot be pulled without internet access",
     "tasks do not start", "copy the image to a private ECR repository, or use another \"nat\"",
     kServicesNat, ""},
    {"ARC1213", Severity::kError, "load balancer setting on a service that is not behind one",
     "the setting has no effect", "give the service a \"port\", or remove the key", kServicesRef,
     ""},
    {"ARC1214", Severity::kWarning, "scaling can stop the last task",
     "no metric is left that could start a task again",
     "set \"min\" to 1, or add a schedule that raises it", kServicesScaling, ""},
    {"ARC1215", Severity::kError, "ECS Exec with a read-only root filesystem",
     "commands cannot be run in the container", "turn one of the two off", kServicesExec, ""},
    {"ARC1216", Severity::kError, "malformed container health check",
     "ECS refuses the task definition", "begin the command with CMD or CMD-SHELL", kServicesFargate,
     ""},
    {"ARC1220", Severity::kError, "schedule changes nothing", "the schedule has no effect",
     "set \"min\", \"max\" or both", kServicesCron, ""},
    {"ARC1221", Severity::kError, "schedule with a minimum above the maximum",
     "Application Auto Scaling refuses the schedule", "raise \"max\", or lower \"min\"",
     kServicesCron, ""},
    {"ARC1222", Severity::kError, "schedule is set for a fixed number of tasks",
     "the schedule has no effect", "raise \"max\", or remove the schedule", kServicesCron, ""},
    {"ARC1223", Severity::kError, "scaling by requests without a load balancer",
     "there is no metric to scale on", "give the service a \"port\", or scale by CPU or memory",
     kServicesScaling, ""},
    {"ARC1225", Severity::kWarning, "command is a single argument with spaces",
     "the container looks for a program whose name has spaces, and does not start",
     "write each argument as an item of the list", kServicesFargate, ""},
    {"ARC1224", Severity::kError, "time zone is set for a rate schedule",
     "the time zone has no effect", "use a cron or at schedule, or remove \"time_zone\"",
     kServicesCron, ""},
    {"ARC1401", Severity::kError, "retention period that CloudWatch Logs does not offer",
     "CloudWatch Logs refuses the log group", "use the nearest period listed", kServicesRef, ""},
    {"ARC1402", Severity::kError, "email address is subscribed twice",
     "SNS creates one subscription only", "remove one of the two", kServicesRef, ""},
    {"ARC1403", Severity::kWarning, "rotation adds a transform to the template",
     "the deployment fails without CAPABILITY_AUTO_EXPAND",
     "deploy with `--capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND`", kServicesRef, ""},
    {"ARC1601", Severity::kError, "domain name is too long for a certificate",
     "ACM refuses the certificate", "use a shorter name", kServicesAcm, ""},
    {"ARC1610", Severity::kError, "\"customer_managed_key\" and \"key_arn\" are both set",
     "no key would be created", "remove one of the two", kServicesRef, ""},
};

}  // namespace

std::span<const Rule> services_rules() { return kServicesRows; }

}  // namespace archsynth::analysis
