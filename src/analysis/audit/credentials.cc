// Layer 3: credentials in texts of any kind: by their form, and in scripts by their names.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "spec/credential_names.h"

namespace archsynth::analysis {
namespace {

/// Places with controls of their own: ARC6505, ARC6537, ARC6541, ARC6542.
struct OtherPlace {
  std::string_view type;  ///< empty: any
  std::string_view key;
};
constexpr OtherPlace kOtherPlaces[] = {
    {"", "UserData"},
    {"AWS::ECS::TaskDefinition", "Command"},
    {"AWS::ECS::TaskDefinition", "EntryPoint"},
    {"AWS::ECS::TaskDefinition", "Environment"},
    {"AWS::Lambda::Function", "Environment"},
};

/// Members that are scripts or their commands, in lower case.
constexpr std::string_view kScripts[] = {"command", "commands", "content", "runcommand"};

bool is_script(std::string_view key) {
  return std::find(std::begin(kScripts), std::end(kScripts), lower_case(key)) != std::end(kScripts);
}

/// What a text or a function states.
std::string_view stated(const cfn::Value& value) {
  const auto* sub = value.get_if<cfn::Sub>();
  const std::string* text = sub != nullptr ? &sub->text : value.string();
  return text == nullptr ? std::string_view() : *text;
}

class CredentialSearch {
 public:
  CredentialSearch(const cfn::Resource& resource, AuditAnswers& to)
      : resource_(resource), to_(to) {}

  void search() {
    for (const cfn::MapEntry& each : resource_.properties)
      search(each.value, each.key, each.key, resource_.type == "AWS::SSM::Document");
    const cfn::Map* metadata = resource_.metadata.map();
    if (metadata == nullptr) return;
    for (const cfn::MapEntry& each : *metadata) {
      search(each.value, "Metadata." + each.key, each.key, each.key == "AWS::CloudFormation::Init");
      if (each.key == "AWS::CloudFormation::Authentication") search_logins(each.value);
    }
  }

 private:
  bool has_other_control(std::string_view key) const {
    return std::any_of(
        std::begin(kOtherPlaces), std::end(kOtherPlaces), [&](const OtherPlace& each) {
          return each.key == key && (each.type.empty() || each.type == resource_.type);
        });
  }

  /// `has_scripts`: members within may be scripts.
  void search(const cfn::Value& value, const std::string& path, std::string_view key,
              bool has_scripts) {
    if (has_other_control(key)) return;
    if (const cfn::Map* map = value.map()) {
      for (const cfn::MapEntry& each : *map)
        search(each.value, path + "." + each.key, each.key, has_scripts);
    } else if (const cfn::List* list = value.list()) {
      for (const cfn::Value& each : *list) search(each, path, key, has_scripts);
    } else if (const auto* call = value.get_if<cfn::Call>()) {
      for (const cfn::Value& each : call->argument) search(each, path, key, has_scripts);
    } else if (const std::string_view text = stated(value); !text.empty()) {
      check(text, path, key, has_scripts, value.origin());
    }
  }

  void check(std::string_view text, const std::string& path, std::string_view key, bool has_scripts,
             const Origin& at) {
    std::string found(spec::credential_form(text));
    if (found.empty() && has_scripts && is_script(key)) found = spec::credential_in(text);
    if (found.empty() && key == "BuildSpec") found = in_build(text);
    if (!found.empty()) to_.fail(resource_, path, found + " is a plain value", at);
  }

  /// The variables and the commands of a build.
  /// Source: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
  static std::string in_build(std::string_view text) {
    Diagnostics ignored;
    const Source source("buildspec.yaml", std::string(text));
    const auto node = document::read_yaml(source, ignored);
    if (!node || ignored.has_errors()) return {};
    const cfn::Value build = cfn::read_value(*node, ignored);
    const cfn::Value* variables = member(&build, {"env", "variables"});
    if (variables != nullptr && variables->map() != nullptr) {
      for (const cfn::MapEntry& each : *variables->map()) {
        if (spec::is_plain_credential(each.key, stated(each.value))) return each.key;
      }
    }
    std::string found;
    const cfn::Value* phases = member(&build, {"phases"});
    if (phases == nullptr) return found;
    cfn::walk(*phases, [&](const cfn::Value& each) {
      if (found.empty()) found = spec::credential_in(stated(each));
    });
    return found;
  }

  /// Source:
  /// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-authentication.html
  void search_logins(const cfn::Value& logins) {
    if (logins.map() == nullptr) return;
    for (const cfn::MapEntry& login : *logins.map()) {
      for (const char* key : {"password", "secretKey"}) {
        const cfn::Value* value = member(&login.value, {key});
        if (value == nullptr || !spec::is_stated(stated(*value))) continue;
        to_.fail(resource_, fmt::format("Metadata.AWS::CloudFormation::Authentication.{}", key),
                 fmt::format("{} of {} is a literal", key, login.key), value->origin());
      }
    }
  }

  const cfn::Resource& resource_;
  AuditAnswers& to_;
};

}  // namespace

void check_written_credentials(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.resources()) CredentialSearch(*each, to).search();
}

}  // namespace archsynth::analysis
