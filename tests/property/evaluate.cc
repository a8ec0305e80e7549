#include "property/evaluate.h"

#include <sstream>

namespace archsynth::property {

std::string unknown(const std::string& what) { return "‹" + what + "›"; }

namespace {

using cfn::Function;
using cfn::List;
using cfn::Map;
using cfn::Value;

std::optional<std::string> scalar_of(const Value& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = value.get_if<double>()) {
    // 8.0 may be written as 8: how it was written is not known.
    std::ostringstream out;
    out << *number;
    return unknown("number " + out.str());
  }
  return std::nullopt;
}

Value list_of(const std::string& text, const std::string& separator) {
  List items;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != std::string::npos;) {
    items.emplace_back(text.substr(from, at - from));
    from = at + separator.size();
  }
  items.emplace_back(text.substr(from));
  return items;
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.front() == ' ') text.erase(text.begin());
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

bool is_known(const std::string& text) { return text.find("‹") == std::string::npos; }

std::string line_of(const Value& value) {
  if (const auto text = scalar_of(value)) return *text;
  std::string out;
  if (const List* items = value.list()) {
    for (const Value& each : *items) out += (out.empty() ? "" : ",") + line_of(each);
    return "[" + out + "]";
  }
  if (const Map* map = value.map()) {
    std::map<std::string, std::string> sorted;
    for (const auto& [key, item, origin] : *map) sorted[key] = line_of(item);
    for (const auto& [key, text] : sorted) out += (out.empty() ? "" : ",") + key + ":" + text;
    return "{" + out + "}";
  }
  return value.get_if<cfn::Null>() != nullptr ? "null" : "";
}

Values::Values(const cfn::Template& source, std::map<std::string, std::string> parameters,
               std::string region, Attribute attribute)
    : template_(&source),
      parameters_(std::move(parameters)),
      region_(std::move(region)),
      attribute_(std::move(attribute)) {}

Value Values::of_ref(const std::string& name) const {
  if (name == "AWS::NoValue") return {};
  if (name == "AWS::Region") return region_;
  if (const cfn::Parameter* parameter = template_->find_parameter(cfn::LogicalId(name))) {
    const auto found = parameters_.find(name);
    if (found == parameters_.end() || parameter->type.starts_with("AWS::SSM")) {
      return unknown("parameter " + name);
    }
    if (!parameter->type.starts_with("List<") && parameter->type != "CommaDelimitedList") {
      return found->second;
    }
    Value items = list_of(found->second, ",");
    for (Value& each : *items.list()) each = trimmed(*each.string());
    return items;
  }
  return name.starts_with("AWS::") ? unknown(name) : attribute_(name, "");
}

Value Values::of_sub(const cfn::Sub& sub) const {
  std::string out;
  for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
    if (piece.kind == cfn::SubPiece::Kind::kText) {
      out += piece.text;
    } else if (const Value* variable = sub.variables.find(piece.text)) {
      out += line_of(of(*variable));
    } else if (const auto dot = piece.text.find('.'); dot != std::string::npos) {
      out += attribute_(piece.text.substr(0, dot), piece.text.substr(dot + 1));
    } else {
      out += line_of(of_ref(piece.text));
    }
  }
  return out;
}

Value Values::of_known_call(Function function, const Value& argument) const {
  const List* items = argument.list();
  if (function == Function::kJoin && items != nullptr && items->size() == 2) {
    const List* parts = (*items)[1].list();
    if (parts == nullptr) return {};
    std::string out;
    for (std::size_t i = 0; i < parts->size(); ++i) {
      out += (i == 0 ? "" : line_of((*items)[0])) + line_of((*parts)[i]);
    }
    return out;
  }
  if (function == Function::kSelect && items != nullptr && items->size() == 2) {
    const List* from = (*items)[1].list();
    const std::string index = line_of((*items)[0]);
    if (from == nullptr || index.empty() || index.size() > 3 ||
        index.find_first_not_of("0123456789") != std::string::npos) {
      return {};
    }
    const auto at = std::stoul(index);
    return at < from->size() ? (*from)[at] : Value();
  }
  if (function == Function::kSplit && items != nullptr && items->size() == 2) {
    const std::string text = line_of((*items)[1]);
    return is_known(text) ? list_of(text, line_of((*items)[0])) : Value();
  }
  if (function == Function::kFindInMap && items != nullptr && items->size() >= 3) {
    const Value* found = template_->mappings.find(line_of((*items)[0]));
    for (std::size_t i = 1; i < 3 && found != nullptr; ++i) {
      found = found->map() != nullptr ? found->map()->find(line_of((*items)[i])) : nullptr;
    }
    if (found != nullptr) return of(*found);
    const Map* options = items->size() == 4 ? (*items)[3].map() : nullptr;
    const Value* otherwise = options != nullptr ? options->find("DefaultValue") : nullptr;
    if (otherwise != nullptr) return *otherwise;
  }
  return {};
}

Value Values::of_call(const cfn::Call& call) const {
  const Value& argument = call.argument.at(0);
  if (call.function == Function::kIf) {
    const List* items = argument.list();
    if (items == nullptr || items->size() != 3) return {};
    const auto holds = condition(line_of((*items)[0]));
    if (holds) return of((*items)[*holds ? 1 : 2]);
    return unknown("if " + line_of(of(argument)));
  }
  const Value inner = of(argument);
  Value known = of_known_call(call.function, inner);
  if (!known.absent()) return known;
  std::string text = std::string(long_name(call.function)) + " " + line_of(inner);
  return unknown(text);
}

Value Values::of(const Value& value) const {
  if (const auto text = scalar_of(value)) return *text;
  if (const List* items = value.list()) {
    List out;
    for (const Value& each : *items) {
      if (Value item = of(each); !item.absent()) out.push_back(std::move(item));
    }
    return out;
  }
  if (const Map* map = value.map()) {
    Map out;
    if (const Value* computed = map->find("Fn::GetAtt"); computed != nullptr && map->size() == 1) {
      const Value named = of(*computed);
      if (named.list() == nullptr || named.list()->size() != 2) return {};
      return attribute_(line_of((*named.list())[0]), line_of((*named.list())[1]));
    }
    for (const auto& [key, item, origin] : *map) out.set(key, of(item));
    return out;
  }
  if (const auto* ref = value.get_if<cfn::Ref>()) return of_ref(ref->target.str());
  if (const auto* att = value.get_if<cfn::GetAtt>()) {
    return attribute_(att->target.str(), att->attribute);
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) return of_sub(*sub);
  if (const auto* dynamic = value.get_if<cfn::DynamicReference>()) {
    return of(cfn::spelled_out(*dynamic));
  }
  if (const auto* call = value.get_if<cfn::Call>()) return of_call(*call);
  return value;
}

std::optional<bool> Values::condition(const std::string& name) const {
  const Value* found = template_->conditions.find(name);
  if (found == nullptr || !open_.insert(name).second) return std::nullopt;
  const auto holds = of_condition(*found);
  open_.erase(name);
  return holds;
}

std::optional<bool> Values::of_condition(const Value& value) const {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return std::nullopt;
  if (call->function == Function::kCondition) return condition(line_of(call->argument.at(0)));
  const List* items = call->argument.at(0).list();
  if (items == nullptr || items->empty()) return std::nullopt;
  if (call->function == Function::kNot) {
    const auto holds = of_condition((*items)[0]);
    return holds ? std::optional(!*holds) : std::nullopt;
  }
  if (call->function == Function::kEquals && items->size() == 2) {
    const Value one = of((*items)[0]);
    const Value other = of((*items)[1]);
    if (one.absent() || other.absent()) return std::nullopt;
    const std::string left = line_of(one);
    const std::string right = line_of(other);
    if (left == right) return true;
    return is_known(left) && is_known(right) ? std::optional(false) : std::nullopt;
  }
  if (call->function != Function::kAnd && call->function != Function::kOr) return std::nullopt;
  const bool decides = call->function == Function::kOr;
  bool all_known = true;
  for (const Value& each : *items) {
    const auto holds = of_condition(each);
    if (holds == decides) return decides;
    all_known = all_known && holds;
  }
  return all_known ? std::optional(!decides) : std::nullopt;
}

}  // namespace archsynth::property
