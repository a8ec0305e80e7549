// Networks and load balancers.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNetworksCidr =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
constexpr std::string_view kNetworksSubnet =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kNetworksRef = "examples/REFERENCE.md";
constexpr std::string_view kNetworksNat =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html";
constexpr std::string_view kNetworksPublic =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html";
constexpr std::string_view kNetworksTls =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "describe-ssl-policies.html";
constexpr std::string_view kNetworksMutual =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "configuring-mtls-with-elb.html";
constexpr std::string_view kNetworksJwt =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html";
constexpr std::string_view kNetworksAlb =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "application-load-balancers.html";
constexpr std::string_view kNetworksCond =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";
constexpr std::string_view kNetworksRule =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";
constexpr std::string_view kNetworksListen =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-listeners.html";
constexpr std::string_view kNetworksZones =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-subnets.html";
constexpr std::string_view kNetworksLogs =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "enable-access-logging.html";
constexpr std::string_view kNetworksTg =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
    "API_CreateTargetGroup.html";

constexpr Rule kNetworksRows[] = {
    {"ARC1300", Severity::kError, "CIDR block does not start at its first address",
     "EC2 would use a different block from the one written", "use the suggested block",
     kNetworksCidr, ""},
    {"ARC1301", Severity::kError, "CIDR block is too small or too large", "EC2 refuses the block",
     "use a prefix length within the range", kNetworksCidr, ""},
    {"ARC1302", Severity::kError, "CIDR block in a reserved range", "EC2 refuses the block",
     "use a private range, such as 10.0.0.0/16", kNetworksCidr, ""},
    {"ARC1304", Severity::kError, "subnet is outside its VPC", "EC2 refuses the subnet",
     "use a block within that of the VPC", kNetworksSubnet, ""},
    {"ARC1305", Severity::kError, "subnets overlap", "EC2 refuses the second subnet",
     "use blocks that do not overlap", kNetworksSubnet, ""},
    {"ARC1306", Severity::kError, "VPC is too small for its subnets", "no subnets can be planned",
     "use a larger block, or list the blocks of every zone", kNetworksSubnet, ""},
    {"ARC1307", Severity::kError, "data subnet without a data tier", "the subnet is not created",
     "set \"data_tier\" to true, or remove the block", kNetworksRef, ""},
    {"ARC1308", Severity::kError, "region has no such Availability Zone",
     "the subnet cannot be created", "use one of the region's zones", kNetworksRef, ""},
    {"ARC1309", Severity::kError, "empty list of zones", "no subnets are created",
     "list at least one zone, or remove the key", kNetworksRef, ""},
    {"ARC1310", Severity::kError, "setting does not apply to an existing VPC",
     "the setting has no effect", "remove the key, or let the VPC be created", kNetworksRef, ""},
    {"ARC1311", Severity::kError, "subnets are listed without their VPC",
     "it is unknown which VPC the subnets belong to", "set \"vpc_id\", or remove the subnets",
     kNetworksRef, ""},
    {"ARC1312", Severity::kError, "existing VPC without private subnets",
     "tasks and databases have no subnets", "list \"private_subnet_ids\"", kNetworksRef, ""},
    {"ARC1313", Severity::kError, "subnet is listed twice", "the subnet would be used only once",
     "remove one of the two", kNetworksRef, ""},
    {"ARC1314", Severity::kError, "private subnets cannot reach an AWS service",
     "tasks fail to start", "set \"endpoints\" to needed, or use a NAT gateway", kNetworksNat, ""},
    {"ARC1315", Severity::kError, "\"nat_zone\" does not match a single NAT gateway",
     "the key has no effect", "set \"nat\" to single, and name one of the zones", kNetworksNat, ""},
    {"ARC1316", Severity::kError, "public tasks in a VPC without public subnets",
     "tasks have no subnet to run in", "list \"public_subnet_ids\"", kNetworksRef, ""},
    {"ARC1317", Severity::kWarning, "production tasks with public addresses",
     "a security group that is opened by mistake exposes tasks to the internet",
     "set \"task_subnets\" to private, which needs NAT gateways", kNetworksPublic, ""},
    {"ARC1330", Severity::kError, "unknown TLS policy",
     "Elastic Load Balancing refuses the listener", "use one of the policies listed", kNetworksTls,
     ""},
    {"ARC1331", Severity::kError, "internal load balancer accepts no clients",
     "clients cannot connect", "list \"allowed_cidrs\"", kNetworksAlb, ""},
    {"ARC1332", Severity::kError, "route without host and path",
     "the route would match every request", "add a host or a path", kNetworksCond, ""},
    {"ARC1333", Severity::kError, "route with too many values",
     "Elastic Load Balancing refuses the rule", "use fewer hosts, paths and wildcards",
     kNetworksRule, ""},
    {"ARC1334", Severity::kError, "two routes match the same requests",
     "the second route never receives a request", "change or remove one of the two", kNetworksCond,
     ""},
    {"ARC1335", Severity::kError, "two routes have the same priority",
     "Elastic Load Balancing refuses the second rule", "change \"priority\" of one of them",
     kNetworksListen, ""},
    {"ARC1336", Severity::kError, "two default services",
     "requests that match no route could reach only one of them",
     "give all but one of them a route", kNetworksListen, ""},
    {"ARC1337", Severity::kError, "route is shadowed by another route",
     "the route never receives a request", "give it a lower \"priority\" than the other route",
     kNetworksListen, ""},
    {"ARC1338", Severity::kError, "load balancer in fewer than two zones",
     "Elastic Load Balancing refuses the load balancer", "add a subnet in a second zone",
     kNetworksZones, ""},
    {"ARC1339", Severity::kError, "HTTPS setting without a certificate",
     "the setting has no effect", "set a certificate or a domain, or remove the key", kNetworksTls,
     ""},
    {"ARC1870", Severity::kError, "mutual TLS without exactly one source of trust",
     "the load balancer cannot verify clients' certificates",
     "set either \"ca_bundle\" or \"trust_store_arn\"", kNetworksMutual, ""},
    {"ARC1873", Severity::kError, "TCP service that others call over TLS is exposed",
     "its proxy refuses load balancer clients that do not use TLS",
     "set \"expose\" to false, or remove \"cluster.calls_tls\"",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html", ""},
    {"ARC1871", Severity::kError, "more claims or values than a load balancer can check",
     "Elastic Load Balancing refuses the rule", "list 1 to 10 claims, with 1 to 10 values each",
     kNetworksJwt, ""},
    {"ARC1872", Severity::kError, "route sets \"jwt\", but the load balancer does not",
     "the key has no effect", "set \"load_balancer.jwt\", or the issuer in the route", kNetworksJwt,
     ""},
    {"ARC1340", Severity::kError, "retention is set for an existing log bucket",
     "the retention has no effect", "remove the key, or let the bucket be created", kNetworksLogs,
     ""},
    {"ARC1341", Severity::kError, "health check timeout is not below its interval",
     "Elastic Load Balancing refuses the target group",
     "lower \"timeout_seconds\", or raise \"interval_seconds\"", kNetworksTg, ""},
    {"ARC1342", Severity::kError, "two certificates for one listener",
     "it is unclear which of them is served", "set either \"certificate_arn\" or a domain",
     kNetworksListen, ""},
    {"ARC1343", Severity::kError, "success codes belong to another protocol",
     "Elastic Load Balancing refuses the target group",
     "use HTTP codes (200 to 499) or gRPC codes (0 to 99), to match the protocol",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html", ""},
    {"ARC1350", Severity::kError, "rate limit is set for an existing web ACL",
     "the limit has no effect", "remove the key, or let the web ACL be created", kNetworksRef, ""},
    {"ARC4300", Severity::kWarning, "VPC uses public IP addresses",
     "hosts on the internet with these addresses cannot be reached",
     "use a private range, such as 10.0.0.0/16", kNetworksCidr, ""},
    {"ARC4330", Severity::kWarning, "load balancer serves plain HTTP",
     "traffic, including passwords, is not encrypted",
     "set \"domain\", or set \"load_balancer.certificate_arn\"", kNetworksListen, ""},
    {"ARC4331", Severity::kWarning, "IPv6 range on an IPv4 load balancer",
     "the range has no effect", "remove the range", kNetworksAlb, ""},
};

}  // namespace

std::span<const Rule> networks_rules() { return kNetworksRows; }

}  // namespace archsynth::analysis
