// Application Auto Scaling and EC2 Auto Scaling.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTarget = "AWS::ApplicationAutoScaling::ScalableTarget";
constexpr std::string_view kPolicy = "AWS::ApplicationAutoScaling::ScalingPolicy";
constexpr std::string_view kScalingGroup = "AWS::AutoScaling::AutoScalingGroup";

constexpr std::string_view kTargetPage =
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_RegisterScalableTarget.html";
constexpr std::string_view kMetricPage =
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_PredefinedMetricSpecification.html";
constexpr std::string_view kScalingGroupPage =
    "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html";

constexpr std::string_view kTableModePage =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html";
constexpr std::string_view kUpdatePolicyPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-updatepolicy.html";

void check_bounds(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    for (const Case& low : view.cases(property(*target, {"MinCapacity"}))) {
      for (const Case& high : view.cases(property(*target, {"MaxCapacity"}), low.when)) {
        const auto least = view.number(low.value);
        const auto most = view.number(high.value);
        if (!least || !most || *least <= *most) continue;
        report(*target, low.value,
               fmt::format("\"MinCapacity\" ({}) is greater than \"MaxCapacity\" ({})", *least,
                           *most));
      }
    }
  }
}

void check_group_bounds(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kScalingGroup)) {
    const cfn::Value* place = property(*group, {"MinSize"});
    const auto least = view.number(place);
    const auto most = view.number(property(*group, {"MaxSize"}));
    const cfn::Value* wanted_place = property(*group, {"DesiredCapacity"});
    const auto wanted = view.number(wanted_place);
    if (least && most && *least > *most) {
      report(*group, place,
             fmt::format("\"MinSize\" ({}) is greater than \"MaxSize\" ({})", *least, *most));
    } else if (wanted && ((least && *wanted < *least) || (most && *wanted > *most))) {
      report(*group, wanted_place,
             fmt::format("\"DesiredCapacity\" ({}) is not between \"MinSize\" and \"MaxSize\"",
                         *wanted));
    }
  }
}

/// A rolling update takes instances out; the first creation of the group does not.
void check_rolling_updates(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kScalingGroup)) {
    const cfn::Value* place =
        member(&group->update_policy, {"AutoScalingRollingUpdate", "MinInstancesInService"});
    const auto kept = view.number(place);
    const auto most = view.number(property(*group, {"MaxSize"}));
    if (!kept || !most || *kept < *most || *most == 0) continue;
    report(*group, place,
           fmt::format("\"MinInstancesInService\" ({}) must be less than \"MaxSize\" ({})", *kept,
                       *most));
  }
}

void check_dimension(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    const cfn::Value* place = property(*target, {"ScalableDimension"});
    const auto dimension = view.text(place);
    const auto name_space = view.text(property(*target, {"ServiceNamespace"}));
    if (!dimension || !name_space || dimension->find(':') == std::string::npos) continue;
    if (*name_space == "custom-resource" || dimension->rfind(*name_space + ":", 0) == 0) continue;
    report(*target, place,
           fmt::format("the dimension {} does not belong to the namespace {}", quoted(*dimension),
                       quoted(*name_space)));
  }
}

/// The form of the id of what is scaled, by the dimension.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
struct ResourceForm {
  std::string_view dimension;
  std::string_view form;  ///< each `<…>` a name without slashes
};

constexpr std::array<ResourceForm, 17> kForms = {{
    {"ecs:service:DesiredCount", "service/<cluster>/<service>"},
    {"dynamodb:table:ReadCapacityUnits", "table/<table>"},
    {"dynamodb:table:WriteCapacityUnits", "table/<table>"},
    {"dynamodb:index:ReadCapacityUnits", "table/<table>/index/<index>"},
    {"dynamodb:index:WriteCapacityUnits", "table/<table>/index/<index>"},
    {"rds:cluster:ReadReplicaCount", "cluster:<cluster>"},
    {"lambda:function:ProvisionedConcurrency", "function:<function>:<alias or version>"},
    {"sagemaker:variant:DesiredInstanceCount", "endpoint/<endpoint>/variant/<variant>"},
    {"sagemaker:inference-component:DesiredCopyCount", "inference-component/<component>"},
    {"ec2:spot-fleet-request:TargetCapacity", "spot-fleet-request/<request>"},
    {"elasticmapreduce:instancegroup:InstanceCount", "instancegroup/<cluster>/<group>"},
    {"appstream:fleet:DesiredCapacity", "fleet/<fleet>"},
    {"cassandra:table:ReadCapacityUnits", "keyspace/<keyspace>/table/<table>"},
    {"cassandra:table:WriteCapacityUnits", "keyspace/<keyspace>/table/<table>"},
    {"elasticache:replication-group:NodeGroups", "replication-group/<group>"},
    {"elasticache:replication-group:Replicas", "replication-group/<group>"},
    {"neptune:cluster:ReadReplicaCount", "cluster:<cluster>"},
}};

/// Whether all computed parts of an id are names, which have no slashes.
bool is_of_names(const View& view, const cfn::Value& id) {
  const auto parts = cfn::references(id);
  return std::all_of(parts.begin(), parts.end(), [&](const cfn::Reference& each) {
    const cfn::Resource* resource = view.find(each.target.str());
    return resource != nullptr &&
           (each.attribute == "Name" ||
            (each.attribute.empty() &&
             (resource->type == "AWS::DynamoDB::Table" || resource->type == "AWS::ECS::Cluster")));
  });
}

/// Whether an id with `?` for each computed part can have the form.
bool fits_form(std::string_view id, std::string_view form, bool is_of_names) {
  if (id.starts_with('?')) return true;
  if (!id.starts_with(form.substr(0, form.find('<')))) return false;
  if (id.find('?') != id.npos && !is_of_names) return true;
  if (form.find('/') == form.npos) return true;
  const auto parts = split(id, '/');
  const auto wanted = split(form, '/');
  return parts.size() == wanted.size() &&
         std::equal(parts.begin(), parts.end(), wanted.begin(),
                    [](std::string_view part, std::string_view each) {
                      return each.starts_with('<') ? !part.empty()
                                                   : part == each || part.find('?') != part.npos;
                    });
}

void check_resource_id(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    const auto dimension = view.text(property(*target, {"ScalableDimension"}));
    const cfn::Value* place = property(*target, {"ResourceId"});
    const auto* form = std::find_if(kForms.begin(), kForms.end(), [&](const ResourceForm& each) {
      return dimension && each.dimension == *dimension;
    });
    if (form == kForms.end() || place == nullptr) continue;
    // The id of the resource alone is a name or ARN, never what is asked for.
    const cfn::Resource* alone =
        place->get_if<cfn::Ref>() != nullptr ? view.target(place) : nullptr;
    const bool is_other_target = alone != nullptr && alone->type == kTarget;
    const auto shape = shape_of(view, place);
    const bool is_table = dimension->starts_with("dynamodb:table:");
    if (is_table && shape && shape->find("/index/") != std::string::npos) {
      report(
          *target, place,
          fmt::format("\"ResourceId\" is an index, but {} is that of a table", quoted(*dimension)));
      continue;
    }
    if (shape ? fits_form(*shape, form->form, is_of_names(view, *place))
              : alone == nullptr || is_other_target) {
      continue;
    }
    const bool is_written = shape && shape->find('?') == shape->npos;
    report(*target, place,
           fmt::format("\"ResourceId\" must have the form {}{}", form->form,
                       is_written ? fmt::format(", not {}", quoted(*shape)) : ""))
        .fix = fmt::format("write it as {}", form->form);
  }
}

/// Concurrency is provisioned for an alias or a version.
void check_function_alias(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    const auto dimension = view.text(property(*target, {"ScalableDimension"}));
    if (dimension != "lambda:function:ProvisionedConcurrency") continue;
    const cfn::Value* place = property(*target, {"ResourceId"});
    const auto shape = shape_of(view, place);
    if (!shape || !shape->starts_with("function:") || shape->find('?') != shape->npos) continue;
    if (std::count(shape->begin(), shape->end(), ':') > 1) continue;
    report(*target, place, "\"ResourceId\" is a function without an alias or version").fix =
        fmt::format("write {}:<alias>", *shape);
  }
}

/// Capacity per request leaves nothing to scale.
void check_capacity_mode(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    const cfn::Value* place = property(*target, {"ResourceId"});
    if (place == nullptr) continue;
    for (const cfn::Reference& each : cfn::references(*place)) {
      const cfn::Resource* table = view.find(each.target.str());
      if (table == nullptr || table->type != "AWS::DynamoDB::Table" ||
          view.text(property(*table, {"BillingMode"})) != "PAY_PER_REQUEST") {
        continue;
      }
      report(*target, place,
             fmt::format("{} scales {}, whose \"BillingMode\" is PAY_PER_REQUEST",
                         quoted(target->id.str()), quoted(table->id.str())));
    }
  }
}

void check_resource_ids(const View& view, const Report& report) {
  check_resource_id(view, report);
  check_function_alias(view, report);
}

/// Whether a policy's predefined metric is one of the service that it scales.
void check_predefined_metric(const View& view, const Report& report) {
  struct Metric {
    std::string_view name;
    std::string_view name_space;
  };
  static constexpr Metric kMetrics[] = {
      {"ALBRequestCountPerTarget", "ecs"},
      {"ECSServiceAverageCPUUtilization", "ecs"},
      {"ECSServiceAverageMemoryUtilization", "ecs"},
      {"DynamoDBReadCapacityUtilization", "dynamodb"},
      {"DynamoDBWriteCapacityUtilization", "dynamodb"},
      {"LambdaProvisionedConcurrencyUtilization", "lambda"},
      {"RDSReaderAverageCPUUtilization", "rds"},
      {"RDSReaderAverageDatabaseConnections", "rds"},
      {"SageMakerVariantInvocationsPerInstance", "sagemaker"},
      {"EC2SpotFleetRequestAverageCPUUtilization", "ec2"},
      {"AppStreamAverageCapacityUtilization", "appstream"},
      {"ComprehendInferenceUtilization", "comprehend"},
  };
  for (const cfn::Resource* policy : view.of(kPolicy)) {
    const cfn::Value* place =
        property(*policy, {"TargetTrackingScalingPolicyConfiguration",
                           "PredefinedMetricSpecification", "PredefinedMetricType"});
    const auto name = view.text(place);
    if (!name) continue;
    auto name_space = view.text(property(*policy, {"ServiceNamespace"}));
    if (const cfn::Resource* target =
            view.target(property(*policy, {"ScalingTargetId"}), kTarget)) {
      name_space = view.text(property(*target, {"ServiceNamespace"}));
    }
    for (const Metric& metric : kMetrics) {
      if (metric.name != *name || !name_space || metric.name_space == *name_space) continue;
      report(*policy, place,
             fmt::format("{} is not a metric of {}", quoted(*name), quoted(*name_space)));
    }
  }
}

void check_request_label(const View& view, const Report& report) {
  for (const cfn::Resource* policy : view.of(kPolicy)) {
    const cfn::Value* metric = property(
        *policy, {"TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification"});
    const cfn::Value* place = member(metric, {"PredefinedMetricType"});
    const auto name = view.text(place);
    if (!name || *name != "ALBRequestCountPerTarget" || metric->map() == nullptr) continue;
    if (metric->map()->find("ResourceLabel") != nullptr) continue;
    report(*policy, place, "the metric ALBRequestCountPerTarget needs a \"ResourceLabel\"");
  }
}

void check_group_targets(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kScalingGroup)) {
    for (const cfn::Value* arn : view.items(property(*group, {"TargetGroupARNs"})).values) {
      const cfn::Resource* targets = view.target(arn, "AWS::ElasticLoadBalancingV2::TargetGroup");
      if (targets == nullptr) continue;
      const auto type = view.text(property(*targets, {"TargetType"}));
      if (!type || *type == "instance") continue;
      report(*group, arn,
             fmt::format("the target group {} does not register instances but {}",
                         quoted(targets->id.str()), quoted(*type)));
    }
  }
}

void check_desired_count(const View& view, const Report& report) {
  for (const cfn::Resource* target : view.of(kTarget)) {
    const auto dimension = view.text(property(*target, {"ScalableDimension"}));
    if (!dimension || *dimension != "ecs:service:DesiredCount") continue;
    for (const cfn::Reference& reference : view.references(*target)) {
      const cfn::Resource* service = view.find(reference.target.str());
      if (service == nullptr || service->type != "AWS::ECS::Service") continue;
      const cfn::Value* place = property(*service, {"DesiredCount"});
      const auto wanted = view.number(place);
      const auto least = view.number(property(*target, {"MinCapacity"}));
      const auto most = view.number(property(*target, {"MaxCapacity"}));
      if (!wanted || !((least && *wanted < *least) || (most && *wanted > *most))) continue;
      // A stack that begins with no task is filled once there is an image.
      if (*wanted == 0) continue;
      report(*service, place,
             fmt::format("\"DesiredCount\" is {}, outside the limits of {}", *wanted,
                         quoted(target->id.str())));
    }
  }
}

constexpr Rule kScalingRules[] = {
    {"ARC4989", Severity::kWarning, "rolling update of a group keeps all its instances",
     "CloudFormation refuses each update that replaces instances",
     "lower \"MinInstancesInService\", or raise \"MaxSize\"", kUpdatePolicyPage, "",
     check_rolling_updates},
    {"ARC4401", Severity::kError, "minimum capacity is above the maximum",
     "Application Auto Scaling refuses the target", "swap the two numbers", kTargetPage, "",
     check_bounds},
    {"ARC4402", Severity::kError, "Auto Scaling group sizes are out of order",
     "EC2 Auto Scaling refuses the group", "set MinSize ≤ DesiredCapacity ≤ MaxSize",
     kScalingGroupPage, "", check_group_bounds},
    {"ARC4403", Severity::kError, "scalable dimension belongs to another service",
     "Application Auto Scaling refuses the target", "change the dimension or the namespace",
     kTargetPage, "", check_dimension},
    {"ARC4404", Severity::kError, "malformed ResourceId of a scalable target",
     "Application Auto Scaling refuses the target because it does not find the resource",
     "use the format of the dimension; for ECS: service/<cluster name>/<service name>", kTargetPage,
     "", check_resource_ids},
    {"ARC4865", Severity::kWarning, "scaling of a table that is billed per request",
     "the table has no capacity to scale, so the target has no effect",
     "remove the target, or set \"BillingMode\" to PROVISIONED", kTableModePage, "",
     check_capacity_mode},
    {"ARC4405", Severity::kError, "scaling metric belongs to another service",
     "Application Auto Scaling refuses the policy", "use a metric of the scaled service",
     kMetricPage, "", check_predefined_metric},
    {"ARC4406", Severity::kError, "ALBRequestCountPerTarget without a ResourceLabel",
     "Application Auto Scaling refuses the policy",
     "set \"ResourceLabel\" to app/<load balancer>/targetgroup/<target group>", kMetricPage, "",
     check_request_label},
    {"ARC4407", Severity::kError,
     "Auto Scaling group with a target group that does not register instances",
     "EC2 Auto Scaling cannot register instances in a target group of addresses or functions",
     "set the target group's \"TargetType\" to instance", kScalingGroupPage, "",
     check_group_targets},
    {"ARC4408", Severity::kWarning, "desired count is outside the scaling limits",
     "every deployment resets the count, and scaling changes it again",
     "remove \"DesiredCount\", or set it between the limits", kTargetPage, "", check_desired_count},
};

}  // namespace

std::span<const Rule> scaling_rules() { return kScalingRules; }

}  // namespace archsynth::analysis
