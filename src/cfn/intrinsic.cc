#include "intrinsic.h"

#include <vector>

#include "archsynth/support/text.h"

namespace archsynth::cfn {
namespace {

// ARC0212: `Ref`, `Fn::GetAtt` or `Fn::Sub` with an argument that CloudFormation refuses.
constexpr std::string_view kMalformedFunction = "ARC0212";

constexpr std::string_view kPrefix = "Fn::";
constexpr std::string_view kLoop = "Fn::ForEach::";

Value as_map(std::string_view name, Value argument, const Spelling& spelling) {
  Map map;
  map.append(name, std::move(argument), spelling.origin);
  return map;
}

/// The text of a value that is a string with at least one character.
const std::string* text_of(const Value& value) {
  const std::string* text = value.string();
  return text != nullptr && !text->empty() ? text : nullptr;
}

Value malformed(std::string_view name, Value argument, const Spelling& spelling,
                std::string_view needs, Diagnostics& diagnostics) {
  // A block starts on the line below the function's name.
  const bool is_block = argument.map() != nullptr;
  const Origin origin =
      argument.origin().known() && !is_block ? argument.origin() : spelling.origin;
  diagnostics.error(kMalformedFunction, origin,
                    std::string(spelling.name) + " needs " + std::string(needs));
  return as_map(name, std::move(argument), spelling);
}

Value make_ref(Value argument, const Spelling& spelling, Diagnostics& diagnostics) {
  if (const std::string* text = text_of(argument)) return Ref{LogicalId(*text)};
  if (argument.is_intrinsic()) return as_map("Ref", std::move(argument), spelling);
  return malformed("Ref", std::move(argument), spelling, "the name of a resource or of a parameter",
                   diagnostics);
}

bool is_name_or_function(const Value& value) {
  return text_of(value) != nullptr || value.is_intrinsic();
}

Value make_get_att(Value argument, const Spelling& spelling, Diagnostics& diagnostics) {
  constexpr std::string_view kName = "Fn::GetAtt";
  if (const std::string* text = argument.string()) {
    const std::size_t dot = text->find('.');
    if (dot != std::string::npos && dot > 0 && dot + 1 < text->size()) {
      return GetAtt{LogicalId(text->substr(0, dot)), text->substr(dot + 1)};
    }
  } else if (argument.is_intrinsic()) {
    return as_map(kName, std::move(argument), spelling);
  } else if (const List* list = argument.list(); list != nullptr && list->size() == 2) {
    const std::string* target = text_of(list->front());
    const std::string* attribute = text_of(list->back());
    if (target != nullptr && attribute != nullptr) return GetAtt{LogicalId(*target), *attribute};
    if (is_name_or_function(list->front()) && is_name_or_function(list->back())) {
      return as_map(kName, std::move(argument), spelling);
    }
  }
  return malformed(kName, std::move(argument), spelling,
                   "a resource and an attribute, such as Database.Endpoint.Address", diagnostics);
}

/// A call of a macro, which may make anything.
bool is_macro(const Value& value) {
  const Call* call = value.get_if<Call>();
  return call != nullptr && call->function == Function::kTransform;
}

Value make_sub(Value argument, const Spelling& spelling, Diagnostics& diagnostics) {
  if (const std::string* text = argument.string()) return Sub{*text, {}};
  const List* parts = argument.list();
  if (is_macro(argument) || (parts != nullptr && parts->size() == 2 &&
                             (is_macro(parts->front()) || is_macro(parts->back())))) {
    return as_map("Fn::Sub", std::move(argument), spelling);
  }
  if (List* list = argument.list(); list != nullptr && list->size() == 2) {
    const std::string* text = list->front().string();
    if (text != nullptr && has_members(list->back())) {
      return Sub{*text, *take_members(list->back())};
    }
  }
  return malformed("Fn::Sub", std::move(argument), spelling,
                   "a string, or a list of a string and a mapping of its variables", diagnostics);
}

std::string suggest_function(const Spelling& spelling) {
  const bool tagged = spelling.name.substr(0, 1) == "!";
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!tagged) {
      names.emplace_back(name);
      return;
    }
    if (name.substr(0, kPrefix.size()) == kPrefix) name.remove_prefix(kPrefix.size());
    names.push_back("!" + std::string(name));
  };
  for (const std::string_view name : {"Ref", "Fn::GetAtt", "Fn::Sub"}) add(name);
  for (int i = 0; i <= static_cast<int>(Function::kToJsonString); ++i) {
    add(long_name(static_cast<Function>(i)));
  }
  const std::optional<std::string> near = nearest(spelling.name, names);
  return near ? "did you mean " + quoted(*near) + "?" : std::string();
}

}  // namespace

bool names_function(std::string_view key) {
  return key == "Ref" || key == "Condition" || key.substr(0, kPrefix.size()) == kPrefix;
}

Value make_intrinsic(std::string_view name, Value argument, const Spelling& spelling,
                     Diagnostics& diagnostics) {
  if (name == "Ref") return make_ref(std::move(argument), spelling, diagnostics);
  if (name == "Fn::GetAtt") return make_get_att(std::move(argument), spelling, diagnostics);
  if (name == "Fn::Sub") return make_sub(std::move(argument), spelling, diagnostics);
  Function function{};
  if (function_of(name, function)) {
    // A condition block of a policy and the like is data.
    if (function == Function::kCondition && argument.string() == nullptr) {
      return as_map(name, std::move(argument), spelling);
    }
    return call(function, std::move(argument));
  }
  if (name.substr(0, kLoop.size()) != kLoop) {
    diagnostics
        .error(kUnknownFunction, spelling.origin, "unknown function " + quoted(spelling.name))
        .fix = suggest_function(spelling);
  }
  return as_map(name, std::move(argument), spelling);
}

std::optional<Map> take_members(Value& value) {
  if (Map* map = value.map()) return std::move(*map);
  Map map;
  if (const Ref* ref = value.get_if<Ref>()) {
    map.append("Ref", ref->target.str(), value.origin());
  } else if (Call* call = value.get_if<Call>()) {
    map.append(long_name(call->function), std::move(call->argument.at(0)), value.origin());
  } else {
    return std::nullopt;
  }
  return map;
}

bool has_members(const Value& value) {
  return value.map() != nullptr || value.get_if<Ref>() != nullptr ||
         value.get_if<Call>() != nullptr;
}

std::string kind_name(const Value& value) {
  if (value.absent() || value.get_if<Null>() != nullptr) return "null";
  if (value.string() != nullptr) return "a string";
  if (value.list() != nullptr) return "a list";
  if (value.map() != nullptr) return "a mapping";
  if (value.get_if<bool>() != nullptr) return "true or false";
  if (value.get_if<Ref>() != nullptr) return "a Ref";
  if (value.get_if<GetAtt>() != nullptr) return "Fn::GetAtt";
  if (value.get_if<Sub>() != nullptr) return "Fn::Sub";
  if (const Call* call = value.get_if<Call>()) return std::string(long_name(call->function));
  return value.get_if<DynamicReference>() != nullptr ? "a dynamic reference" : "a number";
}

}  // namespace archsynth::cfn
