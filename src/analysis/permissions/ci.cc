#include <fmt/format.h>

#include "analysis/permissions/policies.h"
#include "archsynth/support/text.h"
#include "rules/functions/checks.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// What `aws cloudformation deploy` does with the stack that it deploys.
const Texts kStackActions{
    "cloudformation:CreateChangeSet",     "cloudformation:DeleteChangeSet",
    "cloudformation:DescribeChangeSet",   "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackEvents", "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",      "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",         "cloudformation:ListStackResources"};
const Texts kPushActions{"ecr:BatchCheckLayerAvailability",
                         "ecr:BatchGetImage",
                         "ecr:CompleteLayerUpload",
                         "ecr:DescribeImages",
                         "ecr:GetDownloadUrlForLayer",
                         "ecr:InitiateLayerUpload",
                         "ecr:PutImage",
                         "ecr:UploadLayerPart"};

/// Who proves to be a branch of a repository.
/// https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
/// https://docs.gitlab.com/ci/cloud_services/aws/
cfn::Map ci_trust(const PermissionsOptions& options, Texts& notes) {
  std::string repository = options.repository;
  if (repository.empty()) {
    repository = "OWNER/REPOSITORY";
    notes.emplace_back(
        "set --repository OWNER/NAME: without it no one can assume the pipeline's role");
  }
  const bool is_gitlab = options.provider == "gitlab";
  const std::string host = is_gitlab ? "gitlab.com" : "token.actions.githubusercontent.com";
  const std::string audience = is_gitlab ? "https://gitlab.com" : "sts.amazonaws.com";
  const std::string subject =
      is_gitlab ? fmt::format("project_path:{}:ref_type:branch:ref:{}", repository, options.branch)
      : options.github_environment.empty()
          ? fmt::format("repo:{}:ref:refs/heads/{}", repository, options.branch)
          : fmt::format("repo:{}:environment:{}", repository, options.github_environment);
  return document_of(
      {cfn::Map{{"Effect", "Allow"},
                {"Principal",
                 cfn::Map{{"Federated", "arn:${Partition}:iam::${Account}:oidc-provider/" + host}}},
                {"Action", "sts:AssumeRoleWithWebIdentity"},
                {"Condition", cfn::Map{{"StringEquals", cfn::Map{{host + ":aud", audience},
                                                                 {host + ":sub", subject}}}}}}});
}

Texts arns_of_transforms(const cfn::Template& stack) {
  Texts result;
  for (const cfn::Value& each : transforms_of(stack)) {
    const std::string* name = each.string();
    if (name == nullptr) continue;
    const bool is_aws = name->starts_with("AWS::");
    result.push_back(fmt::format("arn:${{Partition}}:cloudformation:${{Region}}:{}:transform/{}",
                                 is_aws ? "aws" : "${Account}", is_aws ? name->substr(5) : *name));
  }
  return result;
}

void add_bucket(const std::string& bucket, cfn::List& to, Texts& notes) {
  if (bucket.empty()) {
    notes.emplace_back(
        "set --artifact-bucket for a template above 51,200 bytes, which is deployed through S3");
    return;
  }
  const std::string arn = "arn:${Partition}:s3:::" + bucket;
  to.push_back(statement({"s3:GetBucketLocation", "s3:ListBucket"}, {arn}, {}));
  to.push_back(statement({"s3:GetObject", "s3:PutObject"}, {arn + "/*"}, {}));
}

}  // namespace

PermissionRole ci_role(const std::vector<cfn::Resource>& resources, const cfn::Template& stack,
                       const Names& names, const PermissionsOptions& options, Texts& notes) {
  const std::string name = options.stack_name.empty() ? "*" : options.stack_name;
  const std::string service =
      "arn:${Partition}:iam::${Account}:role/" + role_name(options, "cloudformation");
  cfn::List statements{
      statement(kStackActions,
                {"arn:${Partition}:cloudformation:${Region}:${Account}:stack/" + name + "/*"}, {}),
      statement({"cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"}, {"*"},
                {}),
      statement({"iam:PassRole"}, {service},
                {{"StringEquals", "iam:PassedToService", {"cloudformation.amazonaws.com"}}})};
  if (const Texts transforms = arns_of_transforms(stack); !transforms.empty())
    statements.push_back(statement({"cloudformation:CreateChangeSet"}, transforms, {}));
  add_bucket(options.artifact_bucket, statements, notes);
  Texts repositories;
  for (const cfn::Resource& each : resources) {
    if (each.type != "AWS::ECR::Repository") continue;
    for (std::string& arn : names.arns(each)) repositories.push_back(std::move(arn));
  }
  if (!repositories.empty()) {
    statements.push_back(statement({"ecr:GetAuthorizationToken"}, {"*"}, {}));
    statements.push_back(statement(kPushActions, repositories, {}));
  }
  return {role_name(options, "deploy"), ci_trust(options, notes), parted(statements, "Deploy")};
}

}  // namespace archsynth::analysis::permissions_of
