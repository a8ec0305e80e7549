// Handlers of functions whose code is in the template.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInlinePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-lambda-function-code.html";

/// What may define a handler that the code does not name.
constexpr std::string_view kMakesNames[] = {
    "import *",      "globals(",       "exec(",           "setattr(",     "__getattr__",
    "exports[",      "assign(exports", "assign(module",   "exports = re", "exports=re",
    "exports = new", "...require",     "= module.export", "eval("};

bool is_of_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '$'; }

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool is_whole =
        (at == 0 || !is_of_word(text[at - 1])) && (end == text.size() || !is_of_word(text[end]));
    if (is_whole) return true;
  }
  return false;
}

/// Whether code, whose computed parts are `?`, surely defines no such name.
bool surely_lacks(const std::string& code, std::string_view name) {
  const auto makes = [&](std::string_view each) { return code.find(each) != code.npos; };
  return code.find('?') == code.npos && !has_word(code, name) &&
         std::none_of(std::begin(kMakesNames), std::end(kMakesNames), makes);
}

/// Code that is to be replaced defines nothing.
bool is_placeholder(const std::string& code) {
  const bool is_python = code.find("def ") != code.npos || code.find("lambda ") != code.npos;
  return !is_python && code.find("exports") == code.npos && code.find("export ") == code.npos;
}

void check_handler(const View& view, const Report& report, const cfn::Resource& function,
                   const cfn::Value* code) {
  const cfn::Value* at = property(function, {"Handler"});
  const auto handler = view.text(at);
  const auto text = shape_of(view, code);
  const std::size_t dot = handler ? handler->find('.') : std::string::npos;
  // A layer may have the handler, and start that of the function.
  if (!text || is_placeholder(*text) || dot == std::string::npos || !lacks(function, "Layers"))
    return;
  const std::string name = handler->substr(dot + 1, handler->find('.', dot + 1) - dot - 1);
  if (handler->substr(0, dot) != "index") {
    report(function, at,
           fmt::format("{} is not in the inline code of {}, which is the file index",
                       quoted(*handler), quoted(function.id.str())))
        .fix = fmt::format("set \"Handler\" to index.{}", name);
  } else if (surely_lacks(*text, name)) {
    report(function, at,
           fmt::format("the inline code of {} does not define {}", quoted(function.id.str()),
                       quoted(name)))
        .related.push_back({code->origin(), "the code"});
  }
}

void check_handlers(const View& view, const Report& report) {
  for (const cfn::Resource* each : view.of("AWS::Lambda::Function")) {
    if (const cfn::Value* code = property(*each, {"Code", "ZipFile"}))
      check_handler(view, report, *each, code);
  }
  for (const cfn::Resource* each : view.of("AWS::Serverless::Function")) {
    if (const cfn::Value* code = property(*each, {"InlineCode"}))
      check_handler(view, report, *each, code);
  }
}

constexpr Rule kInlineRules[] = {
    {"ARC4146", Severity::kWarning, "handler is not in the inline code",
     "every invocation fails, because the runtime does not find the handler",
     "name a function of the code, as index.NAME", kInlinePage, "", check_handlers},
};

}  // namespace

std::span<const Rule> inline_handler_rules() { return kInlineRules; }

}  // namespace archsynth::analysis
