#include "archsynth/cfn/reader.h"
#include "children.h"
#include "intrinsic.h"

namespace archsynth::cfn {
namespace {

Value plain_of(const Value& value) {
  if (const auto* reference = value.get_if<DynamicReference>()) {
    return without_intrinsics(spelled_out(*reference));
  }
  const GetAtt* att = value.get_if<GetAtt>();
  if (att != nullptr) return Map{{"Fn::GetAtt", List{att->target.str(), att->attribute}}};
  if (const Sub* sub = value.get_if<Sub>()) {
    if (sub->variables.empty()) return Map{{"Fn::Sub", sub->text}};
    return Map{{"Fn::Sub", List{sub->text, without_intrinsics(sub->variables)}}};
  }
  if (const Ref* ref = value.get_if<Ref>()) return Map{{"Ref", ref->target.str()}};
  if (const Call* call = value.get_if<Call>()) {
    Map map;
    map.append(long_name(call->function), without_intrinsics(call->argument.at(0)));
    return map;
  }
  return with_children(value, without_intrinsics);
}

}  // namespace

Value with_intrinsics(const Value& plain, Diagnostics& diagnostics) {
  Value value =
      with_children(plain, [&](const Value& child) { return with_intrinsics(child, diagnostics); });
  if (Map* map = value.map(); map != nullptr && map->size() == 1) {
    if (names_function(map->begin()->key)) {
      MapEntry only = std::move(*map->begin());
      const Origin origin = only.key_origin.known() ? only.key_origin : plain.origin();
      value = make_intrinsic(only.key, std::move(only.value), {only.key, origin}, diagnostics);
    }
  }
  value.set_origin(plain.origin());
  return value;
}

Value without_intrinsics(const Value& value) { return plain_of(value).with_origin(value.origin()); }

}  // namespace archsynth::cfn
