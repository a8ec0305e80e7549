#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/spec/resource_types.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "spec/quotas.h"
#include "stages.h"
#include "support/patterns.h"

namespace archsynth::synth {

namespace {

constexpr std::string_view kBadTag = "ARC2020";
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

/// How a type takes tags in a region; nothing where it takes none. Dashboards of the Middle East
/// took none in the registry schemas of 2026-06-15, the last that were published by region.
std::optional<spec::ResourceType> taking_tags(const std::string& type, std::string_view region) {
  const std::optional<spec::ResourceType> known = spec::resource_type(type);
  const bool takes = known && (known->tag_shape == spec::TagShape::kList ||
                               known->tag_shape == spec::TagShape::kMap ||
                               known->tag_shape == spec::TagShape::kAutoScaling);
  if (!takes) return std::nullopt;
  const bool lags =
      type == "AWS::CloudWatch::Dashboard" && (region == "me-central-1" || region == "me-south-1");
  return lags ? std::nullopt : known;
}

/// Sorts out the tags that AWS refuses, one error for each.
class Sorter {
 public:
  Sorter(std::span<const cfn::Resource> resources, std::string_view region, Diagnostics& to)
      : resources_(resources), to_(to) {
    for (const cfn::Resource& each : resources) {
      if (const auto type = taking_tags(each.type, region)) types_.emplace(each.type, *type);
    }
  }

  std::vector<Tag> sound(const std::vector<Tag>& tags) {
    std::vector<Tag> good;
    for (const Tag& tag : tags) {
      if (is_well_formed(tag) && is_new(tag, good) && suits_types(tag)) good.push_back(tag);
    }
    keep_room(good);
    return good;
  }

 private:
  bool is_well_formed(const Tag& tag) {
    if (!spec::is_tag_key(tag.key)) {
      to_.error(kBadTag, tag.origin, fmt::format("the tag key {} is not valid", quoted(tag.key)))
          .fix =
          "use 1 to 128 letters, digits, spaces and + - = . _ : / @, not starting with \"aws:\"";
      return false;
    }
    if (spec::is_tag_value(tag.value)) return true;
    to_.error(
           kBadTag, tag.origin,
           fmt::format("the tag {} has the invalid value {}", quoted(tag.key), quoted(tag.value)))
        .fix =
        "use at most 256 letters, digits, spaces and + - = . _ : / @, not starting with \"aws:\"";
    return false;
  }

  /// IAM takes no two keys that differ by case only.
  /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  bool is_new(const Tag& tag, const std::vector<Tag>& earlier) {
    const bool has_roles = types_.contains("AWS::IAM::Role");
    const auto first = std::find_if(earlier.begin(), earlier.end(), [&](const Tag& each) {
      return each.key == tag.key || (has_roles && lower_case(each.key) == lower_case(tag.key));
    });
    if (first == earlier.end()) return true;
    Diagnostic& found = to_.error(
        kBadTag, tag.origin,
        first->key == tag.key
            ? fmt::format("duplicate tag {}", quoted(tag.key))
            : fmt::format("the tags {} and {} differ only in case, which IAM roles do not allow",
                          quoted(first->key), quoted(tag.key)));
    if (first->key != tag.key) found.fix = "rename one of the two";
    if (first->origin.known()) found.related.push_back({first->origin, "first set here"});
    return false;
  }

  /// Some types take shorter tags, or fewer characters, than the rest.
  bool suits_types(const Tag& tag) {
    for (const auto& [name, type] : types_) {
      if (type.tag_shape != spec::TagShape::kList) continue;
      const auto schema = spec::resource_schema(name);
      if (!schema) continue;
      const std::string tags = fmt::format("/properties/{}/*/", type.tag_property);
      if (!suits(tag, schema->root().at(tags + "Key"), tag.key, "key", name) ||
          !suits(tag, schema->root().at(tags + "Value"), tag.value, "value", name)) {
        return false;
      }
    }
    return true;
  }

  bool suits(const Tag& tag, const std::optional<spec::Schema>& schema, const std::string& text,
             const char* what, const std::string& type) {
    if (!schema) return true;
    const auto most = schema->find(spec::Keyword::kMaxLength);
    if (most && static_cast<double>(code_points(text)) > most->number()) {
      to_.error(kBadTag, tag.origin,
                fmt::format("the {} of the tag {} has {} characters, but {} allows {}", what,
                            quoted(tag.key), code_points(text), type, most->number()))
          .fix = "shorten the tag";
      return false;
    }
    const auto pattern = schema->find(spec::Keyword::kPattern);
    if (!pattern || patterns_.matches(pattern->text(), text)) return true;
    to_.error(kBadTag, tag.origin,
              fmt::format("the {} {} contains characters that {} does not allow in tags", what,
                          quoted(text), type))
        .fix = "use letters, digits, spaces and + - = . _ : / @";
    return false;
  }

  /// Leaves room for the tags that resources have of their own.
  void keep_room(std::vector<Tag>& tags) {
    const auto most = static_cast<std::size_t>(spec::quota(spec::Quota::kTags));
    if (tags.empty()) return;
    std::size_t fewest = most;
    const cfn::Resource* fullest = nullptr;
    for (const cfn::Resource& each : resources_) {
      const auto type = types_.find(each.type);
      if (type == types_.end()) continue;
      const cfn::Value* own = each.properties.find(type->second.tag_property);
      const cfn::List* list = own == nullptr ? nullptr : own->list();
      if (list == nullptr) continue;
      const auto further = static_cast<std::size_t>(
          std::count_if(list->begin(), list->end(), [&](const cfn::Value& tag) {
            return std::none_of(tags.begin(), tags.end(),
                                [&](const Tag& stated) { return has_tag({tag}, stated.key); });
          }));
      if (most - std::min(most, further) >= fewest) continue;
      fewest = most - std::min(most, further);
      fullest = &each;
    }
    if (tags.size() <= fewest) return;
    Diagnostic& found =
        to_.error(kTooManyTags, tags[fewest].origin,
                  fmt::format("{} has {} tags, but at most {} are allowed",
                              fullest == nullptr ? "a resource" : quoted(fullest->id.str()),
                              tags.size() + most - fewest, most));
    found.fix = "remove " + counted(tags.size() - fewest, "tag");
    tags.resize(fewest);
  }

  std::span<const cfn::Resource> resources_;
  Diagnostics& to_;
  std::map<std::string, spec::ResourceType> types_;
  Patterns patterns_;
};

void add_tags(cfn::Resource& resource, const std::vector<Tag>& tags, std::string_view region) {
  const auto type = taking_tags(resource.type, region);
  if (!type) return;
  cfn::Value& property = resource.properties[type->tag_property];
  if (type->tag_shape == spec::TagShape::kMap) {
    if (property.absent()) property = cfn::Map();
    if (property.map() != nullptr) add_to_map(*property.map(), tags);
  } else {
    if (property.absent()) property = cfn::List();
    if (property.list() == nullptr) return;
    add_to_list(*property.list(), tags, type->tag_shape == spec::TagShape::kAutoScaling);
  }
}

}  // namespace

void add_tags(std::span<cfn::Resource> resources, const std::vector<Tag>& tags,
              std::string_view region, Diagnostics& to) {
  if (tags.empty()) return;
  const std::vector<Tag> sound = Sorter(resources, region, to).sound(tags);
  for (cfn::Resource& each : resources) add_tags(each, sound, region);
}

}  // namespace archsynth::synth
