#include <algorithm>
#include <charconv>

#include "archsynth/cfn/value.h"
#include "number.h"

namespace archsynth::cfn {
namespace {

/// A part that is known now, as text; nothing for an intrinsic.
const std::string* literal(const Value& part, std::string& buffer) {
  if (const std::string* text = part.string()) return text;
  buffer.clear();
  if (!append_number(buffer, part)) return nullptr;
  return &buffer;
}

bool fits_sub(const Value& part) {
  const Sub* sub = part.get_if<Sub>();
  return part.get_if<Ref>() != nullptr || part.get_if<GetAtt>() != nullptr ||
         (sub != nullptr && sub->variables.empty());
}

/// `${` of a literal text must not become a variable.
void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') {
      out += "{!";
      ++i;
    }
  }
}

void append_variable(std::string& out, const Value& part) {
  if (const Ref* ref = part.get_if<Ref>()) {
    out += "${" + ref->target.str() + "}";
  } else if (const GetAtt* att = part.get_if<GetAtt>()) {
    out += "${" + att->target.str() + "." + att->attribute + "}";
  } else {
    out += part.get_if<Sub>()->text;
  }
}

Value as_sub(const DynamicReference& reference) {
  std::string text = "{{resolve:" + reference.service;
  std::string buffer;
  for (const Value& part : reference.parts) {
    if (part.absent()) continue;
    text += ':';
    if (const std::string* known = literal(part, buffer)) {
      append_escaped(text, *known);
    } else {
      append_variable(text, part);
    }
  }
  return sub(text + "}}");
}

Value as_join(const DynamicReference& reference) {
  List pieces;
  std::string text = "{{resolve:" + reference.service;
  std::string buffer;
  for (const Value& part : reference.parts) {
    if (part.absent()) continue;
    text += ':';
    if (const std::string* known = literal(part, buffer)) {
      text += *known;
    } else {
      pieces.emplace_back(std::move(text));
      pieces.push_back(part);
      text.clear();
    }
  }
  text += "}}";
  if (pieces.empty()) return text;
  pieces.emplace_back(std::move(text));
  return join("", std::move(pieces));
}

}  // namespace

Value spelled_out(const DynamicReference& reference) {
  bool text = true;
  bool sub = true;
  std::string buffer;
  for (const Value& part : reference.parts) {
    if (part.absent() || literal(part, buffer) != nullptr) continue;
    text = false;
    sub = sub && fits_sub(part);
  }
  return text || !sub ? as_join(reference) : as_sub(reference);
}

}  // namespace archsynth::cfn
