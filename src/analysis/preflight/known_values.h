#pragma once

#include <deque>
#include <map>
#include <string>

#include "analysis/permissions/needs.h"
#include "archsynth/analysis/preflight.h"

namespace archsynth::analysis {

/// What a deployment's region and parameters make of the values of a stack.
class KnownValues {
 public:
  KnownValues(const cfn::Template& stack, const PreflightOptions& options);

  /// The resources as they are deployed.
  const cfn::Template& stack() const { return stack_; }
  const permissions_of::Names& names() const { return names_; }
  /// The value that a parameter is given, or its default; null where it has neither.
  const cfn::Value* value_of(const cfn::Parameter& parameter) const;
  /// What a value says, with the placeholder of the account alone; empty where it is not known.
  std::string text(const cfn::Value& value) const;

 private:
  /// The value with parameters put in within Fn::Sub and Fn::Join.
  cfn::Value filled(const cfn::Value& value) const;

  const PreflightOptions& options_;
  cfn::Template stack_;
  permissions_of::Names names_;
  std::deque<cfn::Value> hidden_;  ///< placeholders of secrets
  std::map<std::string, const cfn::Value*, std::less<>> parameters_;
};

}  // namespace archsynth::analysis
