#include <algorithm>
#include <vector>

#include "archsynth/aws/cidr.h"
#include "archsynth/aws/forms.h"
#include "archsynth/support/text.h"
#include "aws/meant_forms.h"
#include "aws/text_match.h"

namespace archsynth::forms {

namespace {

using namespace match;

bool cidr(std::string_view s) { return aws::Cidr::parse(s).has_value(); }

/// Without `$`, which would be a reference in the template.
bool url_query(std::string_view s) {
  return !s.empty() && all(s, [](char c) { return alnum(c) || one_of(c, "-._~%=&+,:/"); });
}

/// Groups between colons; more than an address has when one of them is no group.
std::size_t ipv6_groups(std::string_view s) {
  if (s.empty()) return 0;
  const std::vector<std::string_view> groups = split(s, ':');
  const auto good = [](std::string_view group) {
    return !group.empty() && group.size() <= 4 && all(group, hex);
  };
  return std::all_of(groups.begin(), groups.end(), good) ? groups.size() : 9;
}

bool ipv6_address(std::string_view s) {
  const std::size_t gap = s.find("::");
  if (gap == std::string_view::npos) return ipv6_groups(s) == 8;
  return ipv6_groups(s.substr(0, gap)) + ipv6_groups(s.substr(gap + 2)) <= 7;
}

bool source_cidr(std::string_view s) {
  const std::size_t slash = s.find('/');
  if (slash == std::string_view::npos) return false;
  return cidr(s) || (ipv6_address(s.substr(0, slash)) && number(s.substr(slash + 1), 0, 128));
}

bool zone_letter(std::string_view s) { return s.size() == 1 && s[0] >= 'a' && s[0] <= 'f'; }

/// https://www.rfc-editor.org/rfc/rfc1123#section-2.1
bool domain_label(std::string_view s) {
  return !s.empty() && s.size() <= 63 && all(s, alnum_dash) && s.front() != '-' && s.back() != '-';
}

bool domain_name(std::string_view s) {
  const std::vector<std::string_view> labels = split(s, '.');
  return s.size() <= 253 && labels.size() >= 2 &&
         std::all_of(labels.begin(), labels.end(), domain_label) && alpha(labels.back()[0]);
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
bool host_name(std::string_view s) {
  const std::size_t dot = s.rfind('.');
  if (dot == std::string_view::npos || s.size() > 128) return false;
  const std::string_view last = s.substr(dot + 1);
  return !last.empty() && all(last, alpha) &&
         all(s, [](char c) { return alnum(c) || one_of(c, "-.*?"); });
}

bool path_pattern(std::string_view s) {
  return !s.empty() && s.size() <= 128 && (s[0] == '/' || s[0] == '*') &&
         all(s, [](char c) { return alnum(c) || one_of(c, "_-.$/~\"'@:+&*?"); });
}

bool hosted_zone_id(std::string_view s) {
  return s.size() >= 2 && s.size() <= 32 && s[0] == 'Z' && all(s, upper_alnum);
}

bool url_path(std::string_view s) {
  return !s.empty() && s.size() <= 1024 && s[0] == '/' && all(s, visible);
}

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
bool status_codes(std::string_view s) {
  const bool is_http = s.substr(0, s.find_first_of("-,")).size() == 3;
  const auto code = [is_http](std::string_view text) {
    return is_http ? number(text, 200, 499) : number(text, 0, 99);
  };
  const std::size_t dash = s.find('-');
  if (dash != std::string_view::npos) return code(s.substr(0, dash)) && code(s.substr(dash + 1));
  const std::vector<std::string_view> codes = split(s, ',');
  return std::all_of(codes.begin(), codes.end(), code);
}

bool email(std::string_view s) {
  const std::size_t at = s.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view mailbox = s.substr(0, at);
  return all(mailbox, [](char c) { return alnum(c) || one_of(c, "._%+'&/=~!#$*{}|^`?-"); }) &&
         domain_name(s.substr(at + 1));
}

bool resource_id(std::string_view s, std::string_view kind) {
  return eat(s, kind) && (s.size() == 8 || s.size() == 17) && all(s, lower_hex);
}
bool vpc_id(std::string_view s) { return resource_id(s, "vpc-"); }
bool subnet_id(std::string_view s) { return resource_id(s, "subnet-"); }

bool security_group_id(std::string_view s) { return resource_id(s, "sg-"); }

/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
bool group_description(std::string_view s) {
  return !s.empty() && s.size() <= 255 &&
         all(s, [](char c) { return alnum(c) || one_of(c, " ._-:/()#,@[]+=&;{}!$*"); });
}

bool region(std::string_view s) {
  const std::vector<std::string_view> parts = split(s, '-');
  if (parts.size() < 3 || parts.size() > 5) return false;
  if (parts[0].size() < 2 || parts[0].size() > 4 || !shaped(parts.back(), "d")) return false;
  return std::all_of(parts.begin(), parts.end() - 1,
                     [](std::string_view part) { return !part.empty() && all(part, lower); });
}

}  // namespace

const describe::Form kUrlQuery = {"parameters of a URL", "^[A-Za-z0-9._~%=&+,:/-]+$",
                                  "ssl_cert_reqs=required", url_query};
const describe::Form kCidr = {
    "an IPv4 block",
    R"(^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(?!/)|(?=/))){4}/(3[0-2]|[12]?[0-9])$)",
    "10.0.0.0/16",
    cidr,
    nullptr,
    nullptr,
    meant_cidr};
const describe::Form kSourceCidr = {
    "a block of IPv4 or IPv6 addresses",
    R"(^(((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(?!/)|(?=/))){4}/(3[0-2]|[12]?[0-9]))"
    R"(|(([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|([0-9A-Fa-f]{1,4}:){1,7}:)"
    R"(|([0-9A-Fa-f]{1,4}:){1,6}:[0-9A-Fa-f]{1,4}|([0-9A-Fa-f]{1,4}:){1,5}(:[0-9A-Fa-f]{1,4}){1,2})"
    R"(|([0-9A-Fa-f]{1,4}:){1,4}(:[0-9A-Fa-f]{1,4}){1,3}|([0-9A-Fa-f]{1,4}:){1,3}(:[0-9A-Fa-f]{1,4}){1,4})"
    R"(|([0-9A-Fa-f]{1,4}:){1,2}(:[0-9A-Fa-f]{1,4}){1,5}|[0-9A-Fa-f]{1,4}:(:[0-9A-Fa-f]{1,4}){1,6})"
    R"(|:((:[0-9A-Fa-f]{1,4}){1,7}|:))/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$)",
    "203.0.113.0/24",
    source_cidr,
    nullptr,
    nullptr,
    meant_source_cidr};
const describe::Form kZoneLetter = {"the letter of an availability zone, a to f",
                                    "^[a-f]$",
                                    "a",
                                    zone_letter,
                                    nullptr,
                                    nullptr,
                                    meant_zone_letter};
const describe::Form kDomainName = {
    "a domain name",
    R"(^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$)",
    "api.example.com", domain_name};
const describe::Form kHostName = {"a host name, in which * and ? match any characters",
                                  R"(^(?=.{1,128}$)[A-Za-z0-9.*?-]*\.[A-Za-z]+$)", "*.example.com",
                                  host_name};
const describe::Form kHostedZoneId = {"the id of a hosted zone", "^Z[A-Z0-9]{1,31}$",
                                      "Z0123456789ABCDEFGHIJ", hosted_zone_id};
const describe::Form kUrlPath = {"a path that starts with /", "^/[!-~]{0,1023}$", "/healthz",
                                 url_path};
const describe::Form kPathPattern = {"a path pattern, in which * and ? match any characters",
                                     R"(^(?=.{1,128}$)[/*][A-Za-z0-9_.$/~"'@:+&*?-]*$)", "/api/*",
                                     path_pattern};
const describe::Form kStatusCodes = {
    "HTTP codes from 200 to 499 (of gRPC from 0 to 99), as a list or a range",
    "^([234][0-9]{2}(-[234][0-9]{2}|(,[234][0-9]{2})*)|[1-9]?[0-9](-[1-9]?[0-9]|(,[1-9]?[0-9])*))$",
    "200-299",
    status_codes,
    nullptr,
    nullptr,
    meant_codes};
const describe::Form kEmail = {
    "an email address",
    R"(^[A-Za-z0-9._%+'&/=~!#$*{}|^`?-]{1,64}@(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$)",
    "oncall@example.com", email};
const describe::Form kVpcId = {"the id of a VPC", "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$",
                               "vpc-0123456789abcdef0", vpc_id};
const describe::Form kSecurityGroupId = {"the id of a security group",
                                         "^sg-([0-9a-f]{8}|[0-9a-f]{17})$", "sg-0123456789abcdef0",
                                         security_group_id};
const describe::Form kSubnetId = {"the id of a subnet", "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$",
                                  "subnet-0123456789abcdef0", subnet_id};
const describe::Form kGroupDescription = {
    "a string of at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    R"(^[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}$)", "Tasks of api", group_description};
const describe::Form kRegion = {
    "an AWS region", "^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]$", "eu-central-1", region, nullptr, nullptr,
    meant_region};

}  // namespace archsynth::forms
