#include "rules/policies/policy_texts.h"

#include <optional>

#include "cfn/children.h"
#include "cfn/evaluate/choice.h"
#include "rules/template/embedded.h"

namespace archsynth::analysis {
namespace {

const cfn::Call* call_of(const cfn::Value& value, cfn::Function function) {
  const auto* call = value.get_if<cfn::Call>();
  return call != nullptr && call->function == function ? call : nullptr;
}

/// What was read from a text, with the variables of functions in it, and the text's origin.
class OfText {
 public:
  OfText(const cfn::Map& variables, bool is_plain, const Origin& origin)
      : variables_(variables), is_plain_(is_plain), origin_(origin) {}

  cfn::Value made(const cfn::Value& value) const {
    const std::string* text = value.string();
    cfn::Value result =
        !is_plain_ && value.get_if<cfn::Null>() != nullptr ? cfn::Value(cfn::Sub{"${}", {}})
        : !is_plain_ && text != nullptr && text->find("${") != text->npos
            ? cfn::Value(cfn::Sub{*text, variables_})
            : cfn::with_children(value, [&](const cfn::Value& each) { return made(each); });
    result.set_origin(origin_);
    if (cfn::Map* map = result.map()) {
      for (cfn::MapEntry& each : *map) each.key_origin = origin_;
    }
    return result;
  }

 private:
  const cfn::Map& variables_;
  bool is_plain_;
  const Origin& origin_;
};

std::optional<cfn::Value> document_in(const cfn::Value& value) {
  if (const cfn::Call* json = call_of(value, cfn::Function::kToJsonString)) {
    const cfn::Value& document = json->argument.front();
    const bool is_policy = document.map() != nullptr && document.map()->contains("Statement");
    return is_policy ? std::optional(document) : std::nullopt;
  }
  if (!is_policy_text(value) && call_of(value, cfn::Function::kJoin) == nullptr)
    return std::nullopt;
  const auto read = embedded(&value, false, true);
  const cfn::Map* map = read ? read->value.map() : nullptr;
  if (map == nullptr || !map->contains("Statement")) return std::nullopt;
  const auto* sub = value.get_if<cfn::Sub>();
  const cfn::Map variables = sub == nullptr ? cfn::Map() : sub->variables;
  return OfText(variables, value.string() != nullptr, value.origin()).made(read->value);
}

void read_within(cfn::Value& value) {
  if (auto document = document_in(value)) {
    value = std::move(*document);
  } else if (cfn::Map* map = value.map()) {
    for (cfn::MapEntry& each : *map) read_within(each.value);
  } else if (cfn::List* list = value.list()) {
    for (cfn::Value& each : *list) read_within(each);
  } else if (auto* call = value.get_if<cfn::Call>(); call != nullptr && cfn::is_choice(value)) {
    for (cfn::Value& each : call->argument) read_within(each);
  }
}

}  // namespace

void read_policy_texts(cfn::Template& stack) {
  for (cfn::Resource& resource : stack.resources) {
    for (cfn::MapEntry& each : resource.properties) read_within(each.value);
  }
}

}  // namespace archsynth::analysis
