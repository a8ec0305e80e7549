#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "archsynth/aws/ecs.h"
#include "archsynth/spec/quotas.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

namespace {

constexpr std::array kPullActions = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage",
                                     "ecr:GetDownloadUrlForLayer"};

/// The ARN of the repository of `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:1`, or of
/// the same at `123456789012.dkr-ecr.us-east-1.on.aws`, both with `-fips`; absent for images of
/// other registries, which need no rights.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
cfn::Value private_repository_arn(std::string_view uri) {
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos) return {};
  const std::vector<std::string_view> host = split(uri.substr(0, slash), '.');
  if (host.size() < 5 || !spec::is_account_id(host[0])) return {};
  std::string_view region;
  if (host[1] == "dkr" && (host[2] == "ecr" || host[2] == "ecr-fips")) {
    region = host[3];
  } else if (host[1] == "dkr-ecr" || host[1] == "dkr-ecr-fips") {
    region = host[2];
  } else {
    return {};
  }
  std::string_view name = uri.substr(slash + 1);
  name = name.substr(0, name.find_first_of(":@"));
  return cfn::sub(
      fmt::format("arn:${{AWS::Partition}}:ecr:{}:{}:repository/{}", region, host[0], name));
}

}  // namespace

void FargateService::allow_pull_of(const cfn::Value& image) {
  if (const std::string* uri = image.string()) {
    const ec2::VpcProps& network = vpc_->props();
    if (cfn::Value arn = private_repository_arn(*uri); !arn.absent()) {
      allow_pull(arn);
    } else if (!vpc_->imported() && !vpc_->has_public_tasks() && *network.nat == ec2::Nat::kNone) {
      Diagnostic& found = diagnostics().warning(
          "ARC1212", image.origin(),
          fmt::format("{} comes from the internet, which tasks cannot reach", quoted(*uri)));
      found.related.push_back({network.nat.origin(), "without NAT"});
      found.fix = "copy the image to a private ECR repository, or choose another \"nat\"";
    }
  }
  for (const cfn::Reference& reference : cfn::references(image)) {
    if (reference.attribute != "RepositoryUri") continue;
    allow_pull(cfn::GetAtt{reference.target, "Arn"});
  }
}

void FargateService::set_image(cfn::Value image) {
  allow_pull_of(image);
  for (const std::size_t copy : copies_) container(copy).set("Image", image);
  container().set("Image", std::move(image));
}

void FargateService::allow_pull(const cfn::Value& repository_arn) {
  execution_role_->allow("PullImage", {kPullActions.begin(), kPullActions.end()}, {repository_arn});
  execution_role_->allow("LogInToRegistry", {"ecr:GetAuthorizationToken"}, {"*"}, {},
                         "ecr:GetAuthorizationToken has no resource to name");
  vpc_->need_endpoint(ec2::Endpoint::kEcr, origin());
  vpc_->need_endpoint(ec2::Endpoint::kS3, origin());
  depend_on_start_conditions();
}

/// The parameter that names the image's tag: that of the service whose image runs here, or a new
/// one.
void FargateService::take_tag_of(const FargateService* first) {
  if (first != nullptr && !first->has_image_.empty()) {
    image_tag_ = first->image_tag_;
    has_image_ = first->has_image_;
    return;
  }
  cfn::Parameter& tag = stack().add_parameter(
      logical_id("ImageTag").str(), "String",
      {{"Description", "Tag of the image that " + name_ + " runs; while empty no task runs"},
       {"Default", props_.image.tag ? cfn::Value(props_.image.tag) : cfn::Value("")},
       {"AllowedPattern", "^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"},
       {"ConstraintDescription", "an image tag"}});
  image_tag_ = tag.id;
  tag.origin = props_.image.tag.origin().known() ? props_.image.tag.origin() : origin();
  has_image_ = stack().add_condition(
      logical_id("HasImage").str(),
      cfn::call(cfn::Function::kNot, cfn::List{cfn::equals(cfn::ref(tag.id), "")}));
}

void FargateService::run_image_of(const ecr::Repository& repository, const FargateService* first) {
  if (!has_image_.empty()) throw std::logic_error("a service runs the images of two repositories");
  if (props_.image.uri) {
    diagnostics().error(
        "ARC1207", props_.image.uri.origin(),
        fmt::format("{} has both a repository and a \"uri\"", quoted(label() + ".image")));
    return;
  }
  take_tag_of(first);
  // `Fn::Join` of an empty tag would be no image name, even one that never runs.
  cfn::Value image = cfn::join(":", {repository.uri(), cfn::ref(image_tag_)});
  set_image(cfn::if_(has_image_, std::move(image), repository.uri()));
  allow_pull(repository.arn());
  if (starts_at_zero()) return;
  const cfn::Value* count = service_->properties.find("DesiredCount");
  service_->properties.set("DesiredCount",
                           when_image_exists(count != nullptr ? *count : cfn::no_value()));
}

cfn::Value FargateService::when_image_exists(cfn::Value count) const {
  if (has_image_.empty()) return count;
  const Origin from = count.origin();
  return cfn::if_(has_image_, std::move(count), 0).with_origin(from);
}

}  // namespace archsynth::ecs
