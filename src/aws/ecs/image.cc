#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "spec/quotas.h"

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

/// The parameter that names the tag of an image, and the condition that it is given.
FargateService::Tag FargateService::tag_of(const std::string& prefix, const std::string& what,
                                           const ImageProps& image, const Origin& where) {
  cfn::Parameter& tag = stack().add_parameter(
      logical_id(prefix + "ImageTag").str(), "String",
      {{"Description", "Tag of the image that " + what + " runs; while empty no task runs"},
       {"Default", image.tag ? cfn::Value(image.tag) : cfn::Value("")},
       {"AllowedPattern", "^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"},
       {"ConstraintDescription", "an image tag"}});
  tag.origin = image.tag.origin().known() ? image.tag.origin() : where;
  return {tag.id, stack().add_condition(logical_id(prefix + "HasImage").str(),
                                        cfn::call(cfn::Function::kNot,
                                                  cfn::List{cfn::equals(cfn::ref(tag.id), "")}))};
}

/// `Fn::Join` of an empty tag would be no image name, even one that never runs.
cfn::Value FargateService::image_of(const ecr::Repository& repository, const Tag& tag) {
  cfn::Value image = cfn::join(":", {repository.uri(), cfn::ref(tag.parameter)});
  allow_pull(repository.arn());
  return cfn::if_(tag.is_given, std::move(image), repository.uri());
}

void FargateService::run_image_of(const ecr::Repository& repository, const FargateService* first) {
  if (tags_.contains("")) throw std::logic_error("a service runs the images of two repositories");
  if (props_.image.uri) {
    diagnostics().error(
        "ARC1207", props_.image.uri.origin(),
        fmt::format("{} has both a repository and a \"uri\"", quoted(label() + ".image")));
    return;
  }
  const bool is_shared = first != nullptr && first->tags_.contains("");
  const Tag& tag = tags_[""] =
      is_shared ? first->tags_.at("") : tag_of("", name_, props_.image, origin());
  set_image(image_of(repository, tag));
  wait_for(tag.is_given);
}

void FargateService::run_image_of(const ecr::Repository& repository, const std::string& sidecar,
                                  const FargateService* first) {
  const SidecarProps* props = props_.sidecars.find(sidecar);
  if (props == nullptr) throw std::logic_error("a service has no sidecar " + sidecar);
  const bool is_shared = first != nullptr && first->tags_.contains("");
  const Tag& tag = tags_[sidecar] =
      is_shared ? first->tags_.at("")
                : tag_of(upper_camel(sidecar), sidecar, props->image->large, props->image.origin());
  container(place_of(sidecar)).set("Image", image_of(repository, tag));
  wait_for(tag.is_given);
}

std::size_t FargateService::place_of(const std::string& sidecar) const {
  std::size_t place = 1;
  for (const auto& [name, props] : props_.sidecars) {
    if (*name == sidecar) break;
    ++place;
  }
  return place;
}

void FargateService::wait_for(const cfn::LogicalId& image) {
  if (std::find(images_.begin(), images_.end(), image) != images_.end()) return;
  if (images_.empty()) {
    const cfn::Value* count = service_->properties.find("DesiredCount");
    count_ = count != nullptr ? *count : cfn::no_value();
  }
  images_.push_back(image);
  if (!starts_at_zero()) service_->properties.set("DesiredCount", when_image_exists(count_));
}

cfn::Value FargateService::when_image_exists(cfn::Value count) const {
  const Origin from = count.origin();
  for (const cfn::LogicalId& image : images_) {
    count = cfn::if_(image, std::move(count), 0).with_origin(from);
  }
  return count;
}

}  // namespace archsynth::ecs
