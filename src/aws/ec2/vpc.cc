#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/aws/ec2.h"
#include "archsynth/support/text.h"
#include "aws/ec2/vpc_builder.h"

namespace archsynth::ec2 {

Vpc::Vpc(construct::Scope scope, VpcProps props)
    : Vpc(std::move(scope), nullptr, std::move(props)) {}

Vpc::Vpc(construct::Scope scope, kms::Key& key, VpcProps props)
    : Vpc(std::move(scope), &key, std::move(props)) {}

Vpc::Vpc(construct::Scope scope, kms::Key* key, VpcProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  imported_ = !props_.vpc_id.missing();
  if (imported_) {
    import();
    return;
  }
  if (has_public_tasks() && !props_.nat.stated()) {
    props_.nat = Sourced<Nat>::at(Nat::kNone, props_.task_subnets.origin());
  }
  for (const auto* ids : {&props_.public_subnet_ids, &props_.private_subnet_ids}) {
    if (ids->empty()) continue;
    const char* key_name =
        ids == &props_.public_subnet_ids ? "public_subnet_ids" : "private_subnet_ids";
    diagnostics()
        .error("ARC1311", ids->origin().known() ? ids->origin() : (*ids)[0].origin(),
               fmt::format("{} needs {}", quoted(label() + "." + key_name),
                           quoted(label() + ".vpc_id")))
        .fix = "set the existing VPC, or remove the subnets to have them created";
  }
  VpcBuilder(*this, key).build();
}

void Vpc::import() {
  id_ = props_.vpc_id;
  const auto refuse = [this](const char* key, const auto& value) {
    if (!value.stated()) return;
    diagnostics()
        .error("ARC1310", value.origin(),
               fmt::format("{} cannot be set for an existing VPC", quoted(label() + "." + key)))
        .related.push_back({props_.vpc_id.origin(), "the existing VPC"});
  };
  refuse("cidr", props_.cidr);
  refuse("zones", props_.zones);
  refuse("nat", props_.nat);
  refuse("nat_zone", props_.nat_zone);
  refuse("data_tier", props_.data_tier);
  refuse("endpoints", props_.endpoints);
  refuse("flow_logs", props_.flow_logs);
  refuse("network_acls", props_.network_acls);
  if (props_.private_subnet_ids.empty() && !has_public_tasks()) {
    diagnostics()
        .error("ARC1312", props_.vpc_id.origin(),
               fmt::format("{} needs {}", quoted(label() + ".vpc_id"),
                           quoted(label() + ".private_subnet_ids")))
        .fix =
        "list the subnets in which tasks and databases run, or set \"task_subnets\" to public";
  }
  check_task_subnets();
  std::map<std::string, Origin> seen;
  const auto take = [&](const describe::List<std::string>& ids, std::vector<cfn::Value>& into) {
    for (const Sourced<std::string>& id : ids) {
      into.emplace_back(id);
      const auto [first, is_new] = seen.emplace(*id, id.origin());
      if (is_new) continue;
      diagnostics()
          .error("ARC1313", id.origin(), fmt::format("duplicate subnet {}", quoted(*id)))
          .related.push_back({first->second, "first set here"});
    }
  };
  take(props_.public_subnet_ids, public_subnets_);
  take(props_.private_subnet_ids, private_subnets_);
  if (props_.private_subnet_ids.empty()) private_subnets_ = public_subnets_;
}

void Vpc::check_task_subnets() {
  if (!has_public_tasks() || !props_.public_subnet_ids.empty()) return;
  diagnostics()
      .error("ARC1316", props_.task_subnets.origin(),
             fmt::format("{} is public, but {} is empty", quoted(label() + ".task_subnets"),
                         quoted(label() + ".public_subnet_ids")))
      .fix = "list the public subnets of the existing VPC";
}

cfn::Value Vpc::cidr() const { return imported_ ? cfn::Value() : cfn::Value(props_.cidr); }

const std::vector<cfn::Value>& Vpc::data_subnets() const {
  return data_subnets_.empty() ? private_subnets_ : data_subnets_;
}

bool Vpc::has_misnamed_zones() const {
  const auto& zones = props_.zones->large;
  return std::any_of(zones.begin(), zones.end(),
                     [](const auto& each) { return !forms::kZoneLetter.matches(*each.name); });
}

}  // namespace archsynth::ec2

namespace archsynth::describe::internal {
template const RecordView& record_of<ec2::VpcProps>();
template const RecordView& record_of<ec2::FlowLogsProps>();
}  // namespace archsynth::describe::internal
