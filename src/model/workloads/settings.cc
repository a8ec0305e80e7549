#include "model/workloads/settings.h"

#include <algorithm>

namespace archsynth::model {

const cfn::Value* Settings::at(std::string_view key) const {
  const cfn::Value* value = map_ == nullptr ? nullptr : map_->find(key);
  return value == nullptr || cfn::is_no_value(*value) ? nullptr : value;
}

bool Settings::is_absent(std::string_view key) const {
  if (is_nothing_) return true;
  if (map_ == nullptr || at(key) != nullptr) return false;
  return std::none_of(map_->begin(), map_->end(),
                      [](const cfn::MapEntry& each) { return each.key.starts_with("Fn::"); });
}

Settings Settings::in(std::string_view key) const {
  Settings inner(view_, at(key));
  inner.is_nothing_ = is_absent(key);
  return inner;
}

Setting<std::string> Settings::text(std::string_view key) const {
  return {at(key), view_.text(at(key)), is_absent(key)};
}

Setting<double> Settings::number(std::string_view key) const {
  return {at(key), view_.number(at(key)), is_absent(key)};
}

Setting<bool> Settings::truth(std::string_view key) const {
  return {at(key), view_.truth(at(key)), is_absent(key)};
}

Named Settings::named(std::string_view key) const {
  return {at(key), resource_named(view_, at(key))};
}

view::Items Settings::items(std::string_view key) const {
  if (is_absent(key)) return {{}, true};
  return view_.items(at(key));
}

const cfn::Resource* resource_named(const view::View& view, const cfn::Value* value) {
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr) return view.target(value);
  const std::vector<cfn::SubPiece> pieces = cfn::pieces(*sub);
  if (pieces.size() != 1 || pieces[0].kind != cfn::SubPiece::Kind::kVariable) return nullptr;
  const std::string& name = pieces[0].text;
  if (const cfn::Value* stated = sub->variables.find(name)) return view.target(stated);
  const std::size_t dot = name.find('.');
  const cfn::LogicalId id(name.substr(0, dot));
  const cfn::Value whole = dot == name.npos ? cfn::ref(id) : cfn::get_att(id, name.substr(dot + 1));
  return view.target(&whole);
}

const cfn::Resource* resource_within(const view::View& view, const cfn::Value* value,
                                     std::initializer_list<std::string_view> types) {
  if (value == nullptr) return nullptr;
  for (const cfn::Reference& each : cfn::references(*value)) {
    const cfn::Resource* resource = view.find(each.target.str());
    if (resource == nullptr) continue;
    if (std::find(types.begin(), types.end(), resource->type) != types.end()) return resource;
  }
  return nullptr;
}

namespace {

/// A part of a string that is put together: what it names, or what it says.
struct Part {
  std::optional<cfn::Reference> named{};
  std::string text{};
};

Part part_of(const view::View& view, const cfn::Value& value) {
  const auto all = cfn::references(value);
  if (all.size() == 1) return {all.front()};
  return {{}, view.text(&value).value_or("?")};
}

/// The parts of a `Sub`, a `Join`, or a single reference; empty for anything else.
std::vector<Part> parts_of(const view::View& view, const cfn::Value& value) {
  if (value.get_if<cfn::Ref>() != nullptr || value.get_if<cfn::GetAtt>() != nullptr)
    return {part_of(view, value)};
  std::vector<Part> parts;
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
      const std::size_t dot = std::min(each.text.find('.'), each.text.size());
      const cfn::Value* stated = sub->variables.find(each.text);
      if (each.kind == cfn::SubPiece::Kind::kText) {
        parts.push_back({{}, each.text});
      } else if (stated != nullptr) {
        parts.push_back(part_of(view, *stated));
      } else {
        const std::string attribute = dot < each.text.size() ? each.text.substr(dot + 1) : "";
        parts.push_back({cfn::Reference{cfn::LogicalId(each.text.substr(0, dot)), attribute, {}}});
      }
    }
    return parts;
  }
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments = is_join ? call->argument.front().list() : nullptr;
  if (arguments == nullptr || arguments->size() != 2 || arguments->back().list() == nullptr)
    return {};
  const std::string delimiter = view.text(&arguments->front()).value_or("");
  for (const cfn::Value& each : *arguments->back().list()) {
    if (!parts.empty() && !delimiter.empty()) parts.push_back({{}, delimiter});
    parts.push_back(part_of(view, each));
  }
  return parts;
}

}  // namespace

ImageSource source_of_image(const view::View& view, const cfn::Value* image) {
  ImageSource made{resource_within(view, image, {"AWS::ECR::Repository"})};
  if (made.repository == nullptr) return made;
  const std::vector<Part> parts = parts_of(view, *image);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].named || parts[i].named->target != made.repository->id) continue;
    const std::string& attribute = parts[i].named->attribute;
    const std::string after = i + 1 < parts.size() ? parts[i + 1].text : ":";
    made.is_arn = i == 0 && attribute == "Arn";
    // A longer name is that of another repository.
    const bool is_whole = after.starts_with(':') || after.starts_with('@');
    const bool is_uri = i == 0 && attribute == "RepositoryUri";
    const bool is_name = i > 0 && attribute.empty() && parts[i - 1].text.ends_with('/') &&
                         std::count(parts[i - 1].text.begin(), parts[i - 1].text.end(), '/') == 1;
    if (!is_whole || (!is_uri && !is_name)) made.repository = nullptr;
    return made;
  }
  return made;
}

}  // namespace archsynth::model
