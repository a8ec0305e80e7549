#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/permissions/names.h"
#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// The partition of the region or, where that is not known, the one of ARNs that are deployed.
std::string partition_of(const std::vector<cfn::Resource>& deployed, std::string_view region);

/// What values of a stack come to, where its own template tells.
class KnownText {
 public:
  KnownText(const std::vector<cfn::Resource>& resources, std::string_view region,
            std::string partition);

  /// A text, or one that names and properties that resources state make, with `${Account}` and its
  /// like for what every value of the stack shares; nothing where more is open.
  std::optional<std::string> of(const cfn::Value& value, int depth = 0) const;

 private:
  std::optional<std::string> of_reference(std::string_view target, std::string_view attribute,
                                          int depth) const;
  std::optional<std::string> of_join(const cfn::Call& call, int depth) const;
  std::optional<std::string> arn_of(const cfn::Resource& resource, int depth) const;
  std::optional<std::string> usual_port_of(const cfn::Resource& resource) const;

  const std::vector<cfn::Resource>& resources_;
  std::string_view region_;
  std::string partition_;
  std::unordered_map<std::string_view, const cfn::Resource*> by_id_;
  mutable std::optional<permissions_of::Names> names_;  ///< once an ARN is asked for
};

/// Gives values of the old side the spelling of the new one where both come to the same text: a
/// name, and `Ref` of what has this name.
void share_spelling(std::vector<cfn::Resource>& old, const std::vector<cfn::Resource>& now,
                    const KnownText& old_text, const KnownText& new_text);

}  // namespace archsynth::analysis
