#pragma once

#include <string>

#include "archsynth/architecture/acceptances.h"
#include "archsynth/architecture/domain.h"
#include "archsynth/architecture/load.h"
#include "archsynth/aws/cloudwatch.h"
#include "archsynth/aws/ecs.h"
#include "archsynth/aws/rds.h"

/// The file format: each section is a props struct, and building it makes constructs. Start with
/// `Architecture`; "archsynth/architecture/load.h" reads a file into a stack in one call.
namespace archsynth::architecture {

using describe::field;

/// A service, and what it has to do with the rest of the stack.
struct ServiceProps {
  ecs::FargateServiceProps service{};
  describe::Uses<ecs::DatabaseUseProps> databases{};
  describe::Uses<ecs::CacheUseProps> caches{};
  describe::Uses<ecs::BucketUseProps> buckets{};
  describe::Uses<ecs::TableUseProps> tables{};
  describe::Uses<ecs::CallProps> calls{};
  Sourced<bool> expose = Default(true);
  Sourced<elbv2::RouteProps> route{};
  describe::List<AllowProps> allow{};
  static constexpr auto fields() {
    using P = ServiceProps;
    return describe::fields(
        "a service", describe::flat<&P::service>(),
        field<&P::databases>(
            "databases",
            "databases that it uses: their ports are opened to it, and the connection "
            "settings are in `DATABASE_HOST`, `_PORT`, `_NAME`, `_USERNAME`, "
            "`_PASSWORD` and `_URL` (`<NAME>_DATABASE_…` from the second one on); "
            "when left out, the only database of the stack. Where a mapping names variables, only "
            "these are set")
            .example("{main: {url: PG_URL}}"),
        field<&P::caches>(
            "caches",
            "caches that it uses: their ports are opened to it, and where to find them is in "
            "`CACHE_HOST`, `_PORT` and `_URL` (`<NAME>_CACHE_…` from the second one on), or in the "
            "variables that a mapping names")
            .example("{sessions: {url: REDIS_URL}}"),
        field<&P::buckets>(
            "buckets",
            "buckets that it uses: the code may list, read and write their objects, and the "
            "bucket's name is in `BUCKET_NAME` (`<NAME>_BUCKET_NAME` from the second one on), or "
            "in the variables that a mapping names")
            .example("{uploads: {access: read, name: UPLOADS_BUCKET}}"),
        field<&P::tables>(
            "tables",
            "tables that it uses: the code may read and write their items, and the table's name is "
            "in `TABLE_NAME` (`<NAME>_TABLE_NAME` from the second one on), or in the variable "
            "that a mapping names")
            .example("{orders: {name: ORDERS_TABLE}}"),
        field<&P::calls>(
            "calls",
            "services that it calls as `http://<name>:<port>`, through Service Connect: their "
            "ports are opened to it, they start first, and the URL is in `<NAME>_URL` "
            "(`<NAME>_HOST` "
            "and `_PORT` where the protocol is `tcp`), or in the variables that a mapping names. "
            "The proxy takes some of a task's CPU and memory: AWS "
            "recommends 256 CPU units and 64 MiB for it")
            .example("[backend]"),
        field<&P::expose>("expose", "a service with a port is behind the load balancer"),
        field<&P::route>("route",
                         "the requests it gets where several services share the load balancer; one "
                         "service may omit the key and gets the rest"),
        field<&P::allow>("allow", "findings about this service that are accepted"));
  }
};
static_assert(describe::complete<ServiceProps>());

/// A value that is given when the stack is deployed.
struct ParameterProps {
  Sourced<std::string> description{};
  Sourced<std::string> default_value{};
  Sourced<bool> no_echo = Default(false);
  Sourced<std::string> allowed_pattern{};
  describe::List<std::string> allowed_values{};
  static constexpr auto fields() {
    using P = ParameterProps;
    return describe::fields(
        "a parameter", field<&P::description>("description", "what it is"),
        field<&P::default_value>("default_value",
                                 "its value when none is given; required when left out"),
        field<&P::no_echo>("no_echo", "CloudFormation shows asterisks instead of the value"),
        field<&P::allowed_pattern>("allowed_pattern", "a regular expression that values match"),
        field<&P::allowed_values>("allowed_values", "the values that can be given"));
  }
};
static_assert(describe::complete<ParameterProps>());

struct AlarmsProps {
  Sourced<bool> enabled = ByProfile(true, true, false);
  cloudwatch::AlarmsProps alarms{};
  static constexpr auto fields() {
    using P = AlarmsProps;
    return describe::fields("alarms", field<&P::enabled>("enabled", "whether there are alarms"),
                            describe::flat<&P::alarms>());
  }
};
static_assert(describe::complete<AlarmsProps>());

struct OutputProps {
  Sourced<document::Node> value{};
  Sourced<std::string> description{};
  Sourced<std::string> export_name{};
  static constexpr auto fields() {
    using P = OutputProps;
    return describe::fields(
        "an output",
        field<&P::value>("value", "a CloudFormation value").required().example("!Ref Vpc"),
        field<&P::description>("description", "what it is"),
        field<&P::export_name>("export_name", "the name under which other stacks import it")
            .form(forms::kExportName));
  }
};
static_assert(describe::complete<OutputProps>());

enum class Operation { kAdd, kRemove, kReplace, kMove, kCopy, kTest };
constexpr auto names_of(Operation) {
  return std::array{"add", "remove", "replace", "move", "copy", "test"};
}

/// An operation of an RFC 6902 patch.
struct OverrideProps {
  Sourced<Operation> op{};
  Sourced<std::string> path{};
  Sourced<std::string> from{};
  Sourced<document::Node> value{};
  static constexpr auto fields() {
    using P = OverrideProps;
    return describe::fields("an override", field<&P::op>("op", "what to do").required(),
                            field<&P::path>("path", "a JSON pointer into the emitted template")
                                .required()
                                .example("/Resources/Vpc/Properties/CidrBlock"),
                            field<&P::from>("from", "a JSON pointer: what `move` and `copy` take"),
                            field<&P::value>("value", "what `add`, `replace` and `test` use"));
  }
};
static_assert(describe::complete<OverrideProps>());

/// A resource that keeps its logical id although the file names it otherwise now.
struct MoveProps {
  Sourced<std::string> from{};
  Sourced<std::string> to{};
  static constexpr auto fields() {
    using P = MoveProps;
    return describe::fields(
        "a move",
        field<&P::from>("from",
                        "the logical id that the resource was deployed under, and keeps; or the "
                        "key that a service or a store had in this file, such as `databases.main`")
            .required()
            .example("MainDatabase"),
        field<&P::to>(
            "to",
            "the logical id that it would otherwise have now; or the key that it now has, such as "
            "`databases.orders`: all resources created from it keep their ids")
            .required()
            .example("OrdersDatabase"));
  }
};
static_assert(describe::complete<MoveProps>());

/// What the stack may cost.
struct BudgetProps {
  Sourced<double> monthly_usd{};
  static constexpr auto fields() {
    using P = BudgetProps;
    return describe::fields(
        "the budget", field<&P::monthly_usd>("monthly_usd",
                                             "the maximum cost of a month, in US dollars; "
                                             "`archsynth cost` fails when the stack can cost more")
                          .at_least(0)
                          .required()
                          .example("200"));
  }
};
static_assert(describe::complete<BudgetProps>());

/// What has to hold when something fails.
struct ObjectivesProps {
  Sourced<double> rto_minutes{};
  Sourced<double> rpo_minutes{};
  Sourced<double> availability_percent{};
  static constexpr auto fields() {
    using P = ObjectivesProps;
    return describe::fields(
        "the objectives",
        field<&P::rto_minutes>("rto_minutes",
                               "the recovery time objective: how long requests may fail after the "
                               "loss of a zone, a task, a database's primary, a NAT gateway or "
                               "Spot capacity, or after a bad deployment")
            .at_least(0)
            .example("15"),
        field<&P::rpo_minutes>("rpo_minutes",
                               "the recovery point objective: how many minutes of data may be lost")
            .at_least(0)
            .example("5"),
        field<&P::availability_percent>(
            "availability_percent",
            "the share of a month in which requests are answered, against what AWS commits to for "
            "everything that they pass through")
            .range(0, 100)
            .example("99.9"));
  }
};
static_assert(describe::complete<ObjectivesProps>());

/// What has to be able to connect, and what must not.
struct FlowsProps {
  describe::List<std::string> allow{};
  describe::List<std::string> deny{};
  static constexpr auto fields() {
    using P = FlowsProps;
    return describe::fields(
        "the flows",
        field<&P::allow>("allow",
                         "connections that must be possible: `FROM -> TO`, with a port or a "
                         "protocol of the destination where it matters")
            .form(forms::kFlow)
            .example("[\"internet -> api:443\", api -> main]"),
        field<&P::deny>("deny",
                        "connections that must not be possible, on any port unless one is "
                        "named")
            .form(forms::kFlow)
            .example("[internet -> main]"));
  }
};
static_assert(describe::complete<FlowsProps>());

/// A whole file.
struct Architecture {
  Sourced<std::string> name{};
  Sourced<std::string> description{};
  Sourced<Profile> environment = Default(Profile::kProduction);
  describe::Map<Sourced<document::Node>> environments{};
  Sourced<std::string> defaults{};
  Sourced<std::string> region = Default("us-east-1");
  describe::Map<Sourced<std::string>> tags{};
  ec2::VpcProps network{};
  Sourced<DomainProps> domain{};
  elbv2::LoadBalancerProps load_balancer{};
  ecs::ClusterProps cluster{};
  describe::Map<ServiceProps> services{};
  describe::Map<rds::DatabaseProps> databases{};
  describe::Map<elasticache::CacheProps> caches{};
  describe::Map<s3::BucketProps> buckets{};
  describe::Map<dynamodb::TableProps> tables{};
  describe::Map<efs::FileSystemProps> file_systems{};
  describe::Map<secretsmanager::SecretProps> secrets{};
  describe::Map<ParameterProps> parameters{};
  AlarmsProps alarms{};
  cloudwatch::DashboardProps dashboard{};
  kms::EncryptionProps encryption{};
  Sourced<std::string> permissions_boundary_arn{};
  Sourced<BudgetProps> budget{};
  Sourced<ObjectivesProps> objectives{};
  Sourced<FlowsProps> flows{};
  describe::List<MoveProps> moved{};
  describe::List<AcknowledgementProps> acknowledge{};
  describe::List<AllowProps> allow{};
  describe::List<WaiverProps> waivers{};
  describe::Map<OutputProps> outputs{};
  Sourced<document::Node> resources{};
  describe::List<OverrideProps> overrides{};
  static constexpr auto fields() {
    using P = Architecture;
    return describe::fields(
        "the architecture",
        field<&P::name>("name", "the application")
            .form(forms::kStackName)
            .required()
            .example("fastapi-app"),
        field<&P::description>("description", "the template's description"),
        field<&P::environment>("environment",
                               "the profile of defaults: `production` stays up and "
                               "can be recovered, `staging` is like it at less cost, "
                               "`development` is cheap and disposable"),
        field<&P::environments>(
            "environments",
            "variants of this file by name, for `--environment NAME`: each sets what differs. "
            "Mappings are merged, `null` removes a key, and any other value replaces it; `profile` "
            "replaces `environment` (an environment named after a profile uses that profile), and "
            "names end in that of the environment")
            .keys(forms::kStackName)
            .example("{qa: {profile: staging, services: {api: {cpu: 512}}}}"),
        field<&P::defaults>("defaults",
                            "the edition of defaults, such as engine versions: a later release "
                            "changes none of those that the file uses; the newest when left out")
            .form(forms::kEdition)
            .example("2026-11"),
        field<&P::region>("region",
                          "the region that checks assume; the template works in every one")
            .form(forms::kRegion),
        field<&P::tags>("tags", "tags of every resource that takes tags")
            .keys(forms::kTagKey)
            .example("{team: payments}"),
        field<&P::network>("network", "the VPC, or an existing one"),
        field<&P::domain>("domain", "the name and certificate; HTTP only when left out"),
        field<&P::load_balancer>("load_balancer", "the load balancer that exposed services share"),
        field<&P::cluster>("cluster", "the ECS cluster that runs the services"),
        field<&P::services>("services", "Fargate services by name").keys(forms::kName),
        field<&P::databases>("databases", "RDS databases by name").keys(forms::kName),
        field<&P::caches>("caches", "ElastiCache caches by name").keys(forms::kName),
        field<&P::buckets>("buckets", "S3 buckets by name").keys(forms::kName),
        field<&P::tables>("tables", "DynamoDB tables by name").keys(forms::kName),
        field<&P::file_systems>("file_systems",
                                "EFS file systems by name, which `volumes` of services are on")
            .keys(forms::kName),
        field<&P::secrets>("secrets",
                           "secrets that the stack generates, by the name under which `secrets` of "
                           "services use them; the output `<Name>SecretArn` says where each is")
            .keys(forms::kName)
            .example("{admin-password: {length: 24}}"),
        field<&P::parameters>("parameters",
                              "strings that are given when the stack is deployed, for `!Ref`; the "
                              "value of a secret belongs in one with `no_echo`, which `value` of "
                              "`secrets` names")
            .keys(forms::kParameterId)
            .example("{SessionToken: {no_echo: true}}"),
        field<&P::alarms>("alarms", "alarms on everything above, and who is notified"),
        field<&P::dashboard>("dashboard", "a CloudWatch dashboard of everything above"),
        field<&P::encryption>("encryption", "the key that encrypts data at rest"),
        field<&P::permissions_boundary_arn>(
            "permissions_boundary_arn",
            "a managed policy that limits what every role of the stack may do")
            .form(forms::kPolicyArn),
        field<&P::budget>("budget", "what the stack may cost; it changes nothing in the template"),
        field<&P::objectives>(
            "objectives",
            "what must hold when something fails; `archsynth resilience`, `synth` and `validate` "
            "fail when it does not, and the template does not change"),
        field<&P::flows>("flows",
                         "which connections must be possible and which must not, as `archsynth "
                         "reach` finds them; `synth` and `validate` fail when one is not as "
                         "listed, and the template does not change"),
        field<&P::moved>("moved",
                         "resources that were renamed in this file, but keep their logical id and "
                         "their data; `archsynth diff` reports which"),
        field<&P::acknowledge>(
            "acknowledge",
            "findings of `archsynth diff` that are intended; they change nothing in the template"),
        field<&P::allow>(
            "allow",
            "findings of `archsynth validate` and `archsynth synth` that are accepted; "
            "they are reported as suppressed"),
        field<&P::waivers>(
            "waivers",
            "controls of `archsynth audit` that resources fail and that are accepted; "
            "written into the resources' metadata for checkov, cdk-nag, cfn_nag, "
            "cfn-guard and cfn-lint"),
        field<&P::outputs>("outputs", "further outputs of the stack by name"),
        field<&P::resources>("resources",
                             "raw CloudFormation resources by logical id, merged as "
                             "they are and checked for references"),
        field<&P::overrides>("overrides",
                             "an RFC 6902 patch of the emitted template; a path that "
                             "does not exist is an error"));
  }
};
static_assert(describe::complete<Architecture>());

/// Decodes a document. The options' variables are replaced in it first, and their environment is
/// that of the architecture.
Architecture decode(document::Node& document, const LoadOptions& options, Diagnostics& diagnostics);

/// The stack of an architecture that was decoded with the options. Its diagnostics begin with those
/// of decoding.
std::unique_ptr<Stack> stack_of(const Architecture& architecture, const Source& source,
                                const LoadOptions& options, const Diagnostics& decoding);

/// Builds everything the architecture states as constructs of the stack; mistakes go to the stack's
/// diagnostics.
void build(const Architecture& architecture, Stack& stack);

}  // namespace archsynth::architecture

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<architecture::Architecture>();
extern template const RecordView& record_of<architecture::ServiceProps>();
extern template const RecordView& record_of<architecture::FlowsProps>();
}  // namespace archsynth::describe::internal
