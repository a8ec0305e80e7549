#include "archsynth/analysis/cost.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

std::string read_file(const std::string& name) {
  std::ifstream in(std::string(ARCHSYNTH_SOURCE_DIR) + "/tests/analysis/cost/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Cost : public ::testing::Test {
 protected:
  document::Node parse(const std::string& name, const std::string& text) {
    auto node = document::read(sources_.add(name, text), diagnostics_);
    EXPECT_TRUE(node) << render(diagnostics_);
    return node ? *node : document::Node();
  }

  CostEstimate estimate(const std::string& stack, const CostOptions& options) {
    const auto read = cfn::read_template(parse("t.yaml", stack), diagnostics_);
    EXPECT_TRUE(read) << render(diagnostics_);
    return estimate_cost(read.value_or(cfn::Template()), options, book_);
  }

  /// What is paid for, a line each.
  std::string lines(const std::string& resources, std::string_view usage = "small") {
    CostOptions options;
    options.usage = *usage_profile(usage);
    return lines_of(estimate("Resources:\n" + resources, options));
  }

  static std::string lines_of(const CostEstimate& estimate) {
    std::string result;
    for (const CostLine& line : estimate.lines) {
      if (line.component.starts_with("Data transfer") && line.resource.empty()) continue;
      result += line.resource + ": " + line.what + " " + line.least.text();
      if (line.most != line.least) result += ".." + line.most.text();
      result += " x " + line.price.text() + " = " + line.monthly.least.text(4);
      if (line.monthly.most != line.monthly.least) result += ".." + line.monthly.most.text(4);
      result += "\n";
    }
    for (const Unpriced& each : estimate.unpriced) {
      result += each.resource + " unpriced: " + each.why + "\n";
    }
    return result;
  }

  CostOptions reference_options(const char* gateways) {
    CostOptions options;
    const auto node = parse("usage.yaml", read_file("reference.usage.yaml"));
    options.usage = *read_usage(cfn::read_value(node, diagnostics_), diagnostics_);
    options.parameters = {{"Gateways", gateways, {}}};
    return options;
  }

  Sources sources_;
  Diagnostics diagnostics_;
  const spec::PriceBook book_ = spec::PriceBook::built_in();
};

TEST_F(Cost, OfTheReferenceIsDerivedLineByLine) {
  const CostEstimate two = estimate(read_file("reference.yaml"), reference_options("per-zone"));
  EXPECT_EQ(lines_of(two),
            "Service: vCPU hours 730 x 0.04048 = 29.5504\n"
            "Service: GB hours 1460 x 0.004445 = 6.4897\n"
            "Database: instance hours 1460 x 0.018 = 26.2800\n"
            "Database: gp3 storage GB 40 x 0.115 = 4.6000\n"
            "Database: backup GB 0 x 0.095 = 0.0000\n"
            "Balancer: hours 730 x 0.0225 = 16.4250\n"
            "Balancer: capacity unit hours 0 x 0.008 = 0.0000\n"
            "NatA: hours 730 x 0.045 = 32.8500\n"
            "NatA: GB processed 0 x 0.045 = 0.0000\n"
            "NatB: hours 730 x 0.045 = 32.8500\n"
            "NatB: GB processed 0 x 0.045 = 0.0000\n"
            "AddressA: address hours 730 x 0.005 = 3.6500\n"
            "AddressB: address hours 730 x 0.005 = 3.6500\n"
            "Balancer: address hours 1460 x 0.005 = 7.3000\n"
            "Images: GB 5 x 0.10 = 0.5000\n"
            "Logs: GB ingested 5 x 0.50 = 2.5000\n"
            "Logs: GB kept 0 x 0.03 = 0.0000\n"
            "HighCpu: metrics watched 1 x 0.10 = 0.1000\n"
            "HighMemory: metrics watched 1 x 0.10 = 0.1000\n"
            "UnhealthyTargets: metrics watched 1 x 0.10 = 0.1000\n"
            "DatabaseConnections: metrics watched 1 x 0.10 = 0.1000\n"
            "ServerErrors: metrics watched 1 x 0.10 = 0.1000\n"
            "Secret: secrets 1 x 0.40 = 0.4000\n"
            "Secret: million calls 0 x 5.00 = 0.0000\n");
  EXPECT_EQ(two.monthly.least.text(), "167.55");
  EXPECT_EQ(two.monthly.most.text(), "167.55");
  EXPECT_TRUE(two.assumptions.empty());
}

TEST_F(Cost, OfTheReferenceWithOneGatewayIsThatOfOneLess) {
  const CostEstimate one = estimate(read_file("reference.yaml"), reference_options("single"));
  EXPECT_EQ(one.monthly.least.text(), "131.05");
  EXPECT_EQ(one.monthly.most.text(), "131.05");
  std::string table;
  for (const CostComponent& each : cost_components(one)) {
    table += each.name + " " + each.monthly.least.text() + "\n";
  }
  EXPECT_EQ(table,
            "ECS Fargate (2 tasks, 0.5 vCPU, 1 GB) 36.04\n"
            "RDS (db.t3.micro Multi-AZ) 30.88\n"
            "Application Load Balancer 16.43\n"
            "NAT Gateway 32.85\n"
            "Public IPv4 addresses (3) 10.95\n"
            "Data transfer to the internet (10 GB) 0.00\n"
            "Data transfer between zones (0 GB) 0.00\n"
            "ECR storage (5 GB) 0.50\n"
            "CloudWatch Logs (5 GB) 2.50\n"
            "CloudWatch alarms (5) 0.50\n"
            "Secrets Manager 0.40\n");
}

TEST_F(Cost, RegionalGatewaysArePaidInEachZone) {
  const std::string network =
      "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
      "  Nat:\n    Type: AWS::EC2::NatGateway\n"
      "    Properties: {AvailabilityMode: regional, VpcId: !Ref Vpc";
  std::string subnets;
  for (const char* zone : {"a", "b", "b", "c"}) {
    subnets += "  Subnet" + std::to_string(subnets.size()) +
               ": {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, "
               "AvailabilityZone: us-east-1" +
               zone + "}}\n";
  }
  const std::string paid = lines(network + "}\n" + subnets);
  EXPECT_NE(paid.find("Nat: zone hours 2190 x 0.045 = 98.5500\n"), std::string::npos) << paid;
  EXPECT_NE(paid.find("Nat: address hours 2190 x 0.005 = 10.9500\n"), std::string::npos) << paid;
  // Its own addresses are paid as resources.
  const std::string own = lines(network +
                                ", AvailabilityZoneAddresses: [{AvailabilityZone: "
                                "us-east-1a, AllocationIds: [eipalloc-1]}]}\n" +
                                subnets);
  EXPECT_NE(own.find("Nat: zone hours 730 x 0.045 = 32.8500\n"), std::string::npos) << own;
  EXPECT_EQ(own.find("address hours"), std::string::npos) << own;
}

TEST_F(Cost, ScalingAndSpotMakeARange) {
  const std::string task =
      "  Cluster: {Type: AWS::ECS::Cluster}\n"
      "  Task:\n    Type: AWS::ECS::TaskDefinition\n"
      "    Properties: {Cpu: 1 vCPU, Memory: 2 GB, RuntimePlatform: {CpuArchitecture: ARM64}}\n"
      "  Service:\n    Type: AWS::ECS::Service\n    Properties:\n"
      "      Cluster: !Ref Cluster\n      TaskDefinition: !Ref Task\n"
      "      CapacityProviderStrategy:\n"
      "      - {CapacityProvider: FARGATE, Base: 1, Weight: 1}\n"
      "      - {CapacityProvider: FARGATE_SPOT, Weight: 1}\n"
      "  Target:\n    Type: AWS::ApplicationAutoScaling::ScalableTarget\n    Properties:\n"
      "      ResourceId: !Sub 'service/${Cluster}/${Service.Name}'\n"
      "      MinCapacity: 1\n      MaxCapacity: 5\n";
  EXPECT_EQ(lines(task),
            "Service: vCPU hours 730..2190 x 0.03238 = 23.6374..70.9122\n"
            "Service: GB hours 1460..4380 x 0.00356 = 5.1976..15.5928\n"
            "Service: Spot vCPU hours 0..1460 x 0.03238 = 0.0000..23.6374\n"
            "Service: Spot GB hours 0..2920 x 0.00356 = 0.0000..5.1976\n");
}

TEST_F(Cost, WhatIsNotKnownIsUnpricedAndNeverZero) {
  EXPECT_EQ(lines("  Search: {Type: AWS::OpenSearchService::Domain}\n"
                  "  Old: {Type: AWS::RDS::DBInstance, Properties: {Engine: oracle-ee, "
                  "DBInstanceClass: db.x1.huge, BackupRetentionPeriod: 0}}\n"
                  "  Role: {Type: AWS::IAM::Role}\n"),
            "Search unpriced: its type is not in the price list\n"
            "Old unpriced: no price for \"rds.oracle-ee.db.x1.huge\" in us-east-1\n"
            "Old unpriced: the size of its storage is not known\n");
}

TEST_F(Cost, NeverBorrowsFromAnotherRegion) {
  CostOptions options;
  options.region = "eu-north-1";
  const CostEstimate found =
      estimate("Resources: {Secret: {Type: AWS::SecretsManager::Secret}}", options);
  EXPECT_TRUE(found.lines.empty());
  EXPECT_EQ(lines_of(found),
            "Secret unpriced: no price for \"secrets.secret\" in eu-north-1\n"
            "Secret unpriced: no price for \"secrets.calls\" in eu-north-1\n");
}

TEST_F(Cost, OpenConditionsMakeARange) {
  const std::string stack =
      "Conditions: {Big: !Equals [!ImportValue stage, prod], Huge: !Condition Huge}\n"
      "Resources:\n"
      "  Key: {Type: AWS::KMS::Key, Condition: Big}\n"
      "  Other: {Type: AWS::KMS::Key, Condition: Huge}\n"
      "  Table: {Type: AWS::DynamoDB::Table, Properties: {ProvisionedThroughput: "
      "{WriteCapacityUnits: !If [Big, 20, 10], ReadCapacityUnits: 0}}}\n";
  CostOptions options;
  const CostEstimate found = estimate(stack, options);
  EXPECT_EQ(lines_of(found),
            "Table: write unit hours 7300..14600 x 0.00065 = 4.7450..9.4900\n"
            "Table: read unit hours 0 x 0.00013 = 0.0000\n"
            "Table: GB 0 x 0.25 = 0.0000\n"
            "Key: keys 0..1 x 1.00 = 0.0000..1.0000\n"
            "Key: million requests 0 x 3.00 = 0.0000\n"
            "Other: keys 0..1 x 1.00 = 0.0000..1.0000\n"
            "Other: million requests 0 x 3.00 = 0.0000\n");
  EXPECT_EQ(found.lines[3].assumption, "kept all month; each rotation may add as much; if Big");
}

TEST_F(Cost, AnEmptyDefaultCountsAsSet) {
  const std::string stack =
      "Parameters: {Tag: {Type: String, Default: ''}}\n"
      "Conditions: {HasTag: !Not [!Equals [!Ref Tag, '']]}\n"
      "Resources: {Key: {Type: AWS::KMS::Key, Condition: HasTag}}\n";
  CostOptions options;
  const CostEstimate open = estimate(stack, options);
  EXPECT_EQ(open.monthly.least.text(), "1.00");
  EXPECT_EQ(open.assumptions, std::vector<std::string>{"assumes Tag is set"});
  options.parameters = {{"Tag", "", {}}};
  EXPECT_EQ(estimate(stack, options).monthly.most.text(), "0.00");
}

TEST_F(Cost, DatabasesHaveStorageIopsReplicasAndOldVersions) {
  EXPECT_EQ(lines("  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, "
                  "DBInstanceClass: db.t4g.small, AllocatedStorage: 400, StorageType: gp3, Iops: "
                  "14000, MultiAZ: true}}\n"),
            "Db: instance hours 1460 x 0.032 = 46.7200\n"
            "Db: gp3 storage GB 800 x 0.115 = 92.0000\n"
            "Db: IOPS 4000 x 0.02 = 80.0000\n"
            "Db: backup GB 0 x 0.095 = 0.0000\n");
  EXPECT_EQ(lines("  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, EngineVersion: "
                  "5.7.44, DBInstanceClass: db.t3.large, AllocatedStorage: 20, "
                  "BackupRetentionPeriod: 0}}\n"
                  "  Copy: {Type: AWS::RDS::DBInstance, Properties: {DBInstanceClass: db.t3.small, "
                  "SourceDBInstanceIdentifier: !Ref Db, BackupRetentionPeriod: 0}}\n"),
            "Db: instance hours 730 x 0.136 = 99.2800\n"
            "Db: gp2 storage GB 20 x 0.115 = 2.3000\n"
            "Copy: instance hours 730 x 0.034 = 24.8200\n"
            "Copy: gp2 storage GB 20 x 0.115 = 2.3000\n"
            "Db: vCPU hours of extended support 1460 x 0.10 = 146.0000\n");
  EXPECT_EQ(lines("  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, EngineVersion: "
                  "5.7.44, DBInstanceClass: db.t3.large, AllocatedStorage: 20, "
                  "BackupRetentionPeriod: 0, EngineLifecycleSupport: "
                  "open-source-rds-extended-support-disabled}}\n"),
            "Db: instance hours 730 x 0.136 = 99.2800\n"
            "Db: gp2 storage GB 20 x 0.115 = 2.3000\n");
}

TEST_F(Cost, MariaDbHasNoExtendedSupport) {
  EXPECT_EQ(lines("  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mariadb, EngineVersion: "
                  "10.6.25, DBInstanceClass: db.t3.small, AllocatedStorage: 20, "
                  "BackupRetentionPeriod: 0}}\n"),
            "Db: gp2 storage GB 20 x 0.115 = 2.3000\n"
            "Db unpriced: no price for \"rds.mariadb.db.t3.small\" in us-east-1\n");
}

TEST_F(Cost, PublicAddressesFollowFromTheTemplate) {
  EXPECT_EQ(lines("  Inner: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: "
                  "internal, Type: network, Subnets: [a, b]}}\n"
                  "  Idle: {Type: AWS::EC2::EIP}\n"
                  "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Cpu: 256, Memory: 512}}\n"
                  "  Service: {Type: AWS::ECS::Service, Properties: {LaunchType: FARGATE, "
                  "TaskDefinition: !Ref Task, DesiredCount: 3, NetworkConfiguration: "
                  "{AwsvpcConfiguration: {AssignPublicIp: ENABLED}}}}\n"),
            "Service: vCPU hours 547.5 x 0.04048 = 22.1628\n"
            "Service: GB hours 1095 x 0.004445 = 4.8673\n"
            "Inner: hours 730 x 0.0225 = 16.4250\n"
            "Inner: capacity unit hours 73 x 0.006 = 0.4380\n"
            "Idle: address hours 730 x 0.005 = 3.6500\n"
            "Service: address hours 2190 x 0.005 = 10.9500\n");
}

TEST_F(Cost, MalformedTemplatesCostNothingAndDoNotCrash) {
  for (const char* resource :
       {"  A: {Type: AWS::ECS::Service, Properties: {LaunchType: FARGATE, TaskDefinition: []}}\n",
        "  A: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: 3}}\n",
        "  A: {Type: AWS::KMS::Key, Properties: {\"Fn::If\": [A, {}, {}]}}\n",
        "  A: {Type: AWS::RDS::DBInstance, Properties: {Engine: [], DBInstanceClass: db}}\n",
        "  A: {Type: AWS::DynamoDB::Table, Properties: {ProvisionedThroughput: "
        "{WriteCapacityUnits: !If [A, 1], ReadCapacityUnits: .nan}}}\n",
        "  A: {Type: AWS::CloudWatch::Alarm, Properties: {Metrics: 1, Period: x}}\n"}) {
    lines(resource);
  }
}

TEST_F(Cost, UsageFilesAreStrict) {
  const auto read = [&](const std::string& text) {
    Diagnostics found;
    const auto node = parse("usage.yaml", text);
    const auto usage = read_usage(cfn::read_value(node, found), found);
    std::string result = usage ? usage->profile : "";
    for (const Diagnostic& each : found.items()) result += each.message + " (" + each.fix + ")";
    return result;
  };
  EXPECT_EQ(read("{profile: small, nat_gb: 3}"), "small with own figures");
  EXPECT_EQ(read("nat_gbs: 3"), "unknown usage \"nat_gbs\" (did you mean \"nat_gb\"?)");
  EXPECT_EQ(read("nat_gb: -3"), "\"nat_gb\" is not an amount (use a number from 0 to 1000000000)");
  EXPECT_EQ(read("nat_gb: many"),
            "\"nat_gb\" is not an amount (use a number from 0 to 1000000000)");
  EXPECT_EQ(read("profile: tiny"), "unknown usage profile (one of: small, medium, large)");
  EXPECT_EQ(read("[]"), "a usage file must be a mapping (such as `{profile: small, nat_gb: 20}`)");
}

TEST_F(Cost, AdviceNamesAllStrategiesOfTheReference) {
  const CostOptions options = reference_options("per-zone");
  const auto node = parse("t.yaml", read_file("reference.yaml"));
  const auto stack = *cfn::read_template(node, diagnostics_);
  std::string found;
  for (const Advice& each :
       advise_on_cost(stack, options, book_, estimate_cost(stack, options, book_))) {
    found += std::string(each.pays ? "pays: " : "no: ") + each.title + " " +
             each.saving.least.text() + ".." + each.saving.most.text() + "\n";
    EXPECT_FALSE(each.reason.empty());
  }
  EXPECT_EQ(found,
            "pays: one NAT gateway for all zones 36.50..36.50\n"
            "pays: automatic scaling of Service 0.00..18.02\n"
            "pays: a reserved instance for Database 7.88..16.56\n"
            "pays: VPC endpoints instead of NAT gateways 14.60..14.60\n"
            "pays: Fargate Spot for all but one task of Service 9.01..12.61\n"
            "pays: fewer tasks of Service at night 11.58..11.58\n"
            "pays: ARM processors for Service 7.21..7.21\n"
            "pays: db.t4g.micro for Database 2.92..2.92\n"
            "no: release unused public addresses 0.00..0.00\n"
            "no: gp3 storage of the right size for Database 0.00..0.00\n"
            "no: archive old objects in buckets 0.00..0.00\n"
            "no: keep logs for a week 0.00..0.00\n");
}

TEST_F(Cost, EndpointsDoNotPayAgainstOneGatewayWithoutMuchTraffic) {
  CostOptions options = reference_options("single");
  const auto node = parse("t.yaml", read_file("reference.yaml"));
  const auto stack = *cfn::read_template(node, diagnostics_);
  const auto endpoints = [&] {
    for (const Advice& each :
         advise_on_cost(stack, options, book_, estimate_cost(stack, options, book_))) {
      if (each.title.rfind("VPC endpoints", 0) == 0) return each;
    }
    return Advice{};
  };
  EXPECT_FALSE(endpoints().pays);
  EXPECT_EQ(endpoints().saving.most.text(), "-21.90");
  EXPECT_EQ(endpoints().reason,
            "4 endpoints in 2 zones cost 58.40 USD, 58.40 USD with 0 GB; 1 NAT gateway costs 36.50 "
            "USD; they pay off from 626 GB a month on");
  options.usage.nat_gb = 625;
  EXPECT_LT(endpoints().saving.most, spec::Money());
  options.usage.nat_gb = 626;
  EXPECT_GT(endpoints().saving.most, spec::Money());
}

}  // namespace
}  // namespace archsynth::analysis
