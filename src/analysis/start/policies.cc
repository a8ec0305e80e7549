// Requests of a start that a policy refuses: of a resource, of a key.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"
#include "model/identities/requests.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

using model::Certainty;
using model::Decision;
using model::Task;

/// Who needs what, and where that is said.
struct Request {
  const cfn::Resource& holder;
  const Origin& where;
  std::string_view step;  ///< `pull its image`
  std::string action;
  const cfn::Resource* on = nullptr;
};

const Origin& origin_of(const cfn::Resource& resource, std::string_view key) {
  const cfn::MapEntry* entry = resource.properties.find_entry(key);
  return entry == nullptr ? resource.origin : first_known(entry->key_origin, entry->value.origin());
}

/// What other rules report of a role that lacks an action: also one on the key, that alone.
enum class Others { kTellAll, kTellAction, kTellNothing };

class Requests {
 public:
  Requests(const View& view, const Report& report)
      : view_(view), report_(report), identities_(view.made<model::Identities>()) {}

  const model::Identities& identities() const { return identities_; }

  void ask(const Request& request, const model::Named& role, Others others,
           const model::RequestContext& context = {}) {
    const model::Identity* who = identities_.find(role.resource);
    if (who == nullptr || request.on == nullptr) return;
    const Decision made =
        model::decide_with_key(view_, identities_, *who, *request.on, request.action, context);
    if (made.answer != Certainty::kNo) return;
    const bool is_key = made.action != request.action;
    const bool is_told = others == Others::kTellAll || (others == Others::kTellAction && !is_key);
    const bool is_of_key = made.lacking != nullptr && made.lacking != who->resource;
    if (is_told && !is_of_key && made.unmet == nullptr &&
        grant_of(view_, *who->resource, made.action, {made.on, {}}) == Grant::kLacking)
      return;
    const std::string id = quoted(who->id());
    if (made.denied_by != nullptr) {
      const std::string by = quoted(made.denied_by->resource->id.str());
      return tell(request, *made.denied_by->resource, made.denied_by->origin,
                  fmt::format("{} denies {} to {}", by, made.action, id),
                  "remove the role or the action from the Deny");
    }
    if (made.lacking != nullptr && made.lacking != who->resource) {
      return tell(
          request, *made.lacking, view::property(*made.lacking, {"KeyPolicy"})->origin(),
          fmt::format("the policy of {} does not allow {}", quoted(made.lacking->id.str()), id),
          fmt::format("in the key policy, allow {} for the account or the role", made.action));
    }
    if (made.unmet != nullptr) {
      return tell(request, *made.unmet->resource, made.unmet->origin,
                  fmt::format("a condition on {} keeps {} from {}",
                              join(made.unmet->condition_keys(), ", "), id, made.action),
                  "correct the value of the condition");
    }
    if (made.is_bounded) {
      return tell(request, *who->resource, origin_of(*who->resource, "PermissionsBoundary"),
                  fmt::format("the permissions boundary of {} does not allow {}", id, made.action),
                  fmt::format("allow {} in the boundary", made.action));
    }
    if (is_told) return;
    tell(request, request.holder, request.where,
         fmt::format("the role {} lacks {} on {}", id, made.action, quoted(made.on->id.str())),
         fmt::format("allow {} in a policy of the role", made.action));
  }

  /// A request without credentials, which only statements for everyone are about.
  void ask_as_anyone(const Request& request, const model::RequestContext& context) {
    const auto arns = identities_.arns().of(*request.on, request.action);
    for (const model::ResourcePolicy* policy : identities_.on(*request.on)) {
      std::vector<model::Statement> about;
      for (const model::Statement& each : policy->statements) {
        const auto is_anyone = [](const model::Principal& one) { return one.text == "*"; };
        if (each.has_other_principals) return;
        if (std::any_of(each.principals.begin(), each.principals.end(), is_anyone))
          about.push_back(each);
      }
      const auto found = model::allowance_of(about, request.action, arns, context);
      if (found.answer != Certainty::kNo) continue;
      const model::Statement* by = found.denied_by != nullptr ? found.denied_by : found.unmet;
      const std::string id = quoted(request.on->id.str());
      tell(request, *request.on,
           by != nullptr ? by->origin : origin_of(*request.on, "FileSystemPolicy"),
           by == nullptr ? fmt::format("the policy of {} allows no clients without IAM", id)
                         : fmt::format("the policy of {} {} on {}", id,
                                       found.denied_by != nullptr ? "denies it" : "has a condition",
                                       join(by->condition_keys(), ", ")),
           by == nullptr ? "set \"IAM\" of \"AuthorizationConfig\" to ENABLED"
                         : "mount the volume as the policy asks for");
    }
  }

 private:
  void tell(const Request& request, const cfn::Resource& subject, const Origin& at,
            const std::string& why, std::string fix) {
    if (!told_.insert(subject.id.str() + "|" + request.action).second) return;
    Diagnostic& found = report_(
        subject.id.str(), first_known(at, subject.origin),
        fmt::format("{} cannot {}: {}", quoted(request.holder.id.str()), request.step, why));
    found.fix = std::move(fix);
    if (request.where.known() && &subject != &request.holder)
      found.related.push_back({request.where, "what needs it"});
  }

  const View& view_;
  const Report& report_;
  const model::Identities& identities_;
  std::set<std::string> told_;
};

const cfn::Resource* secret_of(const model::SecretVariable& each) {
  const bool is_secret =
      each.source != nullptr && each.source->type == "AWS::SecretsManager::Secret";
  return is_secret ? each.source : nullptr;
}

void check_agent(const Task& task, Requests& requests) {
  for (const model::Container& container : task.containers) {
    const Origin& image = origin_within(container.at, "Image");
    for (const char* action : {"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}) {
      requests.ask({*task.resource, image, "pull its image", action, container.repository},
                   task.execution_role, Others::kTellAll);
    }
    for (const model::SecretVariable& each : container.secrets) {
      if (each.from == nullptr) continue;
      requests.ask({*task.resource, each.from->origin(), "read its secrets",
                    "secretsmanager:GetSecretValue", secret_of(each)},
                   task.execution_role, Others::kTellAll);
    }
  }
}

/// What a mount tells of itself.
model::RequestContext request_of(const model::Arns& arns, const model::Volume& volume) {
  model::RequestContext made{{"elasticfilesystem:accessedviamounttarget", "true"}};
  const auto encryption = volume.transit_encryption.or_default("DISABLED");
  if (encryption) made["aws:securetransport"] = *encryption == "ENABLED" ? "true" : "false";
  if (volume.access_point.resource != nullptr) {
    made["elasticfilesystem:accesspointarn"] = arns.of(*volume.access_point.resource);
  } else if (volume.access_point.at == nullptr) {
    made["elasticfilesystem:accesspointarn"] = std::string(model::kAbsentKey);
  }
  return made;
}

/// The policy of a file system that has one decides, with IAM together with the task's role.
/// Source: https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
void check_mounts(const Task& task, Requests& requests) {
  for (const model::Volume& volume : task.volumes) {
    const cfn::Resource* files = volume.file_system.resource;
    if (files == nullptr || requests.identities().on(*files).empty()) continue;
    const Request mount{*task.resource, volume.at->origin(), "mount its files",
                        "elasticfilesystem:ClientMount", files};
    const auto context = request_of(requests.identities().arns(), volume);
    const auto iam = volume.iam.or_default("DISABLED");
    if (iam == "ENABLED") requests.ask(mount, task.role, Others::kTellNothing, context);
    if (iam == "DISABLED") requests.ask_as_anyone(mount, context);
  }
}

/// What Lambda calls with the role of a function for an event source.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
void check_sources(const model::Function& function, Requests& requests) {
  for (const model::EventSource& each : function.sources) {
    const cfn::Resource* on = each.source.resource;
    if (on == nullptr) continue;
    const bool is_queue = on->type == "AWS::SQS::Queue";
    if (!is_queue && on->type != "AWS::Kinesis::Stream") continue;
    const std::string action = is_queue ? "sqs:ReceiveMessage" : "kinesis:GetRecords";
    requests.ask({*each.resource, each.source.at->origin(), "read its events", action, on},
                 function.role, Others::kTellAction);
  }
}

}  // namespace

void check_policies_of_start(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  Requests requests(view, report);
  for (const Task& task : workloads.tasks()) {
    check_agent(task, requests);
    check_mounts(task, requests);
  }
  for (const model::Function& each : workloads.functions()) check_sources(each, requests);
}

void check_points_of_volumes(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const Task& task : workloads.tasks()) {
    for (const model::Volume& volume : task.volumes) {
      const cfn::Resource* point = volume.access_point.resource;
      const cfn::Resource* files = volume.file_system.resource;
      if (point == nullptr || files == nullptr || point->type != "AWS::EFS::AccessPoint") continue;
      const cfn::Resource* its = view.target(property(*point, {"FileSystemId"}));
      if (its == nullptr || its == files) continue;
      report(*task.resource, volume.access_point.at,
             fmt::format("{} is an access point of {}, not of {}", quoted(point->id.str()),
                         quoted(its->id.str()), quoted(files->id.str())));
    }
  }
}

}  // namespace archsynth::analysis
