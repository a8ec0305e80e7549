// Policies that are longer than IAM allows.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/policies/policies.h"

namespace archsynth::analysis {
namespace {

constexpr Rule kPolicySize = {
    "ARC5409",
    Severity::kError,
    "policy is longer than IAM allows",
    "IAM refuses the policy",
    "split it into managed policies, or shorten it with wildcards",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    ""};

constexpr Rule kPolicySizesRules[] = {kPolicySize};

/// The characters of the policies of a resource together, without white space.
struct SizeLimit {
  std::string_view type;
  std::size_t most;
};

constexpr SizeLimit kSizeLimits[] = {
    {"AWS::IAM::Group", 5120},         {"AWS::IAM::GroupPolicy", 5120},
    {"AWS::IAM::ManagedPolicy", 6144}, {"AWS::IAM::Role", 10240},
    {"AWS::IAM::RolePolicy", 10240},   {"AWS::IAM::User", 2048},
    {"AWS::IAM::UserPolicy", 2048},
};

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    // A character of several bytes is counted once.
    const bool goes_on = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    return c != ' ' && c != '\t' && c != '\n' && c != '\r' && !goes_on;
  }));
}

/// The characters that a document has at least: what a function makes is not counted.
std::size_t least_characters(const cfn::Value& value) {
  if (const std::string* text = value.string()) return characters_in(*text) + 2;
  std::size_t size = 0;
  if (const cfn::Map* map = value.map()) {
    const bool is_open = std::any_of(map->begin(), map->end(), [](const cfn::MapEntry& entry) {
      return entry.key.starts_with("Fn::");
    });
    if (is_open) return 0;
    for (const cfn::MapEntry& entry : *map) {
      size += characters_in(entry.key) + 4 + least_characters(entry.value);
    }
  } else if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) size += least_characters(each) + 1;
  }
  return size;
}

}  // namespace

void check_policy_size(const cfn::Resource& resource, Diagnostics& to) {
  const auto* limit =
      std::find_if(std::begin(kSizeLimits), std::end(kSizeLimits),
                   [&](const SizeLimit& each) { return each.type == resource.type; });
  if (limit == std::end(kSizeLimits)) return;
  std::size_t size = 0;
  const Origin* last = nullptr;
  each_policy(resource, [&](const PolicyDocument& each) {
    if (each.kind != PolicyKind::kIdentity) return;
    size += least_characters(each.document);
    last = &each.key;
  });
  if (size <= limit->most) return;
  report(to, kPolicySize, *last,
         fmt::format("the policies of {} have at least {} characters; IAM allows {}",
                     quoted(resource.id.str()), grouped(size), grouped(limit->most)));
}

std::span<const Rule> policy_size_rules() { return kPolicySizesRules; }

}  // namespace archsynth::analysis
