// S3: notifications, lifecycles and policies that it refuses.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kOverlapPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "notification-how-to-filtering.html";
constexpr std::string_view kTransitionPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "lifecycle-transition-general-considerations.html";
constexpr std::string_view kPolicyActionPage =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html";
constexpr std::string_view kPublicBlockPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "access-control-block-public-access.html";

/// What a notification is about; nothing where it is not known.
struct Notice {
  std::string event;
  std::string prefix;
  std::string suffix;
  const cfn::Value* place;
};

/// A filter that the rule states, empty where it states none.
bool read_filter(const View& view, const cfn::Value& configuration, Notice& notice) {
  const cfn::Value* filter = member(&configuration, {"Filter"});
  if (filter == nullptr) return configuration.map() != nullptr;
  const Items rules = view.items(member(filter, {"S3Key", "Rules"}));
  if (!rules.complete) return false;
  for (const cfn::Value* rule : rules.values) {
    const auto name = view.text(member(rule, {"Name"}));
    const auto value = view.text(member(rule, {"Value"}));
    if (!name || !value) return false;
    ((name->front() | 0x20) == 'p' ? notice.prefix : notice.suffix) = *value;
  }
  return true;
}

bool events_meet(std::string_view a, std::string_view b) {
  const auto covers = [](std::string_view one, std::string_view other) {
    return one.ends_with('*') && other.starts_with(one.substr(0, one.size() - 1));
  };
  return a == b || covers(a, b) || covers(b, a);
}

bool meet(const Notice& a, const Notice& b) {
  const bool prefixes = a.prefix.starts_with(b.prefix) || b.prefix.starts_with(a.prefix);
  const bool suffixes = a.suffix.ends_with(b.suffix) || b.suffix.ends_with(a.suffix);
  return prefixes && suffixes && events_meet(a.event, b.event);
}

void check_overlaps(const View& view, const Report& report) {
  for (const cfn::Resource* bucket : view.of("AWS::S3::Bucket")) {
    std::vector<Notice> all;
    for (const char* list :
         {"LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"}) {
      const cfn::Value* configurations = property(*bucket, {"NotificationConfiguration", list});
      for (const cfn::Value* each : view.items(configurations).values) {
        const cfn::Value* place = member(each, {"Event"});
        const auto event = view.text(place);
        Notice notice{event.value_or(""), {}, {}, place};
        if (!event || !read_filter(view, *each, notice)) continue;
        const auto other = std::find_if(all.begin(), all.end(),
                                        [&](const Notice& known) { return meet(known, notice); });
        if (other != all.end()) {
          report(*bucket, place,
                 fmt::format("two notifications of {} cover the same objects for {}",
                             quoted(bucket->id.str()), quoted(notice.event)))
              .related.push_back({other->place->origin(), "the other one"});
        }
        all.push_back(std::move(notice));
      }
    }
  }
}

/// Storage classes in the order in which objects can move.
constexpr std::string_view kClassOrder[] = {
    "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"};
constexpr std::size_t kInstantRetrieval = 3;  ///< in the order
constexpr std::size_t kGlacier = 4;

/// How many days objects stay in a class at least before they move on to another one.
double days_between(std::size_t from, std::size_t to) {
  if (from == kInstantRetrieval || from == kGlacier) return 90;
  const bool is_infrequent = kClassOrder[from].ends_with("_IA");
  return is_infrequent && to >= kGlacier ? 30 : 0;
}

/// A transition whose class and days are known.
struct Move {
  std::size_t rank = 0;
  double days = 0;
};

/// What is wrong with two transitions of one rule; empty: nothing.
std::string fault_of_moves(const Move& a, const Move& b) {
  const Move& from = a.rank < b.rank ? a : b;
  const Move& to = a.rank < b.rank ? b : a;
  if (from.rank == to.rank) return {};
  const double stay = days_between(from.rank, to.rank);
  if (to.days >= from.days + stay) return {};
  if (to.days >= from.days) {
    return fmt::format("objects must stay in {} for at least {} days, not {}",
                       kClassOrder[from.rank], stay, to.days - from.days);
  }
  return fmt::format("objects cannot move to {} after {} days and to {} after {}",
                     kClassOrder[a.rank], a.days, kClassOrder[b.rank], b.days);
}

void check_rule(const View& view, const Report& report, const cfn::Resource& bucket,
                const cfn::Value& rule) {
  const cfn::Value* expiration = member(&rule, {"ExpirationInDays"});
  const auto end = view.number(expiration);
  View::Values all = view.items(member(&rule, {"Transitions"})).values;
  if (const cfn::Value* only = member(&rule, {"Transition"})) all.push_back(only);
  std::vector<Move> known;
  for (const cfn::Value* each : all) {
    const cfn::Value* place = member(each, {"TransitionInDays"});
    const auto days = view.number(place);
    const auto name = view.text(member(each, {"StorageClass"}));
    if (!days || !name) continue;
    if (end && *end <= *days) {
      report(bucket, expiration,
             fmt::format("objects expire after {} days, before they move to {} after {}", *end,
                         *name, *days));
    }
    const auto* found = std::find(std::begin(kClassOrder), std::end(kClassOrder), *name);
    if (found == std::end(kClassOrder)) continue;
    const Move move{static_cast<std::size_t>(found - std::begin(kClassOrder)), *days};
    for (const Move& other : known) {
      const std::string fault = fault_of_moves(move, other);
      if (!fault.empty()) report(bucket, place, fault);
    }
    known.push_back(move);
  }
}

void check_transitions(const View& view, const Report& report) {
  for (const cfn::Resource* bucket : view.of("AWS::S3::Bucket")) {
    each_place(view, *bucket, "LifecycleConfiguration.Rules.*",
               [&](const cfn::Value& rule) { check_rule(view, report, *bucket, rule); });
  }
}

enum class ArnOf { kUnknown, kBucket, kObjects };

/// Whether a text with variables is a bucket's ARN, or one of objects.
ArnOf kind_of_text(const View& view, std::string_view text) {
  const std::size_t objects = text.find('/');
  if (objects != text.npos) return ArnOf::kObjects;
  // A variable that is not a bucket can hold anything.
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 1)) {
    const std::string_view name = text.substr(at + 2, text.find_first_of(".}", at) - at - 2);
    const cfn::Resource* bucket = view.find(std::string(name));
    const bool is_plain = name == "AWS::Partition" || name == "AWS::Region" ||
                          name == "AWS::AccountId" || name == "AWS::StackName";
    if (!is_plain && (bucket == nullptr || bucket->type != "AWS::S3::Bucket")) {
      return ArnOf::kUnknown;
    }
  }
  return text.find('*') == text.npos ? ArnOf::kBucket : ArnOf::kUnknown;
}

ArnOf kind_of_arn(const View& view, const cfn::Value& value) {
  if (view.target(&value, "AWS::S3::Bucket") != nullptr) {
    return value.get_if<cfn::GetAtt>() != nullptr ? ArnOf::kBucket : ArnOf::kUnknown;
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    const bool is_plain = sub->variables.empty();
    return is_plain ? kind_of_text(view, sub->text) : ArnOf::kUnknown;
  }
  const auto text = view.text(&value);
  return text && text->starts_with("arn:") ? kind_of_text(view, *text) : ArnOf::kUnknown;
}

constexpr std::string_view kObjectActions[] = {"s3:AbortMultipartUpload",
                                               "s3:DeleteObject",
                                               "s3:DeleteObjectVersion",
                                               "s3:GetObject",
                                               "s3:GetObjectAcl",
                                               "s3:GetObjectTagging",
                                               "s3:GetObjectVersion",
                                               "s3:ListMultipartUploadParts",
                                               "s3:PutObject",
                                               "s3:PutObjectAcl",
                                               "s3:PutObjectTagging",
                                               "s3:RestoreObject"};
constexpr std::string_view kBucketActions[] = {
    "s3:GetBucketAcl",        "s3:GetBucketLocation", "s3:GetBucketPolicy",
    "s3:GetBucketVersioning", "s3:ListBucket",        "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",  "s3:PutBucketPolicy"};

template <typename List>
bool is_listed_in(const List& all, std::string_view action) {
  return std::find(std::begin(all), std::end(all), action) != std::end(all);
}

std::vector<const cfn::Value*> one_or_all(const View& view, const cfn::Value* value) {
  if (value == nullptr) return {};
  return value->list() == nullptr ? std::vector{value} : view.items(value).values;
}

/// What all the resources of a statement are; unknown where one is not known, or they differ.
ArnOf kind_of_all(const View& view, const cfn::Value* resources) {
  if (resources == nullptr) return ArnOf::kUnknown;
  if (resources->list() != nullptr && !view.items(resources).complete) return ArnOf::kUnknown;
  ArnOf kind = ArnOf::kUnknown;
  bool is_first = true;
  for (const cfn::Value* each : one_or_all(view, resources)) {
    const ArnOf own = kind_of_arn(view, *each);
    if (own == ArnOf::kUnknown || (!is_first && own != kind)) return ArnOf::kUnknown;
    kind = own;
    is_first = false;
  }
  return kind;
}

void check_policy_actions(const View& view, const Report& report) {
  for (const cfn::Resource* policy : view.of("AWS::S3::BucketPolicy")) {
    const cfn::Value* statements = property(*policy, {"PolicyDocument", "Statement"});
    for (const cfn::Value* statement : one_or_all(view, statements)) {
      const ArnOf kind = kind_of_all(view, member(statement, {"Resource"}));
      if (kind == ArnOf::kUnknown) continue;
      for (const cfn::Value* place : one_or_all(view, member(statement, {"Action"}))) {
        const auto action = view.text(place);
        if (!action) continue;
        const bool is_wrong = kind == ArnOf::kBucket ? is_listed_in(kObjectActions, *action)
                                                     : is_listed_in(kBucketActions, *action);
        if (!is_wrong) continue;
        report(*policy, place,
               fmt::format("{} applies to {}, but the statement names only {}", *action,
                           kind == ArnOf::kBucket ? "objects" : "buckets",
                           kind == ArnOf::kBucket ? "a bucket" : "objects"))
            .fix = kind == ArnOf::kBucket ? "add the bucket's ARN followed by /*"
                                          : "add the bucket's own ARN";
      }
    }
  }
}

bool is_everyone(const View& view, const cfn::Value* principal) {
  if (principal != nullptr && principal->map() != nullptr) {
    principal = principal->map()->find("AWS");
    const auto all = one_or_all(view, principal);
    return std::any_of(all.begin(), all.end(),
                       [&](const cfn::Value* each) { return view.text(each) == "*"; });
  }
  return view.text(principal) == "*";
}

/// Whether the bucket surely refuses public policies: as new ones do, unless it is said otherwise.
bool blocks_public_policies(const View& view, const cfn::Resource& bucket) {
  if (lacks(bucket, "PublicAccessBlockConfiguration")) return true;
  return view.truth(property(bucket, {"PublicAccessBlockConfiguration", "BlockPublicPolicy"})) ==
         true;
}

void check_public_policies(const View& view, const Report& report) {
  for (const cfn::Resource* policy : view.of("AWS::S3::BucketPolicy")) {
    const cfn::Resource* bucket = view.target(property(*policy, {"Bucket"}), "AWS::S3::Bucket");
    if (bucket == nullptr || !blocks_public_policies(view, *bucket)) continue;
    const cfn::Value* statements = property(*policy, {"PolicyDocument", "Statement"});
    for (const cfn::Value* statement : one_or_all(view, statements)) {
      const cfn::Value* principal = member(statement, {"Principal"});
      const bool is_conditional =
          statement->map() == nullptr || statement->map()->contains("Condition");
      if (is_conditional || view.text(member(statement, {"Effect"})) != "Allow") continue;
      if (!is_everyone(view, principal)) continue;
      report(*policy, principal,
             fmt::format("{} blocks policies that grant public access", quoted(bucket->id.str())))
          .fix = fmt::format("name a principal, or set \"BlockPublicPolicy\" of {} to false",
                             quoted(bucket->id.str()));
    }
  }
}

constexpr Rule kBucketSettingRules[] = {
    {"ARC4845", Severity::kError, "notifications of a bucket overlap", "S3 refuses the bucket",
     "give them prefixes or suffixes that exclude each other", kOverlapPage, "", check_overlaps},
    {"ARC4846", Severity::kError, "lifecycle moves or expires objects in the wrong order",
     "S3 refuses the lifecycle", "let objects move to colder classes later, and expire last",
     kTransitionPage, "", check_transitions},
    {"ARC4847", Severity::kError,
     "bucket policy allows an action that does not apply to its resource", "S3 refuses the policy",
     "name the bucket, or its objects", kPolicyActionPage, "", check_policy_actions},
    {"ARC4848", Severity::kError, "public bucket policy on a bucket that blocks public policies",
     "S3 refuses the policy", "name a principal, or allow public policies", kPublicBlockPage, "",
     check_public_policies},
};

}  // namespace

std::span<const Rule> bucket_setting_rules() { return kBucketSettingRules; }

}  // namespace archsynth::analysis
