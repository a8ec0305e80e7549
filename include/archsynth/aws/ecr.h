#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Container registries.
namespace archsynth::ecr {

using describe::field;

enum class TagMutability { kImmutable, kMutable };
constexpr auto names_of(TagMutability) { return std::array{"immutable", "mutable"}; }

struct RepositoryProps {
  Sourced<std::string> repository_name{};
  Sourced<TagMutability> tag_mutability = Default(TagMutability::kImmutable);
  Sourced<int> keep_tagged_images = Default(10);
  static constexpr auto fields() {
    return describe::fields(
        "a repository",
        field<&RepositoryProps::repository_name>(
            "repository",
            "your name for an ECR repository that this stack creates; services with the same name "
            "share it. CloudFormation generates its ECR name, so that every environment has its "
            "own; the stack's outputs show it")
            .form(forms::kRepositoryName)
            .example("fastapi-app"),
        field<&RepositoryProps::tag_mutability>("tag_mutability",
                                                "whether a tag may be pushed again"),
        field<&RepositoryProps::keep_tagged_images>("keep_tagged_images",
                                                    "tagged images that are "
                                                    "kept; older ones expire")
            .range(1, 10000));
  }
};
static_assert(describe::complete<RepositoryProps>());

/// A private repository: scanned on push, encrypted, old images expired. It outlives the stack,
/// unless the very first deployment fails: its images may be all that is left of a release. That is
/// why it takes no name of its own: kept under it, it would stop the stack from being made again.
class Repository : public construct::Construct {
 public:
  using Props = RepositoryProps;
  Repository(construct::Scope scope, kms::Key& key, RepositoryProps props);
  cfn::Value arn() const;
  /// `<account>.dkr.ecr.<region>.amazonaws.com/<name>`.
  cfn::Value uri() const;

 private:
  cfn::Resource* resource_ = nullptr;
};

}  // namespace archsynth::ecr
