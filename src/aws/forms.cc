#include "archsynth/aws/forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "archsynth/support/text.h"
#include "aws/meant_forms.h"
#include "aws/text_match.h"
#include "spec/quotas.h"
#include "spec/schedules.h"

namespace archsynth::forms {

namespace {

using namespace match;

bool name(std::string_view s) {
  return !s.empty() && s.size() <= 40 && alpha(s[0]) && all(s, alnum_dash_underscore);
}

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
bool stack_name(std::string_view s) { return s.size() <= 40 && spec::is_stack_name(s); }

/// `FROM -> TO`, neither with spaces.
bool flow(std::string_view s) {
  const std::size_t arrow = s.find("->");
  if (arrow == s.npos) return false;
  const auto is_end = [](std::string_view part) {
    const std::size_t first = part.find_first_not_of(' ');
    if (first == part.npos) return false;
    part = part.substr(first, part.find_last_not_of(' ') - first + 1);
    return part.find_first_of(" >") == part.npos && part.back() != '-';
  };
  return is_end(s.substr(0, arrow)) && is_end(s.substr(arrow + 2));
}

/// CloudFormation takes "alphanumeric characters, colons, or hyphens".
bool export_name(std::string_view s) {
  return !s.empty() && s.size() <= 255 && all(s, [](char c) { return alnum_dash(c) || c == ':'; });
}

bool log_option(std::string_view s) {
  return !s.empty() && s.size() <= 255 &&
         all(s, [](char c) { return alnum_dash(c) || c == '_' || c == '.'; });
}

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
bool metric_name(std::string_view s) {
  return !s.empty() && s.size() <= 255 && s.front() != ':' &&
         all(s, [](char c) { return c >= ' ' && c <= '~'; });
}

/// Runs of lower-case letters and digits with a separator between two of them.
template <typename Separator>
bool repository_part(std::string_view s, const Separator& is_separator) {
  if (s.empty() || !lower_alnum(s.front()) || !lower_alnum(s.back())) return false;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t end = i;
    while (!lower_alnum(s[end])) ++end;
    if (end != i && !is_separator(s.substr(i, end - i))) return false;
    i = end + 1;
  }
  return true;
}

template <typename Separator>
bool repository_path(std::string_view s, const Separator& is_separator) {
  const std::vector<std::string_view> parts = split(s, '/');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return repository_part(part, is_separator); });
}

/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
bool repository_name(std::string_view s) {
  return s.size() >= 2 && s.size() <= 256 && lower(s[0]) &&
         repository_path(s, [](std::string_view separator) {
           return separator.size() == 1 && one_of(separator[0], "._-");
         });
}

bool image_tag(std::string_view s) {
  return !s.empty() && s.size() <= 128 && (alnum(s[0]) || s[0] == '_') &&
         all(s, [](char c) { return alnum(c) || one_of(c, "_.-"); });
}

bool image_path(std::string_view s) {
  return repository_path(s, [](std::string_view separator) {
    return separator == "." || separator == "_" || separator == "__" ||
           all(separator, [](char c) { return c == '-'; });
  });
}

bool registry_host(std::string_view s) {
  const std::size_t colon = s.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view port = s.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !all(port, digit)) return false;
  }
  const std::vector<std::string_view> labels = split(s.substr(0, colon), '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return !label.empty() && all(label, alnum_dash) && label.front() != '-' && label.back() != '-';
  });
}

/// The grammar of image references: `registry:port/path:tag@digest`, all but the path optional.
bool image_uri(std::string_view s) {
  const std::size_t at = s.find('@');
  if (at != std::string_view::npos) {
    std::string_view digest = s.substr(at + 1);
    if (!eat(digest, "sha256:") || digest.size() != 64 || !all(digest, lower_hex)) return false;
    s = s.substr(0, at);
  }
  const std::size_t last_slash = s.rfind('/');
  const std::size_t colon = s.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  if (colon != std::string_view::npos) {
    if (!image_tag(s.substr(colon + 1))) return false;
    s = s.substr(0, colon);
  }
  if (image_path(s)) return true;
  const std::size_t slash = s.find('/');
  return slash != std::string_view::npos && registry_host(s.substr(0, slash)) &&
         image_path(s.substr(slash + 1));
}

/// Java and Elasticsearch name settings with dots; ECS passes on any name:
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html
bool variable_name(std::string_view s) {
  return !s.empty() && s.size() <= 255 && (alpha(s[0]) || s[0] == '_') &&
         all(s, [](char c) { return alnum(c) || c == '_' || c == '.' || c == '-'; });
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
bool bucket_name(std::string_view s) {
  return s.size() >= 3 && s.size() <= 63 && lower_alnum(s.front()) && lower_alnum(s.back()) &&
         s.find("..") == std::string_view::npos &&
         all(s, [](char c) { return lower_alnum_dash(c) || c == '.'; });
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
bool edition(std::string_view s) {
  if (!shaped(s, "dddd-dd")) return false;
  const std::string_view month = s.substr(5);
  return month >= "01" && month <= "12";
}

bool printable(char c) { return visible(c) || c == ' '; }

bool s3_object(std::string_view s) {
  if (!eat(s, "s3://")) return false;
  const std::size_t slash = std::min(s.find('/'), s.size());
  const std::string_view key = s.substr(std::min(slash + 1, s.size()));
  return bucket_name(s.substr(0, slash)) && !key.empty() && key.size() <= 1024 &&
         all(key, printable);
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html
bool https_url(std::string_view s) {
  if (s.size() > 256 || !eat(s, "https://")) return false;
  const std::size_t slash = s.find('/');
  if (slash == s.npos || !all(s.substr(slash), visible)) return false;
  std::string_view host = s.substr(0, slash);
  if (const std::size_t colon = host.find(':'); colon != host.npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !all(port, digit)) return false;
    host = host.substr(0, colon);
  }
  return !host.empty() && all(host, [](char c) { return alnum_dash(c) || c == '.'; });
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionAdditionalClaim.html
bool claim_name(std::string_view s) {
  return !s.empty() && s.size() <= 256 && all(s, visible) && s != "exp" && s != "iss" &&
         s != "nbf" && s != "iat";
}

bool claim_value(std::string_view s) { return !s.empty() && s.size() <= 256 && all(s, printable); }

bool web_origin(std::string_view s) {
  if (s == "*") return true;
  if (!eat(s, "https://") && !eat(s, "http://")) return false;
  return !s.empty() && all(s, [](char c) { return alnum(c) || one_of(c, ".-:*"); }) &&
         std::count(s.begin(), s.end(), '*') <= 1;
}

bool container_path(std::string_view s) {
  return s.size() > 1 && s[0] == '/' && all(s, [](char c) { return visible(c) && c != ':'; });
}

/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
bool attribute_name(std::string_view s) { return !s.empty() && s.size() <= 255; }

bool index_name(std::string_view s) {
  return s.size() >= 3 && s.size() <= 255 &&
         all(s, [](char c) { return alnum_dash_underscore(c) || c == '.'; });
}

bool node_class(std::string_view s) {
  const std::vector<std::string_view> parts = split(s, '.');
  return parts.size() == 3 && parts[0] == "cache" && !parts[1].empty() && !parts[2].empty() &&
         all(parts[1], lower_alnum) && all(parts[2], lower_alnum);
}

bool instance_class(std::string_view s) {
  if (!eat(s, "db.")) return false;
  const std::vector<std::string_view> parts = split(s, '.');
  return s == "serverless" ||
         (parts.size() >= 2 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
            return !part.empty() && lower_alnum(part[0]) && all(part, lower_alnum_dash);
          }));
}

bool database_name(std::string_view s) {
  return !s.empty() && s.size() <= 63 && alpha(s[0]) &&
         all(s, [](char c) { return alnum(c) || c == '_'; });
}

bool engine_version(std::string_view s) {
  const std::vector<std::string_view> parts = split(s, '.');
  if (s.size() > 40 || parts[0].empty() || !all(parts[0], digit)) return false;
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && all(part, alnum_dash_underscore);
  });
}

/// https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
std::string schedule_fault(std::string_view s) {
  // Written in one way: one blank between fields and none elsewhere, no leading zeros.
  for (const std::string_view other : {"  ", "( ", " )"}) {
    if (s.find(other) != s.npos) return "separate the fields with single spaces";
  }
  if (s.starts_with("rate(0")) return "the rate must be at least 1, without leading zeros";
  return spec::schedule_fault(s, {.at = true});
}

bool schedule_expression(std::string_view s) { return schedule_fault(s).empty(); }

bool time_zone(std::string_view s) { return spec::is_time_zone(s); }

bool time_of_day(std::string_view s) {
  return shaped(s, "dd:dd") && s.substr(0, 2) < "24" && s[3] < '6';
}

bool day_and_time(std::string_view s) {
  const std::string_view day = s.substr(0, 4);
  return (day == "mon:" || day == "tue:" || day == "wed:" || day == "thu:" || day == "fri:" ||
          day == "sat:" || day == "sun:") &&
         time_of_day(s.substr(4));
}

/// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
bool backup_window(std::string_view s) {
  return s.size() == 11 && time_of_day(s.substr(0, 5)) && s[5] == '-' && time_of_day(s.substr(6));
}

bool maintenance_window(std::string_view s) {
  return s.size() == 19 && day_and_time(s.substr(0, 9)) && s[9] == '-' &&
         day_and_time(s.substr(10));
}

}  // namespace

const describe::Form kName = {
    "a name of letters, digits, - and _ that starts with a letter, at most 40 characters",
    "^[A-Za-z][A-Za-z0-9_-]{0,39}$", "orders-db", name};
const describe::Form kStackName = {
    "a name of letters, digits and - that starts with a letter, at most 40 characters",
    "^[A-Za-z][A-Za-z0-9-]{0,39}$", "orders-app", stack_name};
const describe::Form kFlow = {"a flow, written as FROM -> TO", R"(^ *[^ >]*[^ >-] *-> *[^ >]+ *$)",
                              "internet -> api:443", flow};
const describe::Form kLogOption = {"an option of a log driver", "^[A-Za-z0-9_.-]{1,255}$",
                                   "delivery_stream", log_option};
const describe::Form kMetricName = {
    "a name of at most 255 ASCII characters that does not begin with :", "^[ -9;-~][ -~]{0,254}$",
    "JobsPerTask", metric_name};
const describe::Form kExportName = {"a name of at most 255 letters, digits, : and -",
                                    "^[A-Za-z0-9:-]{1,255}$", "orders:vpc-id", export_name};
const describe::Form kImageUri = {
    "a container image",
    R"(^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?/)?)"
    R"([a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*)"
    R"((:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$)",
    "public.ecr.aws/nginx/nginx:1.27", image_uri};
const describe::Form kRepositoryName = {
    "the name of an ECR repository",
    R"(^(?=[a-z].{1,255}$)[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$)",
    "fastapi-app", repository_name};
const describe::Form kImageTag = {"an image tag", "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", "v1.4.2",
                                  image_tag};
const describe::Form kVariableName = {"the name of an environment variable",
                                      "^[A-Za-z_][A-Za-z0-9_.-]{0,254}$",
                                      "LOG_LEVEL",
                                      variable_name,
                                      nullptr,
                                      nullptr,
                                      meant_variable};
const describe::Form kBucketName = {"the name of an S3 bucket",
                                    R"(^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$)",
                                    "example-access-logs", bucket_name};
const describe::Form kEdition = {"an edition (a year and a month)", "^[0-9]{4}-(0[1-9]|1[0-2])$",
                                 "2026-11", edition};
const describe::Form kS3Object = {
    "the address of an object in S3",
    R"(^s3://(?![^/]*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[ -~]{1,1024}$)",
    "s3://example-trust/clients.pem", s3_object};
const describe::Form kHttpsUrl = {"an HTTPS URL with a path, at most 256 characters",
                                  R"(^(?=.{1,256}$)https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]*$)",
                                  "https://login.example.com/.well-known/jwks.json",
                                  https_url,
                                  nullptr,
                                  nullptr,
                                  meant_https_url};
const describe::Form kClaimName = {
    "a claim's name, other than exp, iss, nbf and iat, which are always checked",
    "^(?!(exp|iss|nbf|iat)$)[!-~]{1,256}$", "scope", claim_name};
const describe::Form kClaimValue = {"a value of 1 to 256 characters", "^[ -~]{1,256}$", "orders",
                                    claim_value};
const describe::Form kWebOrigin = {"a web origin without a path, or *",
                                   R"(^(\*|https?://(?=.)[A-Za-z0-9.:-]*\*?[A-Za-z0-9.:-]*)$)",
                                   "https://shop.example.com", web_origin};
const describe::Form kContainerPath = {"an absolute path", R"(^/[!-9;-~]+$)", "/app/media",
                                       container_path};
const describe::Form kAttributeName = {"an attribute's name, at most 255 bytes", "^.{1,255}$", "id",
                                       attribute_name};
const describe::Form kIndexName = {"a name of 3 to 255 letters, digits, _, - and .",
                                   "^[A-Za-z0-9_.-]{3,255}$", "by-customer", index_name};
const describe::Form kInstanceClass = {
    "a DB instance class",
    R"(^db\.(serverless|[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+)$)",
    "db.t3.small",
    instance_class,
    nullptr,
    nullptr,
    meant_instance_class};
const describe::Form kNodeClass = {"a cache node type",
                                   R"(^cache\.[a-z0-9]+\.[a-z0-9]+$)",
                                   "cache.t4g.small",
                                   node_class,
                                   nullptr,
                                   nullptr,
                                   meant_node_class};
const describe::Form kDatabaseName = {
    "a database name of letters, digits and _ that starts with a letter, at most 63 characters",
    "^[A-Za-z][A-Za-z0-9_]{0,62}$", "orders", database_name};
const describe::Form kUserName = {
    "a user name of letters, digits and _ that starts with a letter, at most 63 characters",
    "^[A-Za-z][A-Za-z0-9_]{0,62}$", "app", database_name};
const describe::Form kEngineVersion = {"an engine version",
                                       R"(^(?=.{1,40}$)[0-9]+(\.[A-Za-z0-9_-]+)*$)",
                                       "15.17",
                                       engine_version,
                                       nullptr,
                                       nullptr,
                                       meant_version};
const describe::Form kScheduleExpression = {
    "a schedule: cron(minute hour day month weekday year), rate(…) or at(yyyy-mm-ddThh:mm:ss)",
    R"(^(cron\([A-Za-z0-9*?,/#-]+( [A-Za-z0-9*?,/#-]+){5}\)|rate\([1-9][0-9]{0,8} (minute|hour|day)s?\)|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\))$)",
    "cron(0 20 ? * MON-FRI *)",
    schedule_expression,
    schedule_fault,
    nullptr,
    spec::meant_schedule};
const describe::Form kTimeZone = {
    "an IANA time zone",
    "^(?=.{1,50}$)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$",
    "Europe/Berlin",
    time_zone,
    nullptr,
    nullptr,
    spec::meant_time_zone};
const describe::Form kBackupWindow = {
    "a window in UTC, hh:mm-hh:mm",
    "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$",
    "03:00-04:00",
    backup_window,
    nullptr,
    nullptr,
    meant_window};
const describe::Form kMaintenanceWindow = {
    "a weekly window in UTC, ddd:hh:mm-ddd:hh:mm",
    "^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-"
    "(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$",
    "sun:04:30-sun:05:30",
    maintenance_window,
    nullptr,
    nullptr,
    meant_window};
/// Letters and digits of any script may stand in it; the pattern leaves these to the check.
const describe::Form kTagKey = {
    "a tag's key: at most 128 letters, digits, spaces and _.:/=+-@, not starting with aws:",
    R"(^(?![aA][wW][sS]:)[^\x00-\x1f!"#$%&'()*,;<>?[\\\]^`{|}~\x7f]{1,128}$)", "team",
    spec::is_tag_key};

}  // namespace archsynth::forms
