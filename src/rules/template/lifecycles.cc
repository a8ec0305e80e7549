// What AWS has retired or advises against.

#include "spec/lifecycles.h"

#include <fmt/format.h>

#include <array>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kRuntimePage =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";
constexpr std::string_view kLifecyclePage =
    "https://docs.aws.amazon.com/general/latest/gr/service-lifecycle.html";
constexpr std::string_view kOwnershipPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html";
constexpr std::string_view kPackagePage =
    "https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html";

constexpr std::array<std::string_view, 2> kFunctionTypes = {"AWS::Lambda::Function",
                                                            "AWS::Serverless::Function"};

/// Calls `visit(function, place, runtime)` for each function whose runtime has an end; once for
/// all that take it from `Globals`.
template <typename Visit>
void each_runtime(const View& view, const Visit& visit) {
  const cfn::Value* shared = member(&view.source().globals, {"Function", "Runtime"});
  const View::Resources& functions = view.of("AWS::Serverless::Function");
  if (shared != nullptr && shared->string() != nullptr && !functions.empty()) {
    const auto runtime = spec::lambda_runtime(*shared->string());
    if (runtime) visit(*functions.front(), shared, *runtime);
  }
  for (const std::string_view type : kFunctionTypes) {
    for (const cfn::Resource* function : view.of(type)) {
      for (const Case& each : view.cases(property(*function, {"Runtime"}))) {
        if (each.value == nullptr || each.value->string() == nullptr) continue;
        const auto runtime = spec::lambda_runtime(*each.value->string());
        if (runtime) visit(*function, each.value, *runtime);
      }
    }
  }
}

bool has_come(std::string_view date) { return !date.empty() && date <= spec::lifecycles_date(); }

std::string take_successor(const spec::LambdaRuntime& runtime) {
  return runtime.successor.empty() ? "use a supported runtime"
                                   : fmt::format("use {}", runtime.successor);
}

void check_blocked_runtime(const View& view, const Report& report) {
  each_runtime(view, [&](const cfn::Resource& function, const cfn::Value* place,
                         const spec::LambdaRuntime& runtime) {
    if (!has_come(runtime.create_block)) return;
    report(function, place,
           fmt::format("Lambda stopped creating functions with {} on {}", runtime.name,
                       runtime.create_block))
        .fix = take_successor(runtime);
  });
}

void check_old_runtime(const View& view, const Report& report) {
  each_runtime(view, [&](const cfn::Resource& function, const cfn::Value* place,
                         const spec::LambdaRuntime& runtime) {
    if (!has_come(runtime.deprecated) || has_come(runtime.create_block)) return;
    report(function, place,
           fmt::format("Lambda stopped supporting {} on {}", runtime.name, runtime.deprecated))
        .fix = take_successor(runtime);
  });
}

const Origin& place_of_type(const cfn::Resource& resource) {
  return resource.properties_origin.known() ? resource.properties_origin : resource.type_origin;
}

void check_ended_service(const View& view, const Report& report) {
  for (const cfn::Resource* each_resource : view.resources()) {
    const cfn::Resource& resource = *each_resource;
    const auto end = spec::type_end(resource.type);
    if (!end || end->status != "shutdown") continue;
    report(resource, place_of_type(resource),
           fmt::format("the service of {} was shut down{}", resource.type,
                       end->date.empty() ? "" : fmt::format(" on {}", end->date)));
  }
}

void check_ending_service(const View& view, const Report& report) {
  for (const cfn::Resource* each_resource : view.resources()) {
    const cfn::Resource& resource = *each_resource;
    const auto end = spec::type_end(resource.type);
    if (!end || end->status == "shutdown") continue;
    if (resource.type == "AWS::AutoScaling::LaunchConfiguration") {
      report(resource, place_of_type(resource),
             "EC2 Auto Scaling adds nothing to launch configurations any more")
          .fix = "use an AWS::EC2::LaunchTemplate";
      continue;
    }
    report(resource, place_of_type(resource),
           end->status == "maintenance"
               ? fmt::format("the service of {} is in maintenance mode{}", resource.type,
                             end->date.empty() ? "" : fmt::format(" since {}", end->date))
               : fmt::format("the service of {} {} shut down{}", resource.type,
                             has_come(end->date) ? "was to be" : "will be",
                             end->date.empty() ? "" : fmt::format(" on {}", end->date)));
  }
}

/// Whether the controls surely turn access control lists off.
bool turns_lists_off(const View& view, const cfn::Resource& bucket) {
  const Items rules = view.items(property(bucket, {"OwnershipControls", "Rules"}));
  return rules.complete && !rules.values.empty() &&
         std::all_of(rules.values.begin(), rules.values.end(), [&](const cfn::Value* rule) {
           return view.text(member(rule, {"ObjectOwnership"})) == "BucketOwnerEnforced";
         });
}

// Without any controls, a rule of the schemas says that they are missing.
void check_access_control(const View& view, const Report& report) {
  constexpr std::string_view kOfOwner[] = {"BucketOwnerFullControl", "BucketOwnerRead", "Private"};
  for (const cfn::Resource* bucket : view.of("AWS::S3::Bucket")) {
    const cfn::Value* place = property(*bucket, {"AccessControl"});
    const auto list = view.text(place);
    if (!list || !turns_lists_off(view, *bucket) ||
        std::find(std::begin(kOfOwner), std::end(kOfOwner), *list) != std::end(kOfOwner)) {
      continue;
    }
    report(*bucket, place,
           fmt::format("\"AccessControl\" gives others access ({}), but \"ObjectOwnership\" is "
                       "BucketOwnerEnforced",
                       *list));
  }
}

struct Packaged {
  std::string_view type;
  std::string_view property;
};

/// What `aws cloudformation package` replaces by a place in a bucket.
constexpr Packaged kPackaged[] = {
    {"AWS::ApiGateway::RestApi", "BodyS3Location"},
    {"AWS::AppSync::FunctionConfiguration", "RequestMappingTemplateS3Location"},
    {"AWS::AppSync::FunctionConfiguration", "ResponseMappingTemplateS3Location"},
    {"AWS::AppSync::GraphQLSchema", "DefinitionS3Location"},
    {"AWS::AppSync::Resolver", "RequestMappingTemplateS3Location"},
    {"AWS::AppSync::Resolver", "ResponseMappingTemplateS3Location"},
    {"AWS::CloudFormation::Stack", "TemplateURL"},
    {"AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle"},
    {"AWS::Lambda::Function", "Code"},
    {"AWS::Lambda::LayerVersion", "Content"},
    {"AWS::StepFunctions::StateMachine", "DefinitionS3Location"},
};

void check_packaged(const View& view, const Report& report) {
  const cfn::Value& transform = view.source().transform;
  // The serverless transform's own tool packages.
  if (!transform.absent()) return;
  for (const Packaged& each : kPackaged) {
    for (const cfn::Resource* resource : view.of(each.type)) {
      const cfn::MapEntry* entry = resource->properties.find_entry(each.property);
      const std::string* path = entry == nullptr ? nullptr : entry->value.string();
      if (path == nullptr || path->starts_with("s3://") || path->starts_with("https://")) continue;
      Diagnostic& found =
          report(*resource, entry->key_origin.known() ? entry->key_origin : entry->value.origin(),
                 fmt::format("{} is a local path", quoted(*path)));
      // Nested stacks are written so, and packaged.
      if (each.property == "TemplateURL") found.severity = Severity::kNote;
    }
  }
}

constexpr Rule kLifecyclesRules[] = {
    {"ARC4001", Severity::kError, "runtime is blocked for new functions",
     "Lambda refuses the function", "use a newer runtime", kRuntimePage, "E2533",
     check_blocked_runtime},
    {"ARC4002", Severity::kWarning, "runtime is deprecated",
     "the runtime receives no security patches, and new functions will be blocked",
     "use a newer runtime", kRuntimePage, "W2531", check_old_runtime},
    {"ARC4003", Severity::kError, "service was shut down", "the resource cannot be created",
     "use another service", kLifecyclePage, "E3710", check_ended_service},
    {"ARC4004", Severity::kWarning, "service is being retired",
     "the service receives no new features, or will be shut down",
     "plan a migration to another service", kLifecyclePage, "W3697", check_ending_service},
    {"ARC4005", Severity::kError, "access control list of a bucket that has none",
     "S3 refuses the bucket, whose access control lists are turned off",
     "remove \"AccessControl\" and use an AWS::S3::BucketPolicy, or set \"ObjectOwnership\" to "
     "BucketOwnerPreferred",
     kOwnershipPage, "W3045", check_access_control},
    {"ARC4006", Severity::kWarning, "code is a local path", "CloudFormation refuses the path",
     "run `aws cloudformation package` before the deployment", kPackagePage, "W3002",
     check_packaged},
};

}  // namespace

std::span<const Rule> lifecycle_rules() { return kLifecyclesRules; }

}  // namespace archsynth::analysis
