// Names of what belongs to the same thing, and names where ARNs are needed.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/rule.h"
#include "rules/template/embedded.h"
#include "rules/template/pair_place.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

using spec::Keyword;

constexpr std::string_view kSiblingsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";
constexpr std::string_view kReturnsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-ref.html";

/// What makes something of another type as well: a deployment, a stage.
struct NameMaker {
  std::string_view made;
  std::string_view type;
  std::string_view name;
  std::string_view parent;
};
constexpr NameMaker kNameMakers[] = {
    {"AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment", "StageName", "RestApiId"},
    {"AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Deployment", "StageName", "RestApiId"},
    {"AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Stage", "StageName", "RestApiId"},
};

/// Whether something else of the parent may make a name of the row.
bool is_made_otherwise(const View& view, const spec::SiblingName& row,
                       const cfn::Resource& parent) {
  return std::any_of(std::begin(kNameMakers), std::end(kNameMakers), [&](const NameMaker& maker) {
    const View::Resources& all = view.of(maker.type);
    return maker.made == row.other &&
           std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
             const cfn::Resource* owner = view.target(property(*each, {maker.parent}));
             return !lacks(*each, maker.name) && (owner == nullptr || owner == &parent);
           });
  });
}

/// The names that others of the same parent have; nothing where one is not known.
std::optional<std::vector<std::string>> names_of_siblings(const View& view,
                                                          const spec::SiblingName& row,
                                                          const cfn::Resource& parent) {
  if (is_made_otherwise(view, row, parent)) return std::nullopt;
  std::vector<std::string> names;
  for (const cfn::Resource* other : view.of(row.other)) {
    const cfn::Resource* owner = view.target(property(*other, {row.parent_of_other}));
    if (owner == nullptr) return std::nullopt;
    if (owner != &parent) continue;
    for (const std::string_view each : row.names) {
      if (lacks(*other, each)) continue;
      const auto name = view.text(property(*other, {each}));
      if (!name) return std::nullopt;
      names.push_back(*name);
    }
  }
  return names;
}

void check_siblings(const View& view, const Report& report) {
  for (const spec::SiblingName& row : spec::sibling_names()) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Resource* parent = view.target(property(*resource, {row.parent}));
      if (parent == nullptr || is_open_type(parent->type) || is_handed_on(view, *parent)) continue;
      const auto names = names_of_siblings(view, row, *parent);
      if (!names) continue;
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        auto name = view.text(&place);
        if (!name || row.except.contains(*name)) return;
        if (!row.until.empty()) name->resize(std::min(name->rfind(row.until), name->size()));
        if (!row.until.empty() && *name == view.text(&place)) return;
        if (std::find(names->begin(), names->end(), *name) != names->end()) return;
        Diagnostic& found = report(
            *resource, &place,
            fmt::format("{} has no {} {}", quoted(parent->id.str()), row.other, quoted(*name)));
        std::vector<std::string_view> known(names->begin(), names->end());
        found.fix = suggest(*name, known);
      });
    }
  }
}

enum class ReferenceForm { kUnknown, kArn, kName, kUrl, kId };

ReferenceForm form_by_name(std::string_view name) {
  if (name.ends_with("Arn") || name.ends_with("ARN")) return ReferenceForm::kArn;
  if (name.ends_with("QueueUrl")) return ReferenceForm::kUrl;
  if (name.ends_with("/KeyId")) return ReferenceForm::kId;
  return name.ends_with("Name") && !name.ends_with("DNSName") && !name.ends_with("DomainName")
             ? ReferenceForm::kName
             : ReferenceForm::kUnknown;
}

/// What a `Ref` or `Fn::GetAtt` of a resource returns.
ReferenceForm reference_form(const View& view, const cfn::Value& value) {
  const cfn::Resource* target = view.target(&value);
  if (target == nullptr) return ReferenceForm::kUnknown;
  if (const auto* get = value.get_if<cfn::GetAtt>()) return form_by_name(get->attribute);
  // Its page says so, although the schema identifies it by its ARN.
  if (target->type == "AWS::Events::Rule") return ReferenceForm::kName;
  const auto schema = spec::resource_schema(target->type);
  if (!schema) return ReferenceForm::kUnknown;
  const spec::Datum identifier = schema->primary_identifier();
  return identifier.size() == 1 ? form_by_name(identifier[0].text()) : ReferenceForm::kUnknown;
}

std::string said_of(const View& view, const cfn::Value& value, ReferenceForm form) {
  const auto* get = value.get_if<cfn::GetAtt>();
  const std::string name = view.target(&value)->id.str();
  return fmt::format("{} is {}", quoted(get == nullptr ? name : name + "." + get->attribute),
                     form == ReferenceForm::kArn   ? "an ARN"
                     : form == ReferenceForm::kUrl ? "a URL"
                     : form == ReferenceForm::kId  ? "an ID"
                                                   : "a name");
}

/// Properties that take a name or another thing as well, for all that they are called ARN.
bool takes_names(std::string_view type, std::string_view property) {
  return (type == "AWS::ECS::TaskDefinition" && property.ends_with("RoleArn")) ||
         (type == "AWS::ECS::CapacityProvider" && property == "AutoScalingGroupArn") ||
         (type == "AWS::Lambda::Url" && property == "TargetFunctionArn") ||
         (type == "AWS::SSM::MaintenanceWindowTask" && property == "TaskArn");
}

class ArnWalk {
 public:
  ArnWalk(const View& view, const Report& report, const cfn::Resource& resource)
      : view_(view), report_(report), resource_(resource) {}

  void check(const cfn::Map& map, spec::Schema schema) {
    schema = schema.resolved();
    const auto properties = schema.find(Keyword::kProperties);
    for (const cfn::MapEntry& entry : map) {
      const auto child = properties ? properties->find(entry.key) : std::nullopt;
      if (!child) continue;
      if (form_by_name(entry.key) == ReferenceForm::kArn) check_arn(entry);
      check_value(entry.value, spec::Schema(*child, schema.root()));
    }
  }

 private:
  void check_value(const cfn::Value& value, spec::Schema schema) {
    if (value.map() != nullptr) return check(*value.map(), schema);
    schema = schema.resolved();
    const auto items = schema.find(Keyword::kItems);
    if (value.list() == nullptr || !items) return;
    for (const cfn::Value& item : *value.list()) {
      check_value(item, spec::Schema(*items, schema.root()));
    }
  }

  void check_arn(const cfn::MapEntry& entry) {
    if (takes_names(resource_.type, entry.key)) return;
    const ReferenceForm form = reference_form(view_, entry.value);
    if (form == ReferenceForm::kUnknown || form == ReferenceForm::kArn) return;
    report_(resource_, &entry.value,
            fmt::format("{} needs an ARN, but {}", quoted(entry.key),
                        said_of(view_, entry.value, form)))
        .fix = "get the ARN with Fn::GetAtt";
  }

  const View& view_;
  const Report& report_;
  const cfn::Resource& resource_;
};

void check_arns(const View& view, const Report& report) {
  for (const cfn::Resource* resource : view.resources()) {
    if (view.references(*resource).empty()) continue;
    const auto schema = spec::resource_schema(resource->type);
    if (schema) ArnWalk(view, report, *resource).check(resource->properties, schema->root());
  }
}

struct NamePlace {
  std::string_view type;
  std::string_view place;
};

/// The property at the end of a place: of `AlarmActions.*`, `AlarmActions`.
std::string_view last_property(std::string_view place) {
  if (place.ends_with(".*")) place.remove_suffix(2);
  return place.substr(place.rfind('.') + 1);
}

/// Where an ARN is needed, though the name of the property does not say so.
constexpr NamePlace kArnPlaces[] = {
    {"AWS::CloudFormation::CustomResource", "ServiceToken"},
    {"AWS::CloudWatch::Alarm", "AlarmActions.*"},
    {"AWS::CloudWatch::Alarm", "InsufficientDataActions.*"},
    {"AWS::CloudWatch::Alarm", "OKActions.*"},
    {"AWS::CloudWatch::CompositeAlarm", "AlarmActions.*"},
    {"AWS::CloudWatch::CompositeAlarm", "InsufficientDataActions.*"},
    {"AWS::CloudWatch::CompositeAlarm", "OKActions.*"},
    {"AWS::Cognito::UserPool", "LambdaConfig.CreateAuthChallenge"},
    {"AWS::Cognito::UserPool", "LambdaConfig.CustomMessage"},
    {"AWS::Cognito::UserPool", "LambdaConfig.DefineAuthChallenge"},
    {"AWS::Cognito::UserPool", "LambdaConfig.PostAuthentication"},
    {"AWS::Cognito::UserPool", "LambdaConfig.PostConfirmation"},
    {"AWS::Cognito::UserPool", "LambdaConfig.PreAuthentication"},
    {"AWS::Cognito::UserPool", "LambdaConfig.PreSignUp"},
    {"AWS::Cognito::UserPool", "LambdaConfig.PreTokenGeneration"},
    {"AWS::Cognito::UserPool", "LambdaConfig.UserMigration"},
    {"AWS::Cognito::UserPool", "LambdaConfig.VerifyAuthChallengeResponse"},
    {"AWS::Logs::LogGroup", "KmsKeyId"},
    {"AWS::Pipes::Pipe", "Enrichment"},
    {"AWS::Pipes::Pipe", "Source"},
    {"AWS::Pipes::Pipe", "Target"},
    {"AWS::S3::Bucket", "NotificationConfiguration.LambdaConfigurations.*.Function"},
    {"AWS::S3::Bucket", "NotificationConfiguration.QueueConfigurations.*.Queue"},
    {"AWS::S3::Bucket", "NotificationConfiguration.TopicConfigurations.*.Topic"},
    {"AWS::S3::Bucket", "ReplicationConfiguration.Role"},
    {"AWS::S3::Bucket", "ReplicationConfiguration.Rules.*.Destination.Bucket"},
    {"AWS::Serverless::Function", "Events.*.Properties.Queue"},
    {"AWS::Serverless::Function", "Events.*.Properties.Stream"},
    {"AWS::Serverless::Function", "Role"},
    {"AWS::Serverless::StateMachine", "Role"},
    {"AWS::SNS::Subscription", "Endpoint"},
    {"AWS::SNS::Topic", "Subscription.*.Endpoint"},
    {"AWS::SQS::Queue", "RedrivePolicy.deadLetterTargetArn"},
};

void report_name(const View& view, const Report& report, const cfn::Resource& resource,
                 std::string_view property, const cfn::Value& value) {
  const ReferenceForm form = reference_form(view, value);
  if (form == ReferenceForm::kUnknown || form == ReferenceForm::kArn) return;
  // Subscriptions of queues have a rule of their own.
  if (form == ReferenceForm::kUrl && resource.type == "AWS::SNS::Subscription") return;
  report(resource, &value,
         fmt::format("{} needs an ARN, but {}", quoted(property), said_of(view, value, form)))
      .fix = "get the ARN with Fn::GetAtt";
}

void check_arn_places(const View& view, const Report& report) {
  for (const NamePlace& row : kArnPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& value) {
        report_name(view, report, *resource, last_property(row.place), value);
      });
    }
  }
  for (const auto& [type, resources] : view.types()) {
    if (!type.starts_with("Custom::")) continue;
    for (const cfn::Resource* resource : resources) {
      const cfn::Value* token = property(*resource, {"ServiceToken"});
      if (token != nullptr) report_name(view, report, *resource, "ServiceToken", *token);
    }
  }
}

/// Where a name is needed, or the URL of a queue, and no ARN is taken.
constexpr NamePlace kNamePlaces[] = {
    {"AWS::AutoScaling::LifecycleHook", "AutoScalingGroupName"},
    {"AWS::AutoScaling::ScalingPolicy", "AutoScalingGroupName"},
    {"AWS::Backup::BackupPlan", "BackupPlan.BackupPlanRule.*.TargetBackupVault"},
    {"AWS::CloudTrail::Trail", "S3BucketName"},
    {"AWS::Config::DeliveryChannel", "S3BucketName"},
    {"AWS::EC2::Instance", "IamInstanceProfile"},
    {"AWS::EKS::Addon", "ClusterName"},
    {"AWS::EKS::FargateProfile", "ClusterName"},
    {"AWS::EKS::Nodegroup", "ClusterName"},
    {"AWS::Glue::Trigger", "Actions.*.JobName"},
    {"AWS::IAM::InstanceProfile", "Roles.*"},
    {"AWS::IAM::ManagedPolicy", "Groups.*"},
    {"AWS::IAM::ManagedPolicy", "Roles.*"},
    {"AWS::IAM::ManagedPolicy", "Users.*"},
    {"AWS::IAM::Policy", "Groups.*"},
    {"AWS::IAM::Policy", "Roles.*"},
    {"AWS::IAM::Policy", "Users.*"},
    {"AWS::IAM::User", "Groups.*"},
    {"AWS::IAM::UserToGroupAddition", "GroupName"},
    {"AWS::IAM::UserToGroupAddition", "Users.*"},
    {"AWS::Logs::LogStream", "LogGroupName"},
    {"AWS::Logs::MetricFilter", "LogGroupName"},
    {"AWS::Logs::SubscriptionFilter", "LogGroupName"},
    {"AWS::RDS::DBCluster", "DBSubnetGroupName"},
    {"AWS::RDS::DBInstance", "DBSubnetGroupName"},
    {"AWS::S3::Bucket", "LoggingConfiguration.DestinationBucketName"},
    {"AWS::S3::BucketPolicy", "Bucket"},
    {"AWS::SQS::QueuePolicy", "Queues.*"},
};

void check_names_needed(const View& view, const Report& report) {
  for (const NamePlace& row : kNamePlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& value) {
        if (reference_form(view, value) != ReferenceForm::kArn) return;
        const std::string_view wanted = row.type == "AWS::SQS::QueuePolicy" ? "URLs" : "a name";
        report(*resource, &value,
               fmt::format("{} takes {}, but {}", quoted(row.place.substr(0, row.place.find('.'))),
                           wanted, said_of(view, value, ReferenceForm::kArn)))
            .fix = fmt::format("write !Ref {}", view.target(&value)->id.str());
      });
    }
  }
}

/// Arguments of tasks of state machines: a queue's ARN for its URL, a topic's name for its ARN.
void check_arguments(const View& view, const Report& report, const cfn::Resource& machine,
                     const cfn::Value& state, const Origin* whole) {
  for (const char* key : {"Parameters", "Arguments"}) {
    const cfn::Value* arguments = member(&state, {key});
    if (arguments == nullptr || arguments->map() == nullptr) continue;
    for (const cfn::MapEntry& entry : *arguments->map()) {
      const ReferenceForm form = reference_form(view, entry.value);
      const bool is_url = entry.key == "QueueUrl";
      const bool is_arn = form_by_name(entry.key) == ReferenceForm::kArn;
      if (form == ReferenceForm::kUnknown ||
          (is_url ? form == ReferenceForm::kUrl : !is_arn || form == ReferenceForm::kArn)) {
        continue;
      }
      report(machine, whole == nullptr ? entry.value.origin() : *whole,
             fmt::format("{} needs {}, but {}", quoted(entry.key), is_url ? "a URL" : "an ARN",
                         said_of(view, entry.value, form)));
    }
  }
}

void check_machine_arguments(const View& view, const Report& report) {
  for (const cfn::Resource* machine : view.of("AWS::StepFunctions::StateMachine")) {
    each_definition(*machine, [&](const cfn::Value& place, const Embedded& definition) {
      const Origin& text = first_known(place.origin(), machine->origin);
      cfn::walk(definition.value, [&](const cfn::Value& state) {
        const cfn::Value* resource = member(&state, {"Resource"});
        if (resource == nullptr) return;
        check_arguments(view, report, *machine, state, definition.has_origins ? nullptr : &text);
      });
    });
  }
}

void check_forms(const View& view, const Report& report) {
  check_arns(view, report);
  check_arn_places(view, report);
  check_names_needed(view, report);
  check_machine_arguments(view, report);
}

constexpr Rule kSiblingsRules[] = {
    {"ARC4839", Severity::kError, "reference to a name that its parent does not have",
     "the service refuses the resource, or it does not work", "correct the name", kSiblingsPage, "",
     check_siblings},
    {"ARC4840", Severity::kError, "ARN where a name is needed, or the reverse",
     "the service refuses the resource, or does not find the reference",
     "get the other value with Ref or Fn::GetAtt", kReturnsPage, "", check_forms},
};

}  // namespace

std::span<const Rule> sibling_rules() { return kSiblingsRules; }

}  // namespace archsynth::analysis
