#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::view {

/// What is known of a template that is deployed with these parameters: its loops unrolled, its
/// resources as far as parameters, mappings and conditions decide. `Fn::If` stays where its
/// condition is open; the condition of a resource that exists for certain is taken away.
struct Deployed {
  Deployed(const cfn::Template& source, std::string_view region,
           const std::vector<cfn::ParameterValue>& parameters);

  std::vector<cfn::Resource> resources;
  /// Members of `Resources` that only a macro could expand.
  cfn::Map resource_macros;
  /// Parameters that count as set although no value is given.
  std::vector<std::string> taken_as_set;
};

/// The template with these resources, as far as others have to see of it: parameters, mappings,
/// conditions, outputs.
cfn::Template deployed_template(const cfn::Template& source, std::string_view region,
                                const std::vector<cfn::ParameterValue>& parameters);

/// The resources of a template without loops, as far as is known.
std::vector<cfn::Resource> known_resources(const cfn::Template& source, std::string_view region,
                                           const std::vector<cfn::ParameterValue>& parameters);

}  // namespace archsynth::view
