// Cognito: scopes and attributes that clients of a user pool name.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUserPool = "AWS::Cognito::UserPool";
constexpr std::string_view kScopesPage =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "cognito-user-pools-define-resource-servers.html";
constexpr std::string_view kPoolDomainPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cognito-userpooluicustomizationattachment.html";
constexpr std::string_view kPoolAttributesPage =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html";

/// The pool of a client where the template makes all of it.
const cfn::Resource* own_pool(const View& view, const cfn::Resource& client) {
  const cfn::Resource* pool = view.target(property(client, {"UserPoolId"}), kUserPool);
  return pool == nullptr || is_handed_on(view, *pool) ? nullptr : pool;
}

/// `Server/scope`: a resource server, by reference or by its identifier, and one of its scopes.
struct Scope {
  const cfn::Resource* server = nullptr;
  std::string identifier;
  std::string name;
};

std::optional<Scope> scope_of(const View& view, const cfn::Value& value) {
  if (const auto text = view.text(&value)) {
    const std::size_t slash = text->rfind('/');
    if (slash == text->npos) return std::nullopt;
    return Scope{nullptr, text->substr(0, slash), text->substr(slash + 1)};
  }
  const auto* sub = value.get_if<cfn::Sub>();
  const auto* call = value.get_if<cfn::Call>();
  const cfn::Value* server = nullptr;
  cfn::Value reference;
  std::string rest;
  if (sub != nullptr) {
    const auto pieces = cfn::pieces(*sub);
    if (pieces.size() != 2 || pieces.front().kind == cfn::SubPiece::Kind::kText) return {};
    if (pieces.back().kind != cfn::SubPiece::Kind::kText) return {};
    reference = cfn::ref(cfn::LogicalId(std::string(pieces.front().text)));
    server = &reference;
    rest = pieces.back().text;
  } else if (call != nullptr && call->function == cfn::Function::kJoin) {
    const cfn::List* arguments = call->argument.empty() ? nullptr : call->argument.front().list();
    const cfn::List* parts =
        arguments != nullptr && arguments->size() == 2 ? arguments->back().list() : nullptr;
    if (parts == nullptr || parts->size() != 2 || parts->back().string() == nullptr) return {};
    const std::string* by = arguments->front().string();
    server = &parts->front();
    rest = (by == nullptr ? std::string() : *by) + *parts->back().string();
  }
  const cfn::Resource* found = view.target(server, "AWS::Cognito::UserPoolResourceServer");
  if (found == nullptr || !rest.starts_with('/')) return std::nullopt;
  return Scope{found, {}, rest.substr(1)};
}

/// Whether a resource server surely lacks a scope.
bool lacks_scope(const View& view, const cfn::Resource& server, const std::string& name) {
  if (lacks(server, "Scopes")) return true;
  const Items scopes = view.items(property(server, {"Scopes"}));
  return scopes.complete &&
         std::all_of(scopes.values.begin(), scopes.values.end(), [&](const cfn::Value* each) {
           const auto own = view.text(member(each, {"ScopeName"}));
           return own && *own != name;
         });
}

/// The server of the pool with the identifier; nothing where one is not known.
std::optional<const cfn::Resource*> server_of(const View& view, const cfn::Resource& pool,
                                              const std::string& identifier) {
  for (const cfn::Resource* each : view.of("AWS::Cognito::UserPoolResourceServer")) {
    const cfn::Resource* owner = view.target(property(*each, {"UserPoolId"}));
    const auto own = composed_text(view, property(*each, {"Identifier"}));
    if (owner == nullptr || (owner == &pool && !own)) return std::nullopt;
    if (owner == &pool && *own == identifier) return each;
  }
  return nullptr;
}

void check_scopes(const View& view, const Report& report) {
  for (const cfn::Resource* client : view.of("AWS::Cognito::UserPoolClient")) {
    const cfn::Resource* pool = own_pool(view, *client);
    if (pool == nullptr) continue;
    each_place(view, *client, "AllowedOAuthScopes.*", [&](const cfn::Value& place) {
      const auto scope = scope_of(view, place);
      if (!scope || scope->name.find('$') != std::string::npos) return;
      auto server = scope->server != nullptr ? std::optional(scope->server)
                                             : server_of(view, *pool, scope->identifier);
      // That a pool has no such server, another rule says.
      if (!server || *server == nullptr) return;
      if (lacks_scope(view, **server, scope->name)) {
        report(*client, &place,
               fmt::format("the resource server {} has no scope {}", quoted((*server)->id.str()),
                           quoted(scope->name)));
      }
    });
  }
}

/// The attributes of a pool that its schema adds; nothing where they are not all known.
std::optional<std::vector<std::string>> custom_attributes(const View& view,
                                                          const cfn::Resource& pool) {
  std::vector<std::string> all;
  if (lacks(pool, "Schema")) return all;
  const Items schema = view.items(property(pool, {"Schema"}));
  if (!schema.complete) return std::nullopt;
  for (const cfn::Value* each : schema.values) {
    const auto name = view.text(member(each, {"Name"}));
    if (!name) return std::nullopt;
    all.push_back(name->starts_with("custom:") ? *name : "custom:" + *name);
  }
  return all;
}

void check_attribute(const Report& report, const cfn::Resource& client, const cfn::Resource& pool,
                     const Origin& place, const std::string& name,
                     const std::vector<std::string>& known) {
  if (!name.starts_with("custom:")) return;
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  report(client, place, fmt::format("{} has no attribute {}", quoted(pool.id.str()), quoted(name)))
      .fix = "add the attribute to \"Schema\" of the user pool";
}

void check_attributes(const View& view, const Report& report) {
  for (const char* type :
       {"AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolIdentityProvider"}) {
    for (const cfn::Resource* client : view.of(type)) {
      const cfn::Resource* pool = own_pool(view, *client);
      const auto known = pool == nullptr ? std::nullopt : custom_attributes(view, *pool);
      if (!known) continue;
      for (const char* list : {"ReadAttributes.*", "WriteAttributes.*"}) {
        each_place(view, *client, list, [&](const cfn::Value& place) {
          const auto name = view.text(&place);
          if (name) check_attribute(report, *client, *pool, place.origin(), *name, *known);
        });
      }
      const cfn::Value* mapping = property(*client, {"AttributeMapping"});
      if (mapping == nullptr || mapping->map() == nullptr) continue;
      for (const cfn::MapEntry& entry : *mapping->map()) {
        check_attribute(report, *client, *pool, entry.key_origin, entry.key, *known);
      }
    }
  }
}

/// Whether anything but resources of Cognito's own types may give the pool a domain.
bool may_have_domain(const View& view, const cfn::Resource& pool) {
  const auto& all = view.resources();
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    const std::string& type = each->type;
    const bool is_known = type.starts_with("AWS::") && !type.starts_with("AWS::CloudFormation::") &&
                          !type.ends_with("::MODULE");
    if (is_known && type != "AWS::Cognito::UserPoolDomain") return false;
    const auto references = view.references(*each);
    return std::any_of(references.begin(), references.end(),
                       [&](const cfn::Reference& one) { return one.target == pool.id; });
  });
}

void check_domains(const View& view, const Report& report) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kNeeded = {{
      {"AWS::Cognito::UserPoolUICustomizationAttachment", "UserPoolId"},
      {"AWS::Elasticsearch::Domain", "CognitoOptions.UserPoolId"},
      {"AWS::OpenSearchService::Domain", "CognitoOptions.UserPoolId"},
  }};
  for (const auto& [type, path] : kNeeded) {
    for (const cfn::Resource* resource : view.of(type)) {
      const cfn::Value* place = property_at(*resource, path);
      const cfn::Resource* pool = view.target(place, kUserPool);
      if (pool == nullptr || may_have_domain(view, *pool)) continue;
      report(*resource, place,
             fmt::format("the user pool {} has no domain", quoted(pool->id.str())))
          .fix = "add an AWS::Cognito::UserPoolDomain";
    }
  }
}

constexpr Rule kUserPoolRules[] = {
    {"ARC4985", Severity::kError, "scope that no resource server of the user pool has",
     "Cognito refuses the client", "add the scope to the resource server, or correct it",
     kScopesPage, "", check_scopes},
    {"ARC4986", Severity::kError, "attribute that the user pool does not have",
     "Cognito refuses the client or the provider", "correct the attribute", kPoolAttributesPage, "",
     check_attributes},
    {"ARC5407", Severity::kError, "user pool without a domain", "the service refuses the user pool",
     "add an AWS::Cognito::UserPoolDomain", kPoolDomainPage, "", check_domains},
};

}  // namespace

std::span<const Rule> user_pool_rules() { return kUserPoolRules; }

}  // namespace archsynth::analysis
