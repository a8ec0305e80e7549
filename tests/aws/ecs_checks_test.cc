#include <gtest/gtest.h>

#include "aws/ecs_stack.h"

namespace archsynth::ecs {
namespace {

constexpr const char* kImage = "public.ecr.aws/nginx/nginx:1.27";

struct ServiceChecks : testing::Test {
  ServiceStack in;
  std::string found(int line) const { return findings_from(in.stack, __FILE__, line); }
};

TEST_F(ServiceChecks, RefusesAVariableThatIsThere) {
  auto& database = in.stack.add<rds::Database>("main-database", in.vpc, in.key, {});
  const int line = __LINE__ + 1;
  auto& service =
      in.add("api", {.image = {.uri = kImage},
                     .variables = {{"TOKEN", "x"}, {"DATABASE_HOST", "localhost"}},
                     .secrets = {{"TOKEN", "arn:aws:ssm:us-east-1:123456789012:parameter/t"}}});
  service.connect_to(database, "DATABASE", CallSite{__FILE__, __LINE__});
  EXPECT_EQ(found(line), R"(+2: error: "api" sets the variable "TOKEN" twice [ARC1200]
  fix: remove "TOKEN", or rename the other one where the service lists its databases, caches, buckets or calls
+3: note: also set here
+2: error: "api" sets the variable "DATABASE_HOST" twice [ARC1200]
  fix: remove "DATABASE_HOST", or rename the other one where the service lists its databases, caches, buckets or calls
+4: note: also set here
)");
}

TEST_F(ServiceChecks, RefusesSizesThatFargateLacks) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage}, .cpu = 500});
  in.add("web", {.image = {.uri = kImage}, .cpu = 256, .memory_mib = 4096});
  in.add("job", {.image = {.uri = kImage}, .cpu = 4096});
  EXPECT_EQ(found(line), R"(+0: error: 500 is not a Fargate CPU size [ARC1201]
  fix: one of: 256, 512, 1024, 2048, 4096, 8192, 16384, 32768
+1: error: Fargate does not support 256 CPU units with 4096 MiB [ARC1202]
  fix: set "memory_mib" for 256 CPU units to one of: 512, 1024, 2048; or keep 4096 MiB with `cpu: 512`
+2: error: Fargate does not support 4096 CPU units with 1024 MiB [ARC1202]
  fix: set "memory_mib" for 4096 CPU units to one of: 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384, 17408, 18432, 19456, 20480, 21504, 22528, 23552, 24576, 25600, 26624, 27648, 28672, 29696, 30720; or keep 1024 MiB with `cpu: 256`
)");
}

TEST_F(ServiceChecks, RefusesCountsThatContradict) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage}, .tasks = {.min = 7}});
  in.add("web", {.image = {.uri = kImage}, .tasks = {.min = 2, .max = 4, .desired = 3}});
  in.add("job", {.image = {.uri = kImage}, .tasks = {.min = 2, .max = 2, .desired = 3}});
  EXPECT_EQ(found(line), R"(+0: error: "min" is 7, more than "max", which is 6 [ARC1203]
+1: error: "desired" cannot be 3: scaling starts at "min", which is 2 [ARC1204]
  fix: write `tasks: 3` for a fixed number; with scaling, raise "min" or remove "desired", because every deployment would overwrite the count that scaling chose
+2: error: "desired" is 3, outside "min" and "max", which are 2 [ARC1204]
)");
}

TEST_F(ServiceChecks, RefusesScalingOfAFixedCount) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage},
                 .tasks = {.min = 2, .max = 2},
                 .scaling = {.cpu_percent = 50, .memory_percent = 50}});
  EXPECT_EQ(found(line),
            R"(+2: error: "scaling" has no effect: "min" and "max" are both 2 [ARC1205]
  fix: raise "max", or remove "scaling"
)");
}

TEST_F(ServiceChecks, WarnsOfScalingThatCannotReturnFromZero) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage}, .tasks = {.min = 0}});
  in.add("web", {.image = {.uri = kImage},
                 .tasks = {.min = 0},
                 .scaling = {.schedules = {{"day", {.schedule = "cron(0 6 * * ? *)", .min = 1}}}}});
  EXPECT_EQ(
      found(line),
      R"(+0: warning: with "min" 0, scaling can stop the last task, and no metric is left that would start one again [ARC1214]
  fix: set "min" to 1, or add a schedule that raises it
)");
}

TEST_F(ServiceChecks, RefusesCapacityThatNoTaskCanUse) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage},
                 .capacity = {.fargate = {{.base = 1, .weight = 1}},
                              .fargate_spot = {{.base = 1, .weight = 1}}}});
  in.add("web", {.image = {.uri = kImage}, .capacity = {.fargate_spot = {{.weight = 0}}}});
  EXPECT_EQ(found(line), R"(+2: error: only one capacity provider can have a "base" [ARC1206]
+1: note: the other base
+3: error: "capacity" needs a provider with a "weight" of at least 1 [ARC1206]
)");
}

TEST_F(ServiceChecks, RefusesNoImageAndTwo) {
  const int line = __LINE__ + 1;
  in.add("api", {});
  in.add("bin", {.image = {.tag = "v1"}});
  in.add("web", {.image = {.repository = {.repository_name = "shop"}, .uri = kImage}});
  in.add("job", {.image = {.repository = {.keep_tagged_images = 5}, .uri = kImage, .tag = "v1"}});
  auto& repository =
      in.stack.add<ecr::Repository>("shop-repository", in.key, {.repository_name = "shop"});
  in.add("cron", {.image = {.uri = kImage}}).run_image_of(repository);
  EXPECT_EQ(found(line), R"(+0: error: "api" needs the key "image" [ARC1003]
  fix: image: what runs; for example `image: {repository: fastapi-app}`
+1: error: "bin.image" needs a "repository" or a "uri" [ARC1207]
  fix: for example `image: {repository: bin}`
+2: error: "web.image" has both a repository and a "uri" [ARC1207]
+2: note: the repository
+3: error: "job.image" has a "uri", so repository settings have no effect [ARC1207]
  fix: write the tag at the end of the uri
+6: error: "cron.image" has both a repository and a "uri" [ARC1207]
)");
}

TEST_F(ServiceChecks, RefusesContainerHealthChecksThatCannotWork) {
  const int line = __LINE__ + 1;
  const describe::List<std::string> curl = {"curl", "-f", "http://localhost/"};
  in.add("api", {.image = {.uri = kImage}, .container_health_check = {{.command = curl}}});
  in.add("web", {.image = {.uri = kImage}, .container_health_check = {{.command = {"CMD"}}}});
  EXPECT_EQ(found(line), R"(+0: error: a container health check cannot begin with "curl" [ARC1216]
  fix: begin with CMD for a program and its arguments, or with CMD-SHELL for one line for the container's shell
error: "web.container_health_check.command" needs at least 2 items, but has 1 [ARC1007]
)");
}

TEST_F(ServiceChecks, RefusesDeploymentsThatCannotMove) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage}, .deployment = {.max_percent = 100}});
  in.add("web", {.image = {.uri = kImage},
                 .tasks = {.min = 1},
                 .deployment = {.min_healthy_percent = 60, .max_percent = 150}});
  in.add("job", {.image = {.uri = kImage}, .deployment = {.max_percent = 150}});
  EXPECT_EQ(
      found(line),
      R"(+0: error: with "min_healthy_percent" 100 and "max_percent" 100, a deployment of 2 tasks can neither start nor stop one [ARC1209]
  fix: raise "max_percent", or lower "min_healthy_percent"
+3: error: with "min_healthy_percent" 60 and "max_percent" 150, a deployment of 1 task can neither start nor stop one [ARC1209]
  fix: raise "max_percent", or lower "min_healthy_percent"
)");
}

TEST_F(ServiceChecks, RefusesMoreTasksThanAddresses) {
  Stack stack({.name = "shop"});
  auto& key = stack.add<kms::Key>("Key", {});
  auto& vpc = stack.add<ec2::Vpc>(
      "Vpc", {.cidr = "10.0.0.0/24",
              .zones = ec2::Zones{
                  {"a", {.public_cidr = "10.0.0.0/28", .private_cidr = "10.0.0.32/28"}},
                  {"b", {.public_cidr = "10.0.0.16/28", .private_cidr = "10.0.0.48/28"}}}});
  auto& cluster = stack.add<Cluster>("Cluster", key, {});
  const int line = __LINE__ + 1;
  stack.add<FargateService>("api", vpc, cluster, {.image = {.uri = kImage}});
  stack.add<FargateService>("web", vpc, cluster, {.image = {.uri = kImage}});
  stack.add<FargateService>("job", vpc, cluster, {.image = {.uri = kImage}});
  stack.add<FargateService>("etl", vpc, cluster, {.image = {.uri = kImage}, .tasks = {.max = 12}});
  EXPECT_EQ(
      findings_from(stack, __FILE__, line),
      R"(+1: error: deployments of "web" and the services before it can run 24 tasks, but the private subnets have room for 22 [ARC1210]
  fix: lower "tasks.max" or "deployment.max_percent", or give the private subnets larger blocks
+3: error: deployments of "etl" can run 24 tasks, but the private subnets have room for 22 [ARC1210]
  fix: lower "tasks.max" or "deployment.max_percent", or give the private subnets larger blocks
)");
}

TEST_F(ServiceChecks, RefusesSecretsByHalfAnArn) {
  const int line = __LINE__ + 1;
  in.add("api",
         {.image = {.uri = kImage},
          .secrets = {{"A", "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe"},
                      {"B", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b:key::"},
                      {"C", "stripe"}}});
  EXPECT_EQ(
      found(line),
      R"(+2: error: "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe" is not the full ARN of a secret, which ends with a hyphen and six random characters [ARC1211]
  fix: use the full ARN, such as `stripe-AbCdEf`; for a secret of this account and region write `{secret: stripe}`
+3: error: "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b" is not the full ARN of a secret, which ends with a hyphen and six random characters [ARC1211]
  fix: use the full ARN, such as `a-b-AbCdEf`; for a secret of this account and region write `{secret: a-b}`
+4: error: "api.secrets.C" names "stripe", which is not in "secrets" [ARC1067]
  fix: add `secrets: {stripe: {}}` at the top to have one generated; for an existing one write {secret: stripe}, or {parameter: stripe} for an SSM parameter
)");
}

TEST_F(ServiceChecks, WarnsOfImagesThatCannotBeReached) {
  Stack stack({.name = "shop"});
  auto& key = stack.add<kms::Key>("Key", {});
  const int line = __LINE__ + 1;
  auto& vpc = stack.add<ec2::Vpc>(
      "Vpc", {.nat = ec2::Nat::kNone, .endpoints = {ec2::EndpointSet::kNeeded}});
  auto& cluster = stack.add<Cluster>("Cluster", key, {});
  stack.add<FargateService>("api", vpc, cluster, {.image = {.uri = kImage}});
  EXPECT_EQ(
      findings_from(stack, __FILE__, line),
      R"(+3: warning: "public.ecr.aws/nginx/nginx:1.27" comes from the internet, which tasks cannot reach [ARC1212]
  fix: copy the image to a private ECR repository, or choose another "nat"
+1: note: without NAT
)");
}

TEST_F(ServiceChecks, RefusesWhatOnlyALoadBalancerHeeds) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage},
                 .health_check = {.path = "/ok", .timeout_seconds = 4},
                 .health_check_grace_period_seconds = 30,
                 .deregistration_delay_seconds = 30});
  auto& web =
      in.add("web", {.image = {.uri = kImage}, .port = 80, .health_check = {.path = "/ok"}});
  web.check_unexposed();
  EXPECT_EQ(
      found(line),
      R"(+1: error: "health_check" has no effect: "api" is not behind a load balancer [ARC1213]
  fix: give the service a "port", or remove the key
+2: error: "health_check_grace_period_seconds" has no effect: "api" is not behind a load balancer [ARC1213]
  fix: give the service a "port", or remove the key
+3: error: "deregistration_delay_seconds" has no effect: "api" is not behind a load balancer [ARC1213]
  fix: give the service a "port", or remove the key
+5: error: "health_check" has no effect: "web" is not behind a load balancer [ARC1213]
  fix: set "expose" to true, or remove the key
)");
}

TEST_F(ServiceChecks, RefusesExecWithoutAWritableRoot) {
  const int line = __LINE__ + 1;
  in.add("api", {.image = {.uri = kImage}, .read_only_root_filesystem = true, .exec = true});
  EXPECT_EQ(
      found(line),
      R"(+0: error: ECS Exec needs to write to the root filesystem, which is read-only [ARC1215]
+0: note: made read-only here
)");
}

}  // namespace
}  // namespace archsynth::ecs
