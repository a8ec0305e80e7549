// Tags.

#include <fmt/format.h>

#include <set>

#include "archsynth/spec/resource_types.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTagsPage =
    "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html";

/// Calls `visit(resource, key)` for each tag that is there in any case.
template <typename Visit>
void each_tag(const View& view, const Visit& visit) {
  for (const auto& [name, resources] : view.types()) {
    const auto type = view.catalogue().type(name);
    const bool is_list = type && (type->tag_shape == spec::TagShape::kList ||
                                  type->tag_shape == spec::TagShape::kAutoScaling);
    if (!is_list) continue;
    for (const cfn::Resource* resource : resources) {
      for (const cfn::Value* tag : view.items(property(*resource, {type->tag_property})).values) {
        visit(*resource, member(tag, {"Key"}));
      }
    }
  }
}

void check_unique(const View& view, const Report& report) {
  std::set<std::pair<const cfn::Resource*, std::string>> known;
  each_tag(view, [&](const cfn::Resource& resource, const cfn::Value* key) {
    const std::string* text = key == nullptr ? nullptr : key->string();
    if (text == nullptr || known.emplace(&resource, *text).second) return;
    report(resource, key,
           fmt::format("{} has the tag {} twice", quoted(resource.id.str()), quoted(*text)));
  });
}

void check_reserved(const View& view, const Report& report) {
  each_tag(view, [&](const cfn::Resource& resource, const cfn::Value* key) {
    const std::string* text = key == nullptr ? nullptr : key->string();
    if (text == nullptr || !starts_with_ignoring_case(*text, "aws:")) return;
    report(resource, key, fmt::format("the tag key {} is reserved for AWS", quoted(*text)));
  });
}

constexpr Rule kTagsRules[] = {
    {"ARC4913", Severity::kError, "duplicate tag key", "the service refuses the resource",
     "remove one of the two", kTagsPage, "E3024", check_unique},
    {"ARC4914", Severity::kError, "tag key starts with aws:", "the service refuses the resource",
     "use another key", kTagsPage, "E3024", check_reserved},
};

}  // namespace

std::span<const Rule> tag_rules() { return kTagsRules; }

}  // namespace archsynth::analysis
