// What statements of policies are about.

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "model/identities/identities.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

/// How the ARNs of a type's resources end, before the name that the property gives.
/// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
struct ArnForm {
  std::string_view type;
  std::string_view service;
  std::string_view begins;
  std::string_view name;
};

constexpr ArnForm kArnForms[] = {
    {"AWS::CodeBuild::Project", "codebuild", "project/", "Name"},
    {"AWS::CodePipeline::Pipeline", "codepipeline", "", "Name"},
    {"AWS::DynamoDB::Table", "dynamodb", "table/", "TableName"},
    {"AWS::ECR::Repository", "ecr", "repository/", "RepositoryName"},
    {"AWS::ECS::TaskDefinition", "ecs", "task-definition/", "Family"},
    {"AWS::Events::EventBus", "events", "event-bus/", "Name"},
    {"AWS::IAM::Role", "iam", "role/", "RoleName"},
    {"AWS::KMS::Key", "kms", "key/", ""},
    {"AWS::Kinesis::Stream", "kinesis", "stream/", "Name"},
    {"AWS::KinesisFirehose::DeliveryStream", "firehose", "deliverystream/", "DeliveryStreamName"},
    {"AWS::Lambda::Function", "lambda", "function:", "FunctionName"},
    {"AWS::Logs::LogGroup", "logs", "log-group:", "LogGroupName"},
    {"AWS::RDS::DBCluster", "secretsmanager", "secret:", ""},
    {"AWS::RDS::DBInstance", "secretsmanager", "secret:", ""},
    {"AWS::S3::Bucket", "s3", "", "BucketName"},
    {"AWS::SNS::Topic", "sns", "", "TopicName"},
    {"AWS::SQS::Queue", "sqs", "", "QueueName"},
    {"AWS::SSM::Parameter", "ssm", "parameter/", "Name"},
    {"AWS::SecretsManager::Secret", "secretsmanager", "secret:", "Name"},
    {"AWS::StepFunctions::StateMachine", "states", "stateMachine:", "StateMachineName"},
};

const ArnForm* form_of(std::string_view type) {
  const auto found = std::find_if(std::begin(kArnForms), std::end(kArnForms),
                                  [&](const ArnForm& each) { return each.type == type; });
  return found == std::end(kArnForms) ? nullptr : found;
}

/// A text whose variables are wildcards; nothing where it is computed otherwise.
std::optional<std::string> pattern_of(const View& view, const cfn::Value& value) {
  std::string pattern;
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
      pattern += each.kind == cfn::SubPiece::Kind::kText ? each.text : "*";
    }
    return pattern;
  }
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kJoin) return view.text(&value);
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = arguments->front().string();
  const Items parts = view.items(&arguments->back());
  if (delimiter == nullptr || !parts.complete) return std::nullopt;
  for (const cfn::Value* each : parts.values) {
    if (each != parts.values.front()) pattern += *delimiter;
    pattern += view.text(each).value_or("*");
  }
  return pattern;
}

/// `secret:name` of `arn:aws:secretsmanager:us-east-1:123456789012:secret:name`, with its service.
struct ArnParts {
  std::string service;
  std::string rest;
};

std::optional<ArnParts> parts_of_arn(std::string_view arn) {
  const std::vector<std::string_view> parts = split(arn, ':');
  if (parts.size() < 6 || !(parts[0] == "arn" || parts[0] == "*")) return std::nullopt;
  const std::size_t begin = static_cast<std::size_t>(parts[5].data() - arn.data());
  return ArnParts{std::string(parts[2]), std::string(arn.substr(begin))};
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

/// Whether a pattern may name something called so: itself, its parts (`:log-stream:…`), or with
/// the suffix that Secrets Manager adds.
bool may_name(std::string_view pattern, const std::string& name) {
  for (const char* suffix : {"", ":x", ":log-stream:x", "-AbCdEf", "/x"}) {
    if (names_action(pattern, name + suffix)) return true;
  }
  return pattern.starts_with(name) &&
         (pattern.size() == name.size() || pattern[name.size()] == '-' ||
          pattern[name.size()] == ':' || pattern[name.size()] == '/');
}

/// Services whose resources have no parts with ARNs of their own.
constexpr std::string_view kWhole[] = {"ecr", "iam", "secretsmanager", "sns", "sqs", "ssm"};

/// Whether a pattern may name a resource, or a part of it, that CloudFormation makes up a name for.
bool may_be_made_up(const View& view, const cfn::Value& named, const cfn::Resource& resource) {
  const ArnForm* form = form_of(resource.type);
  if (form == nullptr || form->name.empty()) return true;
  const model::Arns& arns = view.made<model::Identities>().arns();
  const std::string pattern = arns.text(named);
  const std::string own = arns.of(resource);
  const auto covers = [&](const std::string& each) {
    return model::covers_some(pattern, each) != model::Certainty::kNo;
  };
  const bool is_whole =
      std::find(std::begin(kWhole), std::end(kWhole), form->service) != std::end(kWhole);
  return covers(own) || (!is_whole && (covers(own + '/' + model::kSomePart) ||
                                       covers(own + ':' + model::kSomePart)));
}

/// The ARN of the target from its service on; nothing where its name is not known.
std::optional<ArnParts> arn_of(const View& view, const GrantTarget& on, bool& is_named) {
  is_named = true;
  if (on.resource == nullptr) return parts_of_arn(on.arn);
  const ArnForm* form = form_of(on.resource->type);
  if (form == nullptr) return std::nullopt;
  const cfn::Value* name = form->name.empty() ? nullptr : property(*on.resource, {form->name});
  const auto text = view.text(name);
  is_named = text.has_value();
  if (!text && name != nullptr) return std::nullopt;
  const std::string_view own = text ? std::string_view(*text) : std::string_view();
  return ArnParts{std::string(form->service),
                  std::string(form->begins) +
                      std::string(own.substr(own.starts_with('/') && form->begins.ends_with('/')))};
}

}  // namespace

const cfn::Resource* behind(const View& view, const cfn::Resource* resource) {
  if (resource == nullptr) return nullptr;
  const bool is_attachment = resource->type == "AWS::SecretsManager::SecretTargetAttachment";
  const cfn::Resource* secret =
      is_attachment ? view.target(property(*resource, {"SecretId"})) : nullptr;
  return secret == nullptr ? resource : secret;
}

bool is_other_target(const View& view, const cfn::Value& named, const GrantTarget& on) {
  if (on.resource == nullptr && on.arn.empty()) return false;
  const cfn::Resource* wanted = behind(view, on.resource);
  bool is_own = false;
  bool is_of_other = false;
  for (const cfn::Reference& each : cfn::references(named)) {
    const cfn::Resource* resource = behind(view, view.find(each.target.str()));
    if (resource == nullptr) continue;
    is_own |= resource == wanted;
    is_of_other |= resource != wanted && form_of(resource->type) != nullptr;
  }
  if (is_own) return false;
  const bool is_whole = view.target(&named) != nullptr;
  if (is_of_other && (is_whole || named.get_if<cfn::Sub>() != nullptr)) return true;
  const auto pattern = pattern_of(view, named);
  const auto parts = pattern ? parts_of_arn(*pattern) : std::nullopt;
  bool is_named = true;
  const auto own = arn_of(view, {wanted, on.arn}, is_named);
  if (!parts || !own) return false;
  if (!has_wildcard(parts->service) && parts->service != own->service) return true;
  if (!is_named) {
    return !has_wildcard(parts->rest) ||
           (wanted != nullptr && !may_be_made_up(view, named, *wanted));
  }
  return !may_name(parts->rest, own->rest);
}

bool is_handed_on(const View& view, const cfn::Resource& resource) {
  return std::any_of(view.resources().begin(), view.resources().end(), [&](const auto* other) {
    if (other->type.starts_with("AWS::") && other->type != "AWS::CloudFormation::Stack" &&
        other->type != "AWS::CloudFormation::CustomResource") {
      return false;
    }
    return refers_to(view.references(*other), resource);
  });
}

bool is_found_outside(const View& view, const cfn::Resource& resource) {
  for (const char* key : {"FunctionName", "QueueName", "TopicName", "BucketName"}) {
    const cfn::Value* name = property(resource, {key});
    const cfn::Resource* function = view.target(name);
    if (function == nullptr ? name != nullptr : is_found_outside(view, *function)) return true;
  }
  const auto& outputs = view.source().outputs;
  const auto& stored = view.of("AWS::SSM::Parameter");
  return std::any_of(outputs.begin(), outputs.end(),
                     [&](const cfn::Output& each) {
                       return refers_to(cfn::references(each.value), resource);
                     }) ||
         std::any_of(stored.begin(), stored.end(), [&](const cfn::Resource* each) {
           return refers_to(view.references(*each), resource);
         });
}

}  // namespace archsynth::analysis
