#include "template_index.h"

namespace archsynth::analysis {

TemplateIndex::TemplateIndex(const cfn::Template& source) {
  for (const cfn::Resource& each : source.resources) resources_.emplace(each.id.str(), &each);
  for (const cfn::Parameter& each : source.parameters) parameters_.emplace(each.id.str(), &each);
}

const cfn::Resource* TemplateIndex::resource(std::string_view id) const {
  const auto found = resources_.find(id);
  return found == resources_.end() ? nullptr : found->second;
}

const cfn::Parameter* TemplateIndex::parameter(std::string_view id) const {
  const auto found = parameters_.find(id);
  return found == parameters_.end() ? nullptr : found->second;
}

}  // namespace archsynth::analysis
