#include "canonical.h"

#include <algorithm>
#include <map>

#include "archsynth/analysis/diff.h"
#include "archsynth/cfn/writer.h"
#include "cfn/evaluate/substitution.h"

namespace archsynth::analysis {
namespace {

/// A text in the making, of literals and of what is known only at deployment.
class Text {
 public:
  void add(const cfn::Value& part) {
    if (const std::string* text = part.string()) {
      add_text(*text);
      return;
    }
    if (const auto* call = part.get_if<cfn::Call>();
        call != nullptr && call->function == cfn::Function::kJoin) {
      const cfn::List* list = call->argument.front().list();
      const bool is_plain = list != nullptr && list->size() == 2 && list->front().string() &&
                            list->front().string()->empty() && list->back().list();
      if (is_plain) {
        for (const cfn::Value& each : *list->back().list()) add(each);
        return;
      }
    }
    parts_.push_back(part);
  }

  cfn::Value take() {
    if (parts_.empty()) return "";
    if (parts_.size() == 1) return std::move(parts_.front());
    return cfn::join("", std::move(parts_));
  }

 private:
  void add_text(const std::string& text) {
    if (text.empty()) return;
    auto* last = parts_.empty() ? nullptr : parts_.back().get_if<std::string>();
    if (last != nullptr) {
      *last += text;
    } else {
      parts_.emplace_back(text);
    }
  }

  cfn::List parts_;
};

cfn::Value variable(const cfn::Sub& sub, const std::string& name) {
  if (const cfn::Value* own = sub.variables.find(name)) return canonical(*own);
  const std::size_t dot = name.find('.');
  if (dot == name.npos) return cfn::ref(cfn::LogicalId(name));
  return cfn::get_att(cfn::LogicalId(name.substr(0, dot)), name.substr(dot + 1));
}

/// About how much memory a value takes.
std::size_t weight_of(const cfn::Value& value) {
  std::size_t weight = 0;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* sub = each.get_if<cfn::Sub>();
    const std::string* text = sub != nullptr ? &sub->text : each.string();
    weight += 1 + (text == nullptr ? 0 : text->size());
  });
  return weight;
}

/// A part of what Fn::Sub makes, worked out once.
struct Part {
  cfn::Value value;
  std::size_t weight = 0;
};

/// What becomes too long stays as it is written, and so does what it is a part of.
cfn::Value of_sub(const cfn::Sub& sub) {
  Text text;
  std::size_t weight = 0;
  std::map<std::string, Part> known;
  for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
    if (piece.kind == cfn::SubPiece::Kind::kText) {
      weight += piece.text.size();
      text.add(cfn::Value(piece.text));
    } else {
      const auto [part, is_new] = known.try_emplace(piece.text);
      if (is_new) {
        part->second.value = variable(sub, piece.text);
        if (part->second.value.get_if<cfn::Sub>() != nullptr) return sub;
        part->second.weight = weight_of(part->second.value);
      }
      weight += part->second.weight;
      if (weight <= cfn::kLongestText) text.add(part->second.value);
    }
    if (weight > cfn::kLongestText) return sub;
  }
  return text.take();
}

cfn::Value of_call(const cfn::Call& call) {
  cfn::Value argument = canonical(call.argument.front());
  const cfn::List* list = argument.list();
  const bool is_join = call.function == cfn::Function::kJoin && list != nullptr &&
                       list->size() == 2 && list->front().string() && list->back().list();
  if (!is_join) return cfn::call(call.function, std::move(argument));
  Text text;
  bool is_first = true;
  for (const cfn::Value& each : *list->back().list()) {
    if (!is_first) text.add(list->front());
    is_first = false;
    text.add(each);
  }
  return text.take();
}

cfn::Value of_map(const cfn::Map& map) {
  std::vector<const cfn::MapEntry*> entries;
  for (const cfn::MapEntry& entry : map) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const auto* a, const auto* b) { return a->key < b->key; });
  cfn::Map sorted;
  for (const cfn::MapEntry* entry : entries) sorted.append(entry->key, canonical(entry->value));
  return sorted;
}

}  // namespace

cfn::Value canonical(const cfn::Value& value) {
  if (const auto* truth = value.get_if<bool>()) return *truth ? "true" : "false";
  if (value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr) {
    std::string text = cfn::to_json(value, true);
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  if (const cfn::List* list = value.list()) {
    cfn::List items;
    for (const cfn::Value& each : *list) items.push_back(canonical(each));
    return items;
  }
  if (const cfn::Map* map = value.map()) return of_map(*map);
  if (const auto* sub = value.get_if<cfn::Sub>()) return of_sub(*sub);
  if (const auto* dynamic = value.get_if<cfn::DynamicReference>()) {
    return canonical(cfn::spelled_out(*dynamic));
  }
  if (const auto* call = value.get_if<cfn::Call>()) return of_call(*call);
  return value;
}

std::string fingerprint(const cfn::Value& value) { return cfn::to_json(value, true); }

std::string brief(const cfn::Value& value) {
  const cfn::Value plain = canonical(value);
  if (const std::string* text = plain.string()) return *text;
  if (const auto* ref = plain.get_if<cfn::Ref>()) return ref->target.str();
  if (const auto* get = plain.get_if<cfn::GetAtt>()) {
    return get->target.str() + "." + get->attribute;
  }
  const auto* call = plain.get_if<cfn::Call>();
  const bool is_text = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* parts = is_text ? call->argument.front().list() : nullptr;
  if (parts != nullptr && parts->size() == 2 && parts->back().list() != nullptr) {
    std::string text;
    for (const cfn::Value& each : *parts->back().list()) {
      text += each.string() != nullptr ? *each.string() : "${" + brief(each) + "}";
    }
    return text;
  }
  if (const cfn::List* list = plain.list()) {
    std::string text;
    for (const cfn::Value& each : *list) text += (text.empty() ? "" : ", ") + brief(each);
    return "[" + text + "]";
  }
  if (const cfn::Map* map = plain.map()) {
    std::string text;
    for (const cfn::MapEntry& entry : *map) {
      text += (text.empty() ? "" : ", ") + entry.key + ": " + brief(entry.value);
    }
    return "{" + text + "}";
  }
  std::string json = cfn::to_json(plain, true);
  while (!json.empty() && json.back() == '\n') json.pop_back();
  return json;
}

bool means_the_same(const cfn::Value& a, const cfn::Value& b) {
  return a == b || fingerprint(canonical(a)) == fingerprint(canonical(b));
}

}  // namespace archsynth::analysis
