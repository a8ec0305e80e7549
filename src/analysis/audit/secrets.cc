// Layer 3: secrets that stand in the template, or that CloudFormation shows.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "answers.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "rules/template/embedded.h"
#include "spec/credential_names.h"

namespace archsynth::analysis {
namespace {

/// Properties whose members have names of the user's own, with what they are of.
constexpr std::string_view kNamedValues[] = {"ConnectionProperties",
                                             "DefaultArguments",
                                             "Environment",
                                             "EnvironmentVariables",
                                             "ProviderDetails",
                                             "RuntimeEnvironmentVariables",
                                             "Variables"};

/// Types whose variables have controls of their own: ARC6505, ARC6537.
bool has_other_control(std::string_view type) {
  return type == "AWS::ECS::TaskDefinition" || type == "AWS::Lambda::Function";
}

/// A secret of a resource.
struct SecretPlace {
  const cfn::Resource& resource;
  std::string path;  ///< `LoginProfile.Password`
  std::string name;  ///< `Password`
  const cfn::Value& value;
  bool is_property = false;  ///< by the schema, not by a name of the user's own
};
using VisitSecret = std::function<void(const SecretPlace&)>;

/// Finds the secrets in the properties of a resource.
class SecretSearch {
 public:
  SecretSearch(const View& view, const cfn::Resource& resource, const VisitSecret& visit)
      : view_(view), resource_(resource), visit_(visit) {}

  void search() { search(resource_.properties, {}, {}); }

 private:
  void search(const cfn::Value& value, const std::string& path, std::string_view key) {
    if (const cfn::Map* map = value.map()) return search(*map, path, key);
    if (value.list() == nullptr || key.ends_with("Tags")) return;
    for (const cfn::Value& each : *value.list()) {
      const bool is_pair = each.map() != nullptr && add_pair(*each.map(), path);
      search(each, path, is_pair ? std::string_view() : key);
    }
  }

  void search(const cfn::Map& map, const std::string& path, std::string_view key) {
    const bool has_own_names = is_named(key);
    for (const cfn::MapEntry& each : map) {
      const std::string inner = path.empty() ? each.key : path + "." + each.key;
      if (spec::is_secret_property(resource_.type, each.key)) {
        add_all(inner, each);
      } else if (has_own_names && each.value.map() == nullptr) {
        add_named(inner, each.key, each.value);
      }
      search(each.value, inner, each.key);
    }
  }

  bool is_named(std::string_view key) const {
    if (has_other_control(resource_.type)) return false;
    if (key == "Parameters") return resource_.type == "AWS::CloudFormation::Stack";
    return std::find(std::begin(kNamedValues), std::end(kNamedValues), key) !=
           std::end(kNamedValues);
  }

  /// The one secret of a property, or all that are in its list.
  void add_all(const std::string& path, const cfn::MapEntry& entry) {
    if (entry.value.list() == nullptr) {
      if (entry.value.map() == nullptr) visit_({resource_, path, entry.key, entry.value, true});
      return;
    }
    for (const cfn::Value& each : *entry.value.list()) {
      if (each.map() == nullptr) visit_({resource_, path, entry.key, each, true});
    }
  }

  /// `{Name: DB_PASSWORD, Value: …}`, whatever the names of its members; whether it is such a pair.
  bool add_pair(const cfn::Map& map, const std::string& path) {
    const cfn::Value* value = map.find("Value");
    if (value == nullptr || value->map() != nullptr || has_other_control(resource_.type))
      return false;
    const auto type = view_.text(map.find("Type"));
    if (type && type != "PLAINTEXT") return true;
    for (const char* key : {"Name", "Key", "OptionName"}) {
      const auto name = view_.text(map.find(key));
      if (!name) continue;
      add_named(path, *name, *value);
      return true;
    }
    return false;
  }

  void add_named(const std::string& path, const std::string& name, const cfn::Value& value) {
    const auto text = view_.text(&value);
    const bool is_secret = spec::is_credential_name(spec::as_variable(name)) &&
                           (!text || spec::is_stated(*text) || text->find("{{") != text->npos);
    if (is_secret || (text && spec::has_password(*text)))
      visit_({resource_, path, name, value, false});
  }

  const View& view_;
  const cfn::Resource& resource_;
  const VisitSecret& visit_;
};

/// What a text or a function states, `${}` for the rest.
std::string stated_text(const cfn::Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const auto* sub = value.get_if<cfn::Sub>()) return sub->text;
  std::string all;
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& each : *list) all += stated_text(each);
  } else if (const auto* call = value.get_if<cfn::Call>()) {
    for (const cfn::Value& each : call->argument) all += stated_text(each);
  }
  return all;
}

/// The service of the dynamic reference that a value is, or has in it; empty: none.
std::string service_of_reference(const cfn::Value& value) {
  if (const auto* reference = value.get_if<cfn::DynamicReference>()) return reference->service;
  constexpr std::string_view kOpening = "{{resolve:";
  const std::string text = stated_text(value);
  const std::size_t at = text.find(kOpening);
  if (at == text.npos) return {};
  const std::string_view rest = std::string_view(text).substr(at + kOpening.size());
  return std::string(rest.substr(0, rest.find(':')));
}

/// Whether a text says that the secret is put in later.
bool is_placeholder(std::string_view text) {
  constexpr std::string_view kWords[] = {"CHANGE", "DUMMY", "PLACEHOLDER", "REPLACE"};
  const std::string name = spec::as_variable(text);
  return !spec::is_stated(text) ||
         std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view each) { return name.find(each) != name.npos; });
}

/// Whether the content of a secret, JSON or a text, states a credential; nothing: not known.
std::optional<bool> holds_credential(const cfn::Value& value) {
  const auto read = stated_text(value).find('{') == std::string::npos
                        ? std::nullopt
                        : embedded(&value, false, true);
  const cfn::Map* members = read ? read->value.map() : nullptr;
  if (members == nullptr) {
    const std::string* text = value.string();
    return text == nullptr || is_placeholder(*text) ? std::nullopt : std::optional(true);
  }
  for (const cfn::MapEntry& each : *members) {
    const std::string* one = each.value.string();
    const bool is_one = one != nullptr && !is_placeholder(*one) &&
                        (spec::is_credential_name(spec::as_variable(each.key)) ||
                         (spec::has_password(*one) && one->find("${") == one->npos));
    if (is_one) return true;
  }
  return std::nullopt;
}

/// Whether what a function puts in is nothing but the account, the region and their like.
bool is_made_of_text(const cfn::Value& value) {
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    const auto pieces = cfn::pieces(*sub);
    return std::all_of(pieces.begin(), pieces.end(), [](const cfn::SubPiece& each) {
      return each.kind == cfn::SubPiece::Kind::kText || each.text.starts_with("AWS::");
    });
  }
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments = is_join ? call->argument.front().list() : nullptr;
  const cfn::List* parts =
      arguments == nullptr || arguments->size() != 2 ? nullptr : arguments->back().list();
  return parts != nullptr && std::all_of(parts->begin(), parts->end(), [](const cfn::Value& each) {
           const auto* ref = each.get_if<cfn::Ref>();
           return each.string() != nullptr ||
                  (ref != nullptr && ref->target.str().starts_with("AWS::"));
         });
}

class SecretAnswers {
 public:
  SecretAnswers(const AuditedStack& stack, AuditAnswers& to) : view_(stack.view), to_(to) {}

  void answer(const SecretPlace& each) {
    const cfn::Value& value = each.value;
    if (is_no_value(value) || cfn::is_choice(value)) return;  // each state is looked at
    if (const std::string service = service_of_reference(value); !service.empty())
      return answer_reference(each, service);
    const auto text = view_.text(&value);
    const bool is_content = each.name == "SecretString";
    if (text || (is_content && holds_credential(value) == true))
      return answer_text(each, text.value_or("?"));
    const auto references = cfn::references(value);
    for (const cfn::Reference& one : references) {
      if (answer_parameter(each, one)) return;
    }
    if (is_made_of_text(value)) return answer_text(each, "?");
    if (is_made_by_aws(references))
      return pass(each, "an attribute of " + references[0].target.str());
    unknown(each, each.name + " is known at deployment");
  }

 private:
  void pass(const SecretPlace& each, std::string evidence) {
    to_.pass(each.resource, each.path, std::move(evidence), each.value.origin());
  }
  void unknown(const SecretPlace& each, std::string evidence) {
    to_.unknown(each.resource, each.path, std::move(evidence), each.value.origin());
  }

  void answer_reference(const SecretPlace& each, std::string_view service) {
    if (service != "ssm") return pass(each, "a dynamic reference");
    to_.fail(each.resource, each.path,
             each.name + " is a parameter of Systems Manager in plain text", each.value.origin());
  }

  void answer_text(const SecretPlace& each, std::string_view text) {
    if (text.empty()) return;
    if (each.name == "SecretString" && holds_credential(each.value) != true)
      return unknown(each, "whether SecretString is a secret is known at deployment");
    to_.fail(each.resource, each.path, each.name + " is a literal", each.value.origin());
  }

  /// Whether a value that names a parameter is answered by it.
  bool answer_parameter(const SecretPlace& each, const cfn::Reference& one) {
    const cfn::Parameter* parameter = view_.source().find_parameter(one.target);
    if (parameter == nullptr) return false;
    const std::string name = parameter->id.str();
    if (parameter->type.starts_with("AWS::SSM::")) {
      to_.fail(each.resource, each.path,
               fmt::format("{} is the value of {}, which the stack shows", each.name, name),
               parameter->origin);
    } else if (cfn::is_no_echo(*parameter)) {
      pass(each, name + " has NoEcho");
    } else if (each.is_property) {
      to_.fail(each.resource, each.path,
               fmt::format("{} is the value of {}, which has no NoEcho", each.name, name),
               parameter->origin);
    } else {
      unknown(each, each.name + " is known at deployment");
    }
    return true;
  }

  bool is_made_by_aws(const std::vector<cfn::Reference>& references) const {
    return !references.empty() &&
           std::all_of(references.begin(), references.end(), [&](const cfn::Reference& each) {
             const cfn::Resource* made = view_.find(each.target.str());
             return made != nullptr && !each.attribute.empty() && made->type.starts_with("AWS::") &&
                    !made->type.starts_with("AWS::CloudFormation::");
           });
  }

  const View& view_;
  AuditAnswers& to_;
};

/// The template of a generated secret is not generated.
void check_generated(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::SecretsManager::Secret")) {
    const cfn::Value* text = property(*each, {"GenerateSecretString", "SecretStringTemplate"});
    if (text == nullptr || holds_credential(*text) != true) continue;
    to.fail(*each, "GenerateSecretString.SecretStringTemplate",
            "SecretStringTemplate has a literal credential", text->origin());
  }
}

/// Says that there is none, where a database could have one.
void check_without_password(const AuditedStack& stack, AuditAnswers& to) {
  for (const char* type : {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      if (lacks(*each, "MasterUserPassword"))
        to.pass(*each, "MasterUserPassword", "no password is set");
    }
  }
}

/// Where CloudFormation does not mask the value of a parameter with NoEcho: outputs and metadata.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
class ShownSecrets {
 public:
  ShownSecrets(const View& view, AuditAnswers& to) : view_(view), to_(to) {}

  void check(const SecretPlace& secret) {
    for (const cfn::Reference& each : cfn::references(secret.value)) {
      const cfn::Parameter* parameter = view_.source().find_parameter(each.target);
      if (parameter == nullptr || !cfn::is_no_echo(*parameter)) continue;
      if (!known_.insert(each.target.str()).second) continue;
      for (const cfn::Output& one : view_.source().outputs)
        check(secret, each.target, one.value, "the output " + one.id.str());
      for (const cfn::Resource* one : view_.resources())
        check(secret, each.target, one->metadata, "the metadata of " + one->id.str());
    }
  }

 private:
  void check(const SecretPlace& secret, const cfn::LogicalId& parameter, const cfn::Value& value,
             const std::string& where) {
    for (const cfn::Reference& each : cfn::references(value)) {
      if (each.target != parameter) continue;
      to_.fail(secret.resource, secret.path,
               fmt::format("{} shows {}, the value of {}", where, parameter.str(), secret.name),
               first_known(each.origin, value.origin()));
      return;
    }
  }

  const View& view_;
  AuditAnswers& to_;
  std::set<std::string> known_;
};

void check_secrets(const AuditedStack& stack, AuditAnswers& to) {
  SecretAnswers answers(stack, to);
  ShownSecrets shown(stack.view, to);
  const VisitSecret visit = [&](const SecretPlace& each) {
    answers.answer(each);
    shown.check(each);
  };
  for (const cfn::Resource* each : stack.view.resources())
    SecretSearch(stack.view, *each, visit).search();
  check_written_credentials(stack, to);
  check_generated(stack, to);
  check_without_password(stack, to);
}

constexpr AuditCheck kSecretChecks[] = {{"ARC6320", check_secrets}};

}  // namespace

std::span<const AuditCheck> secret_checks() { return kSecretChecks; }

}  // namespace archsynth::analysis
