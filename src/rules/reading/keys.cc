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
    {"ARC1502", Severity::kError, "\"domain\" is set, but no service is exposed",
     "the domain would point to nothing", "give a service a \"port\", or remove \"domain\"",
     kKeysRef, ""},
    {"ARC1503", Severity::kError, "\"domain\" is incomplete",
     "neither the certificate nor the DNS records can be created",
     "set \"name\" and \"hosted_zone_id\", or \"certificate_arn\"", kKeysRef, ""},
    {"ARC1504", Severity::kError, "\"route\" is set on a service that is not exposed",
     "the route has no effect", "give the service a \"port\", or remove \"route\"", kKeysRef, ""},
    {"ARC1505", Severity::kError, "repository settings are set twice",
     "two services configure one repository differently",
     "set them in the first service that uses the repository", kKeysRef, ""},
    {"ARC1506", Severity::kError, "service does not say which databases it uses",
     "the service is connected to none of them", "list them under the service's \"databases\"",
     kKeysRef, ""},
    {"ARC1507", Severity::kError, "service lists an unknown or repeated database",
     "the service cannot be connected to it", "name a database of the file, once", kKeysRef, ""},
    {"ARC1508", Severity::kError, "two services without a route",
     "requests that match no route could reach only one of them",
     "give all but one of them a \"route\"", kKeysRef, ""},
    {"ARC1509", Severity::kError, "override has the wrong members for its operation",
     "the override cannot be applied", "set the members that the operation requires", kKeysPatch,
     ""},
    {"ARC1510", Severity::kError, "key has no effect",
     "the resource that the key requests is not created", "remove the key", kKeysRef, ""},
    {"ARC1519", Severity::kError, "domain alias has no effect",
     "no DNS record points the name to the load balancer",
     "name each alias once, with a hosted zone", kKeysRef, ""},
    {"ARC1518", Severity::kError, "command needs a shell",
     "the program gets shell operators and variable names as literal arguments",
     "write [sh, -c, LINE], or quote what is meant literally", kKeysRef, ""},
    {"ARC1513", Severity::kError, "short form of an image is ambiguous",
     "the image could come from this stack or from elsewhere",
     "write `image: {repository: NAME}` or `image: {uri: NAME}`", kKeysRef, ""},
    {"ARC1514", Severity::kError, "domain without a hosted zone",
     "the DNS records of the domain and of its certificate cannot be created",
     "write `domain: {name: NAME, hosted_zone_id: ZONE}`", kKeysRef, ""},
    {"ARC1511", Severity::kWarning, "route to a host outside the domain",
     "clients see a certificate error, or cannot resolve the host",
     "set a \"certificate_arn\" that covers the host, and point its DNS record to the load "
     "balancer",
     kKeysRef, ""},
    {"ARC1517", Severity::kError, "ARN is in another partition, region or account",
     "the resource cannot be used by the stack",
     "use a resource of the stack's region and account, or correct "
     "\"region\"",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html", ""},
    {"ARC1524", Severity::kError, "environment does not fit the rest of the file",
     "nothing is synthesized",
     "set only keys of the format, and remove only keys that the file has", kKeysRef, ""},
    {"ARC1525", Severity::kError, "unknown environment", "nothing is synthesized",
     "name one of \"environments\", or a profile", kKeysRef, ""},
    {"ARC1526", Severity::kError, "invalid move of a key",
     "the renamed construct would be re-created", "name an old and a new key in the same section",
     kKeysRef, ""},
    {"ARC1874", Severity::kError, "unknown edition of defaults", "no defaults are known",
     "name one of the editions listed", kKeysRef, ""},
    {"ARC1875", Severity::kNote, "newer edition changes a default",
     "the file keeps the default of its edition",
     "set \"defaults\" to the newer edition to adopt it", kKeysRef, ""},
    {"ARC1876", Severity::kNote, "sidecar port is not behind a load balancer",
     "no outside requests reach the service", "set \"requests_to\", or set \"expose\" to false",
     kKeysRef, ""},
    {"ARC1512", Severity::kError, "mapping or list has too many entries",
     "no template can hold the resources", "split the architecture", kKeysRef, ""},
};

}  // namespace

std::span<const Rule> keys_rules() { return kKeysRows; }

}  // namespace archsynth::analysis
