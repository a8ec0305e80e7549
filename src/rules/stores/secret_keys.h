#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "rules/rule.h"
#include "view/view.h"

namespace archsynth::analysis {

/// The keys of a secret's JSON object; nothing where they are not known, none where it is no
/// object.
using SecretKeys = std::optional<std::set<std::string>>;
SecretKeys keys_of_secret(const View& view, const cfn::Resource& secret);
/// What the template writes at a key of a secret; nothing where that is not known.
std::optional<std::string> text_in_secret(const View& view, const cfn::Resource& secret,
                                          const std::string& key);

/// A dynamic reference to a part of a secret of the template.
struct SecretPart {
  const cfn::Resource* secret = nullptr;
  std::string key{};
};
/// Visits those that a value is, or that `Fn::Sub` puts into it.
void each_secret_part(const View& view, const cfn::Value& value,
                      const std::function<void(const SecretPart&)>& visit);

/// Reports, at a place of a resource, a key that a secret surely does not have.
void check_key(const View& view, const Report& report, const cfn::Resource& resource,
               const cfn::Value* at, const cfn::Resource& secret, const std::string& key);

}  // namespace archsynth::analysis
