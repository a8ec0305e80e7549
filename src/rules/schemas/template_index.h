#pragma once

#include <string_view>
#include <unordered_map>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// Finds the resources and parameters of a template by name, at once.
class TemplateIndex {
 public:
  explicit TemplateIndex(const cfn::Template& source);

  /// Null where there is none.
  const cfn::Resource* resource(std::string_view id) const;
  const cfn::Parameter* parameter(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, const cfn::Resource*> resources_;
  std::unordered_map<std::string_view, const cfn::Parameter*> parameters_;
};

}  // namespace archsynth::analysis
