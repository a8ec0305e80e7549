#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

/// A small evaluator of templates for the model of CloudFormation's engine. It shares nothing with
/// the one of the library that it is compared with.
namespace archsynth::property {

/// Values as an engine sees them: every scalar is a string, nothing is an intrinsic. What only the
/// deployment knows is a string in ‹ and ›, the same one wherever it is the same.
class Values {
 public:
  /// What `Ref` (no attribute) and `Fn::GetAtt` of a resource give.
  using Attribute = std::function<std::string(const std::string& id, const std::string& attribute)>;

  Values(const cfn::Template& source, std::map<std::string, std::string> parameters,
         std::string region, Attribute attribute);

  cfn::Value of(const cfn::Value& value) const;
  /// Nothing: it depends on what only the deployment knows.
  std::optional<bool> condition(const std::string& name) const;

 private:
  cfn::Value of_ref(const std::string& name) const;
  cfn::Value of_sub(const cfn::Sub& sub) const;
  cfn::Value of_call(const cfn::Call& call) const;
  cfn::Value of_known_call(cfn::Function function, const cfn::Value& argument) const;
  std::optional<bool> of_condition(const cfn::Value& value) const;

  const cfn::Template* template_;
  std::map<std::string, std::string> parameters_;
  std::string region_;
  Attribute attribute_;
  mutable std::set<std::string> open_;  ///< conditions that are being worked out
};

/// A value on one line; equal for values that are equal.
std::string line_of(const cfn::Value& value);
/// What only the deployment knows.
std::string unknown(const std::string& what);
bool is_known(const std::string& text);

}  // namespace archsynth::property
