#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/diff/propagate.h"

namespace archsynth::analysis {

/// The resources of the two stacks with what is known put in, by id.
class Sides {
 public:
  Sides(const cfn::Template& before, const cfn::Template& after, const DiffOptions& options);
  Sides(const Sides&) = delete;
  Sides& operator=(const Sides&) = delete;

  /// In the order of the templates.
  const std::vector<cfn::Resource>& old_resources() const { return old_resources_; }
  const std::vector<cfn::Resource>& new_resources() const { return new_resources_; }
  const ResourcesById& before() const { return before_; }
  const ResourcesById& after() const { return after_; }
  /// The outputs as far as they are known: `Value` and, where they are exported, `Name`.
  const std::vector<cfn::Resource>& old_outputs() const { return old_outputs_; }
  const std::vector<cfn::Resource>& new_outputs() const { return new_outputs_; }
  /// What a parameter of the changed stack is given or keeps; null where that is not known.
  const cfn::Value* parameter(std::string_view name) const;

 private:
  std::vector<cfn::Resource> old_resources_;
  std::vector<cfn::Resource> new_resources_;
  std::vector<cfn::Resource> old_outputs_;
  std::vector<cfn::Resource> new_outputs_;
  ResourcesById before_;
  ResourcesById after_;
  std::map<std::string, cfn::Value, std::less<>> parameters_;
};

/// What the changed stack is deployed with: a parameter that nobody names keeps its value.
std::vector<ParameterValue> kept_values(const cfn::Template& before, const cfn::Template& after,
                                        const DiffOptions& options);

}  // namespace archsynth::analysis
