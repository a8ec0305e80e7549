#include "values.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "support/utf8.h"

namespace archsynth::analysis {
namespace {

void collect(const cfn::Value& value, std::string_view path,
             std::vector<const cfn::Value*>& found) {
  if (is_no_value(value) || value.absent()) return;
  if (const cfn::List* list = value.list(); list != nullptr && !path.empty()) {
    for (const cfn::Value& item : *list) collect(item, path, found);
    return;
  }
  if (const auto choice = cfn::choice_of(value); choice && !path.empty()) {
    collect(choice->then, path, found);
    collect(choice->otherwise, path, found);
    return;
  }
  if (path.empty()) {
    found.push_back(&value);
    return;
  }
  if (value.map() == nullptr) return;
  const std::size_t dot = path.find('.');
  const std::string_view rest = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  if (path.substr(0, dot) == "*") {
    for (const cfn::MapEntry& each : *value.map()) collect(each.value, rest, found);
    return;
  }
  const cfn::Value* next = value.map()->find(path.substr(0, dot));
  if (next != nullptr) collect(*next, rest, found);
}

void collect(const View& view, const cfn::Value& value, std::vector<Leaf>& found);

void collect_call(const View& view, const cfn::Call& call, std::vector<Leaf>& found) {
  const cfn::Value& argument = call.argument.front();
  const cfn::List* list = argument.list();
  switch (call.function) {
    case cfn::Function::kImportValue: {
      std::string name;
      cfn::walk(argument, [&](const cfn::Value& each) {
        if (!name.empty()) return;
        if (const std::string* text = each.string()) name = *text;
        if (const auto* sub = each.get_if<cfn::Sub>()) name = sub->text;
      });
      found.push_back({nullptr, name.empty() ? "an import" : name});
      return;
    }
    case cfn::Function::kSelect: {
      if (list == nullptr || list->size() != 2) return;
      std::vector<Leaf> all;
      collect(view, (*list)[1], all);
      const auto index = view.number(&list->front());
      if (all.size() == 1 && all.front().resource == nullptr && index) {
        all.front().name += fmt::format(" [{}]", static_cast<int>(*index));
      }
      found.insert(found.end(), all.begin(), all.end());
      return;
    }
    case cfn::Function::kSplit:
    case cfn::Function::kJoin:
      if (list != nullptr && list->size() == 2) collect(view, (*list)[1], found);
      return;
    default:
      found.push_back({nullptr, std::string(cfn::long_name(call.function))});
  }
}

void collect(const View& view, const cfn::Value& value, std::vector<Leaf>& found) {
  if (const cfn::List* list = value.list()) {
    for (const cfn::Value& item : *list) collect(view, item, found);
  } else if (const std::string* text = value.string()) {
    if (!text->empty()) found.push_back({nullptr, *text});
  } else if (const auto* ref = value.get_if<cfn::Ref>()) {
    if (is_no_value(value)) return;
    found.push_back({view.target(&value), ref->target.str()});
  } else if (const auto* att = value.get_if<cfn::GetAtt>()) {
    const cfn::Resource* target = view.target(&value);
    found.push_back(
        {target, target != nullptr ? att->target.str() : att->target.str() + "." + att->attribute});
  } else if (const auto* sub = value.get_if<cfn::Sub>()) {
    const std::vector<cfn::Reference> named = cfn::references(value);
    const cfn::Resource* target =
        named.size() == 1 ? view.find(named.front().target.str()) : nullptr;
    found.push_back({target, sub->text});
  } else if (const auto choice = cfn::choice_of(value)) {
    collect(view, choice->then, found);
    collect(view, choice->otherwise, found);
  } else if (const auto* call = value.get_if<cfn::Call>(); call != nullptr) {
    collect_call(view, *call, found);
  }
}

bool turns_direction(char32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::vector<const cfn::Value*> values_at(const cfn::Resource& resource, std::string_view path) {
  std::vector<const cfn::Value*> found;
  const std::size_t dot = path.find('.');
  const cfn::Value* first = resource.properties.find(path.substr(0, dot));
  if (first == nullptr) return found;
  collect(*first, dot == path.npos ? std::string_view() : path.substr(dot + 1), found);
  return found;
}

std::vector<const cfn::Value*> values_at(const cfn::Value& value, std::string_view path) {
  std::vector<const cfn::Value*> found;
  collect(value, path, found);
  return found;
}

std::vector<Leaf> leaves(const View& view, const cfn::Value& value) {
  std::vector<Leaf> found;
  collect(view, value, found);
  return found;
}

std::string text_at(const View& view, const cfn::Resource& resource, std::string_view path) {
  for (const cfn::Value* value : values_at(resource, path)) {
    if (value->list() != nullptr && !value->list()->empty()) value = &value->list()->front();
    if (const auto text = view.text(value)) return *text;
    for (const Case& each : view.cases(value)) {
      if (each.value == nullptr) continue;
      if (const auto text = view.text(each.value)) return *text;
    }
  }
  return {};
}

std::string plain_text(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    if (next.code < 0x20 || (next.code >= 0x7F && next.code < 0xA0 && next.valid)) {
      result += ' ';
    } else if (!next.valid || turns_direction(next.code) || (next.code & 0xFFFEU) == 0xFFFEU) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(at, next.length);
    }
    at += next.length;
  }
  return result;
}

}  // namespace archsynth::analysis
