#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/quotas.h"
#include "archsynth/spec/resource_types.h"
#include "archsynth/support/text.h"
#include "stages.h"

namespace archsynth::synth {

namespace {

constexpr std::string_view kTooManyTags = "ARC2021";

bool has_tag(const cfn::List& tags, const std::string& key) {
  return std::any_of(tags.begin(), tags.end(), [&](const cfn::Value& each) {
    const cfn::Value* known = each.map() == nullptr ? nullptr : each.map()->find("Key");
    return known != nullptr && known->string() != nullptr && *known->string() == key;
  });
}

void add_to_list(cfn::List& present, const std::vector<Tag>& tags, bool is_auto_scaling) {
  for (const Tag& tag : tags) {
    if (has_tag(present, tag.key)) continue;
    cfn::Map item{{"Key", tag.key}, {"Value", cfn::Value(tag.value).with_origin(tag.origin)}};
    if (is_auto_scaling) item.append("PropagateAtLaunch", true);
    present.emplace_back(std::move(item));
  }
}

void add_to_map(cfn::Map& present, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) {
    if (!present.contains(tag.key)) {
      present.append(tag.key, cfn::Value(tag.value).with_origin(tag.origin));
    }
  }
}

}  // namespace

void add_tags(cfn::Resource& resource, const std::vector<Tag>& tags, Diagnostics& to) {
  const std::optional<spec::ResourceType> type = spec::resource_type(resource.type);
  if (!type) return;
  const bool is_auto_scaling = type->tag_shape == spec::TagShape::kAutoScaling;
  if (!is_auto_scaling && type->tag_shape != spec::TagShape::kList &&
      type->tag_shape != spec::TagShape::kMap) {
    return;
  }
  cfn::Value& property = resource.properties[type->tag_property];
  std::size_t count = 0;
  if (type->tag_shape == spec::TagShape::kMap) {
    if (property.absent()) property = cfn::Map();
    if (property.map() == nullptr) return;
    add_to_map(*property.map(), tags);
    count = property.map()->size();
  } else {
    if (property.absent()) property = cfn::List();
    if (property.list() == nullptr) return;
    add_to_list(*property.list(), tags, is_auto_scaling);
    count = property.list()->size();
  }
  const auto most = static_cast<std::size_t>(spec::quota(spec::Quota::kTags));
  if (count > most) {
    to.error(
        kTooManyTags, resource.origin,
        fmt::format("{} has {} tags, and {} is the most", quoted(resource.id.str()), count, most));
  }
}

}  // namespace archsynth::synth
