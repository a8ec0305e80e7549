#include "rules/policies/policies.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/policies/policy_parts.h"
#include "rules/schemas/schema_walk.h"
#include "spec/lifecycles.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kElementsPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";
constexpr std::string_view kGrammarPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";
constexpr std::string_view kActionsPage =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html";

constexpr Rule kForm = {"ARC3501",
                        Severity::kError,
                        "malformed policy",
                        "the service refuses the policy as malformed",
                        "",
                        kGrammarPage,
                        "E3510"};
constexpr Rule kResourceName = {"ARC3502",
                                Severity::kError,
                                "policy resource is not an ARN",
                                "the service refuses the policy as malformed",
                                "use the resource's ARN, or \"*\" for all",
                                kElementsPage,
                                "E3510"};
constexpr Rule kVersion = {"ARC3503",
                           Severity::kWarning,
                           "policy has an old version",
                           "policy variables such as ${aws:username} are not replaced",
                           "set \"Version\" to 2012-10-17",
                           kElementsPage,
                           "W2511"};
constexpr Rule kAction = {"ARC3504",
                          Severity::kWarning,
                          "unknown IAM action",
                          "the statement does not cover the intended action",
                          "look the action up in the service's list",
                          kActionsPage,
                          "W3037"};

constexpr Rule kRules[] = {kForm, kResourceName, kVersion, kAction};

/// Whether the ARN of the identity is `Arn`, and `Ref` its name.
bool is_named_by_ref(std::string_view type) {
  return type == "AWS::IAM::Role" || type == "AWS::IAM::User";
}

/// Whether a principal is surely neither an ARN, an account or an id of IAM or S3 nor the domain of
/// a service.
bool is_mere_name(std::string_view key, std::string_view text) {
  if (text.empty() || text.find_first_of("*${:") != text.npos) return false;
  if (key == "Service") return text.find('.') == text.npos || text.ends_with(".amazonaws");
  constexpr std::size_t kIdSize = 16;
  const bool may_be_id = text.size() >= kIdSize && text.find_first_of("_-+=,.@/ ") == text.npos;
  return !may_be_id && text.find_first_not_of("0123456789-") != text.npos;
}

using Kind = PolicyKind;

std::string_view see_of(Kind kind) {
  switch (kind) {
    case Kind::kResource:
      return "E3512";
    case Kind::kTrust:
      return "E3530";
    case Kind::kRepository:
      return "E3513";
    case Kind::kIdentity:
      break;
  }
  return "E3510";
}

/// One policy on its way through the checks.
class PolicyCheck {
 public:
  PolicyCheck(const cfn::Template& checked, const cfn::Resource& resource, Kind kind,
              Diagnostics& to)
      : checked_(checked), resource_(resource), kind_(kind), to_(to) {}

  void check(const cfn::Value& document, const Origin& key) {
    each_policy_case(document, [&](const cfn::Value& one) {
      if (const cfn::Map* map = one.map()) check_document(*map, first_known(key, one.origin()));
    });
  }

 private:
  Diagnostic& add(const Origin& origin, std::string message, std::string fix) {
    return report(to_, kForm, first_known(origin, resource_.origin), std::move(message),
                  std::move(fix), see_of(kind_));
  }
  void wrong(const Origin& origin, std::string message, std::string fix = {},
             std::vector<std::string> missing = {}) {
    add(origin, std::move(message), std::move(fix)).missing = std::move(missing);
  }

  /// A map that is the argument of a macro or of another computation.
  static bool is_computed(const cfn::Map& map) {
    return map.size() == 1 && map.begin()->key.starts_with("Fn::");
  }

  void check_keys(const cfn::Map& map, std::span<const std::string_view> known,
                  std::string_view what) {
    for (const cfn::MapEntry& entry : map) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      if (entry.key.starts_with("Fn::")) continue;
      add(entry.key_origin, fmt::format("unknown key {} in {}", quoted(entry.key), what),
          suggest(entry.key, known))
          .meant = meant_key(entry.key, known);
    }
  }

  void check_document(const cfn::Map& document, const Origin& origin) {
    constexpr std::array<std::string_view, 3> kKeys = {"Id", "Statement", "Version"};
    if (is_computed(document)) return;
    check_keys(document, kKeys, "a policy");
    if (const cfn::Value* version = document.find("Version")) check_version(*version);
    const cfn::Value* statements = document.find("Statement");
    if (statements == nullptr)
      return wrong(origin, "the policy is missing \"Statement\"", "add one", {"Statement"});
    if (statements->list() != nullptr && statements->list()->empty())
      return wrong(statements->origin(), "the policy has no statements", "add a statement");
    check_ids(*statements);
    each_policy_item(*statements, [&](const cfn::Value& statement) {
      if (const cfn::Map* map = statement.map()) {
        if (!is_computed(*map)) check_statement(*map, statement.origin());
      } else if (!statement.is_intrinsic()) {
        wrong(statement.origin(),
              "a policy statement must be a mapping, not " + what_is(statement));
      }
    });
  }

  bool is_of_iam() const { return kind_ == Kind::kIdentity || kind_ == Kind::kTrust; }

  void check_ids(const cfn::Value& statements) {
    if (statements.list() == nullptr || !is_of_iam()) return;
    std::set<std::string_view> seen;
    for (const cfn::Value& statement : *statements.list()) {
      const cfn::Value* id = statement.map() == nullptr ? nullptr : statement.map()->find("Sid");
      const std::string* text = id == nullptr ? nullptr : id->string();
      if (text == nullptr || text->empty() || seen.insert(*text).second) continue;
      wrong(id->origin(), fmt::format("two statements have the \"Sid\" {}", quoted(*text)));
    }
  }

  /// Other services than IAM take any text.
  void check_id(const cfn::Value& id) {
    const std::string* text = id.string();
    if (text == nullptr || kind_ != Kind::kIdentity) return;
    if (std::all_of(text->begin(), text->end(), is_letter_or_digit)) return;
    wrong(id.origin(), fmt::format("\"Sid\" takes letters and digits only, not {}", quoted(*text)));
  }

  void check_version(const cfn::Value& version) {
    const std::string* text = version.string();
    if (text == nullptr || *text == "2012-10-17") return;
    if (*text == "2008-10-17") {
      report(to_, kVersion, version.origin(), "the policy has the old version 2008-10-17");
    } else {
      wrong(version.origin(), fmt::format("unknown policy version {}", quoted(*text)),
            "set \"Version\" to 2012-10-17");
    }
  }

  void check_statement(const cfn::Map& statement, const Origin& origin) {
    constexpr std::array<std::string_view, 9> kKeys = {"Action",    "Condition",    "Effect",
                                                       "NotAction", "NotPrincipal", "NotResource",
                                                       "Principal", "Resource",     "Sid"};
    check_keys(statement, kKeys, "a statement");
    if (const cfn::Value* id = statement.find("Sid")) check_id(*id);
    check_effect(statement, origin);
    check_one_of(statement, "Action", "NotAction", origin);
    const bool has_principals = kind_ != Kind::kIdentity;
    const bool has_resources = kind_ == Kind::kIdentity || kind_ == Kind::kResource;
    check_whether(statement, "Principal", "NotPrincipal", has_principals, origin);
    check_whether(statement, "Resource", "NotResource", has_resources, origin);
    for (const char* key : {"Principal", "NotPrincipal"}) check_principal(statement.find(key));
    for (const char* key : {"Action", "NotAction"}) check_actions(statement.find(key));
    for (const char* key : {"Resource", "NotResource"}) check_resources(statement.find(key));
    if (const cfn::Value* condition = statement.find("Condition")) check_condition(*condition);
  }

  void check_effect(const cfn::Map& statement, const Origin& origin) {
    const cfn::Value* effect = statement.find("Effect");
    if (effect == nullptr) {
      return wrong(origin, "the policy statement is missing \"Effect\"",
                   "set \"Effect\" to Allow or Deny", {"Effect"});
    }
    each_policy_case(*effect, [&](const cfn::Value& one) {
      const std::string* text = one.string();
      if (text == nullptr || *text == "Allow" || *text == "Deny") return;
      constexpr std::array<std::string_view, 2> kEffects = {"Allow", "Deny"};
      wrong(one.origin(), fmt::format("\"Effect\" cannot be {}", quoted(*text)),
            suggest(*text, kEffects));
    });
  }

  void check_one_of(const cfn::Map& statement, std::string_view one, std::string_view other,
                    const Origin& origin) {
    const bool has_one = statement.contains(one);
    if (has_one != statement.contains(other)) return;
    const auto is_open = [&](std::string_view key) {
      const cfn::Value* value = statement.find(key);
      return value != nullptr && value->is_intrinsic();
    };
    if (is_open(one) || is_open(other)) return;
    std::string fix = fmt::format("set either {} or {}", one, other);
    if (!has_one) {
      return wrong(origin, fmt::format("the policy statement is missing {}", quoted(one)),
                   std::move(fix), {std::string(one), std::string(other)});
    }
    wrong(origin,
          fmt::format("the policy statement has both {} and {}", quoted(one), quoted(other)),
          std::move(fix));
  }

  void check_whether(const cfn::Map& statement, std::string_view one, std::string_view other,
                     bool wanted, const Origin& origin) {
    if (wanted) return check_one_of(statement, one, other, origin);
    for (const std::string_view key : {one, other}) {
      const cfn::MapEntry* entry = statement.find_entry(key);
      if (entry == nullptr || entry->value.is_intrinsic()) continue;
      // A repository's own ARN is allowed for.
      if (kind_ == Kind::kRepository) continue;
      wrong(entry->key_origin,
            fmt::format("{} is not allowed in {}", quoted(key),
                        kind_ == Kind::kTrust ? "a trust policy" : "an identity-based policy"),
            "remove the key");
    }
  }

  void check_principal(const cfn::Value* principal) {
    if (principal == nullptr) return;
    each_policy_case(*principal, [&](const cfn::Value& one) {
      if (const std::string* text = one.string(); text != nullptr && *text != "*") {
        wrong(one.origin(), fmt::format("{} is not a valid principal", quoted(*text)),
              "use AWS: <ARN>, Service: <name>.amazonaws.com, or \"*\"");
      }
      constexpr std::array<std::string_view, 4> kKeys = {"AWS", "CanonicalUser", "Federated",
                                                         "Service"};
      const cfn::Map* map = one.map();
      if (map == nullptr || is_computed(*map)) return;
      check_keys(*map, kKeys, "a principal");
      for (const char* key : {"AWS", "Service"}) {
        const cfn::Value* names = map->find(key);
        if (names == nullptr) continue;
        each_policy_item(*names, [&](const cfn::Value& name) { check_principal_name(key, name); });
      }
    });
  }

  /// `Ref` of an identity is its name, which no policy takes.
  void check_principal_name(std::string_view key, const cfn::Value& value) {
    if (const auto* ref = value.get_if<cfn::Ref>()) {
      const auto named =
          std::find_if(checked_.resources.begin(), checked_.resources.end(),
                       [&](const cfn::Resource& each) { return each.id == ref->target; });
      if (named == checked_.resources.end() || !is_named_by_ref(named->type)) return;
      return wrong(value.origin(),
                   fmt::format("the principal {} is the name of {}, not its ARN",
                               quoted("!Ref " + named->id.str()), quoted(named->id.str())),
                   fmt::format("use `!GetAtt {}.Arn`", named->id.str()));
    }
    const std::string* text = value.string();
    if (text == nullptr || !is_mere_name(key, *text)) return;
    wrong(value.origin(), fmt::format("{} is not a valid {} principal", quoted(*text), key),
          key == "AWS" ? "use the ARN of the role, the user or the account"
                       : "use the form <service>.amazonaws.com");
  }

  void check_actions(const cfn::Value* actions) {
    if (actions == nullptr) return;
    each_policy_item(*actions, [&](const cfn::Value& one) {
      const std::string* text = one.string();
      if (text == nullptr || text->find("${") != text->npos) return;
      if (const std::string_view fault = fault_of_action(*text, kind_); !fault.empty()) {
        return wrong(one.origin(), fmt::format("{} {}", quoted(*text), fault));
      }
      if (*text == "*" || is_crowded(to_)) return;
      if (has_transform(checked_, "AWS::Serverless-2016-10-31")) return;
      const std::size_t colon = text->find(':');
      if (kind_ == Kind::kTrust && colon != text->npos && text->find_first_of("*?") > colon &&
          lower_case(text->substr(0, colon)) != "sts") {
        return wrong(
            one.origin(),
            fmt::format("a trust policy allows actions of sts only, not {}", quoted(*text)),
            "use sts:AssumeRole here, and the other actions in a policy of the role");
      }
      const auto doubt = [&](std::string message, std::string fix = {}) {
        report(to_, kAction, first_known(one.origin(), resource_.origin), std::move(message),
               std::move(fix));
      };
      if (colon == text->npos) {
        return doubt(fmt::format("{} is not a valid action", quoted(*text)),
                     "use the form service:Action, such as s3:GetObject");
      }
      const std::string_view service = std::string_view(*text).substr(0, colon);
      const std::string_view action = std::string_view(*text).substr(colon + 1);
      if (service.find_first_of("*?") != service.npos) return;
      if (!spec::is_iam_service(service)) {
        return doubt(fmt::format("unknown service {} in an IAM action", quoted(service)));
      }
      if (spec::is_iam_action(service, action)) return;
      const std::string_view near = spec::nearest_iam_action(service, action);
      doubt(fmt::format("unknown action {} of the service {}", quoted(action), service),
            near.empty() ? std::string() : fmt::format("did you mean \"{}:{}\"?", service, near));
    });
  }

  void check_resources(const cfn::Value* resources) {
    if (resources == nullptr) return;
    const bool is_bucket = resource_.type == "AWS::S3::BucketPolicy";
    each_policy_item(*resources, [&](const cfn::Value& one) {
      const std::string* text = one.string();
      if (text == nullptr) return;
      if (const std::string_view fault = fault_of_resource(*text); is_of_iam() && !fault.empty()) {
        return wrong(one.origin(), fmt::format("the ARN {} {}", quoted(*text), fault));
      }
      const bool is_open = text->find_first_of("*?$") != text->npos;
      const bool fits = text->starts_with("arn:") || text->find("{{resolve:") != text->npos ||
                        (is_open && !(is_bucket && *text == "*"));
      if (fits) return;
      report(to_, kResourceName, first_known(one.origin(), resource_.origin),
             fmt::format("{} is not {}", quoted(*text),
                         is_bucket ? "the policy's bucket or one of its objects" : "a valid ARN"),
             {}, is_bucket ? "E3514" : see_of(kind_));
    });
  }

  void check_condition_values(const cfn::MapEntry& operation) {
    if (!is_of_iam() || operation.value.map() == nullptr || is_computed(*operation.value.map())) {
      return;
    }
    for (const cfn::MapEntry& entry : *operation.value.map()) {
      each_policy_item(entry.value, [&](const cfn::Value& one) {
        const std::string* text = one.string();
        const std::string_view wanted =
            text == nullptr ? std::string_view() : wanted_of_operator(operation.key, *text);
        if (wanted.empty()) return;
        wrong(one.origin(), fmt::format("{} of {} takes {}, not {}", quoted(entry.key),
                                        operation.key, wanted, quoted(*text)));
      });
    }
  }

  void check_condition(const cfn::Value& condition) {
    each_policy_case(condition, [&](const cfn::Value& one) {
      const cfn::Map* map = one.map();
      if (map == nullptr || is_computed(*map)) return;
      for (const cfn::MapEntry& entry : *map) {
        if (entry.key.starts_with("Fn::")) continue;
        if (is_condition_operator(entry.key)) {
          check_condition_values(entry);
          continue;
        }
        wrong(entry.key_origin, fmt::format("unknown condition operator {}", quoted(entry.key)),
              suggest(entry.key, condition_operators()));
      }
    });
  }

  const cfn::Template& checked_;
  const cfn::Resource& resource_;
  Kind kind_;
  Diagnostics& to_;
};

}  // namespace

void check_policies(const cfn::Template& checked, Diagnostics& to) {
  if (has_own_macro(checked)) return;
  for (const cfn::Resource& resource : checked.resources) {
    const auto about = to.about(resource.id.str());
    check_policy_size(resource, to);
    each_policy(resource, [&](const PolicyDocument& each) {
      PolicyCheck(checked, resource, each.kind, to).check(each.document, each.key);
    });
  }
}

std::span<const Rule> policy_rules() { return kRules; }

}  // namespace archsynth::analysis
