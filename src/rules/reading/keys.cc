// Keys of the architecture file: their form, and how they fit one another.

#include "archsynth/rules/rules.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kKeysRef = "examples/REFERENCE.md";
constexpr std::string_view kKeysPatch = "https://www.rfc-editor.org/rfc/rfc6902";

constexpr Rule kKeysRows[] = {
    {"ARC1003", Severity::kError, "required key is missing", "nothing is synthesized",
     "add the key", kKeysRef, ""},
    {"ARC1004", Severity::kError, "number is out of range", "nothing is synthesized",
     "use a number within the range", kKeysRef, ""},
    {"ARC1005", Severity::kError, "string has the wrong format", "nothing is synthesized",
     "write it as in the example", kKeysRef, ""},
    {"ARC1007", Severity::kError, "list has too few items", "nothing is synthesized", "add an item",
     kKeysRef, ""},
    {"ARC1008", Severity::kError, "name has the wrong format", "nothing is synthesized",
     "rename it as in the example", kKeysRef, ""},
    {"ARC1009", Severity::kError, "duplicate name", "nothing is synthesized",
     "rename or remove one of the two", kKeysRef, ""},
    {"ARC1500", Severity::kError, "environment variable is not set", "nothing is synthesized",
     "set the variable, or write $$ for a literal $", kKeysRef, ""},
    {"ARC1501", Severity::kError, "unknown region", "the stack cannot be deployed there",
     "use the name of an AWS region, such as eu-central-1", kKeysRef, ""},
    {"ARC1502", Severity::kError, "\"domain\" without an exposed service",
     "the domain would point to nothing", "give a service a \"port\", or remove \"domain\"",
     kKeysRef, ""},
    {"ARC1503", Severity::kError, "\"domain\" is incomplete",
     "neither the certificate nor the DNS records can be created",
     "set \"name\" and \"hosted_zone_id\", or \"certificate_arn\"", kKeysRef, ""},
    {"ARC1504", Severity::kError, "\"route\" of a service that is not exposed",
     "the route has no effect", "give the service a \"port\", or remove \"route\"", kKeysRef, ""},
    {"ARC1505", Severity::kError, "repository settings are given twice",
     "two services disagree about one repository",
     "set them in the first service that uses the repository", kKeysRef, ""},
    {"ARC1506", Severity::kError, "service does not say which databases it uses",
     "the service is connected to none of them", "list them under \"databases\" of the service",
     kKeysRef, ""},
    {"ARC1507", Severity::kError, "unknown or repeated database of a service",
     "the service cannot be connected to it", "name a database of the file, once", kKeysRef, ""},
    {"ARC1508", Severity::kError, "two services without a route",
     "requests that match no route could reach only one of them",
     "give all but one of them a \"route\"", kKeysRef, ""},
    {"ARC1509", Severity::kError, "override does not fit its operation",
     "the override cannot be applied", "give the members that the operation takes", kKeysPatch, ""},
    {"ARC1510", Severity::kError, "key has no effect", "what the key asks for is not created",
     "remove the key", kKeysRef, ""},
    {"ARC1519", Severity::kError, "alias of the domain without effect",
     "no record leads from the name to the load balancer",
     "name each alias once, with a hosted zone", kKeysRef, ""},
    {"ARC1518", Severity::kError, "command that only a shell understands",
     "the program gets operators and names of variables as its arguments",
     "write [sh, -c, LINE], or quote what is meant literally", kKeysRef, ""},
    {"ARC1513", Severity::kError, "short form of an image is ambiguous",
     "the image could come from this stack or from elsewhere",
     "write `image: {repository: NAME}` or `image: {uri: NAME}`", kKeysRef, ""},
    {"ARC1514", Severity::kError, "domain without a hosted zone",
     "the records of the domain and of its certificate cannot be created",
     "write `domain: {name: NAME, hosted_zone_id: ZONE}`", kKeysRef, ""},
    {"ARC1511", Severity::kWarning, "route to a host outside of the domain",
     "clients of that host see a certificate error, or do not find it",
     "set a \"certificate_arn\" that covers the host, and point its DNS record to the load "
     "balancer",
     kKeysRef, ""},
    {"ARC1517", Severity::kError, "ARN of another partition, region or account",
     "the resource cannot be used by the stack",
     "use a resource of the stack's region and account, or correct "
     "\"region\"",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html", ""},
    {"ARC1524", Severity::kError, "environment cannot be laid over the file",
     "nothing is synthesized", "state only keys of the file, and remove only those that it has",
     kKeysRef, ""},
    {"ARC1525", Severity::kError, "environment is not in the file", "nothing is synthesized",
     "name one of \"environments\", or a profile", kKeysRef, ""},
    {"ARC1526", Severity::kError, "move of a key that does not fit",
     "the renamed construct would be re-created", "name the old and the new key of one section",
     kKeysRef, ""},
    {"ARC1874", Severity::kError, "unknown edition of defaults", "no defaults are known",
     "name one of the editions listed", kKeysRef, ""},
    {"ARC1875", Severity::kNote, "newer edition moves a default",
     "the file keeps the default of its edition",
     "set \"defaults\" to the newer edition to take it", kKeysRef, ""},
    {"ARC1876", Severity::kNote, "port of a sidecar without a load balancer",
     "no requests from outside come to the service",
     "set \"requests_to\", or set \"expose\" to false", kKeysRef, ""},
    {"ARC1512", Severity::kError, "mapping or list has too many entries",
     "no template can hold the resources", "split the architecture", kKeysRef, ""},
};

}  // namespace

std::span<const Rule> keys_rules() { return kKeysRows; }

}  // namespace archsynth::analysis
