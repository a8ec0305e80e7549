#include "unknown_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/text.h"
#include "each_field.h"
#include "synonyms.h"

namespace archsynth::describe {

namespace {

constexpr std::string_view kUnknownKey = "ARC1001";
/// How answers begin that name what is to be added as raw resources.
constexpr std::string_view kLacks = "the format has no ";

}  // namespace

bool has_unknown_key(const Diagnostics& found, const Origin& mapping) {
  const Span* const whole = mapping.span();
  if (whole == nullptr) return false;
  return std::any_of(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
    const Span* const key = each.origin.span();
    return each.code == kUnknownKey && key != nullptr && key->source == whole->source &&
           key->begin >= whole->begin && key->end <= whole->end;
  });
}

namespace internal {

const std::vector<std::string_view>& UnknownKeys::known() {
  if (known_.empty()) prepare();
  return known_;
}

const Field* UnknownKeys::field(std::string_view key) const {
  const Field* found = nullptr;
  for_each_field(record_, record_.sample, [&](const Field& field, const void*) {
    if (field.name == key) found = &field;
  });
  return found;
}

std::string UnknownKeys::report(const document::Node& key) {
  if (known_.empty()) prepare();
  std::string fix = fix_for(key.text);
  const std::string meant = fix == no_idea_ ? std::string() : named_in(fix);
  // Keys of one thing that the format lacks are one mistake.
  if (fix.starts_with(kLacks) && !lacking_.insert(fix).second) return {};
  report(key, std::move(fix));
  return meant;
}

void UnknownKeys::report(const document::Node& key, std::string fix) {
  if (known_.empty()) prepare();
  to_.malformed(kUnknownKey, key.span,
                fmt::format("unknown key {} in {}", quoted(key.text), owner_))
      .fix = std::move(fix);
}

std::string UnknownKeys::fix_for(std::string_view key) const {
  std::string fix = answer_to(key, known_);
  if (fix.empty() && nearest(key, known_)) fix = suggest(key, known_);
  if (fix.empty()) fix = places_of(key, outline_);
  if (fix.empty()) fix = answer_to_other_number(key, known_);
  return fix.empty() ? no_idea_ : fix;
}

std::string UnknownKeys::named_in(const std::string& fix) const {
  const auto is_named = [&](std::string_view each) {
    return fix.find(quoted(each)) != std::string::npos;
  };
  const auto first = std::find_if(known_.begin(), known_.end(), is_named);
  if (first == known_.end() || std::any_of(first + 1, known_.end(), is_named)) return {};
  return std::string(*first);
}

void UnknownKeys::prepare() {
  for_each_field(record_, record_.sample,
                 [&](const Field& field, const void*) { known_.push_back(field.name); });
  const std::string path = path_.to_string();
  owner_ = path.empty() ? std::string(record_.title) : quoted(path);
  if (path_.document() != nullptr) outline_ = outline(*path_.document());
  no_idea_ = fmt::format("one of: {}", fmt::join(known_, ", "));
}

}  // namespace internal
}  // namespace archsynth::describe
