#include "random/samples.h"

namespace archsynth::testing {
namespace {

/// Values of places whose form says too little, as JSON; ARNs get the file's own region.
using Samples = std::map<std::string_view, std::vector<std::string_view>>;
const Samples& samples() {
  static const Samples all = {
      {"name", {R"("shop")", R"("a")", R"("Shop-42")", R"("orders-and-payments-of-the-north")"}},
      {"description", {R"("what it is")", R"("ünïcode – ok")"}},
      {"tags/*", {R"("payments")", R"("yes")", "7", "true"}},
      {"network/cidr", {R"("10.0.0.0/16")", R"("10.8.0.0/20")", R"("192.168.0.0/22")"}},
      {"network/endpoints", {R"(["s3","ecr","logs"])", R"("needed")", R"("s3_only")"}},
      {"network/flow_logs", {"true", "false", R"({"retention_days":30})"}},
      {"network/flow_logs/retention_days", {"30", "90", "365"}},
      {"domain/hosted_zone_id", {R"("Z0123456789ABCDEFGHIJ")"}},
      {"domain/aliases/-/hosted_zone_id", {R"("Z0123456789ABCDEFGHIJ")"}},
      {"domain", {R"({"name":"api.example.com","hosted_zone_id":"Z0123456789ABCDEFGHIJ"})"}},
      {"domain/aliases", {R"(["www.example.com","docs.example.com"])"}},
      {"load_balancer/allowed_cidrs/-", {R"("203.0.113.0/24")", R"("2001:db8::/32")"}},
      {"load_balancer/access_logs/bucket_name", {R"("shop-access-logs-42")"}},
      {"load_balancer/waf/rate_limit_per_5_minutes", {"2000"}},
      {"load_balancer/ssl_policy",
       {R"("ELBSecurityPolicy-TLS13-1-2-2021-06")",
        R"("ELBSecurityPolicy-TLS13-1-2-Res-2021-06")"}},
      {"load_balancer/mutual_tls/trust_store_arn",
       {R"("arn:PARTITION:elasticloadbalancing:REGION:123456789012:truststore/clients/73e2d6bc24d8a067")"}},
      {"certificate_authority_arn",
       {R"("arn:PARTITION:acm-pca:REGION:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012")"}},
      {"ca_bundle_version", {R"("3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY")"}},
      {"jwt/claims",
       {R"({"aud":"orders"})",
        R"({"scope":{"format":"space_separated","values":["orders.read"]}})"}},
      {"certificate_arn",
       {R"("arn:PARTITION:acm:REGION:123456789012:certificate/12345678-1234-1234-1234-123456789012")"}},
      {"kms_key_arn",
       {R"("arn:PARTITION:kms:REGION:123456789012:key/12345678-1234-1234-1234-123456789012")"}},
      {"key_arn",
       {R"("arn:PARTITION:kms:REGION:123456789012:key/12345678-1234-1234-1234-123456789012")"}},
      {"web_acl_arn",
       {R"("arn:PARTITION:wafv2:REGION:123456789012:regional/webacl/shop/12345678-1234-1234-1234-123456789012")"}},
      {"topic_arn", {R"("arn:PARTITION:sns:REGION:123456789012:oncall")"}},
      {"policy_arns/-", {R"("arn:PARTITION:iam::123456789012:policy/team/shop-code")"}},
      {"permissions_boundary_arn", {R"("arn:PARTITION:iam::123456789012:policy/boundary")"}},
      {"log_retention_days", {"7", "30", "365"}},
      {"image/tag", {R"("v1.2.3")", R"("2024-10-01")"}},
      {"image/uri", {R"("public.ecr.aws/nginx/nginx:1.27")"}},
      {"services/*/image",
       {R"("public.ecr.aws/nginx/nginx:1.27")", R"({"repository":"shop/web"})", "{}",
        R"({"build":"."})"}},
      {"image/build", {R"("docker/web.Dockerfile")", R"({"context":"web"})"}},
      {"image/service", {R"("owner")"}},
      {"sidecars/*/image", {R"("public.ecr.aws/nginx/nginx:1.27")", R"({"service":"owner"})"}},
      {"sidecars/*/image/repository", {R"("shop/sidecar")"}},
      {"urls/*/parameters", {R"("timeout=5")"}},
      {"secrets/*/value", {R"({"Ref":"AWS::StackName"})"}},
      {"build/args/*", {R"("production")"}},
      {"metric_namespace", {R"("Shop")"}},
      {"metric_name", {R"("jobs-per-task")"}},
      {"metrics/*/target", {"10", "0.5"}},
      {"dimensions/*", {R"("jobs")"}},
      {"log_forwarding/options",
       {R"({"Name":"firehose","region":"eu-west-1","delivery_stream":"app-logs"})"}},
      {"log_forwarding/options/*", {R"("firehose")"}},
      {"security_group_ids/-", {R"("sg-0123456789abcdef0")"}},
      {"services/*/calls/-", {R"("backend")"}},
      {"services/*/calls/*/port", {R"("BACKEND_PORT")"}},
      {"services/*/calls/*/host", {R"("BACKEND_HOST")"}},
      {"services/*/port", {"80", "8080", "3000"}},
      {"services/*/health_check", {R"("/healthz")", R"({"path":"/","interval_seconds":15})"}},
      {"health_check/success_codes", {R"("200")", R"("200-299")", "200", R"("200,302")"}},
      {"services/*/health_check/port", {"8081"}},
      {"health_check/command",
       {R"(["CMD-SHELL","curl -f http://localhost/ || exit 1"])", R"(["CMD","/bin/check"])"}},
      {"command", {R"(["serve","--fast"])", R"("bundle exec rails server")"}},
      {"entry_point", {R"(["/bin/entry"])", R"("/bin/entry --now")"}},
      {"services/*/scaling/requests_per_task", {"500", "1000"}},
      {"variables/*", {R"("info")", "3", "true", R"("a b: c # d")", R"({"Ref":"AWS::Region"})"}},
      {"secrets/*", {R"("/shop/stripe")", R"({"secret":"shop/stripe","key":"api_key"})"}},
      {"secrets/*/secret", {R"("shop/stripe")"}},
      {"permissions/-/actions/-", {R"("s3:GetObject")", R"("sqs:SendMessage")"}},
      {"permissions/-/resources/-", {R"("*")"}},
      {"permissions/-/condition", {R"({"StringEquals":{"aws:RequestedRegion":"eu-west-1"}})"}},
      {"permissions/-/reason", {R"("as agreed")"}},
      {"volumes/*/path", {R"("/data")", R"("/var/cache/app")", R"("/app/media")"}},
      {"sidecars/*/image", {R"("public.ecr.aws/docker/library/busybox:1.36")"}},
      {"sidecars/*/port", {"9000", "9100"}},
      {"container_health_check/command",
       {R"(["CMD","/bin/check"])", R"("curl -f http://localhost/ || exit 1")"}},
      {"route/host", {R"(["api.example.com"])"}},
      {"services/*/databases/*/port", {R"("DB_PORT")"}},
      {"host", {R"("DB_HOST")"}},
      {"reader_host", {R"("DB_READER")"}},
      {"port", {R"("DB_PORT")"}},
      {"databases/*/name", {R"("DB_NAME")"}},
      {"username", {R"("DB_USER")"}},
      {"password", {R"("DB_PASSWORD")"}},
      {"url", {R"("STORE_URL")"}},
      {"json", {R"("DB_JSON")"}},
      {"secret_arn", {R"("DB_SECRET_ARN")"}},
      {"route/host/-", {R"("api.example.com")", R"("*.example.com")"}},
      {"route/path/-", {R"("/api/*")", R"("/")", R"("/static/?.js")"}},
      {"databases/*/port", {"5432", "3306", "15432"}},
      {"databases/*/database_name", {R"("orders")"}},
      {"databases/*/username", {R"("shop_admin")"}},
      {"databases/*/instance_class", {R"("db.t4g.medium")", R"("db.r6g.large")"}},
      {"read_replicas/*/instance_class", {R"("db.t4g.medium")", R"("db.r6g.large")"}},
      {"databases/*/engine_version", {R"("16")", R"("8.0")", R"("16.8")"}},
      {"databases/*/snapshot_identifier", {R"("shop-2026-01-01")"}},
      {"databases/*/storage_gib", {"20", "100", "500"}},
      {"databases/*/max_storage_gib", {"200", "1000"}},
      {"databases/*/readers", {"0", "1", "2"}},
      {"databases/*/capacity_units/min", {"0.5", "0", "2"}},
      {"databases/*/capacity_units/max", {"4", "16.5"}},
      {"databases/*/monitoring_interval_seconds", {"0", "15", "60"}},
      {"databases/*/parameters",
       {R"({"log_min_duration_statement":"500"})", R"({"max_connections":200})"}},
      {"databases/*/backup_replication",
       {R"({"region":"us-west-2","kms_key_arn":"arn:aws:kms:us-west-2:123456789012:key/12345678-1234-1234-1234-123456789012"})"}},
      {"backup_replication/kms_key_arn",
       {R"("arn:aws:kms:us-west-2:123456789012:key/12345678-1234-1234-1234-123456789012")"}},
      {"backup_replication/region", {R"("us-west-2")", R"("eu-central-1")"}},
      {"caches/*/engine_version", {R"("8.0")", R"("7.1")"}},
      {"caches/*/node_class", {R"("cache.t4g.small")", R"("cache.m7g.large")"}},
      {"tables/*/key", {R"({"id":"string"})", R"({"pk":"binary"})"}},
      {"tables/*/sort", {R"({"created_at":"number"})"}},
      {"tables/*/indexes/*/key", {R"({"customer":"string"})"}},
      {"tables/*/indexes/*/sort", {R"({"created_at":"number"})"}},
      {"buckets/*/cors_origins/-", {R"("https://shop.example.com")", R"("*")"}},
      {"alarms/email/-", {R"("oncall@example.com")"}},
      {"flows/allow/-", {R"("internet -> load_balancer:443")"}},
      {"flows/deny/-", {R"("internet -> services")"}},
      {"user_id", {"0", "1000"}},
      {"group_id", {"0", "1000"}},
      {"acknowledge/-/reason", {R"("as agreed")"}},
      {"until", {R"("2099-12-31")"}},
      {"outputs/*/value", {R"({"Ref":"AWS::StackName"})", R"("text")"}},
      {"outputs/*/export_name", {R"("shop-output")"}},
      {"resources",
       {R"({"Extra":{"Type":"AWS::SNS::Topic"}})",
        R"({"Queue":{"Type":"AWS::SQS::Queue","DeletionPolicy":"Delete","UpdateReplacePolicy":"Delete","Properties":{"MessageRetentionPeriod":86400}}})"}},
      {"overrides/-",
       {R"({"op":"add","path":"/Metadata","value":{"Owner":"shop"}})",
        R"({"op":"copy","from":"/Outputs","path":"/Metadata"})"}},
      {"environments",
       {R"({"qa":{"profile":"staging"}})",
        R"({"preview":{"profile":"development","alarms":{"enabled":false}}})"}},
  };
  return all;
}

}  // namespace

const std::map<std::string_view, std::vector<std::string>>& names() {
  static const std::map<std::string_view, std::vector<std::string>> all = {
      {"calls", {"backend"}},
      {"claims", {"aud", "scope"}},
      {"args", {"NODE_ENV", "VERSION"}},
      {"metrics", {"backlog", "age"}},
      {"dimensions", {"QueueName"}},
      {"options", {"Name"}},
      {"services", {"web", "api", "worker", "X", "mail-out", "reports_2"}},
      {"databases", {"main", "orders", "read-model"}},
      {"caches", {"sessions", "fragments"}},
      {"buckets", {"uploads", "exports", "in-2"}},
      {"tables", {"carts", "events_log"}},
      {"file_systems", {"files", "shared-files"}},
      {"volumes", {"scratch", "media"}},
      {"sidecars", {"nginx", "agent", "setup"}},
      {"variables", {"LOG_LEVEL", "_x", "FEATURE_1"}},
      {"secrets", {"STRIPE_KEY", "SIGNING_KEY"}},
      {"tags", {"team", "cost-center", "a.b/c"}},
      {"schedules", {"night", "sale"}},
      {"read_replicas", {"reports", "second"}},
      {"indexes", {"by-customer", "by_time"}},
      {"outputs", {"Stack", "Other"}},
      {"zones", {"a", "b", "c", "d"}},
      {"ports", {"native"}},
      {"urls", {"QUEUE_URL"}},
      {"parameters", {"log_min_duration_statement"}},
      {"key", {"id", "customer"}},
      {"sort", {"created_at"}},
  };
  return all;
}

bool ends_with(std::string_view place, std::string_view suffix) {
  if (place.size() < suffix.size() || place.substr(place.size() - suffix.size()) != suffix) {
    return false;
  }
  return place.size() == suffix.size() || place[place.size() - suffix.size() - 1] == '/';
}

const std::vector<std::string_view>* samples_of(std::string_view place) {
  const std::vector<std::string_view>* best = nullptr;
  std::size_t longest = 0;
  for (const auto& [suffix, values] : samples()) {
    // Keys of the file whose names others have too.
    const bool is_of_file = suffix == "name" || suffix == "description" || suffix == "resources";
    if (is_of_file ? place != suffix : !ends_with(place, suffix)) continue;
    if (suffix.size() >= longest) {
      best = &values;
      longest = suffix.size();
    }
  }
  return best;
}

}  // namespace archsynth::testing
