// Passwords: where they stand and who can read them.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPasswordsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html";

/// Properties that hold a password, at any depth of any resource.
constexpr std::array<std::string_view, 9> kPasswords = {
    "ADDomainJoinPassword", "AccountPassword",
    "AdminPassword",        "CrossRealmTrustPrincipalPassword",
    "DbPassword",           "KdcAdminPassword",
    "MasterUserPassword",   "Password",
    "PasswordParam"};

/// Calls `visit(value)` for each password of a resource.
template <typename Visit>
void each_password(const cfn::Map& map, const Visit& visit);

template <typename Visit>
void each_password(const cfn::Value& value, const Visit& visit) {
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& item : *list) each_password(item, visit);
  }
  if (const cfn::Map* map = value.map()) each_password(*map, visit);
}

template <typename Visit>
void each_password(const cfn::Map& map, const Visit& visit) {
  for (const cfn::MapEntry& entry : map) {
    const bool is_one =
        std::find(kPasswords.begin(), kPasswords.end(), entry.key) != kPasswords.end();
    if (is_one) visit(entry.value);
    each_password(entry.value, visit);
  }
}

template <typename Visit>
void each_password(const View& view, const Visit& visit) {
  for (const cfn::Resource* each_resource : view.resources()) {
    const cfn::Resource& resource = *each_resource;
    if (!resource.type.starts_with("AWS::")) continue;
    each_password(resource.properties, [&](const cfn::Value& value) {
      for (const Case& each : view.cases(&value)) {
        if (each.value != nullptr) visit(resource, *each.value);
      }
    });
  }
}

const cfn::Parameter* parameter_of(const View& view, const cfn::Value& value) {
  const auto* ref = value.get_if<cfn::Ref>();
  return ref == nullptr ? nullptr : view.source().find_parameter(ref->target);
}

void check_plain(const View& view, const Report& report) {
  each_password(view, [&](const cfn::Resource& resource, const cfn::Value& value) {
    const std::string* text = value.string();
    const auto* reference = value.get_if<cfn::DynamicReference>();
    const bool is_plain = text != nullptr && text->find("{{resolve:") == text->npos;
    const bool is_parameter = (reference != nullptr && reference->service == "ssm") ||
                              (text != nullptr && text->starts_with("{{resolve:ssm:"));
    if (is_plain && !text->empty()) {
      report(resource, &value, "the password is in the template in plain text");
    } else if (is_parameter) {
      report(resource, &value, "the password is a parameter in plain text");
    }
  });
}

void check_hidden(const View& view, const Report& report) {
  each_password(view, [&](const cfn::Resource& resource, const cfn::Value& value) {
    const cfn::Parameter* parameter = parameter_of(view, value);
    if (parameter == nullptr || cfn::is_no_echo(*parameter) ||
        parameter->type.starts_with("AWS::SSM::")) {
      return;
    }
    report(resource, parameter->origin,
           fmt::format("the parameter {} is a password that is not masked",
                       quoted(parameter->id.str())));
  });
}

struct Secret {
  std::string_view type;
  std::string_view property;
};

/// Passwords that can be taken from Secrets Manager as they are.
constexpr Secret kSecrets[] = {
    {"AWS::DirectoryService::MicrosoftAD", "Password"},
    {"AWS::DirectoryService::SimpleAD", "Password"},
    {"AWS::ElastiCache::ReplicationGroup", "AuthToken"},
    {"AWS::RDS::DBCluster", "MasterUserPassword"},
    {"AWS::RDS::DBInstance", "MasterUserPassword"},
    {"AWS::Redshift::Cluster", "MasterUserPassword"},
};

void check_dynamic(const View& view, const Report& report) {
  for (const Secret& each : kSecrets) {
    for (const cfn::Resource* resource : view.of(each.type)) {
      for (const Case& state : view.cases(property(*resource, {each.property}))) {
        if (state.value == nullptr) continue;
        const cfn::Parameter* parameter = parameter_of(view, *state.value);
        if (parameter == nullptr) continue;
        report(*resource, state.value,
               fmt::format("the password is passed in at deployment, as the parameter {}",
                           quoted(parameter->id.str())));
      }
    }
  }
}

constexpr Rule kPasswordsRules[] = {
    {"ARC4514", Severity::kWarning, "password in plain text in the template",
     "everyone who can read the template can read the password",
     "generate the password in Secrets Manager and reference it as {{resolve:secretsmanager:…}}",
     kPasswordsPage, "W2501", check_plain},
    {"ARC4515", Severity::kWarning, "password parameter without NoEcho",
     "the console and the API show the password", "set NoEcho: true", kPasswordsPage, "W2501",
     check_hidden},
    {"ARC4516", Severity::kWarning, "password is a deployment parameter",
     "the password passes through people, shells and logs",
     "generate the password in Secrets Manager and reference it as {{resolve:secretsmanager:…}}",
     kPasswordsPage, "W1011", check_dynamic},
};

}  // namespace

std::span<const Rule> password_rules() { return kPasswordsRules; }

}  // namespace archsynth::analysis
