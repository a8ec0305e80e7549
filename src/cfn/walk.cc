#include "archsynth/cfn/value.h"

namespace archsynth::cfn {
namespace {

/// Calls `each` for the values directly within a value.
template <typename F>
void for_each_child(const Value& value, const F& each) {
  const Map* map = value.map();
  const List* list = value.list();
  if (const Sub* sub = value.get_if<Sub>()) map = &sub->variables;
  if (const Call* call = value.get_if<Call>()) list = &call->argument;
  if (const auto* reference = value.get_if<DynamicReference>()) list = &reference->parts;
  if (map != nullptr) {
    for (const MapEntry& entry : *map) each(entry.value);
  }
  if (list != nullptr) {
    for (const Value& item : *list) each(item);
  }
}

void add(std::vector<Reference>& out, std::string_view target, std::string_view attribute,
         const Origin& origin) {
  if (target.find("::") != std::string_view::npos) return;
  out.push_back({LogicalId(std::string(target)), std::string(attribute), origin});
}

/// `${ Name }` names `Name`.
std::string_view without_blanks(std::string_view name) {
  const std::size_t first = name.find_first_not_of(' ');
  return first == name.npos ? std::string_view()
                            : name.substr(first, name.find_last_not_of(' ') - first + 1);
}

/// Calls `on_text` for what is between the `${}` of a text, and `on_inside` for what is within.
template <typename OnText, typename OnInside>
void each_piece(std::string_view rest, const OnText& on_text, const OnInside& on_inside) {
  while (true) {
    const std::size_t open = rest.find("${");
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) break;
    on_text(rest.substr(0, open));
    on_inside(rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 1);
  }
  on_text(rest);
}

bool is_literal(std::string_view inside) { return inside.starts_with('!'); }

void add_variables(std::vector<Reference>& out, const Sub& sub, const Origin& origin) {
  const auto add_one = [&](std::string_view inside) {
    const std::string_view name = without_blanks(inside);
    if (is_literal(inside) || sub.variables.contains(name)) return;
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) {
      add(out, name, {}, origin);
    } else {
      add(out, name.substr(0, dot), name.substr(dot + 1), origin);
    }
  };
  each_piece(
      sub.text, [](std::string_view) {}, add_one);
}

/// `{"Fn::GetAtt": ["Id", <intrinsic>]}`, which stays a map.
void add_computed(std::vector<Reference>& out, const Map& map, const Origin& origin) {
  if (map.size() != 1) return;
  const Value* argument = map.find("Fn::GetAtt");
  if (argument == nullptr || argument->list() == nullptr || argument->list()->empty()) return;
  if (const std::string* target = argument->list()->front().string()) {
    add(out, *target, {}, origin);
  }
}

void collect(std::vector<Reference>& out, const Value& value) {
  if (const Ref* ref = value.get_if<Ref>()) {
    add(out, ref->target.str(), {}, value.origin());
  } else if (const GetAtt* att = value.get_if<GetAtt>()) {
    add(out, att->target.str(), att->attribute, value.origin());
  } else if (const Sub* sub = value.get_if<Sub>()) {
    add_variables(out, *sub, value.origin());
  } else if (const Map* map = value.map()) {
    add_computed(out, *map, value.origin());
  }
  for_each_child(value, [&](const Value& child) { collect(out, child); });
}

}  // namespace

std::vector<SubPiece> pieces(const Sub& sub) {
  std::vector<SubPiece> result;
  const auto add_text = [&](std::string_view text) {
    if (text.empty()) return;
    if (!result.empty() && result.back().kind == SubPiece::Kind::kText) {
      result.back().text += text;
    } else {
      result.push_back({SubPiece::Kind::kText, std::string(text)});
    }
  };
  each_piece(sub.text, add_text, [&](std::string_view inside) {
    if (is_literal(inside)) {
      add_text("${");
      add_text(inside.substr(1));
      add_text("}");
    } else {
      result.push_back({SubPiece::Kind::kVariable, std::string(without_blanks(inside))});
    }
  });
  return result;
}

std::vector<Reference> references(const Value& value) {
  std::vector<Reference> result;
  collect(result, value);
  return result;
}

std::vector<Reference> references(const Map& map) {
  std::vector<Reference> result;
  for (const MapEntry& entry : map) collect(result, entry.value);
  return result;
}

void walk(const Value& value, const std::function<void(const Value&)>& visit) {
  visit(value);
  for_each_child(value, [&](const Value& child) { walk(child, visit); });
}

}  // namespace archsynth::cfn
