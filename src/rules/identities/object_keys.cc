#include "rules/identities/object_keys.h"

#include <fmt/format.h>

#include <algorithm>

namespace archsynth::analysis {
namespace {

/// Under which key a service puts objects into a bucket: what the property has, then this.
struct ObjectKey {
  std::string_view type;
  std::string_view prefix;
  std::string_view rest;
};
constexpr ObjectKey kObjectKeys[] = {
    {"AWS::CloudTrail::Trail", "S3KeyPrefix", "AWSLogs/"},
};

}  // namespace

std::string object_key_of(const View& view, const cfn::Resource& sender) {
  for (const ObjectKey& each : kObjectKeys) {
    if (each.type != sender.type) continue;
    if (lacks(sender, each.prefix)) return std::string(each.rest);
    const auto prefix = view.text(property(sender, {each.prefix}));
    return prefix ? fmt::format("{}/{}", *prefix, each.rest) : std::string();
  }
  return {};
}

bool is_on_other_keys(const cfn::Value& arn, const std::string& key) {
  const auto* sub = arn.get_if<cfn::Sub>();
  if (sub == nullptr || key.empty()) return false;
  std::string head;
  for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
    const bool is_text = piece.kind == cfn::SubPiece::Kind::kText;
    if (!is_text && head.find('/') != head.npos) break;
    head += is_text ? piece.text : std::string_view("?");
    if (!is_text && !piece.text.ends_with(".Arn") && head.size() < 4) return false;
  }
  const std::size_t slash = head.find('/');
  if (slash == head.npos) return false;
  head = head.substr(slash + 1);
  head.resize(std::min(head.find_first_of("*?"), head.size()));
  return !head.starts_with(key) && !key.starts_with(head);
}

}  // namespace archsynth::analysis
