#include "archsynth/construct/construct.h"

#include "archsynth/construct/stack.h"
#include "archsynth/support/text.h"

namespace archsynth::construct {

Construct::~Construct() = default;

Construct::Construct(Scope scope)
    : stack_(scope.parent->stack_),
      parent_(scope.parent),
      name_(std::move(scope.name.id)),
      id_prefix_(scope.parent->id_prefix_ + upper_camel(name_)),
      label_(std::move(scope.name.label)),
      described_(std::move(scope.name.described)),
      origin_(scope.name.origin) {}

Profile Construct::profile() const { return stack_->environment(); }

Diagnostics& Construct::diagnostics() const { return stack_->diagnostics(); }

std::string Construct::path() const {
  if (parent_ == nullptr) return {};
  const std::string above = parent_->path();
  return above.empty() ? name_ : above + "/" + name_;
}

cfn::LogicalId Construct::logical_id(std::string_view name) const {
  return cfn::LogicalId(id_prefix_ + upper_camel(name));
}

cfn::Resource& Construct::add_resource(std::string_view name, std::string_view type,
                                       cfn::Map properties) {
  cfn::Resource& resource = resources_.emplace_back();
  resource.id = logical_id(name);
  resource.type = type;
  resource.properties = std::move(properties);
  resource.origin = origin_;
  members_.emplace_back(&resource);
  return resource;
}

}  // namespace archsynth::construct
