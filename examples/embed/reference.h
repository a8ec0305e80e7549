#pragma once

#include <memory>

#include "archsynth/archsynth.h"

/// The architecture of examples/prod.yaml, in C++: same props, same names, same template.
inline std::unique_ptr<archsynth::Stack> reference_architecture() {
  using namespace archsynth;
  auto stack =
      std::make_unique<Stack>(StackProps{.name = "fastapi-app",
                                         .environment = Profile::kProduction,
                                         .tags = {{"team", "payments", {}}},
                                         .description = "FastAPI application with PostgreSQL"});
  auto& key = stack->add<kms::Key>("EncryptionKey", {});
  auto& vpc = stack->add<ec2::Vpc>(
      "Vpc", key,
      {.cidr = "10.0.0.0/16",
       .zones = ec2::Zones{{"a", {.public_cidr = "10.0.1.0/24", .private_cidr = "10.0.11.0/24"}},
                           {"b", {.public_cidr = "10.0.2.0/24", .private_cidr = "10.0.12.0/24"}}},
       .nat = ec2::Nat::kPerZone});

  auto& database = stack->add<rds::Database>({"main-database", "databases.main", {}}, vpc, key,
                                             {.engine = rds::Engine::kPostgres,
                                              .engine_version = "15.17",
                                              .instance_class = "db.t3.small",
                                              .storage_gib = 20,
                                              .max_storage_gib = 100,
                                              .multi_az = true,
                                              .backup_retention_days = 7});

  auto& load_balancer = stack->add<elbv2::LoadBalancer>("LoadBalancer", vpc, {});
  const char* zone = "Z0123456789ABCDEFGHIJ";
  load_balancer.use_certificate(
      stack
          ->add<acm::Certificate>("Certificate",
                                  {.domain_name = "api.example.com", .hosted_zone_id = zone})
          .arn());
  stack->add<route53::Alias>("Domain", load_balancer,
                             {.name = "api.example.com", .hosted_zone_id = zone});

  auto& cluster = stack->add<ecs::Cluster>("Cluster", key, {});
  auto& repository = stack->add<ecr::Repository>("fastapi-app-repository", key,
                                                 {.repository_name = "fastapi-app"});
  stack->add_output("FastapiAppRepositoryUri", "Where images of fastapi-app are pushed",
                    repository.uri());
  auto& api = stack->add<ecs::FargateService>(
      {"api", "services.api", {}}, vpc, cluster,
      {.image = {.repository = {.repository_name = "fastapi-app"}},
       .port = 8000,
       .cpu = 512,
       .memory_mib = 1024,
       .tasks = {.min = 2, .max = 6},
       .capacity = {.fargate = {{.base = 2, .weight = 1}}, .fargate_spot = {{.weight = 0}}},
       .variables = {{"LOG_LEVEL", "info"}}});
  api.run_image_of(repository);
  api.connect_to(database);
  api.expose(load_balancer);
  autoscaling::scale(api);
  stack->add_output("ClusterName", "The ECS cluster", cluster.name());
  stack->add_output("LogGroupName", "The logs of all services: `aws logs tail NAME --follow`",
                    cluster.log_group().name());
  stack->add_output("ApiServiceName", "An ECS service of the cluster", api.name());

  auto& alarms =
      stack->add<cloudwatch::Alarms>("Alarms", key, {.topic = {.email = {"oncall@example.com"}}});
  auto& dashboard = stack->add<cloudwatch::Dashboard>("Dashboard", {});
  alarms.watch(load_balancer), dashboard.show(load_balancer);
  alarms.watch(api), dashboard.show(api);
  alarms.watch(database), dashboard.show(database);
  stack->add_waiver({"ARC6204", "ApiSecurityGroup",
                     "tasks pull images and call partners whose addresses change; only the load "
                     "balancer can connect to them"});
  stack->add_waiver({"ARC6503", "ApiTaskDefinition",
                     "uploads are buffered in /tmp; Fargate discards the file system with the "
                     "task"});
  stack->add_waiver({"ARC6515", "LoadBalancer",
                     "every route but the health check needs a token; the firewall is to be priced "
                     "with the next review"});
  stack->add_waiver({"ARC6523", "MainDatabase",
                     "RDS keeps backups for 7 days with recovery to any second; orders older than "
                     "that are in the ledger"});
  stack->add_output("Url", "URL of the application", "https://api.example.com");
  return stack;
}
