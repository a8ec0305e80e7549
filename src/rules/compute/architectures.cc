// Processors: images and the instance types that run them.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/workloads/instances.h"
#include "rules/compute/architectures.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNodeImagePage =
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html";
constexpr std::string_view kInstanceNamePage =
    "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html";

/// By what the kind of an EKS image, or the path of a public parameter, says.
Processor processor_of_image(std::string_view image) {
  if (image.find("ARM_64") != image.npos || image.find("arm64") != image.npos) {
    return Processor::kArm;
  }
  const bool is_x86 = image.find("x86_64") != image.npos || image.starts_with("WINDOWS_") ||
                      image.starts_with("/aws/service/ecs/optimized-ami/");
  return is_x86 ? Processor::kX86 : Processor::kUnknown;
}

void report_processor(const Report& report, const cfn::Resource& resource, const cfn::Value* place,
                      std::string_view type, Processor image, std::string_view image_name) {
  report(resource, place,
         fmt::format("{} is {}, but the image {} is {}", quoted(type),
                     processor_name(processor_of_type(type)), quoted(image_name),
                     processor_name(image)))
      .fix = fmt::format("use instance types and an image of the same processor, such as {}",
                         processor_name(image));
}

void check_node_images(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of("AWS::EKS::Nodegroup")) {
    const cfn::Value* list = property(*group, {"InstanceTypes"});
    const auto image = view.text(property(*group, {"AmiType"}));
    const Processor wanted = image ? processor_of_image(*image) : Processor::kUnknown;
    if (image ? wanted == Processor::kUnknown : !lacks(*group, "AmiType")) continue;
    const cfn::Resource* launch =
        list == nullptr ? view.target(property(*group, {"LaunchTemplate", "Id"})) : nullptr;
    const cfn::Value* launched =
        launch == nullptr ? nullptr : property(*launch, {"LaunchTemplateData", "InstanceType"});
    if (const auto type = view.text(launched); type && image) {
      const Processor own = processor_of_type(*type);
      if (own != Processor::kUnknown && own != wanted)
        report_processor(report, *group, property(*group, {"AmiType"}), *type, wanted, *image);
    }
    std::string first;
    for (const cfn::Value* each : view.items(list).values) {
      const auto type = view.text(each);
      const Processor processor = type ? processor_of_type(*type) : Processor::kUnknown;
      if (processor == Processor::kUnknown) continue;
      if (image && processor != wanted) {
        report_processor(report, *group, each, *type, wanted, *image);
      } else if (!image && !first.empty() && processor != processor_of_type(first)) {
        report(*group, each,
               fmt::format("{} is {}, but {} is {}", quoted(*type), processor_name(processor),
                           quoted(first), processor_name(processor_of_type(first))))
            .fix = "create one node group for each processor architecture";
      }
      if (first.empty()) first = *type;
    }
  }
}

constexpr std::string_view kLaunchTypes[] = {"AWS::AutoScaling::LaunchConfiguration",
                                             "AWS::EC2::Instance", "AWS::EC2::LaunchTemplate"};

void check_images(const View& view, const Report& report) {
  for (const std::string_view launch : kLaunchTypes) {
    for (const cfn::Resource* resource : view.of(launch)) {
      const cfn::Value* stated = model::launch_setting(*resource, "InstanceType");
      const std::string path =
          model::public_image(view, model::launch_setting(*resource, "ImageId"));
      const Processor image = processor_of_image(path);
      const auto type = view.text(stated);
      const Processor own = type ? processor_of_type(*type) : Processor::kUnknown;
      if (image == Processor::kUnknown || own == Processor::kUnknown || image == own) continue;
      report_processor(report, *resource, stated, *type, image, path);
    }
  }
}

constexpr Rule kArchitectureRules[] = {
    {"ARC4959", Severity::kError, "node group's image does not run on its instance types",
     "EKS refuses the node group", "use instance types and an image of the same processor",
     kNodeImagePage, "", check_node_images},
    {"ARC4960", Severity::kError, "image does not run on the instance type",
     "EC2 does not start the instance", "use an instance type and an image of the same processor",
     kInstanceNamePage, "", check_images},
};

}  // namespace

std::string_view processor_name(Processor processor) {
  return processor == Processor::kArm ? "arm64" : "x86_64";
}

/// By the letters behind the generation: `g` stands for Graviton.
Processor processor_of_type(std::string_view type) {
  const std::string_view family = type.substr(0, type.find('.'));
  if (family == type || family.find('-') != family.npos || family.starts_with("mac")) {
    return Processor::kUnknown;
  }
  if (family == "a1") return Processor::kArm;
  const std::size_t digit = family.find_first_of("123456789");
  if (digit == family.npos || digit == 0) return Processor::kUnknown;
  const std::size_t rest = family.find_first_not_of("0123456789", digit);
  return rest != family.npos && family[rest] == 'g' ? Processor::kArm : Processor::kX86;
}

std::span<const Rule> architecture_rules() { return kArchitectureRules; }

}  // namespace archsynth::analysis
