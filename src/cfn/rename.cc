#include "archsynth/cfn/rename.h"

#include "children.h"

namespace archsynth::cfn {
namespace {

using Names = std::map<std::string, std::string>;

LogicalId renamed(const LogicalId& id, const Names& names) {
  const auto found = names.find(id.str());
  return found == names.end() ? id : LogicalId(found->second);
}

/// The text of `Fn::Sub` with `${Old}` and `${Old.Attribute}` under the new names.
std::string renamed(const Sub& sub, const Names& names) {
  std::string result;
  std::string_view rest = sub.text;
  while (true) {
    const std::size_t open = rest.find("${");
    const std::size_t close = open == rest.npos ? open : rest.find('}', open);
    if (close == rest.npos) return result.append(rest);
    const std::string inside(rest.substr(open + 2, close - open - 2));
    const std::size_t dot = inside.find('.');
    const auto found = names.find(inside.substr(0, dot));
    result.append(rest.substr(0, open + 2));
    if (found == names.end() || sub.variables.contains(inside)) {
      result += inside;
    } else {
      result += found->second;
      if (dot != inside.npos) result.append(inside, dot);
    }
    result += '}';
    rest.remove_prefix(close + 1);
  }
}

/// `{"Fn::GetAtt": ["Id", <intrinsic>]}`, which stays a map.
void rename_computed(Map& map, const Names& names) {
  Value* argument = map.size() == 1 ? map.find("Fn::GetAtt") : nullptr;
  if (argument == nullptr || argument->list() == nullptr || argument->list()->empty()) return;
  Value& target = argument->list()->front();
  if (const std::string* id = target.string()) {
    target = Value(renamed(LogicalId(*id), names).str()).with_origin(target.origin());
  }
}

Value renamed(const Value& value, const Names& names) {
  Value result;
  if (const Ref* ref = value.get_if<Ref>()) {
    result = Ref{renamed(ref->target, names)};
  } else if (const GetAtt* get = value.get_if<GetAtt>()) {
    result = GetAtt{renamed(get->target, names), get->attribute};
  } else {
    result = with_children(value, [&](const Value& child) { return renamed(child, names); });
    if (Sub* sub = result.get_if<Sub>()) sub->text = renamed(*sub, names);
    if (Map* map = result.map()) rename_computed(*map, names);
  }
  result.set_origin(value.origin());
  return result;
}

void rename_in(Map& map, const Names& names) {
  for (MapEntry& entry : map) entry.value = renamed(entry.value, names);
}

void rename_in(Resource& resource, const Names& names) {
  resource.id = renamed(resource.id, names);
  for (LogicalId& each : resource.depends_on) each = renamed(each, names);
  rename_in(resource.properties, names);
  rename_computed(resource.properties, names);
  rename_in(resource.other_attributes, names);
  for (Value* each : {&resource.deletion_policy, &resource.update_replace_policy,
                      &resource.creation_policy, &resource.update_policy, &resource.metadata}) {
    *each = renamed(*each, names);
  }
}

}  // namespace

void rename_resources(Template& changed, const Names& names) {
  if (names.empty()) return;
  for (Resource& each : changed.resources) rename_in(each, names);
  for (Output& each : changed.outputs) {
    each.value = renamed(each.value, names);
    each.export_name = renamed(each.export_name, names);
  }
  rename_in(changed.resource_macros, names);
  rename_in(changed.output_macros, names);
}

}  // namespace archsynth::cfn
