// The keys of the JSON objects that secrets hold, and dynamic references to them.

#include "rules/stores/secret_keys.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/template/embedded.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSecretReferencePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "dynamic-references-secretsmanager.html";

/// What an attachment adds to a secret.
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
/// aws-resource-secretsmanager-secrettargetattachment.html
constexpr std::string_view kAttachedKeys[] = {"dbClusterIdentifier",
                                              "dbInstanceIdentifier",
                                              "dbname",
                                              "engine",
                                              "host",
                                              "masterarn",
                                              "password",
                                              "port",
                                              "ssl",
                                              "username"};

/// Whether a text is no JSON object, however its variables turn out.
bool is_plain(const cfn::Value& value) {
  const auto* sub = value.get_if<cfn::Sub>();
  const std::string* text = sub != nullptr ? &sub->text : value.string();
  return text != nullptr && !text->empty() && text->find_first_of("{$ \t\n") != 0;
}

SecretKeys keys_of(const cfn::Value* json) {
  if (is_plain(*json)) return SecretKeys(std::in_place);
  const auto read = embedded(json, false, true);
  if (!read) return std::nullopt;
  SecretKeys keys(std::in_place);
  const cfn::Map* map = read->value.map();
  if (!read->fault.empty() || map == nullptr) return keys;
  for (const cfn::MapEntry& each : *map) {
    if (each.key.find("${") != each.key.npos) return std::nullopt;
    keys->insert(each.key);
  }
  return keys;
}

/// The keys that its own properties give a secret of the template.
SecretKeys written_keys(const View& view, const cfn::Resource& secret) {
  const cfn::Value* text = property(secret, {"SecretString"});
  const cfn::Value* generated = property(secret, {"GenerateSecretString"});
  if (text != nullptr) return keys_of(text);
  if (generated == nullptr || generated->map() == nullptr) return std::nullopt;
  const auto key = view.text(member(generated, {"GenerateStringKey"}));
  const cfn::Value* form = member(generated, {"SecretStringTemplate"});
  if (form == nullptr && !key) return SecretKeys(std::in_place);
  SecretKeys keys = form == nullptr ? SecretKeys(std::in_place) : keys_of(form);
  if (!keys || !key) return std::nullopt;
  keys->insert(*key);
  return keys;
}

bool is_rotated(const View& view, const cfn::Resource& secret) {
  for (const cfn::Resource* each : view.of("AWS::SecretsManager::RotationSchedule")) {
    if (refers_to(view.references(*each), secret)) return true;
  }
  return false;
}

/// Visits the references within a text of `Fn::Sub`:
/// `{{resolve:secretsmanager:${S}:SecretString:k}}`.
void each_part_in(const View& view, const cfn::Sub& sub,
                  const std::function<void(const SecretPart&)>& visit) {
  constexpr std::string_view kStart = "{{resolve:secretsmanager:${";
  std::string_view rest = sub.text;
  for (std::size_t at = rest.find(kStart); at != rest.npos; at = rest.find(kStart)) {
    rest.remove_prefix(at + kStart.size());
    const std::size_t end = rest.find('}');
    if (end == rest.npos) return;
    const std::string name(rest.substr(0, rest.find_first_of(".}")));
    const cfn::Value* given = sub.variables.find(std::string(rest.substr(0, end)));
    const auto parts = split(rest.substr(end + 1, rest.find("}}", end + 1) - end - 1), ':');
    const cfn::Resource* secret = given != nullptr ? view.target(given) : view.find(name);
    const bool is_key = parts.size() > 2 && parts[0].empty() && parts[1] == "SecretString";
    if (is_key && secret != nullptr && parts[2].find('$') == std::string_view::npos)
      visit({behind(view, secret), std::string(parts[2])});
  }
}

void check_references(const View& view, const Report& report) {
  if (view.of("AWS::SecretsManager::Secret").empty() && view.of("AWS::RDS::DBInstance").empty() &&
      view.of("AWS::RDS::DBCluster").empty()) {
    return;
  }
  for (const cfn::Resource* resource : view.resources()) {
    for (const cfn::MapEntry& entry : resource->properties) {
      cfn::walk(entry.value, [&](const cfn::Value& value) {
        each_secret_part(view, value, [&](const SecretPart& part) {
          check_key(view, report, *resource, &value, *part.secret, part.key);
        });
      });
    }
  }
}

constexpr Rule kSecretKeyRules[] = {
    {"ARC4530", Severity::kError, "dynamic reference to a key that the secret does not have",
     "CloudFormation does not find the key and refuses the resource",
     "name a key of the secret's JSON object", kSecretReferencePage, "", check_references},
};

}  // namespace

SecretKeys keys_of_secret(const View& view, const cfn::Resource& secret) {
  if (secret.type == "AWS::RDS::DBInstance" || secret.type == "AWS::RDS::DBCluster") {
    return std::set<std::string>{"password", "username"};
  }
  if (secret.type != "AWS::SecretsManager::Secret" || is_rotated(view, secret)) return std::nullopt;
  SecretKeys keys = written_keys(view, secret);
  for (const cfn::Resource* each : view.of("AWS::SecretsManager::SecretTargetAttachment")) {
    if (!keys || !refers_to(view.references(*each), secret)) continue;
    keys->insert(std::begin(kAttachedKeys), std::end(kAttachedKeys));
  }
  return keys;
}

std::optional<std::string> text_in_secret(const View& view, const cfn::Resource& secret,
                                          const std::string& key) {
  for (const cfn::Value* form :
       {property(secret, {"SecretString"}),
        property(secret, {"GenerateSecretString", "SecretStringTemplate"})}) {
    const auto* sub = form == nullptr ? nullptr : form->get_if<cfn::Sub>();
    if (sub != nullptr && !sub->variables.empty()) continue;
    const auto read = embedded(form, false, true);
    const cfn::Value* value = read ? member(&read->value, {key}) : nullptr;
    const std::string* text = value == nullptr ? nullptr : value->string();
    if (text == nullptr) continue;
    const cfn::Value made = sub == nullptr ? cfn::Value(*text) : cfn::Value(cfn::Sub{*text, {}});
    return composed_text(view, &made);
  }
  return std::nullopt;
}

void each_secret_part(const View& view, const cfn::Value& value,
                      const std::function<void(const SecretPart&)>& visit) {
  if (const auto* sub = value.get_if<cfn::Sub>()) return each_part_in(view, *sub, visit);
  const auto* reference = value.get_if<cfn::DynamicReference>();
  if (reference == nullptr || reference->service != "secretsmanager") return;
  const cfn::List& parts = reference->parts;
  const cfn::Resource* secret = parts.empty() ? nullptr : behind(view, view.target(&parts.front()));
  const auto key = parts.size() < 3 ? std::nullopt : view.text(&parts[2]);
  if (secret != nullptr && key) visit({secret, *key});
}

void check_key(const View& view, const Report& report, const cfn::Resource& resource,
               const cfn::Value* at, const cfn::Resource& secret, const std::string& key) {
  const SecretKeys keys = keys_of_secret(view, secret);
  if (key.empty() || !keys || keys->contains(key)) return;
  Diagnostic& found =
      report(resource, at,
             fmt::format("the secret {} {}has no key {}", quoted(secret.id.str()),
                         keys->empty() ? "is not a JSON object, so it " : "", quoted(key)));
  const std::vector<std::string> names(keys->begin(), keys->end());
  if (!names.empty()) found.fix = suggest(key, names);
  found.related.push_back({secret.origin, "the secret is declared here"});
}

std::span<const Rule> secret_key_rules() { return kSecretKeyRules; }

}  // namespace archsynth::analysis
