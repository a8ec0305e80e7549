#include "rules/template/embedded.h"

#include <fmt/format.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

/// A text in which what a function puts in stands as `${…}`.
struct Text {
  std::string text;
  bool has_variables = false;
};

std::optional<Text> joined(const cfn::Call& call) {
  const cfn::List* arguments = call.argument.front().list();
  if (call.function != cfn::Function::kJoin || arguments == nullptr || arguments->size() != 2) {
    return std::nullopt;
  }
  const std::string* delimiter = arguments->front().string();
  const cfn::List* parts = (*arguments)[1].list();
  if (delimiter == nullptr || parts == nullptr) return std::nullopt;
  Text result;
  for (const cfn::Value& part : *parts) {
    if (&part != &parts->front()) result.text += *delimiter;
    const std::string* text = part.string();
    result.text += text != nullptr ? *text : "${}";
    result.has_variables = result.has_variables || text == nullptr;
  }
  return result;
}

std::optional<Text> text_of(const cfn::Value& value) {
  if (const std::string* text = value.string()) return Text{*text, false};
  if (const auto* sub = value.get_if<cfn::Sub>()) return Text{sub->text, true};
  if (const auto* call = value.get_if<cfn::Call>()) return joined(*call);
  return std::nullopt;
}

/// The text with its variables filled: a letter within a JSON string, null elsewhere, where
/// anything may come.
struct Filled {
  std::string text;
  bool has_values = false;  ///< a variable stands for more than a part of a string
};

Filled filled(const Text& source, bool keeps_variables) {
  Filled result;
  bool in_string = false;
  const std::string& text = source.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts = source.has_variables && text.compare(at, 2, "${") == 0;
    const std::size_t end = starts ? text.find('}', at) : text.npos;
    if (end != text.npos) {
      if (!in_string) {
        result.text += "null";
      } else {
        result.text += keeps_variables ? text.substr(at, end + 1 - at) : "x";
      }
      result.has_values = result.has_values || !in_string;
      at = end;
      continue;
    }
    result.text += text[at];
    if (in_string && text[at] == '\\' && at + 1 < text.size()) {
      result.text += text[++at];
    } else if (text[at] == '"') {
      in_string = !in_string;
    }
  }
  return result;
}

}  // namespace

std::optional<Embedded> embedded(const cfn::Value* property, bool is_substituted,
                                 bool keeps_variables) {
  if (property == nullptr) return std::nullopt;
  if (property->map() != nullptr) return Embedded{*property, true, {}};
  std::optional<Text> text = text_of(*property);
  if (text) text->has_variables |= is_substituted;
  if (!text || text->text.find("{{resolve:") != text->text.npos) return std::nullopt;
  const Filled whole = filled(*text, keeps_variables);
  Diagnostics found;
  const Source source("body.json", whole.text);
  const auto node = document::read_json(source, found);
  if (node && !found.has_errors()) {
    Diagnostics ignored;
    return Embedded{cfn::read_value(*node, ignored), false, {}};
  }
  if (whole.has_values || found.items().empty()) return std::nullopt;
  const Diagnostic& first = found.items().front();
  const Span* span = first.origin.span();
  const std::size_t line = span == nullptr ? 1 : source.position_at(span->begin).line;
  return Embedded{{}, false, fmt::format("{} in line {}", first.message, line)};
}

void each_definition(const cfn::Resource& machine, const DefinitionVisitor& visit,
                     bool keeps_variables) {
  for (const char* key : {"Definition", "DefinitionString"}) {
    const cfn::Value* place = property(machine, {key});
    const auto read = embedded(place, has(machine, "DefinitionSubstitutions"), keeps_variables);
    if (read) visit(*place, *read);
  }
}

bool is_policy_text(const cfn::Value& value) {
  const auto* sub = value.get_if<cfn::Sub>();
  const std::string* text = sub != nullptr ? &sub->text : value.string();
  return text != nullptr && text->find("\"Statement\"") != text->npos;
}

}  // namespace archsynth::analysis
