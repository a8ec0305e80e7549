#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/quotas.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "stages.h"

namespace archsynth::synth {

namespace {

constexpr std::string_view kBadTag = "ARC2020";
constexpr std::string_view kBadName = "ARC2022";

// Names of resources start with the stack's, which leaves them the rest of CloudFormation's 128.
constexpr std::size_t kLongestName = 100;

bool is_stack_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

void check_tags(const std::vector<Tag>& tags, Diagnostics& to) {
  for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
    if (!spec::is_tag_key(tag->key)) {
      to.error(kBadTag, tag->origin, fmt::format("a tag cannot have the key {}", quoted(tag->key)))
          .fix = "1 to 128 letters, digits, spaces and + - = . _ : / @, not starting with \"aws:\"";
    }
    if (!spec::is_tag_value(tag->value)) {
      to.error(kBadTag, tag->origin,
               fmt::format("the tag {} cannot have the value {}", quoted(tag->key),
                           quoted(tag->value)))
          .fix =
          "at most 256 letters, digits, spaces and + - = . _ : / @, not starting with "
          "\"aws:\"";
    }
    const auto first =
        std::find_if(tags.begin(), tag, [&](const Tag& each) { return each.key == tag->key; });
    if (first != tag) {
      Diagnostic& diagnostic =
          to.error(kBadTag, tag->origin, fmt::format("duplicate tag {}", quoted(tag->key)));
      if (first->origin.known()) {
        diagnostic.related.push_back({first->origin, "first set here"});
      }
    }
  }
}

}  // namespace

void check_props(const StackProps& props, Diagnostics& to) {
  if (!is_stack_name(props.name)) {
    to.error(kBadName, {}, fmt::format("a stack cannot have the name {}", quoted(props.name))).fix =
        "at most 100 letters, digits and hyphens, starting with a letter";
  }
  check_tags(props.tags, to);
}

}  // namespace archsynth::synth
