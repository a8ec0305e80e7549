#include "rules/template/paths.h"

#include "archsynth/support/text.h"
#include "cfn/evaluate/substitution.h"

namespace archsynth::analysis {
namespace {

std::string_view take_name(std::string_view& path) {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  path.remove_prefix(dot == path.npos ? path.size() : dot + 1);
  return name;
}

const cfn::Value* member_at(const cfn::Value* value, std::string_view path) {
  while (value != nullptr && !path.empty()) value = member(value, {take_name(path)});
  return value;
}

}  // namespace

void each_place(const View& view, const cfn::Value* value, std::string_view path,
                const VisitValue& visit) {
  if (value == nullptr) return;
  if (path.empty()) return visit(*value);
  const std::string_view name = take_name(path);
  if (name != "*") return each_place(view, member(value, {name}), path, visit);
  if (value->map() != nullptr) {
    for (const cfn::MapEntry& entry : *value->map()) each_place(view, &entry.value, path, visit);
  }
  for (const cfn::Value* item : view.items(value).values) each_place(view, item, path, visit);
}

void each_place(const View& view, const cfn::Resource& resource, std::string_view path,
                const VisitValue& visit) {
  const std::string_view first = take_name(path);
  each_place(view, property(resource, {first}), path, visit);
}

void each_item(const View& view, const cfn::Resource& resource, std::string_view path,
               const VisitItem& visit) {
  if (path.empty()) return visit(nullptr);
  each_place(view, resource, path, [&](const cfn::Value& item) { visit(&item); });
}

void each_place_unless(const View& view, const cfn::Resource& resource, std::string_view path,
                       std::string_view unless, const VisitValue& visit) {
  const std::size_t star = unless.rfind(".*.");
  const auto is_there = [](const cfn::Value* value) {
    return value != nullptr && !is_no_value(*value);
  };
  if (star == unless.npos) {
    if (!unless.empty() && is_there(property_at(resource, unless))) return;
    return each_place(view, resource, path, visit);
  }
  each_place(view, resource, unless.substr(0, star + 2), [&](const cfn::Value& item) {
    if (is_there(member_at(&item, unless.substr(star + 3)))) return;
    each_place(view, &item, path.substr(star + 3), visit);
  });
}

const cfn::Value* value_of(const cfn::Resource& resource, const cfn::Value* item,
                           std::string_view paths) {
  for (std::string_view path : split(paths, '|')) {
    const bool is_own = item == nullptr || path.starts_with('/');
    if (path.starts_with('/')) path.remove_prefix(1);
    const cfn::Value* found = is_own ? property_at(resource, path) : member_at(item, path);
    if (found != nullptr) return found;
  }
  return nullptr;
}

namespace {

std::optional<std::string> text_of_piece(const View& view, const cfn::Sub& sub,
                                         const std::string& name) {
  if (name == "AWS::Region" && !view.region().empty()) return std::string(view.region());
  if (const cfn::Value* own = sub.variables.find(name)) return composed_text(view, own);
  const cfn::Value reference = cfn::ref(cfn::LogicalId(name));
  return composed_text(view, &reference);
}

}  // namespace

std::optional<std::string> shape_of(const View& view, const cfn::Value* value) {
  if (const auto text = view.text(value)) return text;
  if (value == nullptr) return std::nullopt;
  if (const auto* sub = value->get_if<cfn::Sub>()) {
    std::string shape;
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      shape += piece.kind == cfn::SubPiece::Kind::kText ? piece.text : "?";
    }
    return shape;
  }
  const auto* call = value->get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kJoin) return std::nullopt;
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = (*arguments)[0].string();
  const cfn::List* parts = (*arguments)[1].list();
  if (delimiter == nullptr || parts == nullptr) return std::nullopt;
  std::string shape;
  for (const cfn::Value& part : *parts) {
    if (!shape.empty() || &part != &parts->front()) shape += *delimiter;
    const bool is_made = part.get_if<cfn::Sub>() != nullptr || part.get_if<cfn::Call>() != nullptr;
    const std::string* text = part.string();
    shape += text != nullptr ? *text : is_made ? shape_of(view, &part).value_or("?") : "?";
  }
  return shape;
}

std::optional<std::string> composed_text(const View& view, const cfn::Value* value) {
  if (auto text = view.text(value)) return text;
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr || sub->text.find("{{resolve:") != std::string::npos) return std::nullopt;
  const cfn::Value made = cfn::with_known_parts(*sub, [&](const std::string& name) {
    const auto text = text_of_piece(view, *sub, name);
    return text ? cfn::Value(*text) : cfn::Value();
  });
  return made.string() == nullptr ? std::nullopt : std::optional(*made.string());
}

}  // namespace archsynth::analysis
