#include "archsynth/analysis/preflight.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/catalogue.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "kinds.h"
#include "known_values.h"
#include "model/workloads/workloads.h"
#include "places.h"
#include "quotas.h"
#include "rules/template/paths.h"
#include "spec/edges.h"
#include "spec/permissions.h"
#include "spec/regions.h"

namespace archsynth::analysis {
namespace {

/// Values that name what they are about without needing it.
constexpr std::string_view kMentions[] = {"AssumeRolePolicyDocument",
                                          "DashboardBody",
                                          "Description",
                                          "Environment",
                                          "KeyPolicy",
                                          "Policies",
                                          "PolicyDocument",
                                          "ResourcePolicy",
                                          "Tags"};
constexpr std::string_view kResolve = "{{resolve:";

class Collector {
 public:
  Collector(const cfn::Template& stack, const PreflightOptions& options)
      : stack_(stack),
        known_(stack, options),
        view_(known_.stack(), options.region, catalogue_),
        workloads_(view_) {}

  std::vector<Prerequisite> all() {
    add_parameters();
    for (const cfn::Resource& each : known_.stack().resources) add_resource(each);
    for (const model::Task& each : workloads_.tasks()) add_task(each);
    for (const cfn::Resource& each : known_.stack().resources) add_linked_roles(each);
    return std::move(found_);
  }

  std::vector<QuotaUse> quotas() const { return quotas_used(view_, workloads_); }

 private:
  void add(Prerequisite one, const std::string& resource, const Origin& origin) {
    const auto same = std::find_if(found_.begin(), found_.end(), [&](const Prerequisite& each) {
      return each.kind == one.kind && each.name == one.name;
    });
    if (same == found_.end()) {
      one.resource = resource;
      one.origin = origin;
      found_.push_back(std::move(one));
      return;
    }
    if (same->read.empty()) same->read = std::move(one.read);
    for (std::string& key : one.keys) {
      const bool is_new = std::find(same->keys.begin(), same->keys.end(), key) == same->keys.end();
      if (is_new) same->keys.push_back(std::move(key));
    }
  }

  std::string text_of(const cfn::Value& value) const { return known_.text(value); }

  void add_parameters() {
    for (const cfn::Parameter& each : stack_.parameters) {
      const cfn::Value* value = known_.value_of(each);
      const std::string text = value == nullptr ? std::string() : text_of(*value);
      const bool is_stored = each.type.starts_with("AWS::SSM::Parameter::Value");
      if (value == nullptr) {
        add({"template-parameter", each.id.str(), fmt::format("a value of type {}", each.type)},
            each.id.str(), each.origin);
      } else if (is_stored && !text.empty()) {
        add(existing_parameter(text), each.id.str(), each.origin);
      } else if (each.type.starts_with("AWS::") || each.type.starts_with("List<AWS::")) {
        for (const std::string_view part : split(text, ',')) {
          if (const auto one = dependency_of(part)) add(existing(*one), each.id.str(), each.origin);
        }
      }
    }
  }

  void add_resource(const cfn::Resource& resource) {
    for (const cfn::MapEntry& each : resource.properties) visit(resource, each.key, each.value);
    add_named(resource);
    add_objects(resource);
    if (resource.type == "AWS::ApiGateway::Stage") add_logging_role(resource);
    if (resource.type != "AWS::CertificateManager::Certificate") return;
    const cfn::Value* options = resource.properties.find("DomainValidationOptions");
    if (options != nullptr) return;
    add({"certificate", resource.id.str(),
         "its DNS record or email confirmed while the stack is created"},
        resource.id.str(), resource.origin);
  }

  /// What properties name that refer to something else.
  void add_named(const cfn::Resource& resource) {
    for (const spec::ReferenceKinds& row : spec::reference_kinds()) {
      if (row.type != resource.type) continue;
      each_text(resource, row.property, [&](const std::string& text, const Origin& origin) {
        if (const auto one = dependency_named(row.kinds, text))
          add_dependency(*one, resource, origin);
      });
    }
    for (const spec::Existing& kind : spec::existing_kinds()) {
      for (const std::string_view name : kind.names) {
        const std::size_t colon = name.rfind(':');
        if (name.substr(0, colon) != resource.type) continue;
        each_text(resource, name.substr(colon + 1), [&](const std::string& text, const auto& at) {
          auto one = dependency_of(text);
          if (!one) one = dependency_named(kind, text);
          if (one) add_dependency(*one, resource, at);
        });
      }
    }
  }

  template <typename Visit>
  void each_text(const cfn::Resource& resource, std::string_view path, const Visit& visit) const {
    each_place(view_, resource, path, [&](const cfn::Value& place) {
      const std::string text = text_of(place);
      const bool is_name = !text.empty() && text.find(kResolve) == text.npos;
      if (is_name) visit(text, first_known(place.origin(), resource.origin));
    });
  }

  /// Whether the template makes something of the kind under that name.
  bool is_made(const Dependency& found) const {
    return std::any_of(
        known_.stack().resources.begin(), known_.stack().resources.end(), [&](const auto& each) {
          if (!found.kind->types.contains(each.type)) return false;
          const auto how = spec::physical_name(each.type);
          const cfn::Value* name = how ? each.properties.find(how->property) : nullptr;
          if (each.type == "AWS::KMS::Alias") name = each.properties.find("AliasName");
          return name != nullptr && text_of(*name) == found.name;
        });
  }

  void add_dependency(const Dependency& found, const cfn::Resource& resource,
                      const Origin& origin) {
    if (!is_made(found)) add(existing(found), resource.id.str(), origin);
  }

  /// Objects that resources are made from, by the properties that name their bucket and their key.
  void add_objects(const cfn::Resource& resource) {
    struct ObjectAt {
      std::string_view type;
      std::string_view bucket;
      std::string_view key;
    };
    constexpr ObjectAt kObjects[] = {
        {"AWS::ApiGateway::RestApi", "BodyS3Location.Bucket", "BodyS3Location.Key"},
        {"AWS::ApiGatewayV2::Api", "BodyS3Location.Bucket", "BodyS3Location.Key"},
        {"AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle.S3Bucket",
         "SourceBundle.S3Key"},
        {"AWS::ElasticLoadBalancingV2::TrustStore", "CaCertificatesBundleS3Bucket",
         "CaCertificatesBundleS3Key"},
        {"AWS::Lambda::Function", "Code.S3Bucket", "Code.S3Key"},
        {"AWS::Lambda::LayerVersion", "Content.S3Bucket", "Content.S3Key"},
        {"AWS::Serverless::Function", "CodeUri.Bucket", "CodeUri.Key"},
        {"AWS::Serverless::StateMachine", "DefinitionUri.Bucket", "DefinitionUri.Key"},
        {"AWS::StepFunctions::StateMachine", "DefinitionS3Location.Bucket",
         "DefinitionS3Location.Key"},
        {"AWS::Synthetics::Canary", "Code.S3Bucket", "Code.S3Key"},
    };
    for (const ObjectAt& each : kObjects) {
      if (each.type != resource.type) continue;
      const cfn::Value* bucket = property_at(resource, each.bucket);
      const cfn::Value* key = property_at(resource, each.key);
      if (bucket == nullptr || key == nullptr) continue;
      const std::string in = text_of(*bucket);
      const std::string name = text_of(*key);
      if (in.empty() || name.empty()) continue;
      add(existing_object(in, name), resource.id.str(),
          first_known(key->origin(), resource.origin));
    }
  }

  /// Stages of REST APIs write their logs under a role that the whole account has.
  /// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
  void add_logging_role(const cfn::Resource& stage) {
    bool is_logged = stage.properties.contains("AccessLogSetting");
    each_text(stage, "MethodSettings.*.LoggingLevel", [&](const std::string& level, const auto&) {
      is_logged = is_logged || level != "OFF";
    });
    const bool sets_it = !view_.of("AWS::ApiGateway::Account").empty();
    if (!is_logged || sets_it) return;
    Prerequisite one{"account-setting", "CloudWatch Logs role of API Gateway",
                     "permission to write logs"};
    one.command = {"apigateway", "get-account", "--query", "cloudwatchRoleArn", "--output", "text"};
    add(std::move(one), stage.id.str(), stage.origin);
  }

  void visit(const cfn::Resource& resource, std::string_view key, const cfn::Value& value) {
    const auto* end = std::end(kMentions);
    const bool is_mention = std::find(std::begin(kMentions), end, key) != end;
    if (is_mention && resource.type != "AWS::CodeBuild::Project")
      return visit_dynamic(resource, value);
    if (const cfn::Map* map = value.map()) {
      for (const cfn::MapEntry& each : *map) {
        if (key != "AliasTarget") visit(resource, each.key, each.value);
      }
      return;
    }
    if (const cfn::List* list = value.list()) {
      for (const cfn::Value& each : *list) visit(resource, key, each);
      return;
    }
    add_value(resource, key, value);
  }

  /// Adds what dynamic references name, and nothing else.
  void visit_dynamic(const cfn::Resource& resource, const cfn::Value& value) {
    if (const cfn::Map* map = value.map()) {
      for (const cfn::MapEntry& each : *map) visit_dynamic(resource, each.value);
    } else if (const cfn::List* list = value.list()) {
      for (const cfn::Value& each : *list) visit_dynamic(resource, each);
    } else {
      const auto* typed = value.get_if<cfn::DynamicReference>();
      const std::string text = text_of(typed != nullptr ? cfn::spelled_out(*typed) : value);
      add_dynamic(text, resource.id.str(), first_known(value.origin(), resource.origin));
    }
  }

  void add_value(const cfn::Resource& resource, std::string_view key, const cfn::Value& value) {
    const Origin& origin = value.origin().is_stated() ? value.origin() : resource.origin;
    const auto* typed = value.get_if<cfn::DynamicReference>();
    const cfn::Value spelled = typed != nullptr ? cfn::spelled_out(*typed) : cfn::Value();
    const std::string text = text_of(typed != nullptr ? spelled : value);
    const std::string id = resource.id.str();
    if (is_of_another_account(resource, key)) {
      if (auto found = dependency_of(text)) {
        Prerequisite one = existing(*found);
        one.command.clear();
        one.expected.clear();
        add(std::move(one), id, origin);
      }
    } else if (text.find(kResolve) != text.npos) {
      add_dynamic(text, id, origin);
    } else if (key == "HostedZoneId" && !text.empty()) {
      add(existing_zone(text), id, origin);
    } else if (key == "ValueFrom" || key == "Image") {
      // Those of containers are known to the model.
    } else if (key == "ImageUri" && !text.empty()) {
      add(existing_image(text), id, origin);
    } else if (const auto path = file_of_task(resource, text); !path.empty()) {
      add(existing_object(path.substr(0, path.find('/')), path.substr(path.find('/') + 1)), id,
          origin);
    } else if (auto object = existing_object_at(is_location(key) ? text : "")) {
      add(*std::move(object), id, origin);
    } else if (text.starts_with("arn:") && text.find(":secretsmanager:") != text.npos) {
      add(existing_secret(text, {}), id, origin);
    } else if (text.starts_with("arn:") && text.find(":parameter/") != text.npos) {
      add(existing_parameter(text), id, origin);
    } else if (const auto found = dependency_of(text); found && !is_made(*found)) {
      Prerequisite one = existing(*found);
      if (const std::string_view needs = needs_of(resource, key); !needs.empty()) one.needs = needs;
      add(std::move(one), id, origin);
    } else if (const auto* call = value.get_if<cfn::Call>()) {
      const std::string name =
          call->function == cfn::Function::kImportValue ? text_of(call->argument.front()) : "";
      if (!name.empty()) return add(existing_export(name), id, origin);
      if (text.empty()) visit(resource, key, call->argument.front());
    }
  }

  void add_dynamic(const std::string& text, const std::string& resource, const Origin& origin) {
    for (std::size_t at = text.find(kResolve); at != text.npos; at = text.find(kResolve, at + 1)) {
      const std::size_t begin = at + kResolve.size();
      const std::string inner = text.substr(begin, text.find("}}", begin) - begin);
      const std::size_t colon = inner.find(':');
      if (colon == inner.npos) continue;
      const std::string id = inner.substr(colon + 1);
      if (!inner.starts_with("secretsmanager:")) {
        // A version may follow the name, and an ARN has colons of its own.
        const std::size_t name = id.starts_with("arn:") ? id.find(":parameter/") + 1 : 0;
        add(existing_parameter(id.substr(0, id.find(':', name))), resource, origin);
        continue;
      }
      const std::size_t part = id.find(":SecretString");
      const std::string rest = part == id.npos ? "" : id.substr(part + 13);
      const std::string key = rest.starts_with(':') ? rest.substr(1, rest.find(':', 1) - 1) : "";
      add(existing_secret(id.substr(0, part), key), resource, origin);
    }
  }

  void add_task(const model::Task& task) {
    for (const model::Container& each : task.containers) {
      for (const model::SecretVariable& secret : each.secrets) add_secret(task, secret);
      add_log_group(task, each.logging);
      if (each.image == nullptr) continue;
      const Origin& origin = first_known(each.image->origin(), task.resource->origin);
      const std::string image = text_of(*each.image);
      if (each.repository != nullptr) {
        Prerequisite one{
            "image", each.repository->id.str(),
            "an image with the deployed tag, once the stack has created the repository"};
        add(std::move(one), task.resource->id.str(), origin);
      } else if (!image.empty()) {
        add(existing_image(image), task.resource->id.str(), origin);
      } else if (const auto* sub = each.image->get_if<cfn::Sub>();
                 sub != nullptr && !each.names_arn) {
        add(existing_image(sub->text), task.resource->id.str(), origin);
      }
    }
  }

  void add_log_group(const model::Task& task, const model::Logging& logging) {
    const cfn::Value* at = logging.group.at;
    if (logging.driver.value != "awslogs" || logging.group.resource != nullptr || at == nullptr)
      return;
    const std::string name = text_of(*at);
    const bool is_made = std::any_of(
        known_.stack().resources.begin(), known_.stack().resources.end(), [&](const auto& each) {
          const cfn::Value* its = each.properties.find("LogGroupName");
          return each.type == "AWS::Logs::LogGroup" && its != nullptr && text_of(*its) == name;
        });
    if (name.empty() || is_made || logging.creates_group.value == true) return;
    add(existing_log_group(name), task.resource->id.str(),
        first_known(at->origin(), task.resource->origin));
  }

  void add_secret(const model::Task& task, const model::SecretVariable& secret) {
    if (secret.source != nullptr || secret.from == nullptr) return;
    const std::string text = text_of(*secret.from);
    if (text.empty()) return;
    const Origin& origin = first_known(secret.from->origin(), task.resource->origin);
    const bool is_secret = text.starts_with("arn:") && text.find(":secretsmanager:") != text.npos;
    add(is_secret ? existing_secret(text, secret.key) : existing_parameter(text),
        task.resource->id.str(), origin);
  }

  void add_linked_roles(const cfn::Resource& resource) {
    for (const spec::ServiceLinkedRole& each : spec::service_linked_roles(resource.type)) {
      if (!permissions_of::use_of(each.when, resource, known_.names()).is_there) continue;
      const bool is_made =
          std::any_of(known_.stack().resources.begin(), known_.stack().resources.end(),
                      [&](const cfn::Resource& other) {
                        const cfn::Value* service = other.properties.find("AWSServiceName");
                        return other.type == "AWS::IAM::ServiceLinkedRole" && service != nullptr &&
                               text_of(*service) == each.principal;
                      });
      if (!is_made)
        add(linked_role(each.role, each.is_made_before), resource.id.str(), resource.origin);
    }
  }

  const cfn::Template& stack_;
  const spec::Catalogue catalogue_{};
  const KnownValues known_;
  const view::View view_;
  const model::Workloads workloads_;
  std::vector<Prerequisite> found_;
};

}  // namespace

Preflight preflight(const cfn::Template& stack, const PreflightOptions& options) {
  PreflightOptions known = options;
  known.parameters = cfn::without_secrets(stack, std::move(known.parameters));
  Collector collector(stack, known);
  return {options.region, collector.all(), collector.quotas()};
}

}  // namespace archsynth::analysis
