// What services use beside their own settings: secrets, permissions, databases and other stores.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUsesRef = "examples/REFERENCE.md";
constexpr std::string_view kUsesSecrets =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "secrets-envvar-secrets-manager.html";

constexpr std::string_view kUsesTable =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-dynamodb-table.html";

constexpr std::string_view kUsesOrder =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";

constexpr std::string_view kUsesCalls =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "service-connect-concepts-deploy.html";

constexpr Rule kUsesRows[] = {
    {"ARC1217", Severity::kError, "function does not refer to a secret",
     "the permission to read the secret cannot be derived",
     "refer to one secret of the stack, as in `!Ref Stripe`", kUsesSecrets, ""},
    {"ARC1218", Severity::kError, "ambiguous secret", "it is unclear what the task reads",
     "set either \"secret\" or \"parameter\"", kUsesSecrets, ""},
    {"ARC1219", Severity::kError, "database setting that does not exist",
     "the variable would not be set", "remove the key, or choose other \"credentials\"", kUsesRef,
     ""},
    {"ARC1231", Severity::kError, "containers of a task clash",
     "ECS refuses the task definition, or one of them cannot listen",
     "give each container its own name and port", kUsesRef, ""},
    {"ARC1232", Severity::kError, "sidecar setting has no effect", "the setting is ignored",
     "remove the key", kUsesRef, ""},
    {"ARC1233", Severity::kError, "requests are sent to a sidecar that cannot take them",
     "the load balancer would reach nothing", "name an essential sidecar with a port", kUsesRef,
     ""},
    {"ARC1234", Severity::kError, "sidecar names an unknown volume",
     "the container has no such files", "name a volume of the service", kUsesRef, ""},
    {"ARC1235", Severity::kError,
     "service over gRPC or HTTP/2 behind a load balancer without HTTPS",
     "Elastic Load Balancing refuses the listener's action",
     "set a domain, or a certificate for the load balancer",
     "https://aws.amazon.com/about-aws/whats-new/2020/10/"
     "application-load-balancers-enable-grpc-workloads-end-to-end-http-2-support/",
     ""},
    {"ARC1236", Severity::kError, "containers wait for each other", "no task starts",
     "remove one of them from \"after\"", kUsesOrder, ""},
    {"ARC1237", Severity::kError, "unknown container in \"after\"",
     "ECS refuses the task definition", "name a sidecar, or the service itself", kUsesOrder, ""},
    {"ARC1238", Severity::kError, "TCP behind an Application Load Balancer",
     "Elastic Load Balancing refuses the target group",
     "set \"expose\" to false, or choose another protocol",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
     "load-balancer-target-groups.html",
     ""},
    {"ARC1240", Severity::kError, "two volumes are mounted at one path",
     "ECS refuses the task definition", "give each volume a path of its own", kUsesRef, ""},
    {"ARC1241", Severity::kError, "task has too many security groups", "ECS refuses the service",
     "remove a group, or move its rules to another group",
     "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html", ""},
    {"ARC1242", Severity::kError, "directory of scratch space", "the key has no effect",
     "remove \"directory\", or set \"file_system\"", kUsesRef, ""},
    {"ARC1243", Severity::kWarning, "two volumes are one directory",
     "each shows the files of the other, and files of the same name replace each other",
     "set \"directory\" of one of them, or remove it", kUsesRef, ""},
    {"ARC1346", Severity::kError, "two TCP services share one port of the load balancer",
     "Elastic Load Balancing refuses the second listener", "give one of them another port",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
     ""},
    {"ARC1347", Severity::kError, "setting has no effect on TCP connections",
     "the setting is ignored", "remove the key", kUsesRef, ""},
    {"ARC1850", Severity::kError, "bucket setting has no effect", "the setting is ignored",
     "remove the key", kUsesRef, ""},
    {"ARC1851", Severity::kWarning, "everyone can read the bucket",
     "everyone on the internet can read every object", "remove \"public_read\"", kUsesRef, ""},
    {"ARC1860", Severity::kError, "table key does not name exactly one attribute",
     "DynamoDB refuses the table", "name one attribute", kUsesTable, ""},
    {"ARC1861", Severity::kError, "key attribute has two types", "DynamoDB refuses the table",
     "give the attribute one type", kUsesTable, ""},
    {"ARC1516", Severity::kError, "service uses a store that is not in the file",
     "the service cannot be connected to it", "name a store of the file, or add one", kUsesRef, ""},
    {"ARC1527", Severity::kError, "called service is not in the file",
     "the name does not resolve, and the call fails", "name a service of the file, or add it",
     kUsesRef, ""},
    {"ARC1528", Severity::kError, "service cannot be called", "nothing would answer the requests",
     "call another service that has a \"port\"", kUsesCalls, ""},
    {"ARC1529", Severity::kWarning, "services call each other",
     "tasks find only services that existed when their deployment began, so after the first "
     "deployment one of the two cannot find the other",
     "call in one direction, or force a new deployment of the first service", kUsesCalls, ""},
    {"ARC1530", Severity::kError, "variable file cannot be read",
     "the service would run without its variables", "use a path relative to the architecture file",
     kUsesRef, ""},
    {"ARC1531", Severity::kError, "invalid line in a variable file",
     "the service would run without a variable", "write NAME=value", kUsesRef, ""},
    {"ARC1532", Severity::kWarning, "variable is set twice in a file", "only the last value counts",
     "remove one of the lines", kUsesRef, ""},
    {"ARC1533", Severity::kWarning, "reference in a variable file",
     "other tools replace the reference, but the service gets it unchanged",
     "write the value out, or use single quotes if the text is meant literally", kUsesRef, ""},
    {"ARC1534", Severity::kError, "image cannot be shared or pushed",
     "it is unclear which image runs",
     "name a service that sets its own image, or a \"repository\"", kUsesRef, ""},
    {"ARC1344", Severity::kWarning, "domain belongs to another stack of the file",
     "the deployment fails where the other stack has created its records, or takes its name",
     "set \"domain\" to null in the environment", kUsesRef, ""},
    {"ARC1348", Severity::kNote, "requests below a path reach no service",
     "the load balancer answers them with 404", "give the path a pattern, or another service none",
     kUsesRef, ""},
    {"ARC1351", Severity::kWarning, "no service uses the store",
     "it is paid for, and no service connects to it", "name it at a service, or remove it",
     kUsesRef, ""},
    {"ARC1352", Severity::kWarning, "service gets a database that only others name",
     "the service can read the password and connect to the database",
     "set \"databases\" at the service", kUsesRef, ""},
    {"ARC1065", Severity::kError, "setting has no effect on a given secret",
     "the setting is ignored", "remove the key, or remove \"value\"", kUsesRef, ""},
    {"ARC1066", Severity::kError, "secret is written in the file",
     "everyone who can read the file or the template reads it",
     "have it generated, or use a parameter with \"no_echo\"", kUsesRef, ""},
    {"ARC1067", Severity::kError, "service uses a secret that is not in the file",
     "the tasks cannot start", "name one of \"secrets\", or add it", kUsesRef, ""},
    {"ARC1545", Severity::kWarning, "plain variable holds a credential",
     "everyone who can read the file, the template or the task definition reads the credential",
     "put the value into Secrets Manager or Parameter Store, and name it under \"secrets\"",
     kUsesRef, ""},
    {"ARC1546", Severity::kWarning, "variable of Compose or Copilot in a value",
     "the container gets the placeholder as it is written",
     "write the value, and what differs under \"environments\"",
     "https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md", ""},
    {"ARC1801", Severity::kError, "cache version that ElastiCache does not create",
     "ElastiCache refuses the cache", "use one of the versions listed",
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html", ""},
    {"ARC1230", Severity::kError, "reader address for a cache without replicas",
     "the variable would not be set", "raise \"replicas\", or remove \"reader_host\"", kUsesRef,
     ""},
    {"ARC1515", Severity::kError, "secret refers to another kind of resource",
     "ECS cannot read the secret, so no task starts",
     "refer to a secret of Secrets Manager, or move the variable to \"variables\"", kUsesSecrets,
     ""},
};

}  // namespace

std::span<const Rule> uses_rules() { return kUsesRows; }

}  // namespace archsynth::analysis
