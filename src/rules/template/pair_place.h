#pragma once

#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {

/// Where the paths of a row start.
struct PairPlace {
  const View& view;
  const cfn::Resource& resource;
  const cfn::Value* item;                    ///< of a list; null: the resource
  const spec::PropertyPair* pair = nullptr;  ///< the row

  bool is_own(std::string_view path) const { return item == nullptr || path.starts_with('/'); }
  /// What stands at a path; an empty one is the item.
  const cfn::Value* at(std::string_view path) const;
};

/// The resource that a value stands for: by `Ref`, its id, name or ARN, or the name that clients
/// reach it by. Another attribute, such as `PrivateIp`, is something else.
const cfn::Resource* itself(const View& view, const cfn::Value* value);

/// Whether a reference to a resource of the type can be anything: what it puts out is unknown, and
/// it may make others of its own.
bool is_open_type(std::string_view type);

/// What a path steps over: `Cluster>AWS::ECS::Cluster:Name` is the name of the cluster.
struct Step {
  std::string_view reference;
  std::string_view type;
  std::string_view rest;
};

std::optional<Step> step_of(std::string_view path);

/// The resource that the reference is to, as a place of its own.
std::optional<PairPlace> beyond(const PairPlace& place, const Step& step);

/// Whether the schema of the type requires what stands at a path.
bool is_required(const PairPlace& place, std::string_view path);

/// Whether nothing can put a property there.
bool is_absent(const PairPlace& place, std::string_view path);

/// Whether something surely is there: not an empty string or list, nor a parameter that may be one.
bool is_set(const PairPlace& place, std::string_view path);

/// Whether a text is an item of the list at a path, `A.*.B` of those lists, or may be one.
bool may_be_among(const PairPlace& place, std::string_view path, const std::string& text);

/// A scalar as text, truths in lower case.
std::optional<std::string> text_at(const PairPlace& place, const cfn::Value* value);

/// The beginning of what Fn::Sub makes; empty: not known.
std::string head_of(const cfn::Value* value);

/// The end of a name, as far as it is written out.
std::optional<std::string> tail_of(const PairPlace& place, const cfn::Value* value);

/// Launch templates are checked when something is launched: what nothing of the template uses, or
/// uses with other values, is created.
bool is_unused_template(const PairPlace& place);

/// Whether a row can have a fault: most are about a property that is not there.
bool is_asked(const PairPlace& place, const spec::PropertyPair& pair);

}  // namespace archsynth::analysis
