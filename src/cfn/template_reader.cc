#include <algorithm>
#include <array>
#include <span>

#include "archsynth/cfn/reader.h"
#include "archsynth/support/text.h"
#include "intrinsic.h"
#include "number.h"
#include "template_names.h"

namespace archsynth::cfn {
namespace {

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A member that a transform replaces with others.
bool is_macro(const MapEntry& entry) {
  constexpr std::string_view kLoop = "Fn::ForEach::";
  if (entry.key == "Fn::Transform" || entry.key.substr(0, kLoop.size()) == kLoop) return true;
  const Call* call = entry.value.get_if<Call>();
  return call != nullptr && call->function == Function::kTransform;
}

/// Whether the template names a macro of its own account, which may give any attribute a meaning.
bool has_macro(const Map& sections) {
  constexpr std::string_view kOfAws = "AWS::";
  const Value* transform = sections.find("Transform");
  const auto is_own = [&](const Value& name) {
    return name.string() != nullptr && name.string()->substr(0, kOfAws.size()) != kOfAws;
  };
  if (transform == nullptr) return false;
  const List* names = transform->list();
  return is_own(*transform) ||
         (names != nullptr && std::any_of(names->begin(), names->end(), is_own));
}

/// The entry's key, else its value.
const Origin& place_of(const MapEntry& entry) {
  return first_known(entry.key_origin, entry.value.origin());
}

/// The text of a scalar: what is typed as a number is a name here.
std::optional<std::string> scalar_text(const Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const bool* truth = value.get_if<bool>()) return *truth ? "true" : "false";
  std::string number;
  if (append_number(number, value)) return number;
  return std::nullopt;
}

/// What a message is about. It is put in words only for one that is told.
struct Named {
  std::string_view kind;
  std::string_view name;
  const Named* of = nullptr;
  std::string text() const {
    const std::string own = std::string(kind) + quoted(name);
    return of == nullptr ? own : own + " of " + of->text();
  }
};

class TemplateReader {
 public:
  explicit TemplateReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::optional<Template> read(Value document) {
    std::optional<Map> sections = take_members(document);
    if (!sections) {
      diagnostics_.error(kNoTemplate, document.origin(),
                         "a template must be a mapping of sections, not " + kind_name(document));
      return std::nullopt;
    }
    expands_ = has_macro(*sections);
    bool has_resources = false;
    for (MapEntry& section : *sections) {
      const std::string_view name = section_name(section, *sections);
      has_resources = has_resources || name == "Resources";
      read_section(section, name);
    }
    if (!has_resources && template_.transform.absent()) {
      // The CDK writes stacks of assertions alone, and deploys none of them.
      const bool is_left_out = template_.rules.contains("CheckBootstrapVersion");
      const auto say = is_left_out ? &Diagnostics::warning : &Diagnostics::error;
      (diagnostics_.*say)(kNoResources, document.origin(), "the template has no \"Resources\"");
    }
    return std::move(template_);
  }

 private:
  /// The section's name, or the one that is meant by it.
  std::string_view section_name(const MapEntry& section, const Map& sections) {
    if (contains(kSections, section.key) || section.key == "Fn::Transform") return section.key;
    diagnostics_.error(kUnknownSection, place_of(section), "unknown section " + quoted(section.key))
        .fix = suggest(section.key, kSections);
    return meant_of(section, sections, kSections);
  }

  /// The name that an unknown one is read as: the one that is meant, where that is not there too.
  static std::string_view meant_of(const MapEntry& entry, const Map& all,
                                   std::span<const std::string_view> known) {
    const std::string meant = meant_key(entry.key, known);
    const auto found = std::find(known.begin(), known.end(), meant);
    return found == known.end() || all.contains(meant) ? std::string_view(entry.key) : *found;
  }

  void read_section(MapEntry& section, std::string_view name) {
    const Named what{"section ", name};
    if (name == "AWSTemplateFormatVersion") {
      read_version(section.value);
    } else if (name == "Description") {
      template_.description = read_text(section.value, {"", name});
    } else if (name == "Transform" || name == "Fn::Transform") {
      read_transform(section.value);
    } else if (name == "Metadata") {
      keep_map(template_.metadata, section.value, what);
    } else if (name == "Globals") {
      keep_map(template_.globals, section.value, what);
    } else if (name == "Hooks") {
      keep_map(template_.hooks, section.value, what);
    } else if (name == "Mappings") {
      template_.mappings = read_map(section.value, what);
    } else if (name == "Rules") {
      template_.rules = read_map(section.value, what);
    } else if (name == "Conditions") {
      template_.conditions = read_map(section.value, what);
    } else if (name == "Parameters") {
      for (MapEntry& entry : read_map(section.value, what)) read_parameter(entry);
    } else if (name == "Resources") {
      for (MapEntry& entry : read_map(section.value, what)) read_resource(entry);
    } else if (name == "Outputs") {
      for (MapEntry& entry : read_map(section.value, what)) read_output(entry);
    }
  }

  void read_version(const Value& value) {
    const std::optional<std::string> text = scalar_text(value);
    if (text && *text == kVersion) return;
    const std::string shown = text ? quoted(*text) : kind_name(value);
    diagnostics_.error(kUnknownVersion, value.origin(), "unknown template version " + shown).fix =
        "the only version is " + quoted(kVersion);
  }

  void read_transform(Value& value) {
    if (value.string() == nullptr && value.list() == nullptr && !has_members(value)) {
      wrong_kind(value, {"section ", "Transform"}, "a name or a list of names");
    } else {
      template_.transform = std::move(value);
    }
  }

  void read_parameter(MapEntry& entry) {
    const Named what{"parameter ", entry.key};
    Parameter parameter;
    parameter.id = LogicalId(entry.key);
    parameter.origin = place_of(entry);
    Map* attributes = body_of(entry, what);
    if (attributes == nullptr) return;
    bool has_type = false;
    for (MapEntry& attribute : *attributes) {
      const std::string_view name = known_name(attribute, *attributes, what, kParameterAttributes);
      if (name == "Type") {
        has_type = true;
        parameter.type = read_text(attribute.value, attribute_name(attribute, what));
        parameter.type_origin = attribute.value.origin();
      } else {
        parameter.attributes.append(name, std::move(attribute.value), attribute.key_origin);
      }
    }
    if (!has_type) lacks(entry, "Type", what);
    template_.parameters.push_back(std::move(parameter));
  }

  void read_resource(MapEntry& entry) {
    if (is_macro(entry)) {
      template_.resource_macros.append(entry.key, std::move(entry.value), entry.key_origin);
      return;
    }
    const Named what{"resource ", entry.key};
    const auto about = diagnostics_.about(entry.key);
    Map* attributes = body_of(entry, what);
    if (attributes == nullptr) return;
    Resource resource;
    resource.id = LogicalId(entry.key);
    resource.origin = place_of(entry);
    bool has_type = false;
    for (MapEntry& attribute : *attributes) {
      const bool is_known = expands_ || contains(kOtherAttributes, attribute.key);
      const std::string_view name =
          is_known ? attribute.key : known_name(attribute, *attributes, what, kResourceAttributes);
      has_type = has_type || name == "Type";
      read_attribute(resource, attribute, name, what);
    }
    if (!has_type) lacks(entry, "Type", what);
    template_.resources.push_back(std::move(resource));
  }

  void read_attribute(Resource& resource, MapEntry& attribute, std::string_view name,
                      const Named& of) {
    Value& value = attribute.value;
    const Named what = attribute_name(attribute, of);
    if (name == "Type") {
      resource.type = read_text(value, what);
      resource.type_origin = value.origin();
    } else if (name == "Properties") {
      resource.properties = read_map(value, what);
      resource.properties_origin = attribute.key_origin;
    } else if (name == "DependsOn") {
      resource.depends_on = read_ids(value, what, resource.depends_on_origins);
      resource.depends_on_origin = value.origin();
    } else if (name == "Condition") {
      resource.condition = LogicalId(read_name(value, what));
      resource.condition_origin = value.origin();
    } else if (name == "DeletionPolicy") {
      keep_text(resource.deletion_policy, attribute, what);
    } else if (name == "UpdateReplacePolicy") {
      keep_text(resource.update_replace_policy, attribute, what);
    } else if (name == "CreationPolicy") {
      keep_map(resource.creation_policy, value, what);
    } else if (name == "UpdatePolicy") {
      keep_map(resource.update_policy, value, what);
      resource.update_policy_origin = attribute.key_origin;
    } else if (name == "Metadata") {
      keep_map(resource.metadata, value, what);
    } else {
      resource.other_attributes.append(name, std::move(value), attribute.key_origin);
    }
  }

  void read_output(MapEntry& entry) {
    if (is_macro(entry)) {
      template_.output_macros.append(entry.key, std::move(entry.value), entry.key_origin);
      return;
    }
    const Named what{"output ", entry.key};
    Map* attributes = body_of(entry, what);
    if (attributes == nullptr) return;
    Output output;
    output.id = LogicalId(entry.key);
    output.origin = place_of(entry);
    bool has_value = false;
    for (MapEntry& attribute : *attributes) {
      const std::string_view name = known_name(attribute, *attributes, what, kOutputAttributes);
      if (name == "Description") {
        output.description = read_text(attribute.value, attribute_name(attribute, what));
      } else if (name == "Value") {
        has_value = true;
        output.value = std::move(attribute.value);
      } else if (name == "Condition") {
        output.condition = LogicalId(read_name(attribute.value, attribute_name(attribute, what)));
        output.condition_origin = attribute.value.origin();
      } else if (name == "Export") {
        output.export_name = read_export(attribute, what);
      }
    }
    if (!has_value) lacks(entry, "Value", what);
    template_.outputs.push_back(std::move(output));
  }

  Value read_export(MapEntry& attribute, const Named& of) {
    constexpr std::array<std::string_view, 1> kName = {"Name"};
    const Named what = attribute_name(attribute, of);
    Value name;
    Map members = read_map(attribute.value, what);
    if (members.empty() && attribute.value.map() != nullptr) lacks(attribute, "Name", what);
    for (MapEntry& entry : members) {
      if (known_name(entry, members, what, kName) == "Name") name = std::move(entry.value);
    }
    return name;
  }

  static Named attribute_name(const MapEntry& attribute, const Named& of) {
    return {"", attribute.key, &of};
  }

  void wrong_kind(const Value& value, const Named& what, std::string_view wanted) {
    diagnostics_.error(
        kWrongKind, value.origin(),
        what.text() + " must be " + std::string(wanted) + ", not " + kind_name(value));
  }

  /// The attributes of a resource, parameter or output.
  Map* body_of(MapEntry& entry, const Named& what) {
    if (Map* map = entry.value.map()) return map;
    wrong_kind(entry.value, what, "a mapping");
    return nullptr;
  }

  Map read_map(Value& value, const Named& what) {
    if (std::optional<Map> map = take_members(value)) return std::move(*map);
    wrong_kind(value, what, "a mapping");
    return {};
  }

  void keep_map(Value& kept, Value& value, const Named& what) {
    if (has_members(value)) {
      kept = std::move(value);
    } else {
      wrong_kind(value, what, "a mapping");
    }
  }

  void keep_text(Value& kept, MapEntry& attribute, const Named& what) {
    if (attribute.value.string() != nullptr || attribute.value.is_intrinsic()) {
      kept = std::move(attribute.value);
      if (kept.is_intrinsic()) kept.set_origin(place_of(attribute));
    } else {
      const bool is_block = attribute.value.map() != nullptr || attribute.value.list() != nullptr;
      diagnostics_.error(kWrongKind, is_block ? place_of(attribute) : attribute.value.origin(),
                         what.text() + " must be a string, not " + kind_name(attribute.value));
    }
  }

  std::string read_text(const Value& value, const Named& what) {
    if (std::optional<std::string> text = scalar_text(value)) return std::move(*text);
    wrong_kind(value, what, "a string");
    return {};
  }

  /// A name as it is written: `On` names what has this key, though it is true elsewhere.
  std::string read_name(const Value& value, const Named& what) {
    const Span* span = value.get_if<bool>() == nullptr ? nullptr : value.origin().span();
    if (span == nullptr) return read_text(value, what);
    return std::string(span->source->text().substr(span->begin, span->end - span->begin));
  }

  std::vector<LogicalId> read_ids(const Value& value, const Named& what,
                                  std::vector<Origin>& origins) {
    std::vector<LogicalId> ids;
    const auto add = [&](std::string name, const Origin& origin) {
      if (name.empty()) return;
      ids.emplace_back(std::move(name));
      origins.push_back(origin);
    };
    const List* list = value.list();
    if (scalar_text(value)) {
      add(read_name(value, what), value.origin());
    } else if (list == nullptr) {
      wrong_kind(value, what, "a name or a list of names");
    } else {
      for (const Value& item : *list) add(read_name(item, what), item.origin());
    }
    return ids;
  }

  void lacks(const MapEntry& entry, std::string_view attribute, const Named& what) {
    diagnostics_.error(kMissingAttribute, place_of(entry),
                       what.text() + " has no " + quoted(attribute));
  }

  /// The attribute's name, or the one that is meant by it.
  std::string_view known_name(const MapEntry& attribute, const Map& all, const Named& of,
                              std::span<const std::string_view> known) {
    if (contains(known, attribute.key)) return attribute.key;
    diagnostics_
        .error(kUnknownAttribute, place_of(attribute),
               "unknown attribute " + attribute_name(attribute, of).text())
        .fix = suggest(attribute.key, known);
    return meant_of(attribute, all, known);
  }

  Diagnostics& diagnostics_;
  Template template_;
  bool expands_ = false;  ///< by a macro
};

}  // namespace

std::optional<Template> read_template(const document::Node& node, Diagnostics& diagnostics) {
  return TemplateReader(diagnostics).read(read_value(node, diagnostics));
}

std::optional<Template> read_template(const Value& document, Diagnostics& diagnostics) {
  return TemplateReader(diagnostics).read(with_intrinsics(document, diagnostics));
}

}  // namespace archsynth::cfn
