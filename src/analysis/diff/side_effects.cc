// What an update does, or leaves undone, that no changed property shows.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "hazards.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

using Action = ResourceChange::Action;

constexpr std::string_view kImportPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "import-resources-manually.html";
constexpr std::string_view kDeploymentPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-apigateway-deployment.html";
constexpr std::string_view kReplacementPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-update-behaviors.html";
constexpr std::string_view kConfirmationPage =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html";
constexpr std::string_view kReplicaPage =
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "lambda-edge-delete-replicas.html";
constexpr std::string_view kRootVolumePage =
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
    "configure-root-volume-delete-on-termination.html";

/// Whether this is the name of the log group that a service makes for a resource, in whatever
/// words.
bool is_made_group(const cfn::Resource& resource, const std::string& name) {
  const auto made = spec::service_log_group(resource.type);
  if (!made || value_at(resource, made->unless) != nullptr) return false;
  const auto group_of = [&](const cfn::Value& part) {
    const cfn::List parts = {cfn::Value(std::string(made->prefix)), part};
    return fingerprint(canonical(cfn::join("", parts)));
  };
  const cfn::Value* own = property(resource, {made->name_property});
  return name == group_of(resource.ref()) || (own != nullptr && name == group_of(*own));
}

void check_log_groups(const Change& change, const Report& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.type != "AWS::Logs::LogGroup" || each.action != Action::kAdd) continue;
    const cfn::Resource& group = *change.sides.after().at(each.id);
    const cfn::Value* name = property(group, {"LogGroupName"});
    if (name == nullptr) continue;
    const std::string wanted = fingerprint(canonical(*name));
    for (const auto& [id, resource] : change.sides.before()) {
      const auto stays = change.sides.after().find(id);
      if (stays == change.sides.after().end() || !is_made_group(*stays->second, wanted)) continue;
      const ResourceChange* of_maker = change.all.find(id);
      const bool is_new = of_maker != nullptr && of_maker->consequence == Consequence::kReplaces;
      if (is_new || !is_made_group(*resource, wanted)) continue;
      report(
          each.id, each.origin,
          fmt::format("the log group {} exists if {} has ever run", quoted(each.id), quoted(id)));
      break;
    }
  }
}

/// What a change makes anew under the eyes of its clients, and the id that it had.
std::vector<std::pair<const ResourceChange*, std::string>> made_anew(const Change& change) {
  std::vector<std::pair<const ResourceChange*, std::string>> found;
  for (const ResourceChange& each : change.all.resources) {
    const bool is_replaced =
        each.action == Action::kModify && each.consequence == Consequence::kReplaces;
    if (each.data == DataFate::kFails) continue;
    if (is_replaced) found.emplace_back(&each, each.id);
    if (each.action != Action::kAdd) continue;
    for (const Rename& rename : change.all.renames) {
      if (rename.to == each.id) found.emplace_back(&each, rename.from);
    }
  }
  return found;
}

/// Whether something of the stack leads clients to it, whatever its address is.
bool has_stable_name(const Change& change, const std::string& id) {
  constexpr std::string_view kNames[] = {
      "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2",
      "AWS::ApiGatewayV2::ApiMapping",    "AWS::AppSync::DomainNameApiAssociation",
      "AWS::CloudFront::Distribution",    "AWS::GlobalAccelerator::EndpointGroup",
      "AWS::Route53::RecordSet",          "AWS::Route53::RecordSetGroup",
  };
  for (const auto& [other, resource] : change.sides.after()) {
    const bool is_name =
        std::find(std::begin(kNames), std::end(kNames), resource->type) != std::end(kNames);
    if (!is_name || other == id) continue;
    for (const cfn::Reference& each : cfn::references(resource->properties)) {
      if (each.target.str() == id) return true;
    }
  }
  return false;
}

/// The NAT gateway of the template that a route leads through; empty where there is none.
std::string gateway_of(const cfn::Resource& route) {
  const auto named = references_at(route, "NatGatewayId");
  return named.size() == 1 ? named.front().target.str() : std::string();
}

/// Routes that lead through another gateway, while the one that they led through is gone with its
/// address.
void check_ways_out(const Change& change, const Report& report) {
  std::set<std::string> told;
  for (const ResourceChange* each : changed(change, "AWS::EC2::Route")) {
    const std::string old = gateway_of(*change.sides.before().at(each->id));
    const std::string now = gateway_of(*change.sides.after().at(each->id));
    if (old.empty() || now.empty() || change.sides.after().contains(old)) continue;
    // One that was there before has an address that is known already.
    const bool is_moved =
        change.sides.before().contains(old) && !change.sides.before().contains(now);
    const auto& all = change.all.renames;
    const bool is_renamed = std::any_of(all.begin(), all.end(), [&](const Rename& rename) {
      return rename.from == old && rename.to == now;
    });
    if (!is_moved || is_renamed || !told.insert(old).second) continue;
    Diagnostic& found = report(
        each->id, each->origin,
        fmt::format("{} is removed, and {} takes over with another IP address; who lets in only "
                    "the old one refuses connections",
                    quoted(old), quoted(now)));
    const bool is_regional = change.new_text(now, {"AvailabilityMode"}) == "regional";
    found.fix = change.all.has_moves && !is_regional
                    ? "set \"nat_zone\" to the zone that has the gateway now"
                    : "keep the gateway or its Elastic IP address, or announce the new one first";
  }
}

void check_addresses(const Change& change, const Report& report) {
  check_ways_out(change, report);

  for (const auto& [each, old] : made_anew(change)) {
    const std::string_view what = spec::client_address(each->type);
    if (what.empty() || has_stable_name(change, each->id)) continue;
    Diagnostic& found = report(
        each->id, each->origin,
        old == each->id
            ? fmt::format("the {} of {} changes; clients keep using the old one", what, quoted(old))
            : fmt::format("{} has a different {} from {}; clients keep using the old one",
                          quoted(each->id), what, quoted(old)));
    if (each->type == "AWS::IAM::AccessKey") {
      found.fix = "add a second key, move the clients to it, then remove the old one";
    }
  }
}

/// The versions of functions that distributions run at the edge, and their functions.
std::set<std::string> at_the_edge(const ResourcesById& resources) {
  std::set<std::string> found;
  for (const auto& [id, each] : resources) {
    const cfn::Value* config = each->type == "AWS::CloudFront::Distribution"
                                   ? property(*each, {"DistributionConfig"})
                                   : nullptr;
    if (config == nullptr) continue;
    cfn::walk(*config, [&](const cfn::Value& within) {
      const cfn::Value* version = member(&within, {"LambdaFunctionARN"});
      if (version == nullptr) return;
      for (const cfn::Reference& named : cfn::references(*version)) {
        found.insert(named.target.str());
      }
    });
  }
  for (const std::string& id : std::set<std::string>(found)) {
    const auto version = resources.find(id);
    if (version == resources.end()) continue;
    for (const cfn::Reference& named : cfn::references(version->second->properties)) {
      found.insert(named.target.str());
    }
  }
  return found;
}

void check_edge(const Change& change, const Report& report) {
  const std::set<std::string> found = at_the_edge(change.sides.before());
  for (const ResourceChange& each : change.all.resources) {
    const bool is_code =
        each.type == "AWS::Lambda::Version" || each.type == "AWS::Lambda::Function";
    const bool goes =
        each.action == Action::kRemove ||
        (each.action == Action::kModify && each.consequence == Consequence::kReplaces);
    if (!is_code || !goes || each.is_retained || !found.contains(each.id)) continue;
    report(each.id, each.origin,
           fmt::format("the old {} is replicated at the edge and cannot be deleted at once; it "
                       "stays outside the stack",
                       quoted(each.id)));
  }
}

bool is_email(const cfn::Value* protocol) {
  return protocol != nullptr && brief(*protocol).starts_with("email");
}

bool has_email(const cfn::Resource& resource) {
  if (resource.type == "AWS::SNS::Subscription") return is_email(property(resource, {"Protocol"}));
  const cfn::Value* list =
      resource.type == "AWS::SNS::Topic" ? property(resource, {"Subscription"}) : nullptr;
  return list != nullptr && list->list() != nullptr &&
         std::any_of(list->list()->begin(), list->list()->end(),
                     [](const cfn::Value& each) { return is_email(member(&each, {"Protocol"})); });
}

void check_confirmations(const Change& change, const Report& report) {
  for (const auto& [each, old] : made_anew(change)) {
    const cfn::Resource& resource = *change.sides.after().at(each->id);
    const bool is_taken =
        std::any_of(change.all.taken.begin(), change.all.taken.end(),
                    [id = each->id](const TakenShare& taken) { return taken.resource == id; });
    if (is_taken || !has_email(resource)) continue;
    const PropertyChange* address = changed_property(*each, "Endpoint");
    report(
        each->id, address == nullptr ? each->origin : address->origin,
        fmt::format("the email subscription of {} is silent until {}", quoted(each->id),
                    address == nullptr ? "it is confirmed again" : "the new address confirms it"));
  }
}

/// Whether the instance keeps a volume of its own when it is terminated.
bool keeps_a_volume(const cfn::Resource& instance) {
  bool keeps = false;
  const cfn::Value* mappings = property(instance, {"BlockDeviceMappings"});
  if (mappings == nullptr) return false;
  cfn::walk(*mappings, [&](const cfn::Value& each) {
    const cfn::Value* is_deleted = member(&each, {"DeleteOnTermination"});
    keeps |= is_deleted != nullptr && brief(*is_deleted) == "false";
  });
  return keeps;
}

void check_root_volumes(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, "AWS::EC2::Instance")) {
    if (each->consequence != Consequence::kReplaces || each->data == DataFate::kFails) continue;
    if (each->is_retained || keeps_a_volume(*change.sides.before().at(each->id))) continue;
    const auto cause =
        std::find_if(each->properties.begin(), each->properties.end(),
                     [](const auto& p) { return p.consequence == Consequence::kReplaces; });
    report(
        each->id, cause == each->properties.end() ? each->origin : cause->origin,
        fmt::format("replacing {} deletes its root volume with all files on it", quoted(each->id)));
  }
}

/// What an API's deployment is a picture of.
bool is_deployed_content(std::string_view type) {
  constexpr std::string_view kTypes[] = {
      "AWS::ApiGateway::Authorizer",       "AWS::ApiGateway::GatewayResponse",
      "AWS::ApiGateway::Method",           "AWS::ApiGateway::Model",
      "AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::Resource",
  };
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool names(const cfn::Resource& resource, std::string_view key, const std::string& id) {
  const auto named = references_at(resource, key);
  return named.size() == 1 && named.front().target.str() == id;
}

/// The first change of what the API's deployments show; null where there is none.
const ResourceChange* changed_content(const Change& change, const std::string& api) {
  for (const ResourceChange& each : change.all.resources) {
    const auto& side =
        each.action == Action::kRemove ? change.sides.before() : change.sides.after();
    const auto found = side.find(each.id);
    if (found == side.end()) continue;
    const bool has_properties = std::any_of(
        each.properties.begin(), each.properties.end(), [](const PropertyChange& property) {
          return property.chain.empty() && property.path != "Metadata" &&
                 !property.path.ends_with("Policy");
        });
    const bool is_changed = each.action != Action::kModify || has_properties;
    if (is_changed && is_deployed_content(each.type) && names(*found->second, "RestApiId", api)) {
      return &each;
    }
    const bool is_body = each.id == api && (changed_property(each, "Body") != nullptr ||
                                            changed_property(each, "BodyS3Location") != nullptr);
    if (is_body) return &each;
  }
  return nullptr;
}

void check_deployments(const Change& change, const Report& report) {
  if (!change.after.transform.absent()) return;
  for (const auto& [api, resource] : change.sides.after()) {
    if (resource->type != "AWS::ApiGateway::RestApi") continue;
    const cfn::Resource* deployment = nullptr;
    bool is_deployed = false;
    for (const auto& [id, each] : change.sides.after()) {
      if (each->type != "AWS::ApiGateway::Deployment" || !names(*each, "RestApiId", api)) continue;
      const ResourceChange* own = change.all.find(id);
      is_deployed |= own != nullptr &&
                     (own->action == Action::kAdd || own->consequence == Consequence::kReplaces);
      deployment = each;
    }
    if (deployment == nullptr || is_deployed) continue;
    const ResourceChange* content = changed_content(change, api);
    if (content == nullptr) continue;
    const bool is_there = !content->properties.empty();
    report(content->id, is_there ? content->properties.front().origin : content->origin,
           fmt::format("the change to {} does not go live, because {} stays the same",
                       quoted(content->id), quoted(deployment->id.str())));
  }
}

constexpr Rule kSideEffectRules[] = {
    {"ARC5080", Severity::kWarning, "log group already exists",
     "the service creates the log group on its first run, so CloudFormation cannot create it",
     "import the log group into the stack first, or let the resource log to a group of another "
     "name",
     kImportPage, "", check_log_groups, "hazard"},
    {"ARC5081", Severity::kWarning, "address that clients use changes",
     "clients outside the stack keep calling the old address, or refuse the new one",
     "keep the resource, or put a domain name in front of it first", kReplacementPage, "",
     check_addresses, "hazard"},
    {"ARC5082", Severity::kWarning, "email subscription must be confirmed again",
     "no one is notified until the link in the new email is followed",
     "keep the topic and the subscription, or confirm it right after the deployment",
     kConfirmationPage, "", check_confirmations},
    {"ARC5083", Severity::kWarning, "root volume is deleted with its instance",
     "files, databases and logs on the volume are lost",
     "keep data on a volume of its own, or take a snapshot before the deployment", kRootVolumePage,
     "", check_root_volumes},
    {"ARC5084", Severity::kWarning, "API change is not deployed",
     "the stage keeps serving the API as it was last deployed",
     "give the deployment a new logical id whenever the API changes", kDeploymentPage, "",
     check_deployments},
    {"ARC5140", Severity::kWarning, "function at the edge is not deleted",
     "the update ends as UPDATE_COMPLETE, but the old version or function stays outside the stack",
     "set its DeletionPolicy to Retain, and delete it some hours later", kReplicaPage, "",
     check_edge},
};

}  // namespace

std::span<const Rule> side_effect_rules() { return kSideEffectRules; }

}  // namespace archsynth::analysis
