#include "archsynth/analysis/preflight.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/permissions/needs.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/spec/permissions.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "kinds.h"
#include "model/workloads/workloads.h"
#include "quotas.h"
#include "view/deployed.h"

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

cfn::Template known_template(const cfn::Template& source, const PreflightOptions& options) {
  cfn::Template made;
  made.parameters = source.parameters;
  made.mappings = source.mappings;
  made.conditions = source.conditions;
  made.resources = view::Deployed(source, options.region, options.parameters).resources;
  return made;
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

class Collector {
 public:
  Collector(const cfn::Template& stack, const PreflightOptions& options)
      : stack_(stack),
        options_(options),
        known_(known_template(stack, options)),
        names_(known_.resources, {}),
        view_(known_, options.region, catalogue_),
        workloads_(view_) {}

  std::vector<Prerequisite> all() {
    add_parameters();
    for (const cfn::Resource& each : known_.resources) add_resource(each);
    for (const model::Task& each : workloads_.tasks()) add_task(each);
    for (const cfn::Resource& each : known_.resources) add_linked_roles(each);
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

  /// What a value says, with the placeholder of the account alone; empty where it is not known.
  std::string text_of(const cfn::Value& value) const {
    std::string text = names_.text(value);
    if (const auto region = spec::region(options_.region)) {
      text = replaced_all(std::move(text), "${Region}", region->name);
      text = replaced_all(std::move(text), "${Partition}", region->partition);
    }
    return text.find('*') == text.npos ? text : std::string();
  }

  void add_parameters() {
    for (const cfn::Parameter& each : stack_.parameters) {
      const auto given =
          std::find_if(options_.parameters.begin(), options_.parameters.end(),
                       [&](const ParameterValue& value) { return value.name == each.id.str(); });
      const cfn::Value* value =
          given == options_.parameters.end() ? each.attributes.find("Default") : &given->value;
      const std::string text = value == nullptr ? std::string() : text_of(*value);
      const bool is_stored = each.type.starts_with("AWS::SSM::Parameter::Value");
      if (value == nullptr) {
        add({"template-parameter", each.id.str(), fmt::format("a value of type {}", each.type)},
            each.id.str(), each.origin);
      } else if (is_stored && !text.empty()) {
        add(existing_parameter(text), each.id.str(), each.origin);
      } else if (each.type.starts_with("AWS::") || each.type.starts_with("List<AWS::")) {
        for (const std::string_view part : split(text, ',')) {
          if (auto one = existing(part)) add(*std::move(one), each.id.str(), each.origin);
        }
      }
    }
  }

  void add_resource(const cfn::Resource& resource) {
    for (const cfn::MapEntry& each : resource.properties) visit(resource, each.key, each.value);
    add_trusted(resource);
    if (resource.type != "AWS::CertificateManager::Certificate") return;
    const cfn::Value* options = resource.properties.find("DomainValidationOptions");
    if (options != nullptr) return;
    add({"certificate", resource.id.str(),
         "its DNS record or email confirmed while the stack is created"},
        resource.id.str(), resource.origin);
  }

  /// The certificates that a trust store is made from.
  void add_trusted(const cfn::Resource& resource) {
    if (resource.type != "AWS::ElasticLoadBalancingV2::TrustStore") return;
    const cfn::Value* bucket = resource.properties.find("CaCertificatesBundleS3Bucket");
    const cfn::Value* key = resource.properties.find("CaCertificatesBundleS3Key");
    if (bucket == nullptr || key == nullptr) return;
    const std::string in = text_of(*bucket);
    const std::string name = text_of(*key);
    if (in.empty() || name.empty()) return;
    add(existing_object(in, name), resource.id.str(), first_known(key->origin(), resource.origin));
  }

  void visit(const cfn::Resource& resource, std::string_view key, const cfn::Value& value) {
    const auto* end = std::end(kMentions);
    if (std::find(std::begin(kMentions), end, key) != end) return;
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

  void add_value(const cfn::Resource& resource, std::string_view key, const cfn::Value& value) {
    const Origin& origin = value.origin().is_stated() ? value.origin() : resource.origin;
    const auto* typed = value.get_if<cfn::DynamicReference>();
    const cfn::Value spelled = typed != nullptr ? cfn::spelled_out(*typed) : cfn::Value();
    const std::string text = text_of(typed != nullptr ? spelled : value);
    const std::string id = resource.id.str();
    if (text.find(kResolve) != text.npos) {
      add_dynamic(text, id, origin);
    } else if (key == "HostedZoneId" && !text.empty()) {
      add(existing_zone(text), id, origin);
    } else if (key == "ValueFrom" || key == "Image") {
      // Those of containers are known to the model.
    } else if (auto one = existing(text)) {
      if (key == "AwsPcaAuthorityArn") one->needs = "the tag AmazonECSManaged: true";
      if (key == "TaskRoleArn") one->needs = "trust in ecs-tasks.amazonaws.com";
      if (key == "Role" && resource.type == "AWS::Lambda::Function") {
        one->needs = "trust in lambda.amazonaws.com";
      }
      if (key == "ExecutionRoleArn") {
        one->needs =
            "trust in ecs-tasks.amazonaws.com, and permissions to pull images, read secrets "
            "and write logs";
      }
      add(*std::move(one), id, origin);
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
      }
    }
  }

  void add_log_group(const model::Task& task, const model::Logging& logging) {
    const cfn::Value* at = logging.group.at;
    if (logging.driver.value != "awslogs" || logging.group.resource != nullptr || at == nullptr)
      return;
    const std::string name = text_of(*at);
    const bool is_made =
        std::any_of(known_.resources.begin(), known_.resources.end(), [&](const auto& each) {
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
      if (!permissions_of::use_of(each.when, resource, names_).is_there) continue;
      add(linked_role(each.role), resource.id.str(), resource.origin);
    }
  }

  const cfn::Template& stack_;
  const PreflightOptions& options_;
  const spec::Catalogue catalogue_{};
  const cfn::Template known_;
  const permissions_of::Names names_;
  const view::View view_;
  const model::Workloads workloads_;
  std::vector<Prerequisite> found_;
};

}  // namespace

Preflight preflight(const cfn::Template& stack, const PreflightOptions& options) {
  Collector collector(stack, options);
  return {options.region, collector.all(), collector.quotas()};
}

}  // namespace archsynth::analysis
