#include "spec/type_facts.h"

#include <gtest/gtest.h>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "spec/facts.h"
#include "spec/identities.h"
#include "spec/paths.h"
#include "spec/serverless.h"

namespace archsynth::spec {
namespace {

bool is_serverless(std::string_view type) { return type.starts_with("AWS::Serverless::"); }

TEST(TypeFacts, NamesKnownTypesAndTheirProperties) {
  const Table table("types");
  ASSERT_GT(table.size(), 400u);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view type = table[i].text(0);
    const auto schema = resource_schema(type);
    if (is_serverless(type)) continue;
    ASSERT_TRUE(schema) << type;
    const auto expect_path = [&](std::string_view path) {
      EXPECT_TRUE(has_path(schema->root(), path)) << type << " " << path;
    };
    const TypeFacts facts = *type_facts(type);
    for (const TextList& paths : {facts.subnets, facts.security_groups, facts.roles}) {
      for (const std::string_view path : paths) expect_path(path);
    }
    for (const std::string_view path : facts.part_of) {
      if (path != "referrer") expect_path(path);
    }
    const DataFacts data = data_facts(type);
    for (const std::string_view path : data.data_elsewhere) expect_path(path);
    if (data.protection) expect_path(data.protection->path);
    if (data.unless) expect_path(data.unless->path);
  }
}

TEST(ServiceLogGroups, AreOfKnownTypesAndTheirProperties) {
  const Table table("log_groups");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view type = table[i].text(0);
    if (is_serverless(type)) continue;
    const auto schema = resource_schema(type);
    ASSERT_TRUE(schema) << type;
    EXPECT_TRUE(has_path(schema->root(), table[i].text(2))) << type;
    EXPECT_TRUE(has_path(schema->root(), table[i].text(3))) << type;
  }
}

TEST(ClientAddresses, AreOfKnownTypes) {
  const Table table("client_addresses");
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_TRUE(resource_type(table[i].text(0))) << table[i].text(0);
    EXPECT_FALSE(table[i].text(1).empty());
  }
}

TEST(Identities, AreOfKnownTypesAndTheirProperties) {
  const Table table("identities");
  ASSERT_GT(table.size(), 100u);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view type = table[i].text(0);
    if (is_serverless(type)) {
      const auto resource = serverless_resource(type);
      ASSERT_TRUE(resource) << type;
      for (const Identity& identity : identities(type)) {
        // Entries of `Events` have the properties of their own types.
        if (!identity.each.empty()) {
          EXPECT_TRUE(resource->properties.contains(identity.each)) << type;
          continue;
        }
        for (const std::string_view property : identity.properties) {
          EXPECT_TRUE(resource->properties.contains(property)) << type << " " << property;
        }
      }
      continue;
    }
    const auto schema = resource_schema(type);
    ASSERT_TRUE(schema) << type;
    for (const Identity& identity : identities(type)) {
      EXPECT_FALSE(identity.scope.empty()) << type << " " << identity.name;
      for (const std::string_view property : identity.properties) {
        if (property.starts_with('@')) continue;
        for (const std::string_view name :
             split(property.substr(0, property.find_first_of("?~!=>^")), '|')) {
          const std::string item = std::string(identity.each) + "." + std::string(name);
          EXPECT_TRUE(has_path(schema->root(), name) ||
                      (!identity.each.empty() && has_path(schema->root(), item)))
              << type << " " << name;
        }
      }
    }
  }
}

TEST(Identities, ReadARow) {
  const std::vector<Identity> all = identities("AWS::ElasticLoadBalancingV2::Listener");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "port");
  EXPECT_EQ(all[0].properties.size(), 2u);
  EXPECT_EQ(all[0].scope, "load balancer");
  EXPECT_FALSE(all[0].is_taken);
  EXPECT_EQ(all[1].each, "DefaultActions");
  EXPECT_TRUE(identities("AWS::Route53::RecordSet")[0].folds_case);
  EXPECT_TRUE(identities("AWS::SQS::QueuePolicy")[0].is_taken);
  EXPECT_TRUE(identities("AWS::EC2::VPC").empty());
}

TEST(TypeFacts, SaysOfEachTypeThatOthersHoldStatefulWhatItHolds) {
  const Table others("stateful_types");
  const Table table("types");
  for (std::size_t i = 0; i < others.size(); ++i) {
    const auto row = table.find({others[i].text(0)});
    ASSERT_TRUE(row) << others[i].text(0);
    EXPECT_FALSE(row->text(8).empty()) << others[i].text(0);
  }
}

TEST(TypeFacts, ReadsARow) {
  const TypeFacts facts = *type_facts("AWS::ElasticLoadBalancingV2::LoadBalancer");
  EXPECT_EQ(facts.title, "Load balancer");
  EXPECT_EQ(facts.home, "network");
  EXPECT_TRUE(facts.subnets.contains("SubnetMappings.SubnetId"));
  EXPECT_FALSE(facts.is_free);
  EXPECT_TRUE(type_facts("AWS::IAM::Role")->is_free);
  EXPECT_FALSE(type_facts("AWS::No::Such"));
}

TEST(TypeFacts, KnowsWhatHoldsDataAndWhatProtectsIt) {
  for (const std::string_view type :
       {"AWS::Cassandra::Keyspace", "AWS::CloudFormation::StackSet", "AWS::DSQL::Cluster",
        "AWS::MemoryDB::Cluster", "AWS::Route53::HostedZone", "AWS::S3Express::DirectoryBucket",
        "AWS::S3Tables::TableBucket", "AWS::Scheduler::ScheduleGroup",
        "AWS::Serverless::SimpleTable", "AWS::Timestream::Table"}) {
    EXPECT_FALSE(data_facts(type).data.empty()) << type;
  }
  EXPECT_EQ(data_facts("AWS::MSK::Cluster").data, "its topics");
  EXPECT_EQ(data_facts("AWS::DocDB::DBInstance").data, "");
  EXPECT_EQ(data_facts("AWS::No::Such").data, "");
  const DataFacts database = data_facts("AWS::RDS::DBInstance");
  EXPECT_TRUE(database.data_elsewhere.contains("DBClusterIdentifier"));
  EXPECT_EQ(database.protection->path, "DeletionProtection");
  EXPECT_EQ(database.protection->value, "true");
  EXPECT_TRUE(database.snapshot_is_default);
  EXPECT_FALSE(data_facts("AWS::DynamoDB::Table").takes_snapshot);
  const DataFacts balancer = data_facts("AWS::ElasticLoadBalancingV2::LoadBalancer");
  EXPECT_EQ(balancer.protection->path, "LoadBalancerAttributes");
  EXPECT_EQ(balancer.protection->key, "deletion_protection.enabled");
  EXPECT_EQ(data_facts("AWS::VerifiedPermissions::PolicyStore").protection->path,
            "DeletionProtection.Mode");
  EXPECT_EQ(data_facts("AWS::ECR::Repository").unless->path, "EmptyOnDelete");
  EXPECT_TRUE(data_facts("AWS::S3::Bucket").is_deleted_when_empty);
}

}  // namespace
}  // namespace archsynth::spec
