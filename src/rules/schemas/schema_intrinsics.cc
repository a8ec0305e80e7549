#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/schemas/formats.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<") ||
         type.find("<List<") != type.npos || type.find("<CommaDelimitedList>") != type.npos;
}

/// What an intrinsic returns, as far as its form tells.
enum class Returns { kAnything, kText, kList, kTextOrList };

struct Intrinsic {
  Returns returns = Returns::kAnything;
  std::string_view see;
};

namespace {

using cfn::Function;
using spec::Datum;
using spec::Keyword;
using spec::Schema;

std::string name_of(const cfn::Value& value, const TemplateIndex& index) {
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    const bool is_resource = index.resource(ref->target.str()) != nullptr;
    return (is_resource ? "" : "parameter ") + quoted(ref->target.str());
  }
  if (const auto* get = value.get_if<cfn::GetAtt>()) {
    return quoted(get->target.str() + "." + get->attribute);
  }
  const auto* call = value.get_if<cfn::Call>();
  return call == nullptr ? "Fn::Sub" : std::string(long_name(call->function));
}

Returns returned_by(const cfn::Ref& ref, const TemplateIndex& index) {
  if (ref.target.str() == "AWS::NotificationARNs") return Returns::kList;
  if (const cfn::Parameter* parameter = index.parameter(ref.target.str())) {
    return is_list_type(parameter->type) ? Returns::kList : Returns::kText;
  }
  // Of a module nothing is known.
  const cfn::Resource* resource = index.resource(ref.target.str());
  const bool is_text = resource != nullptr && !resource->type.ends_with("::MODULE");
  return is_text ? Returns::kText : Returns::kAnything;
}

Intrinsic describe(const cfn::Value& value, const TemplateIndex& index) {
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    return {returned_by(*ref, index), "E1020"};
  }
  if (value.get_if<cfn::Sub>() != nullptr) return {Returns::kText, "E1019"};
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr) return {};
  auto made = [&](Returns returns, std::string_view see) { return Intrinsic{returns, see}; };
  switch (call->function) {
    case Function::kBase64:
      return made(Returns::kText, "E1021");
    case Function::kJoin:
      return made(Returns::kText, "E1022");
    case Function::kCidr:
      return made(Returns::kList, "E1024");
    case Function::kGetAZs:
      return made(Returns::kList, "E1015");
    case Function::kSplit:
      return made(Returns::kList, "E1018");
    case Function::kToJsonString:
      return made(Returns::kText, "E1031");
    case Function::kFindInMap:
      return made(Returns::kTextOrList, "E1011");
    default:
      return {};
  }
}

bool takes_scalar(Schema schema) {
  for (std::string_view type : {"string", "integer", "number", "boolean"}) {
    if (schema.has_type(type)) return true;
  }
  return false;
}

std::optional<spec::ResourceSchema> schema_of(const cfn::Resource& resource, const SchemaRun& run) {
  if (resource.type.starts_with("Custom::") || resource.type.ends_with("::MODULE") ||
      resource.type == "AWS::CloudFormation::CustomResource" ||
      resource.type == "AWS::CloudFormation::Stack") {
    return std::nullopt;
  }
  return run.catalogue.schema(resource.type, run.region);
}

bool has_format(Schema schema, std::string_view format) {
  if (auto own = schema.find(Keyword::kFormat); own && own->text() == format) return true;
  auto any = schema.find(Keyword::kAnyOf);
  for (std::size_t i = 0; any && i < any->size(); ++i) {
    if (has_format(Schema((*any)[i], schema.root()), format)) return true;
  }
  return false;
}

/// Whether an attribute of which no schema says what it is surely is something else: it identifies
/// its resource, which is of another type, or is not what identifies one of the needed type.
bool is_of_another_kind(std::string_view attribute, std::string_view type,
                        std::string_view format) {
  return attribute == "Arn" || attribute == "Id" || attribute == "Name" ||
         format.substr(0, format.rfind('.')) == type;
}

/// Types of parameters that are ids of resources, and the format of what they hold.
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/
/// cloudformation-supplied-parameter-types.html
constexpr std::pair<std::string_view, std::string_view> kParameterKinds[] = {
    {"AWS::EC2::Image::Id", "AWS::EC2::Image.Id"},
    {"AWS::EC2::SecurityGroup::Id", "AWS::EC2::SecurityGroup.Id"},
    {"AWS::EC2::Subnet::Id", "AWS::EC2::Subnet.Id"},
    {"AWS::EC2::VPC::Id", "AWS::EC2::VPC.Id"},
    {"AWS::EC2::Volume::Id", "AWS::EC2::Volume.Id"},
};

std::string_view kind_of_parameter(std::string_view type) {
  for (const auto& [own, format] : kParameterKinds) {
    if (own == type) return format;
  }
  return {};
}

/// The formats that a text can have: its own, or those of its forms.
std::vector<std::string_view> formats_of(Schema schema) {
  if (const auto own = schema.find(Keyword::kFormat)) return {own->text()};
  std::vector<std::string_view> all;
  const auto forms = schema.find(Keyword::kAnyOf);
  for (std::size_t i = 0; forms && i < forms->size(); ++i) {
    const auto own = Schema((*forms)[i], schema.root()).find(Keyword::kFormat);
    all.push_back(own ? own->text() : std::string_view());
  }
  return all;
}

}  // namespace

void SchemaWalk::check_intrinsic(const Value& value, Schema schema, Origin place) {
  if (trying_ || in_rule_) doubt();
  if (in_rule_) return;
  if (!trying_) check_candidates(value, schema, place);
  Schema target = schema.resolved();
  auto types = target.find(Keyword::kType);
  if (!types) return;
  Intrinsic intrinsic = describe(value, run_.index);
  bool takes_list = target.has_type("array");
  if (const auto* get = value.get_if<cfn::GetAtt>()) {
    const cfn::Resource* resource = run_.index.resource(get->target.str());
    auto type = resource == nullptr ? std::nullopt : schema_of(*resource, run_);
    auto attribute = type ? type->attribute(get->attribute) : std::nullopt;
    if (attribute && attribute->find(Keyword::kType)) {
      bool list = attribute->has_type("array");
      bool text = takes_scalar(*attribute);
      if (list != text) intrinsic.returns = list ? Returns::kList : Returns::kText;
      intrinsic.see = "E1010";
      // An attribute keeps its type, where a literal number would become a text. A DocumentDB
      // cluster's port is a text when it is asked for, against its schema.
      const bool is_number = attribute->has_type("integer") && !attribute->has_type("string");
      const bool takes_string_only = target.has_type("string") && !target.has_type("integer") &&
                                     !target.has_type("number") && !takes_list;
      if (is_number && takes_string_only && resource->type != "AWS::DocDB::DBCluster") {
        report("ARC3020", "E1010", place,
               fmt::format("{} must be a string, but {} is a number", property(),
                           name_of(value, run_.index)),
               fmt::format("write !Sub \"${{{}.{}}}\"", get->target.str(), get->attribute));
        return;
      }
    }
  }
  if (check_returned(value, target, intrinsic, place) && !trying_) {
    if (const auto* ref = value.get_if<cfn::Ref>()) check_parameter_kind(*ref, target, place);
    check_reference_format(value, target, place);
  }
}

bool SchemaWalk::check_returned(const Value& value, Schema target, const Intrinsic& intrinsic,
                                Origin place) {
  const bool takes_list = target.has_type("array");
  const bool takes_text = takes_scalar(target);
  if (intrinsic.returns == Returns::kText && !takes_text) {
    report("ARC3020", intrinsic.see, place,
           fmt::format("{} must be {}, but {} is a string", property(),
                       takes_list ? "a list" : "an object", name_of(value, run_.index)),
           takes_list ? "write a list, or split the string with Fn::Split" : "write an object");
    return false;
  }
  if (intrinsic.returns == Returns::kTextOrList && !takes_text && !takes_list) {
    report("ARC3020", intrinsic.see, place,
           fmt::format("{} must be an object, but {} is a string or a list", property(),
                       name_of(value, run_.index)),
           "write an object");
    return false;
  }
  if (intrinsic.returns == Returns::kList && !takes_list) {
    report("ARC3020", intrinsic.see, place,
           fmt::format("{} must be one value, but {} is a list", property(),
                       name_of(value, run_.index)),
           "take one item with Fn::Select, or join them with Fn::Join");
    return false;
  }
  if (const auto items = target.child(Keyword::kItems);
      intrinsic.returns == Returns::kList && items && items->has_type("object") &&
      !takes_scalar(*items) && value.get_if<cfn::Call>() != nullptr) {
    report("ARC3020", intrinsic.see, place,
           fmt::format("{} must be a list of objects, but {} is a list of strings", property(),
                       name_of(value, run_.index)),
           "write a list of objects");
    return false;
  }
  return true;
}

void SchemaWalk::check_image(const cfn::Ref& ref, Origin place) {
  const cfn::Parameter* parameter = run_.index.parameter(ref.target.str());
  if (parameter == nullptr || parameter->type != "String") return;
  report("ARC3023", "W2506", place,
         fmt::format("parameter {} is an image id, but has the type String",
                     quoted(ref.target.str())));
  judgement_->findings.back().severity = Severity::kWarning;
}

void SchemaWalk::check_kind(std::string_view own, std::string_view what,
                            const std::vector<std::string_view>& wanted, Origin place) {
  const std::string_view resource = own.substr(0, own.rfind('.'));
  const bool fits = std::any_of(wanted.begin(), wanted.end(), [&](std::string_view each) {
    return !each.starts_with("AWS::") || each.substr(0, each.rfind('.')) == resource;
  });
  if (own.empty() || wanted.empty() || fits) return;
  const TextFormat* known = text_format(wanted.front());
  const std::string_view type = wanted.front().substr(0, wanted.front().rfind('.'));
  report("ARC3019", "E1041", place,
         fmt::format("{} must be {}, but {} is of an {}", property(),
                     known == nullptr ? wanted.front() : known->thing, what, resource),
         fmt::format("refer to a resource of type {}", type));
}

void SchemaWalk::check_parameter_kind(const cfn::Ref& ref, Schema schema, Origin place) {
  const cfn::Parameter* parameter = run_.index.parameter(ref.target.str());
  if (parameter == nullptr) return;
  check_kind(kind_of_parameter(parameter->type), "parameter " + quoted(ref.target.str()),
             formats_of(schema), place);
}

namespace {

/// Whether Ref returns what the template names the resource by, and that is another reference: the
/// bucket that a policy is of.
bool is_named_by_another(const cfn::Resource& resource, const spec::ResourceSchema& type) {
  const std::string_view property = type.name_property();
  const cfn::Value* name = property.empty() ? nullptr : resource.properties.find(property);
  return name != nullptr && name->is_intrinsic();
}

}  // namespace

void SchemaWalk::report_group_reference(const std::string& group, bool is_in_vpc, Origin place) {
  if (is_in_vpc) {
    report("ARC3019", "E1041", place,
           fmt::format("{} must be a security group's name, but the Ref of {} is its id, because "
                       "it has a \"VpcId\"",
                       property(), quoted(group)),
           "use the property that takes ids instead");
  } else {
    report("ARC3019", "E1041", place,
           fmt::format("{} must be a security group id, but the Ref of {} is its name, because it "
                       "has no \"VpcId\"",
                       property(), quoted(group)),
           fmt::format("use !GetAtt {}.GroupId", group));
  }
}

void SchemaWalk::check_reference_format(const Value& value, Schema schema, Origin place) {
  auto wanted = schema.find(Keyword::kFormat);
  if (!wanted || !wanted->text().starts_with("AWS::")) return;
  const auto* ref = value.get_if<cfn::Ref>();
  const auto* get = value.get_if<cfn::GetAtt>();
  if (ref == nullptr && get == nullptr) return;
  if (ref != nullptr && wanted->text() == "AWS::EC2::Image.Id") return check_image(*ref, place);
  const cfn::Resource* resource = run_.index.resource((ref ? ref->target : get->target).str());
  auto type = resource == nullptr ? std::nullopt : schema_of(*resource, run_);
  if (!type) return;
  auto source = ref != nullptr ? type->ref() : type->attribute(get->attribute);
  if (!source || (ref != nullptr && is_named_by_another(*resource, *type))) return;
  std::string_view format = wanted->text();
  const OtherFormat* other = other_format(resource_.type, pointer_);
  if (other != nullptr && other->source == resource->type &&
      other->attribute == (ref != nullptr ? std::string_view() : get->attribute)) {
    return;
  }
  if (ref != nullptr && resource->type == "AWS::EC2::SecurityGroup") {
    // The id in a VPC, the name without one.
    bool in_vpc = resource->properties.contains("VpcId");
    if (format == (in_vpc ? "AWS::EC2::SecurityGroup.Id" : "AWS::EC2::SecurityGroup.Name")) return;
    if (format.starts_with("AWS::EC2::SecurityGroup.")) {
      return report_group_reference(ref->target.str(), in_vpc, place);
    }
  } else if (has_format(*source, format)) {
    return;
  } else if (get != nullptr && !source->find(Keyword::kFormat) &&
             !is_of_another_kind(get->attribute, resource->type, format)) {
    return;
  }
  const TextFormat* known = text_format(format);
  std::string name = ref != nullptr ? ref->target.str() : get->target.str() + "." + get->attribute;
  report("ARC3019", ref != nullptr ? "E1041" : "E1040", place,
         fmt::format("{} must be {}, but {} {} an {}", property(),
                     known == nullptr ? format : known->thing, quoted(name),
                     ref != nullptr ? "is" : "is of", resource->type),
         fmt::format("refer to a resource of type {}", format.substr(0, format.rfind('.'))));
}

}  // namespace archsynth::analysis
