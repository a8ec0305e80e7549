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

}  // namespace
}  // namespace archsynth
