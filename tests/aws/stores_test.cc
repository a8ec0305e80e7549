// Stores that a program makes and a service uses.

#include <gtest/gtest.h>

#include "archsynth/aws/ecs.h"
#include "aws/resources.h"

namespace archsynth {
namespace {

TEST(Stores, AreMadeByDesignatedInitialisers) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack.add<ec2::Vpc>("Vpc", key, {});
  auto& cluster = stack.add<ecs::Cluster>("Cluster", key, {});
  auto& uploads = stack.add<s3::Bucket>("Uploads", key, {.versions = true, .expire_days = 365});
  auto& orders = stack.add<dynamodb::Table>(
      "Orders", key,
      {.key = {{"id", dynamodb::KeyType::kString}},
       .indexes = {{"by-time", {.key = {{"day", dynamodb::KeyType::kString}}}}}});
  auto& files = stack.add<efs::FileSystem>("Files", vpc, key, {.user_id = 33});
  auto& database =
      stack.add<rds::Database>("Main", vpc, key,
                               {.engine = rds::Engine::kAuroraPostgres,
                                .capacity_units = rds::CapacityUnitsProps{.min = 1.0, .max = 8.0},
                                .readers = 1});
  auto& worker = stack.add<ecs::FargateService>(
      "Worker", vpc, cluster,
      {.image = {.uri = "public.ecr.aws/nginx/nginx:1.27"},
       .volumes = {{"media", {.path = "/app/media", .file_system = "files"}}}});
  worker.connect_to(uploads, {.access = ecs::Access::kRead, .name = "UPLOADS"});
  worker.connect_to(orders);
  worker.connect_to(database);
  worker.mount("media", files);
  EXPECT_EQ(findings(stack), "");
  const std::string task = resource(stack, "WorkerTaskDefinition");
  for (const char* text : {"UPLOADS", "TABLE_NAME", "DATABASE_READER_HOST", "FilesAccessPoint"}) {
    EXPECT_NE(task.find(text), std::string::npos) << text;
  }
}

TEST(Calls, AreMadeByDesignatedInitialisers) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack.add<ec2::Vpc>("Vpc", key, {});
  auto& cluster = stack.add<ecs::Cluster>("Cluster", key, {});
  const auto add = [&](const char* name) -> ecs::FargateService& {
    return stack.add<ecs::FargateService>(name, vpc, cluster,
                                          {.image = {.uri = "public.ecr.aws/nginx/nginx:1.27"},
                                           .port = 8080,
                                           .request_timeout_seconds = 120});
  };
  auto& web = add("Web");
  auto& orders = add("Orders");
  auto& stock = add("Stock");
  stock.answer_as("inventory");
  web.connect_to(orders);
  web.connect_to(stock, {.url = "STOCK_URL"});
  orders.connect_to(stock, {.host = "STOCK_HOST", .port = "STOCK_PORT"});
  EXPECT_EQ(findings(stack), "");
  const std::string task = resource(stack, "WebTaskDefinition");
  for (const char* text : {"ORDERS_URL", "http://orders:8080", "http://inventory:8080"}) {
    EXPECT_NE(task.find(text), std::string::npos) << text;
  }
  const std::string service = resource(stack, "StockService");
  EXPECT_NE(service.find("inventory"), std::string::npos) << service;
  EXPECT_NE(service.find("120"), std::string::npos) << service;
}

TEST(Calls, OfTcpSetAHostAndAPort) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack.add<ec2::Vpc>("Vpc", key, {});
  auto& cluster = stack.add<ecs::Cluster>("Cluster", key, {});
  const ecs::ImageProps image = {.uri = "public.ecr.aws/nginx/nginx:1.27"};
  auto& broker = stack.add<ecs::FargateService>(
      "Broker", vpc, cluster, {.image = image, .port = 5672, .protocol = elbv2::Protocol::kTcp});
  auto& worker = stack.add<ecs::FargateService>("Worker", vpc, cluster, {.image = image});
  worker.connect_to(broker);
  EXPECT_EQ(findings(stack), "");
  const std::string task = resource(stack, "WorkerTaskDefinition");
  for (const char* text : {"BROKER_HOST", "BROKER_PORT"}) {
    EXPECT_NE(task.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(task.find("BROKER_URL"), std::string::npos) << task;
  EXPECT_EQ(resource(stack, "BrokerTaskDefinition").find("AppProtocol"), std::string::npos);
}

TEST(LogForwarding, SendsTheLogsOfAllContainersButTheRouters) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack.add<ec2::Vpc>("Vpc", key, {});
  auto& cluster = stack.add<ecs::Cluster>("Cluster", key, {});
  const char* const image = "public.ecr.aws/nginx/nginx:1.27";
  stack.add<ecs::FargateService>(
      "Worker", vpc, cluster,
      {.image = {.uri = image},
       .sidecars = {{"agent", {.image = image}}},
       .log_forwarding = ecs::LogForwardingProps{.options = {{"Name", "firehose"}}},
       .security_group_ids = {"sg-0123456789abcdef0"}});
  EXPECT_EQ(findings(stack), "");
  const std::string task = resource(stack, "WorkerTaskDefinition");
  const auto count = [&](std::string_view text) {
    std::size_t found = 0;
    for (std::size_t at = task.find(text); at != task.npos; at = task.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("awsfirelens"), 2U) << task;
  EXPECT_EQ(count("\"awslogs\""), 1U) << task;
  EXPECT_EQ(count("\"Name\": \"log-router\""), 1U) << task;
  const std::string service = resource(stack, "WorkerService");
  EXPECT_NE(service.find("sg-0123456789abcdef0"), std::string::npos) << service;
}

TEST(NetworkLoadBalancer, PassesTcpOnAtThePortOfTheService) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack.add<ec2::Vpc>("Vpc", key, {});
  auto& cluster = stack.add<ecs::Cluster>("Cluster", key, {});
  auto& balancer = stack.add<elbv2::NetworkLoadBalancer>(
      "Tcp", vpc, {.scheme = elbv2::Scheme::kInternal, .allowed_cidrs = {"10.1.0.0/16"}});
  auto& broker = stack.add<ecs::FargateService>(
      "Broker", vpc, cluster,
      {.image = {.uri = "public.ecr.aws/nginx/nginx:1.27"},
       .port = 5672,
       .health_check = {.path = "/up", .port = 8080, .protocol = elbv2::CheckProtocol::kHttp},
       .protocol = elbv2::Protocol::kTcp});
  broker.expose(balancer);
  EXPECT_EQ(findings(stack), "");
  EXPECT_NE(resource(stack, "TcpListener5672").find("\"Protocol\": \"TCP\""), std::string::npos);
  EXPECT_NE(resource(stack, "Tcp").find("\"Type\": \"network\""), std::string::npos);
  const std::string targets = resource(stack, "BrokerTargetGroup");
  for (const char* text : {"\"HealthCheckPath\": \"/up\"", "\"HealthCheckProtocol\": \"HTTP\""}) {
    EXPECT_NE(targets.find(text), std::string::npos) << targets;
  }
  EXPECT_NE(resource(stack, "BrokerSecurityGroupFromNetworkLoadBalancer8080"), "");
}

}  // namespace
}  // namespace archsynth
