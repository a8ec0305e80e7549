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

}  // namespace archsynth::model
