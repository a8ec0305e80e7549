#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/permissions/names.h"

namespace archsynth::analysis::permissions_of {

/// What IAM can limit the actions of a resource's handlers to.
class Scope {
 public:
  Scope(const cfn::Resource& resource, const Names& names);

  /// ARNs; `*` where the action takes no resource, or is not known.
  Texts of(std::string_view action) const;

 private:
  bool is_own(std::string_view service, std::string_view kind) const;
  /// Whether the ARN of a kind begins with that of the resource: an index of a table.
  bool is_within_own(std::string_view service, std::string_view kind) const;
  bool has_own(std::string_view service, spec::TextList kinds) const;
  /// Whether a request can name a resource of the kind; it starts with `!` where it has to.
  bool takes(std::string_view service, std::string_view kind, spec::TextList kinds) const;
  /// Whether the properties name something of the kind.
  bool is_asked_for(std::string_view kind, std::string_view form) const;
  /// ARNs of a kind: those that the resource states, or with the names of what it names.
  void add(std::string_view service, std::string_view kind, Texts& to) const;
  void add_all(std::string_view service, spec::TextList kinds, Texts& to) const;
  /// What a placeholder in the ARN of a kind stands for: its own name, those of what it names, or
  /// what it states, as in `VpcId: vpc-1` and `Cluster: main`. Empty where that is not known.
  Texts value_of(std::string_view kind, bool is_own, std::string_view placeholder) const;
  void add_replicas(const cfn::Resource& table, const Names& names);
  void add_instances(const cfn::Resource& cluster, const Names& names);
  /// Literal texts under their property, and ARNs.
  void collect_texts(const cfn::Value& value, std::string_view key, const Names& names);

  std::string_view type_;
  std::optional<spec::PhysicalName> own_;
  Texts own_names_;
  std::map<std::string, Texts, std::less<>> behind_;  ///< names of what it names, by placeholder
  std::vector<std::string> kinds_behind_;
  Texts arns_;
  Texts regions_;                            ///< of its replicas
  Texts objects_;                            ///< ARNs of the objects that its properties name
  std::set<std::string, std::less<>> keys_;  ///< of properties, in lower case
  std::map<std::string, std::string, std::less<>> literals_;
};

}  // namespace archsynth::analysis::permissions_of
