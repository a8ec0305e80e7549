// AppSync: fields that resolvers name, and the schema has not.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kResolverPage =
    "https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html";

/// Types of a schema with their fields.
using GraphTypes = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Reads the types of a schema in GraphQL's language, as far as fields need.
class SchemaReader {
 public:
  explicit SchemaReader(std::string_view text) : rest_(text) {}

  GraphTypes read() {
    GraphTypes types;
    std::string before;
    std::string type;
    std::string name;
    int depth = 0;
    for (std::string token = next(); !token.empty(); token = next()) {
      if (token == "{") {
        ++depth;
      } else if (token == "}") {
        if (--depth == 0) type.clear();
      } else if (token == "(") {
        skip_arguments();
      } else if (depth == 0 && (before == "type" || before == "interface")) {
        type = token;
        types[type];
      } else if (depth == 1 && token == ":" && !type.empty()) {
        types[type].push_back(name);
      }
      // The arguments of a field stand between its name and the colon.
      if (is_letter_or_digit(token.front()) || token.front() == '_') name = token;
      before = token;
    }
    return types;
  }

 private:
  /// A name or a mark; empty at the end. Comments and descriptions are left out.
  std::string next() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (c == '"') {
        skip_text();
      } else if (is_letter_or_digit(c) || c == '_') {
        std::size_t size = 1;
        while (size < rest_.size() && (is_letter_or_digit(rest_[size]) || rest_[size] == '_')) {
          ++size;
        }
        return take(size);
      } else if (std::string_view("{}():@").find(c) != std::string_view::npos) {
        return take(1);
      } else {
        rest_.remove_prefix(1);
      }
    }
    return {};
  }

  std::string take(std::size_t size) {
    std::string token(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return token;
  }

  void skip_text() {
    const std::string_view mark = rest_.starts_with("\"\"\"") ? "\"\"\"" : "\"";
    const std::size_t end = rest_.find(mark, mark.size());
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + mark.size());
  }

  void skip_arguments() {
    int depth = 1;
    for (std::string token = next(); !token.empty(); token = next()) {
      depth += token == "(" ? 1 : token == ")" ? -1 : 0;
      if (depth == 0) return;
    }
  }

  std::string_view rest_;
};

/// The types of an API's schema; nothing where they are not known.
std::optional<GraphTypes> types_of(const View& view, const cfn::Resource& api) {
  std::optional<GraphTypes> types;
  for (const cfn::Resource* schema : view.of("AWS::AppSync::GraphQLSchema")) {
    const cfn::Resource* owner = view.target(property(*schema, {"ApiId"}));
    if (owner == nullptr) return std::nullopt;
    if (owner != &api) continue;
    const auto text = view.text(property(*schema, {"Definition"}));
    if (!text || types) return std::nullopt;
    types = SchemaReader(*text).read();
  }
  return types;
}

void check_resolver_fields(const View& view, const Report& report) {
  for (const cfn::Resource* resolver : view.of("AWS::AppSync::Resolver")) {
    const cfn::Resource* api = view.target(property(*resolver, {"ApiId"}));
    const auto type = view.text(property(*resolver, {"TypeName"}));
    const auto field = view.text(property(*resolver, {"FieldName"}));
    if (api == nullptr || !type || !field || is_handed_on(view, *api)) continue;
    const auto types = types_of(view, *api);
    if (!types || types->empty()) continue;
    const auto found = types->find(*type);
    if (found == types->end()) {
      std::vector<std::string> names;
      for (const auto& each : *types) names.push_back(each.first);
      report(*resolver, property(*resolver, {"TypeName"}),
             fmt::format("the schema of {} has no type {}", quoted(api->id.str()), quoted(*type)))
          .fix = suggest(*type, names);
      continue;
    }
    const std::vector<std::string>& fields = found->second;
    if (std::find(fields.begin(), fields.end(), *field) != fields.end()) continue;
    report(*resolver, property(*resolver, {"FieldName"}),
           fmt::format("the type {} of {} has no field {}", quoted(*type), quoted(api->id.str()),
                       quoted(*field)))
        .fix = suggest(*field, fields);
  }
}

constexpr Rule kGraphqlRules[] = {
    {"ARC4961", Severity::kError, "resolver for a field that the schema lacks",
     "AppSync refuses the resolver because the field does not exist", "name a field of the schema",
     kResolverPage, "", check_resolver_fields},
};

}  // namespace

std::span<const Rule> graphql_rules() { return kGraphqlRules; }

}  // namespace archsynth::analysis
