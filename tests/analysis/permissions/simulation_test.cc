// Asks the policies of the service role and of CI what IAM would answer, without any code that
// makes them.

#include <array>
#include <map>

#include "archsynth/support/text.h"
#include "asked.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAccount = "123456789012";

using Context = std::map<std::string, std::string>;

struct Request {
  std::string action;
  std::string resource;
  Context context{};
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

/// As IAM sees it, which knows no placeholders.
std::string in_account(std::string text) {
  text = replaced(std::move(text), "${Partition}", "aws");
  text = replaced(std::move(text), "${Region}", "eu-central-1");
  return replaced(std::move(text), "${Account}", kAccount);
}

bool fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (fits(pattern.substr(1), text.substr(i))) return true;
    }
    return false;
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         fits(pattern.substr(1), text.substr(1));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), ::tolower);
  return text;
}

std::vector<std::string> texts(const cfn::Value* value) {
  std::vector<std::string> all;
  if (value == nullptr) return all;
  if (value->string() != nullptr) return {in_account(*value->string())};
  for (const cfn::Value& each : *value->list()) all.push_back(in_account(*each.string()));
  return all;
}

bool meets(std::string test, const std::string& key, const std::vector<std::string>& values,
           const Context& context) {
  const auto given = context.find(key);
  if (test.starts_with("ForAnyValue:")) test.erase(0, 12);
  if (test.ends_with("IfExists")) {
    if (given == context.end()) return true;
    test.resize(test.size() - 8);
  }
  if (test == "Null") return (given == context.end()) == (values.at(0) == "true");
  if (given == context.end()) return false;
  const bool is_exact = test == "StringEquals" || test == "Bool";
  EXPECT_TRUE(is_exact || test == "StringLike" || test == "ArnLike" || test == "ArnEquals") << test;
  return std::any_of(values.begin(), values.end(), [&](const std::string& each) {
    return is_exact ? each == given->second : fits(each, given->second);
  });
}

bool is_about(const cfn::Map& statement, const Request& request) {
  const auto actions = texts(statement.find("Action"));
  const auto resources = texts(statement.find("Resource"));
  if (std::none_of(actions.begin(), actions.end(),
                   [&](const auto& each) { return fits(lower(each), lower(request.action)); }))
    return false;
  if (std::none_of(resources.begin(), resources.end(),
                   [&](const auto& each) { return fits(each, request.resource); }))
    return false;
  const cfn::Value* conditions = statement.find("Condition");
  if (conditions == nullptr) return true;
  for (const cfn::MapEntry& test : *conditions->map()) {
    for (const cfn::MapEntry& each : *test.value.map()) {
      if (!meets(test.key, each.key, texts(&each.value), request.context)) return false;
    }
  }
  return true;
}

bool allows(const PermissionRole& role, const Request& request) {
  bool is_allowed = false;
  for (const PermissionPolicy& policy : role.policies) {
    for (const cfn::Value& each : *policy.document.find("Statement")->list()) {
      if (!is_about(*each.map(), request)) continue;
      if (*each.map()->find("Effect")->string() == "Deny") return false;
      is_allowed = true;
    }
  }
  return is_allowed;
}

/// The requests that a need stands for, each with what its conditions ask for.
std::vector<Request> requests_of(const Permission& need) {
  std::vector<Request> all;
  for (const std::string& resource : need.resources) {
    Request one{need.action, replaced(in_account(resource), "*", "a1B2"), {}};
    if (resource == "*") one.resource = resource;
    for (const StatementCondition& each : need.conditions)
      one.context[each.key] = replaced(in_account(each.values.at(0)), "*", "a1B2");
    all.push_back(std::move(one));
  }
  return all;
}

/// A file with its permissions.
struct Simulated {
  std::string name;
  std::vector<cfn::Resource> resources;
  Permissions found;
};

const std::vector<Simulated>& simulated() {
  static const std::vector<Simulated> kAll = [] {
    std::vector<Simulated> all;
    for (const fs::path& path : asked_files()) {
      const Asked file(path.filename().string(), testing::read_file(path));
      all.push_back({path.string(), file.stack().resources, file.permissions()});
    }
    return all;
  }();
  return kAll;
}

TEST(SimulatedRoles, AllowAllThatIsNeeded) {
  std::size_t asked = 0;
  for (const auto& [name, resources, found] : simulated()) {
    SCOPED_TRACE(name);
    for (const Permission& need : found.needs) {
      for (const Request& request : requests_of(need)) {
        EXPECT_TRUE(allows(found.service, request)) << request.action << " " << request.resource;
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 3000u);
}

/// What CloudFormation calls for resources, on names that it gives: `ID` is the logical id.
constexpr std::array<std::string_view, 3> kCalls[] = {
    {"AWS::S3::Bucket", "s3:CreateBucket s3:DeleteBucket", "arn:aws:s3:::shop-id-1x2y3z4w5v6u"},
    {"AWS::IAM::Role", "iam:GetRole iam:DeleteRole", "arn:aws:iam::123456789012:role/shop-ID-1x2y"},
    {"AWS::ECS::Cluster", "ecs:CreateCluster ecs:DeleteCluster",
     "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-ID-1x2y"},
    {"AWS::RDS::DBInstance", "rds:CreateDBInstance rds:DeleteDBInstance rds:ModifyDBInstance",
     "arn:aws:rds:eu-central-1:123456789012:db:shop-id-1x2y"},
    {"AWS::SQS::Queue", "sqs:CreateQueue sqs:DeleteQueue",
     "arn:aws:sqs:eu-central-1:123456789012:shop-ID-1x2y"},
    {"AWS::SNS::Topic", "sns:CreateTopic sns:DeleteTopic",
     "arn:aws:sns:eu-central-1:123456789012:shop-ID-1x2y"},
    {"AWS::Lambda::Function",
     "lambda:CreateFunction lambda:UpdateFunctionCode lambda:DeleteFunction",
     "arn:aws:lambda:eu-central-1:123456789012:function:shop-ID-1x2y"},
    {"AWS::EC2::VPC", "ec2:CreateVpc ec2:DeleteVpc ec2:ModifyVpcAttribute",
     "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0123456789abcdef0"},
    {"AWS::EC2::Instance", "ec2:RunInstances ec2:TerminateInstances",
     "arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0"},
    {"AWS::SecretsManager::Secret", "secretsmanager:CreateSecret secretsmanager:DeleteSecret",
     "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ID-1x2y3z-AbCdEf"},
};

TEST(SimulatedRoles, AllowTheFirstAndTheLastCallsOfResources) {
  std::size_t asked = 0;
  for (const auto& [name, resources, found] : simulated()) {
    SCOPED_TRACE(name);
    for (const cfn::Resource& each : resources) {
      for (const auto& [type, actions, arn] : kCalls) {
        const bool is_named =
            each.properties.size() > 0 &&
            (each.properties.find("BucketName") || each.properties.find("RoleName") ||
             each.properties.find("QueueName") || each.properties.find("Name") ||
             each.properties.find("ClusterName"));
        if (each.type != type || is_named) continue;
        const std::string id = each.id.str();
        const std::string resource =
            replaced(replaced(std::string(arn), "-id-", "-" + lower(id) + "-"), "ID", id);
        for (const std::string_view action : split(actions, ' ')) {
          EXPECT_TRUE(allows(found.service, {std::string(action), resource})) << action << resource;
          ++asked;
        }
      }
    }
  }
  EXPECT_GT(asked, 100u);
}

/// What a role that could do it would have too much by.
const Request kDangers[] = {
    {"iam:CreateRole", "arn:aws:iam::123456789012:role/admin"},
    {"iam:PutRolePolicy", "arn:aws:iam::123456789012:role/admin"},
    {"iam:AttachRolePolicy", "arn:aws:iam::123456789012:role/admin"},
    {"iam:UpdateAssumeRolePolicy", "arn:aws:iam::123456789012:role/admin"},
    {"iam:DeleteRolePermissionsBoundary", "arn:aws:iam::123456789012:role/admin"},
    {"iam:PassRole",
     "arn:aws:iam::123456789012:role/admin",
     {{"iam:PassedToService", "ecs-tasks.amazonaws.com"}}},
    {"iam:CreateUser", "arn:aws:iam::123456789012:user/admin"},
    {"iam:CreateAccessKey", "arn:aws:iam::123456789012:user/admin"},
    {"iam:CreatePolicyVersion", "arn:aws:iam::123456789012:policy/edge"},
    {"iam:PutUserPolicy", "arn:aws:iam::123456789012:user/admin"},
    {"iam:CreateServiceLinkedRole",
     "arn:aws:iam::123456789012:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO",
     {{"iam:AWSServiceName", "sso.amazonaws.com"}}},
    {"sts:AssumeRole", "arn:aws:iam::123456789012:role/admin"},
    {"s3:GetObject", "arn:aws:s3:::payroll/2026.csv"},
    {"s3:DeleteBucket", "arn:aws:s3:::payroll"},
    {"s3:PutBucketPolicy", "arn:aws:s3:::payroll"},
    {"rds:DeleteDBInstance", "arn:aws:rds:eu-central-1:123456789012:db:payroll"},
    {"rds:ModifyDBInstance", "arn:aws:rds:eu-central-1:123456789012:db:payroll"},
    {"secretsmanager:GetSecretValue",
     "arn:aws:secretsmanager:eu-central-1:123456789012:secret:payroll-AbCdEf"},
    {"lambda:UpdateFunctionCode", "arn:aws:lambda:eu-central-1:123456789012:function:payroll"},
    {"lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:123456789012:function:payroll"},
    {"ecs:UpdateService", "arn:aws:ecs:eu-central-1:123456789012:service/payroll/api"},
    {"ecs:RunTask", "arn:aws:ecs:eu-central-1:123456789012:task-definition/payroll:1"},
    {"ecs:ExecuteCommand", "arn:aws:ecs:eu-central-1:123456789012:task/payroll/1"},
    {"sqs:DeleteQueue", "arn:aws:sqs:eu-central-1:123456789012:payroll"},
    {"sns:DeleteTopic", "arn:aws:sns:eu-central-1:123456789012:payroll"},
    {"logs:DeleteLogGroup", "arn:aws:logs:eu-central-1:123456789012:log-group:payroll:*"},
    {"dynamodb:DeleteTable", "arn:aws:dynamodb:eu-central-1:123456789012:table/payroll"},
    {"cloudformation:DeleteStack",
     "arn:aws:cloudformation:eu-central-1:123456789012:stack/payroll/1"},
    {"cloudformation:UpdateStack",
     "arn:aws:cloudformation:eu-central-1:123456789012:stack/payroll/1"},
    {"ecr:PutImage", "arn:aws:ecr:eu-central-1:123456789012:repository/payroll"},
    {"organizations:LeaveOrganization", "*"},
    {"iam:CreateAccountAlias", "*"},
};

TEST(SimulatedRoles, AllowNothingOfOtherStacks) {
  for (const auto& [name, resources, found] : simulated()) {
    SCOPED_TRACE(name);
    for (const Request& each : kDangers) {
      EXPECT_FALSE(allows(found.service, each)) << each.action << " " << each.resource;
      EXPECT_FALSE(allows(found.ci, each)) << "CI: " << each.action << " " << each.resource;
    }
  }
}

TEST(SimulatedRoles, MakeRolesUnderTheirBoundaryAlone) {
  const auto path =
      fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/analysis/permissions/stacks/functions.yaml";
  const Permissions found = Asked("stack.yaml", testing::read_file(path)).permissions();
  const std::string role = "arn:aws:iam::123456789012:role/shop-FunctionRole-1x2y";
  const Context edge{{"iam:PermissionsBoundary", "arn:aws:iam::123456789012:policy/edge"}};
  const Context other{{"iam:PermissionsBoundary", "arn:aws:iam::123456789012:policy/wide"}};
  EXPECT_TRUE(allows(found.service, {"iam:CreateRole", role, edge}));
  EXPECT_FALSE(allows(found.service, {"iam:CreateRole", role, other}));
  EXPECT_FALSE(allows(found.service, {"iam:CreateRole", role}));
  EXPECT_FALSE(allows(found.service, {"iam:DeleteRolePermissionsBoundary", role}));
  Context attach = edge;
  attach["iam:PolicyARN"] = "arn:aws:iam::aws:policy/AdministratorAccess";
  EXPECT_FALSE(allows(found.service, {"iam:AttachRolePolicy", role, attach}));
  EXPECT_TRUE(allows(found.service,
                     {"iam:PassRole", role, {{"iam:PassedToService", "lambda.amazonaws.com"}}}));
  EXPECT_FALSE(allows(found.service,
                      {"iam:PassRole", role, {{"iam:PassedToService", "ec2.amazonaws.com"}}}));
  EXPECT_FALSE(
      allows(found.ci, {"iam:PassRole", role, {{"iam:PassedToService", "lambda.amazonaws.com"}}}));
}

}  // namespace
}  // namespace archsynth::analysis
