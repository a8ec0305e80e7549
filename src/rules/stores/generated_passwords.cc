// Passwords of databases that are written out or generated, against what RDS takes.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPasswordPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
constexpr std::string_view kForbidden = "/@\"";

struct PasswordLength {
  std::string_view engine;  ///< or its beginning
  double most;
};
constexpr PasswordLength kPasswordLengths[] = {{"mysql", 41},      {"mariadb", 41},
                                               {"oracle-", 30},    {"postgres", 128},
                                               {"sqlserver", 128}, {"db2-", 255}};

double longest_password(std::string_view engine) {
  for (const PasswordLength& each : kPasswordLengths) {
    if (engine.starts_with(each.engine)) return each.most;
  }
  return 0;
}

/// The secret of the template that a password is read from.
const cfn::Resource* secret_of(const View& view, const cfn::Value& password) {
  for (const cfn::Reference& each : cfn::references(password)) {
    const cfn::Resource* secret = view.find(each.target.str());
    if (secret != nullptr && secret->type == "AWS::SecretsManager::Secret") return secret;
  }
  return nullptr;
}

/// The characters that RDS refuses and the generator may use; empty when that is not known.
std::string allowed_by_generator(const View& view, const cfn::Value& generator) {
  if (view.truth(member(&generator, {"ExcludePunctuation"})) == true) return {};
  if (generator.map()->contains("ExcludePunctuation") &&
      !view.truth(member(&generator, {"ExcludePunctuation"}))) {
    return {};
  }
  const cfn::Value* excluded = generator.map()->find("ExcludeCharacters");
  const auto text = view.text(excluded);
  if (excluded != nullptr && !text) return {};
  std::string allowed;
  for (const char c : kForbidden) {
    if (!text || text->find(c) == std::string::npos) allowed += c;
  }
  return allowed;
}

void check_generator(const View& view, const Report& report, const cfn::Resource& database,
                     const cfn::Resource& secret) {
  const cfn::Value* generator = property(secret, {"GenerateSecretString"});
  if (generator == nullptr || generator->map() == nullptr) return;
  const std::string allowed = allowed_by_generator(view, *generator);
  if (!allowed.empty()) {
    report(secret, generator,
           fmt::format("the password that {} generates for {} may contain {}",
                       quoted(secret.id.str()), quoted(database.id.str()), allowed))
        .fix = "set \"ExcludeCharacters\" to /@\"";
  }
  const cfn::Value* place = member(generator, {"PasswordLength"});
  constexpr double kDefaultLength = 32;
  const auto length = place == nullptr ? kDefaultLength : view.number(place);
  const double most = longest_password(view.text(property(database, {"Engine"})).value_or(""));
  if (!length || most == 0 || (*length <= most && *length >= 8)) return;
  report(secret, place == nullptr ? generator : place,
         fmt::format("{} generates {} characters, but a password of {} must have 8 to {}",
                     quoted(secret.id.str()), *length, quoted(database.id.str()), most))
      .fix = "change \"PasswordLength\"";
}

void check_written(const View& view, const Report& report, const cfn::Resource& database,
                   const cfn::Value& password) {
  const std::string* text = password.string();
  if (text == nullptr || text->find("{{") != std::string::npos) return;
  const double most = longest_password(view.text(property(database, {"Engine"})).value_or(""));
  if (text->find_first_of(kForbidden) != std::string::npos) {
    report(database, &password,
           fmt::format("the password of {} contains /, @ or a quotation mark",
                       quoted(database.id.str())));
  } else if (text->size() < 8 || (most != 0 && static_cast<double>(text->size()) > most)) {
    report(database, &password,
           fmt::format("the password of {} has {} characters", quoted(database.id.str()),
                       text->size()));
  }
}

void check_database_passwords(const View& view, const Report& report) {
  for (const char* type : {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster",
                           "AWS::Redshift::Cluster"}) {
    for (const cfn::Resource* database : view.of(type)) {
      const cfn::Value* password = property(*database, {"MasterUserPassword"});
      if (password == nullptr) continue;
      check_written(view, report, *database, *password);
      const cfn::Resource* secret = secret_of(view, *password);
      if (secret != nullptr) check_generator(view, report, *database, *secret);
    }
  }
}

constexpr Rule kGeneratedPasswordsRules[] = {
    {"ARC4529", Severity::kError, "RDS does not accept the password",
     "RDS refuses a password with /, @ or quotation marks, or of another length",
     "change the password", kPasswordPage, "", check_database_passwords},
};

}  // namespace

std::span<const Rule> generated_password_rules() { return kGeneratedPasswordsRules; }

}  // namespace archsynth::analysis
