#include "view/deployed.h"

#include "archsynth/cfn/loops.h"
#include "cfn/evaluate/evaluator.h"
#include "cfn/evaluate/secrets.h"
#include "spec/regions.h"

namespace archsynth::view {
namespace {

/// Of the partitions whose names are public.
std::string_view url_suffix_of(std::string_view partition) {
  if (partition == "aws-cn") return "amazonaws.com.cn";
  return partition == "aws" || partition == "aws-us-gov" ? "amazonaws.com" : "";
}

cfn::Evaluator evaluator_of(const cfn::Template& source, std::string_view region,
                            const std::vector<cfn::ParameterValue>& parameters) {
  const auto known = spec::region(region);
  cfn::Place place{std::string(region)};
  if (known) {
    place.partition = known->partition;
    place.url_suffix = url_suffix_of(known->partition);
  }
  return {source, std::move(place), parameters};
}

}  // namespace

Deployed::Deployed(const cfn::Template& source, std::string_view region,
                   const std::vector<cfn::ParameterValue>& parameters) {
  // A loop goes through the values that are given.
  const bool may_loop = !source.transform.absent() && !parameters.empty();
  const cfn::Template given =
      may_loop ? cfn::with_parameter_values(source, parameters) : cfn::Template();
  const cfn::Unrolled unrolled(may_loop ? given : source);
  cfn::Evaluator evaluator =
      evaluator_of(*unrolled, region, cfn::without_secrets(source, parameters));
  resources = evaluator.resources();
  resource_macros = unrolled->resource_macros;
  taken_as_set = evaluator.taken_as_set();
}

cfn::Template deployed_template(const cfn::Template& source, std::string_view region,
                                const std::vector<cfn::ParameterValue>& parameters) {
  cfn::Template made;
  made.parameters = source.parameters;
  made.mappings = source.mappings;
  made.conditions = source.conditions;
  made.outputs = source.outputs;
  made.resources = Deployed(source, region, parameters).resources;
  return made;
}

std::vector<cfn::Resource> known_resources(const cfn::Template& source, std::string_view region,
                                           const std::vector<cfn::ParameterValue>& parameters) {
  return evaluator_of(source, region, parameters).resources();
}

}  // namespace archsynth::view
