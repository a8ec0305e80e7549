#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/workloads/workloads.h"

namespace archsynth::model {

/// Reads settings of one value, or of a resource's properties, through a view.
class Settings {
 public:
  Settings(const view::View& view, const cfn::Map* map) : view_(view), map_(map) {}
  Settings(const view::View& view, const cfn::Resource& resource)
      : view_(view), map_(&resource.properties) {}
  Settings(const view::View& view, const cfn::Value* value)
      : view_(view), map_(value == nullptr ? nullptr : value->map()) {}

  /// Null where it is absent, or what holds it is computed.
  const cfn::Value* at(std::string_view key) const;
  /// The settings of a member; those of a member that is absent are.
  Settings in(std::string_view key) const;
  Setting<std::string> text(std::string_view key) const;
  Setting<double> number(std::string_view key) const;
  Setting<bool> truth(std::string_view key) const;
  Named named(std::string_view key) const;
  /// The items of a list, and whether there are no others.
  view::Items items(std::string_view key) const;

 private:
  bool is_absent(std::string_view key) const;

  const view::View& view_;
  const cfn::Map* map_;
  bool is_nothing_ = false;  ///< what would hold the settings is absent for certain
};

/// The resource that a value names, also within `Fn::Sub` where that is all of it.
const cfn::Resource* resource_named(const view::View& view, const cfn::Value* value);
/// Every resource of a type that a value refers to, anywhere in it.
const cfn::Resource* resource_within(const view::View& view, const cfn::Value* value,
                                     std::initializer_list<std::string_view> types);

/// The repository of the template from which an image comes; null: none, or it is not known.
struct ImageSource {
  const cfn::Resource* repository = nullptr;
  bool is_arn = false;  ///< the ARN of the repository is in place of its address
};
ImageSource source_of_image(const view::View& view, const cfn::Value* image);

}  // namespace archsynth::model
