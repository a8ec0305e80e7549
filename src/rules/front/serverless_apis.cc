// APIs of the serverless transform: authorizers, routes, and keys of simple tables.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kApiAuthPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-property-api-apiauth.html";
constexpr std::string_view kApiEventPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-property-function-api.html";
constexpr std::string_view kPrimaryKeyPage =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-property-simpletable-primarykeyobject.html";

/// The authorizers that an API defines; nothing where others may come from elsewhere.
std::optional<std::vector<std::string_view>> authorizers_of(const View& view,
                                                            const cfn::Resource& api) {
  const std::string_view section = api.type == "AWS::Serverless::Api" ? "Api" : "HttpApi";
  if (member(&view.source().globals, {section, "Auth"}) != nullptr) return std::nullopt;
  const cfn::Value* auth = property(api, {"Auth"});
  if (auth == nullptr) {
    return lacks(api, "Auth") ? std::optional(std::vector<std::string_view>()) : std::nullopt;
  }
  const cfn::Value* all = member(auth, {"Authorizers"});
  if (auth->map() == nullptr || (all != nullptr && all->map() == nullptr)) return std::nullopt;
  std::vector<std::string_view> names;
  if (all == nullptr) return names;
  for (const cfn::MapEntry& each : *all->map()) {
    if (each.key.starts_with("Fn::")) return std::nullopt;
    names.push_back(each.key);
  }
  return names;
}

void check_authorizer_name(const View& view, const Report& report, const cfn::Resource& resource,
                           const cfn::Resource& api, const cfn::Value* place) {
  const auto name = view.text(place);
  const auto known = authorizers_of(view, api);
  if (!name || !known || *name == "NONE" || *name == "AWS_IAM") return;
  if (std::find(known->begin(), known->end(), *name) != known->end()) return;
  report(resource, place,
         fmt::format("{} has no authorizer {}", quoted(api.id.str()), quoted(*name)))
      .fix =
      known->empty() ? std::string("add it to \"Authorizers\" of the API") : suggest(*name, *known);
}

/// An event of a function that is a route of an API.
struct ServerlessRoute {
  const cfn::Resource& function;
  const cfn::Value* properties;
  const cfn::Value* api;  ///< null: the one that the transform makes
  bool is_http;
};

template <typename Visit>
void each_route(const View& view, const Visit& visit) {
  for (const cfn::Resource* function : view.of("AWS::Serverless::Function")) {
    const cfn::Value* events = property(*function, {"Events"});
    if (events == nullptr || events->map() == nullptr) continue;
    for (const cfn::MapEntry& event : *events->map()) {
      const auto type = view.text(member(&event.value, {"Type"}));
      const cfn::Value* properties = member(&event.value, {"Properties"});
      const bool is_http = type == "HttpApi";
      if ((type != "Api" && !is_http) || properties == nullptr) continue;
      visit(ServerlessRoute{*function, properties,
                            member(properties, {is_http ? "ApiId" : "RestApiId"}), is_http});
    }
  }
}

void check_authorizers(const View& view, const Report& report) {
  for (const char* type : {"AWS::Serverless::Api", "AWS::Serverless::HttpApi"}) {
    for (const cfn::Resource* api : view.of(type)) {
      check_authorizer_name(view, report, *api, *api,
                            property(*api, {"Auth", "DefaultAuthorizer"}));
    }
  }
  each_route(view, [&](const ServerlessRoute& route) {
    const cfn::Resource* api =
        view.target(route.api, route.is_http ? "AWS::Serverless::HttpApi" : "AWS::Serverless::Api");
    if (api == nullptr) return;
    check_authorizer_name(view, report, route.function, *api,
                          member(route.properties, {"Auth", "Authorizer"}));
  });
}

std::string in_lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return text;
}

void check_same_routes(const View& view, const Report& report) {
  std::map<std::string, std::string> known;
  each_route(view, [&](const ServerlessRoute& route) {
    const cfn::Value* place = member(route.properties, {"Path"});
    const auto path = view.text(place);
    const auto method = view.text(member(route.properties, {"Method"}));
    const cfn::Resource* api = view.target(route.api);
    if (!path || !method || (route.api != nullptr && api == nullptr)) return;
    if (!route.function.condition.empty()) return;
    const std::string key = fmt::format("{} {} {} {}", api == nullptr ? "" : api->id.str(),
                                        route.is_http, in_lower_case(*method), *path);
    const auto [earlier, is_new] = known.emplace(key, route.function.id.str());
    if (is_new) return;
    report(route.function, place,
           fmt::format("{} also has the route {} {}", quoted(earlier->second), *method, *path));
  });
}

void check_table_keys(const View& view, const Report& report) {
  for (const cfn::Resource* table : view.of("AWS::Serverless::SimpleTable")) {
    const cfn::Value* place = property(*table, {"PrimaryKey", "Type"});
    const auto type = view.text(place);
    if (!type || *type == "String" || *type == "Number" || *type == "Binary") continue;
    report(*table, place,
           fmt::format("\"Type\" of the primary key must be String, Number or Binary, not {}",
                       quoted(*type)));
  }
}

constexpr Rule kServerlessApiRules[] = {
    {"ARC4856", Severity::kError, "unknown authorizer of a serverless API",
     "the serverless transform refuses the template", "name an authorizer of the API", kApiAuthPage,
     "", check_authorizers},
    {"ARC4857", Severity::kError, "route of a serverless API is defined twice",
     "the serverless transform refuses the template", "change its path or method", kApiEventPage,
     "", check_same_routes},
    {"ARC4858", Severity::kError, "unknown key type of a simple table",
     "the serverless transform refuses the template", "write String, Number or Binary",
     kPrimaryKeyPage, "", check_table_keys},
};

}  // namespace

std::span<const Rule> serverless_api_rules() { return kServerlessApiRules; }

}  // namespace archsynth::analysis
