#include "archsynth/aws/forms.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

namespace archsynth::forms {
namespace {

const std::string kX64(64, 'x');
const std::string k128(128, 'a');

struct Row {
  const char* name;
  const describe::Form* form;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

// clang-format off
const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
    {"name", &kName, {"api", "orders-db", "a", "Api_2", std::string(40, 'a')},
     {"", "2api", "-a", "a b", "a.b", "\xc3\xa4", std::string(41, 'a')}},
    {"cidr", &kCidr, {"10.0.0.0/16", "0.0.0.0/0", "255.255.255.255/32", "10.0.1.7/24"},
     {"", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.256/8", "010.0.0.0/8", "10.0.0.0/016", "10.0.0.0.0/8", "10.0.0.0./8", "10..0.0/8", ".10.0.0.0/8", "10.0.0.0/ 8", "::/0"}},
    {"source_cidr", &kSourceCidr,
     {"203.0.113.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "1:2:3:4:5:6:7:8/128", "::1/128", "1::/16", "1:2:3:4:5:6:7::/112", "1::8/64", "1:2::7:8/64", "::2:3:4:5:6:7:8/99", "FE80::1/10"},
     {"", "::", "::/129", ":::/0", "1::2::3/64", "1:2:3:4:5:6:7/64", "1:2:3:4:5:6:7:8:9/64", "1:2:3:4:5:6:7:8::/64", "12345::/16", "g::/16", "1:/16", ":1/16", "10.0.0.0/33", "::/01", "::ffff:1.2.3.4/96"}},
    {"zone_letter", &kZoneLetter, {"a", "f"}, {"", "g", "A", "ab", "1"}},
    {"arn", &kArn,
     {"arn:aws:iam::123456789012:role/deploy", "arn:aws-us-gov:s3:::bucket/*", "arn:aws:iam::aws:policy/x", "arn:aws-iso-b:sns:us-isob-east-1:123456789012:t"},
     {"", "arn", "arn:aws:iam::123:role/x", "arn:azure:iam::123456789012:role/x", "arn:aws-:iam::123456789012:role/x", "arn:aws:iam::123456789012:", "arn:aws:iam::123456789012:a b", "arn:aws::us-east-1:123456789012:x", "arn:aws2:iam::123456789012:x", "ARN:aws:iam::123456789012:x"}},
    {"certificate_arn", &kCertificateArn,
     {"arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"},
     {"arn:aws:acm:us-east-1:123456789012:certificate/", "arn:aws:acm::123456789012:certificate/12", "arn:aws:iam:us-east-1:123456789012:certificate/12", "arn:aws:acm:us-east-1:123456789012:certificate/12/3", "arn:aws:acm:us-east-1::certificate/12", "arn:aws:acm:us-east-1:aws:certificate/12"}},
    {"kms_key_arn", &kKmsKeyArn,
     {"arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd", "arn:aws:kms:eu-west-1:123456789012:key/1234-AB"},
     {"arn:aws:kms:eu-west-1:123456789012:alias/x", "arn:aws:kms:eu-west-1:123456789012:key/", "alias/x"}},
    {"secret_arn", &kSecretArn,
     {"arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b-AbCdEf", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf:key::", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a:k:s:v", "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1-AbCdEf:username::", "arn:aws:ssm:us-east-1:123456789012:parameter/a/b.c"},
     {"arn:aws:secretsmanager:us-east-1:123456789012:secret:", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a:1:2:3:4", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a b", "arn:aws:ssm:us-east-1:123456789012:parameter/", "arn:aws:ssm:us-east-1:123456789012:parameter/a:1", "arn:aws:ssm:us-east-1:123456789012:document/a", "arn:aws:sns:us-east-1:123456789012:secret:a", "/a/b"}},
    {"topic_arn", &kTopicArn,
     {"arn:aws:sns:us-east-1:123456789012:oncall", "arn:aws:sns:us-east-1:123456789012:on_call-2.fifo"},
     {"arn:aws:sns:us-east-1:123456789012:", "arn:aws:sns:us-east-1:123456789012:a.b", "arn:aws:sns:us-east-1:123456789012:.fifo", "arn:aws:sns:us-east-1:123456789012:a:1234", "arn:aws:sqs:us-east-1:123456789012:a"}},
    {"web_acl_arn", &kWebAclArn,
     {"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/12345678-1234"},
     {"arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1234", "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop", "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/", "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/12/34"}},
    {"certificate_authority_arn", &kCertificateAuthorityArn,
     {"arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/12345678-1234"},
     {"arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/", "arn:aws:acm:us-east-1:123456789012:certificate/12345678"}},
    {"trust_store_arn", &kTrustStoreArn,
     {"arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/clients/73e2d6bc"},
     {"arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/clients", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/73e2", "arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore//73e2"}},
    {"edition", &kEdition, {"2026-11", "2027-01", "2030-12"}, {"", "2026", "2026-13", "2026-00", "2026-1", "26-11"}},
    {"s3_object", &kS3Object, {"s3://example-trust/clients.pem", "s3://abc/a/b c"},
     {"", "s3://example-trust", "s3://example-trust/", "https://example-trust/x", "s3://a..b/x", "s3://Abc/x"}},
    {"https_url", &kHttpsUrl, {"https://login.example.com/keys", "https://localhost:8443/"},
     {"", "http://login.example.com/keys", "https://login.example.com", "https:///keys", "https://a:/x", "https://a/" + k128 + k128}},
    {"claim_name", &kClaimName, {"scope", "https://example.com/roles", "issuer"}, {"", "iss", "exp", "nbf", "iat", "a b"}},
    {"claim_value", &kClaimValue, {"orders", "a b"}, {"", k128 + k128 + "a"}},
    {"domain_name", &kDomainName, {"example.com", "a.b-c.example.co", "xn--bcher-kva.example", "1.example.com"},
     {"", "com", "example.", ".example.com", "a..com", "-a.com", "a-.com", "*.example.com", "exa_mple.com", "example.com.", "10.0.0.1", kX64 + ".com", k128 + "." + k128}},
    {"host_name", &kHostName, {"api.example.com", "*.example.com", "a?i.example.com", "*.com"},
     {"", "com", "example.c0m", "example.*", "example.com.", "a b.com", k128 + ".com"}},
    {"hosted_zone_id", &kHostedZoneId, {"Z0123456789ABCDEFGHIJ", "Z1"},
     {"", "Z", "z1", "A123", "/hostedzone/Z1", "Z" + std::string(32, '1')}},
    {"url_path", &kUrlPath, {"/", "/healthz", "/a?b=c&d"}, {"", "healthz", "/a b", "/\xc3\xa4", "/" + std::string(1024, 'a')}},
    {"path_pattern", &kPathPattern, {"/", "/api/*", "*.png", "/a?/$_-.~\"'@:+&"},
     {"", "api", "/a b", "/a%20", "/a#b", "/" + k128}},
    {"status_codes", &kStatusCodes, {"200", "200,302", "200-299", "200,201,499", "0", "12", "0-5", "20"},
     {"", "00", "100", "200,5", "500", "199", "200,", ",200", "200-", "200-299,301", "2xx", "0200", "200 302"}},
    {"email", &kEmail, {"oncall@example.com", "a.b+c@mail.example.org"},
     {"", "oncall", "@example.com", "a@b", "a b@example.com", "a@example..com", "a@@example.com", std::string(65, 'a') + "@example.com"}},
    {"vpc_id", &kVpcId, {"vpc-0123456789abcdef0", "vpc-1a2b3c4d"}, {"", "vpc-", "vpc-1A2B3C4D", "vpc-123456789", "subnet-1a2b3c4d"}},
    {"subnet_id", &kSubnetId, {"subnet-0123456789abcdef0", "subnet-1a2b3c4d"}, {"", "vpc-1a2b3c4d", "subnet-xyz"}},
    {"group_description", &kGroupDescription, {"Tasks of api", "a._-:/()#,@[]+=&;{}!$*"}, {"", "it's", "a\nb", "\xc3\xa4", std::string(256, 'a')}},
    {"image_uri", &kImageUri,
     {"nginx", "nginx:1.27", "public.ecr.aws/nginx/nginx:1.27", "localhost:5000/a/b", "123456789012.dkr.ecr.us-east-1.amazonaws.com/a-b/c_d:v1", "nginx@sha256:" + std::string(64, 'a'), "a__b/c--d", "localhost:5000", "Registry.Example/a"},
     {"", "Nginx", "nginx:", "nginx:a b", "-nginx", "a//b", "/a", "a/", "a___b", "a..b", "nginx@sha256:abc", "nginx@md5:" + std::string(64, 'a'), "host:port/a", "host:123456/a", ":5000/a", "a:1:2", "https://a/b"}},
    {"repository_name", &kRepositoryName, {"fastapi-app", "a/b", "team/app_1.x", "ab"},
     {"", "a", "App", "1app", "a--b", "a/", "/a", "a//b", "a-", std::string(257, 'a')}},
    {"image_tag", &kImageTag, {"v1", "_1", "latest", k128}, {"", ".a", "-a", "a b", "a:b", k128 + "a"}},
    {"variable_name", &kVariableName, {"LOG_LEVEL", "_a", "a1", "A-B", "discovery.type"}, {"", "1A", "-A", ".A", "A=B", "A B"}},
    {"parameter_name", &kParameterName, {"/shop/stripe", "TOKEN", "a.b-c_d"}, {"", "/", "a/b", "/a/", "/a//b", "a b", "a:b"}},
    {"bucket_name", &kBucketName, {"abc", "my.logs-1", std::string(63, 'a')}, {"", "ab", "Abc", "-abc", "abc-", "a..b", "a_b", std::string(64, 'a')}},
    {"instance_class", &kInstanceClass, {"db.t3.small", "db.serverless", "db.r6i.8xlarge.tpc2.mem3x", "db.m6gd.metal-24xl"},
     {"", "t3.small", "db.t3", "db.", "db.t3.", "db.T3.small", "db..small", "db.serverless.x.", "db.-a.b"}},
    {"database_name", &kDatabaseName, {"main", "a_1", "A"}, {"", "1a", "_a", "a-b", std::string(64, 'a')}},
    {"user_name", &kUserName, {"app", "app_1"}, {"", "1a", "a-b", std::string(64, 'a')}},
    {"engine_version", &kEngineVersion, {"15", "15.17", "8.0.35", "11.22-rds.20241121", "8.0.mysql_aurora.3.05.2"},
     {"", "v15", "15.", ".15", "15..1", "15 1", std::string(41, '1')}},
    {"region", &kRegion, {"eu-central-1", "us-gov-west-1", "us-isob-east-1", "ap-southeast-2"},
     {"", "eu", "eu-1", "EU-central-1", "eu-central", "eu-central-12", "eu--1", "europe-central-1"}},
    {"schedule_expression", &kScheduleExpression,
     {"cron(0 20 ? * MON-FRI *)", "cron(0/15 8 * * ? 2026)", "rate(5 minutes)", "rate(1 day)", "at(2026-01-02T03:04:05)"},
     {"", "cron()", "cron(0 20 * * *)", "cron(0 20 ? * MON-FRI * *)", "cron(0  20 ? * * *)", "rate(0 minutes)", "rate(5 weeks)", "rate(5)", "rate(05 days)", "at(2026-01-02)", "0 20 * * *", "cron(0 20 ? * MON-FRI *", "at(2026-01-02 03:04:05)"}},
    {"time_zone", &kTimeZone, {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+1"},
     {"", "Europe/", "/Berlin", "Europe Berlin", "a/b/c/d", "1/2", std::string(51, 'a')}},
    {"backup_window", &kBackupWindow, {"03:00-04:00", "23:59-00:29"}, {"", "3:00-4:00", "24:00-01:00", "03:60-04:00", "03:00", "03:00 - 04:00"}},
    {"maintenance_window", &kMaintenanceWindow, {"sun:04:30-sun:05:30", "mon:23:59-tue:00:30"},
     {"", "Sun:04:30-sun:05:30", "sun:04:30-05:30", "sun:25:00-sun:05:30", "xyz:04:30-sun:05:30"}},
    {"tag_key", &kTagKey, {"team", "cost center", "a:b/c=d+e-f@g", "aws", k128}, {"", "aws:x", "AWS:x", "a#b", "a,b", "a\tb", k128 + "a"}},
    {"snapshot_id", &kSnapshotId, {"shop-before-upgrade", "rds:shop-2026-01-01-00-00", "arn:aws:rds:us-east-1:123456789012:snapshot:rds:shop-1", "arn:aws:rds:us-east-1:123456789012:snapshot:shop"},
     {"", "1a", "a-", "a--b", "a_b", "arn:aws:rds:us-east-1:123456789012:db:shop", "arn:aws:rds:us-east-1:123456789012:snapshot:"}},
  };
  return kRows;
}
// clang-format on

TEST(Forms, FunctionAndPatternAgree) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const std::regex pattern{std::string(row.form->pattern), std::regex::ECMAScript};
    for (const std::string& text : row.good) {
      EXPECT_TRUE(row.form->matches(text)) << text;
      EXPECT_TRUE(std::regex_search(text, pattern)) << text;
    }
    for (const std::string& text : row.bad) {
      EXPECT_FALSE(row.form->matches(text)) << text;
      EXPECT_FALSE(std::regex_search(text, pattern)) << text;
    }
  }
}

// Whatever one slip makes of a good text, both must say the same of it.
TEST(Forms, FunctionAndPatternAgreeOnSlips) {
  const std::string slips = "aZ09-_./:*@ ,'";
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const std::regex pattern{std::string(row.form->pattern), std::regex::ECMAScript};
    for (const std::string& text : row.good) {
      for (std::size_t i = 0; i <= std::min<std::size_t>(text.size(), 40); ++i) {
        std::vector<std::string> slipped;
        if (i < text.size()) slipped.push_back(std::string(text).erase(i, 1));
        for (char c : slips) slipped.push_back(std::string(text).insert(i, 1, c));
        for (const std::string& slip : slipped) {
          const bool fits = std::regex_search(slip, pattern);
          // No pattern tells which hours and zones there are.
          if (fits && (row.form == &kScheduleExpression || row.form == &kTimeZone)) continue;
          EXPECT_EQ(row.form->matches(slip), fits) << slip;
        }
      }
    }
  }
}

TEST(Forms, ExamplesMatch) {
  for (const Row& row : rows()) {
    EXPECT_TRUE(row.form->matches(row.form->example)) << row.name;
    EXPECT_FALSE(row.form->what.empty()) << row.name;
  }
}

TEST(Forms, TellWhatIsMeant) {
  struct Meant {
    const describe::Form* form;
    std::string_view text;
    std::string_view meant;
  };
  const std::vector<Meant> rows = {
      {&kStackName, "My Shop", "My-Shop"},
      {&kName, "orders db", "orders-db"},
      {&kName, "orders/db", "orders-db"},
      {&kRepositoryName, "My Shop", "my-shop"},
      {&kRepositoryName, "Shop-Web", "shop-web"},
      {&kExportName, "shop/media", "shop:media"},
      {&kDatabaseName, "shop-db", "shop_db"},
      {&kVariableName, "LOG LEVEL", "LOG_LEVEL"},
      {&kBucketName, "s3://Shop_Media/", ""},
      {&kBucketName, "Shop_Media", "shop-media"},
      {&kCidr, "10.0.0.0", "10.0.0.0/16"},
      {&kSourceCidr, "203.0.113.5", "203.0.113.5/32"},
      {&kSourceCidr, "2001:db8::1", "2001:db8::1/128"},
      {&kSourceCidr, "203.0.113.5/33", ""},
      {&kRegion, "us-west-2b", "us-west-2"},
      {&kRegion, "EU-central-1", "eu-central-1"},
      {&kRegion, "frankfurt", ""},
      {&kZoneLetter, "eu-central-1c", "c"},
      {&kDomainName, "https://shop.example.com/", "shop.example.com"},
      {&kDomainName, "shop.example.com.", "shop.example.com"},
      {&kDomainName, "*.example.com", ""},
      {&kWebOrigin, "shop.example.com", "https://shop.example.com"},
      {&kWebOrigin, "https://shop.example.com/app", "https://shop.example.com"},
      {&kHttpsUrl, "http://login.example.com", "https://login.example.com/"},
      {&kUrlPath, "healthz", "/healthz"},
      {&kUrlPath, "http://localhost:3000/healthz", "/healthz"},
      {&kUrlPath, "/a b", ""},
      {&kPathPattern, "api/*", "/api/*"},
      {&kContainerPath, "./media", ""},
      {&kStatusCodes, "2xx", "200-299"},
      {&kStatusCodes, "200 - 299", "200-299"},
      {&kStatusCodes, "200 302", "200,302"},
      {&kHostedZoneId, "zone", ""},
      {&kClaimName, "iss", ""},
      {&kFlow, "api -> ", ""},
      {&kTagKey, "aws:team", ""},
      {&kHostedZoneId, "/hostedzone/Z1", "Z1"},
      {&kImageUri, "https://public.ecr.aws/nginx/nginx:1", "public.ecr.aws/nginx/nginx:1"},
      {&kEmail, " oncall@example.com", "oncall@example.com"},
      {&kVpcId, "vpc-1A2B3C4D", "vpc-1a2b3c4d"},
      {&kInstanceClass, "t4g.medium", "db.t4g.medium"},
      {&kNodeClass, "T4g.small", "cache.t4g.small"},
      {&kEngineVersion, "v15.4", "15.4"},
      {&kPolicyArn, "AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"},
      {&kPolicyArn, "AWSLambdaBasicExecutionRole",
       "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
      {&kPolicyArn, "OurOwn", ""},
      {&kBackupWindow, "2:00-3:00", "02:00-03:00"},
      {&kBackupWindow, "22:00 - 23:00", "22:00-23:00"},
      {&kMaintenanceWindow, "Sun:4:30-Sun:5:30", "sun:04:30-sun:05:30"},
      {&kScheduleExpression, "0 22 * * *", "cron(0 22 * * ? *)"},
      {&kScheduleExpression, "0 22 * * 1-5", "cron(0 22 ? * MON-FRI *)"},
      {&kScheduleExpression, "cron(0 22 * * MON-FRI *)", "cron(0 22 ? * MON-FRI *)"},
      {&kScheduleExpression, "cron( 0  22 ? * 0-4 * )", "cron(0 22 ? * SUN-THU *)"},
      {&kScheduleExpression, "cron(0 22 1 * MON *)", ""},
      {&kScheduleExpression, "every 5 minutes", "rate(5 minutes)"},
      {&kScheduleExpression, "every hour", "rate(1 hour)"},
      {&kScheduleExpression, "rate(1 minutes)", "rate(1 minute)"},
      {&kTimeZone, "GMT+2", "Etc/GMT-2"},
      {&kTimeZone, "UTC-05:00", "Etc/GMT+5"},
      {&kTimeZone, "Europe/Berln", "Europe/Berlin"},
  };
  for (const Meant& row : rows) {
    EXPECT_FALSE(row.form->matches(row.text)) << row.text;
    EXPECT_EQ(describe::meant_value(row.text, *row.form), row.meant) << row.text;
  }
}

}  // namespace
}  // namespace archsynth::forms
