// What parameters declare.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "archsynth/rules/parameters.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "rules/finding.h"
#include "rules/schemas/schema_walk.h"
#include "rules/structure/stages.h"
#include "support/patterns.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "parameters-section-structure.html";
constexpr std::string_view kTypesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "cloudformation-supplied-parameter-types.html";

constexpr Rule kDefault = {"ARC2040",
                           Severity::kError,
                           "parameter default is not an allowed value",
                           "CloudFormation refuses the template",
                           "change the default, or the allowed values",
                           kPage,
                           "E2015"};
constexpr Rule kType = {"ARC2041",
                        Severity::kError,
                        "unknown parameter type",
                        "CloudFormation refuses the template",
                        "use String, Number, CommaDelimitedList or an AWS type",
                        kTypesPage,
                        "E2002"};
constexpr Rule kAttribute = {"ARC2042",
                             Severity::kError,
                             "parameter declaration is not a plain value",
                             "CloudFormation refuses the template",
                             "write a literal value",
                             kPage,
                             "E2001"};

constexpr Rule kValue = {"ARC2045",
                         Severity::kError,
                         "parameter value is not allowed",
                         "CloudFormation refuses the deployment",
                         "set another value, or change the allowed values",
                         kPage,
                         ""};
constexpr Rule kParametersNoParameter = {"ARC2046",
                                         Severity::kError,
                                         "value for an unknown parameter",
                                         "CloudFormation refuses the deployment",
                                         "",
                                         kPage,
                                         ""};
constexpr Rule kNoValue = {"ARC2047",
                           Severity::kError,
                           "parameter has neither a default nor a value",
                           "CloudFormation refuses the deployment",
                           "set a value, or add a \"Default\"",
                           kPage,
                           ""};

constexpr Rule kParametersRules[] = {kDefault, kType, kAttribute};
constexpr Rule kValueRules[] = {kValue, kParametersNoParameter, kNoValue};

constexpr std::array<std::string_view, 15> kTypes = {"AWS::EC2::AvailabilityZone::Name",
                                                     "AWS::EC2::Image::Id",
                                                     "AWS::EC2::Instance::Id",
                                                     "AWS::EC2::KeyPair::KeyName",
                                                     "AWS::EC2::SecurityGroup::GroupName",
                                                     "AWS::EC2::SecurityGroup::Id",
                                                     "AWS::EC2::Subnet::Id",
                                                     "AWS::EC2::VPC::Id",
                                                     "AWS::EC2::Volume::Id",
                                                     "AWS::Route53::HostedZone::Id",
                                                     "AWS::SSM::Parameter::Name",
                                                     "CommaDelimitedList",
                                                     "Number",
                                                     "String",
                                                     "List"};

bool is_list(const cfn::Parameter& parameter) {
  return parameter.type == "CommaDelimitedList" || parameter.type.starts_with("List<");
}

/// The declared number, where there is one.
std::optional<double> number_of(const cfn::Parameter& parameter, std::string_view attribute) {
  const cfn::Value* value = parameter.attributes.find(attribute);
  return value == nullptr ? std::nullopt : scalar_number(*value);
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

/// The texts that the default stands for: one, or the items of a list.
std::vector<std::string> texts_of(const cfn::Parameter& parameter, const std::string& value) {
  if (!is_list(parameter)) return {value};
  std::vector<std::string> texts;
  std::size_t begin = 0;
  while (begin <= value.size()) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    texts.push_back(trimmed(std::string_view(value).substr(begin, end - begin)));
    begin = end + 1;
  }
  return texts;
}

class ParameterCheck {
 public:
  explicit ParameterCheck(Diagnostics& to) : to_(to) {}

  void check(const cfn::Parameter& parameter) {
    if (!check_attributes(parameter)) return;
    check_type(parameter);
    const cfn::Value* stated = parameter.attributes.find("Default");
    const auto value = stated == nullptr ? std::nullopt : scalar_text(*stated);
    if (!value) return;
    const std::string what = fmt::format("the default of {} ", quoted(parameter.id.str()));
    check_value(parameter, *value, [&](ParameterRefusal refusal) {
      report(to_, kDefault, stated->origin(), what + refusal.why);
    });
  }

  /// What a declaration without mistakes of its own says to a value.
  void check_given(const cfn::Parameter& parameter, const std::string& value,
                   const Origin& origin) {
    const std::string what = fmt::format("the value of {} ", quoted(parameter.id.str()));
    each_refusal(parameter, value, [&](ParameterRefusal refusal) {
      report(to_, kValue, origin, what + refusal.why);
    });
  }

  /// Calls `refuse` for each reason that such a declaration has against a value.
  template <typename Refuse>
  void each_refusal(const cfn::Parameter& parameter, const std::string& value,
                    const Refuse& refuse) {
    Diagnostics own;
    if (ParameterCheck(own).check_attributes(parameter)) check_value(parameter, value, refuse);
  }

 private:
  /// Whether the attributes are plain.
  bool check_attributes(const cfn::Parameter& parameter) {
    bool plain = true;
    for (const cfn::MapEntry& entry : parameter.attributes) {
      const cfn::Value& value = entry.value;
      const bool takes_list = entry.key == "AllowedValues";
      const bool is_scalar = scalar_text(value).has_value();
      if (takes_list ? value.list() != nullptr : is_scalar) {
        plain = check_content(parameter, entry) && plain;
        continue;
      }
      plain = false;
      report(to_, kAttribute, value.origin().known() ? value.origin() : entry.key_origin,
             fmt::format("{} of the parameter {} must be {}", quoted(entry.key),
                         quoted(parameter.id.str()), takes_list ? "a list" : "a plain value"));
    }
    return plain;
  }

  /// Whether what has the right shape also has the right content.
  bool check_content(const cfn::Parameter& parameter, const cfn::MapEntry& entry) {
    const cfn::Value& value = entry.value;
    const std::string_view key = entry.key;
    std::string_view wanted;
    Origin place = value.origin().known() ? value.origin() : entry.key_origin;
    if (const cfn::List* list = value.list()) {
      for (const cfn::Value& each : *list) {
        if (scalar_text(each)) continue;
        place = each.origin().known() ? each.origin() : place;
        wanted = "a list of plain values";
        break;
      }
    } else if (key == "NoEcho") {
      const auto text = scalar_text(value);
      if (*text != "true" && *text != "false") wanted = "true or false";
    } else if (key.starts_with("Max") || key.starts_with("Min")) {
      if (!scalar_number(value)) wanted = "a number";
    }
    if (wanted.empty()) return true;
    report(to_, kAttribute, place,
           fmt::format("{} of the parameter {} must be {}", quoted(key), quoted(parameter.id.str()),
                       wanted));
    return false;
  }

  void check_type(const cfn::Parameter& parameter) {
    std::string_view type = parameter.type;
    constexpr std::string_view kSsm = "AWS::SSM::Parameter::Value<";
    for (const std::string_view outer : {kSsm, std::string_view("List<")}) {
      if (!type.starts_with(outer) || !type.ends_with('>')) continue;
      type = type.substr(outer.size(), type.size() - outer.size() - 1);
    }
    if (type != "List" && std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end()) return;
    report(to_, kType, parameter.type_origin.known() ? parameter.type_origin : parameter.origin,
           fmt::format("unknown parameter type {}", quoted(parameter.type)),
           suggest(parameter.type, kTypes));
  }

  template <typename Refuse>
  void check_value(const cfn::Parameter& parameter, const std::string& value,
                   const Refuse& refuse) {
    // What stands in an SSM parameter is not known here; the value is a name.
    if (parameter.type.starts_with("AWS::SSM::")) return;
    const auto wrong = [&](std::string why, std::string_view attribute = {}) {
      refuse(ParameterRefusal{std::move(why), attribute});
    };
    const std::vector<std::string> texts = texts_of(parameter, value);
    check_allowed(parameter, texts, wrong);
    check_pattern(parameter, texts, wrong);
    if (parameter.type == "Number" || parameter.type == "List<Number>") {
      check_numbers(parameter, texts, wrong);
    } else if (!is_list(parameter)) {
      check_length(parameter, value, wrong);
    }
  }

  static std::string shown(const cfn::Parameter& parameter, const std::string& value) {
    return cfn::is_no_echo(parameter) ? "\"****\"" : quoted(value);
  }

  template <typename Wrong>
  void check_allowed(const cfn::Parameter& parameter, const std::vector<std::string>& texts,
                     const Wrong& wrong) {
    const cfn::Value* stated = parameter.attributes.find("AllowedValues");
    if (stated == nullptr) return;
    std::vector<std::string> allowed;
    for (const cfn::Value& each : *stated->list()) {
      const auto text = scalar_text(each);
      if (!text) return;
      allowed.push_back(*text);
    }
    for (const std::string& each : texts) {
      const auto is_it = [&](const std::string& other) {
        if (each == other) return true;
        const auto a = scalar_number(cfn::Value(each));
        const auto b = scalar_number(cfn::Value(other));
        return parameter.type == "Number" && a && b && *a == *b;
      };
      if (std::any_of(allowed.begin(), allowed.end(), is_it)) continue;
      wrong(fmt::format("is {}, which is not in \"AllowedValues\"", shown(parameter, each)),
            "AllowedValues");
      return;
    }
  }

  template <typename Wrong>
  void check_pattern(const cfn::Parameter& parameter, const std::vector<std::string>& texts,
                     const Wrong& wrong) {
    const cfn::Value* stated = parameter.attributes.find("AllowedPattern");
    const std::string* pattern = stated == nullptr ? nullptr : stated->string();
    if (pattern == nullptr) return;
    anchored_.push_back(std::make_unique<std::string>("^(?:" + *pattern + ")\\z"));
    for (const std::string& each : texts) {
      if (patterns_.matches(*anchored_.back(), each)) continue;
      wrong(fmt::format("is {}, which does not match \"AllowedPattern\"", shown(parameter, each)),
            "AllowedPattern");
      return;
    }
  }

  template <typename Wrong>
  void check_numbers(const cfn::Parameter& parameter, const std::vector<std::string>& texts,
                     const Wrong& wrong) {
    const auto least = number_of(parameter, "MinValue");
    const auto most = number_of(parameter, "MaxValue");
    for (const std::string& each : texts) {
      const auto number = scalar_number(cfn::Value(each));
      if (each.empty()) continue;  // asked for when the stack is deployed
      if (!number)
        return wrong(fmt::format("is {}, which is not a number", shown(parameter, each)));
      if (least && *number < *least) return wrong(fmt::format("is less than {}", *least));
      if (most && *number > *most) return wrong(fmt::format("is more than {}", *most));
    }
  }

  template <typename Wrong>
  void check_length(const cfn::Parameter& parameter, const std::string& value, const Wrong& wrong) {
    const auto least = number_of(parameter, "MinLength");
    const auto most = number_of(parameter, "MaxLength");
    const auto length = static_cast<double>(code_points(value));
    if (least && length < *least) wrong(fmt::format("is shorter than {} characters", *least));
    if (most && length > *most) wrong(fmt::format("is longer than {} characters", *most));
  }

  Diagnostics& to_;
  /// The patterns keep views of these.
  std::vector<std::unique_ptr<std::string>> anchored_;
  Patterns patterns_;
};

}  // namespace

void check_parameters(const cfn::Template& checked, Diagnostics& to) {
  ParameterCheck check(to);
  for (const cfn::Parameter& each : checked.parameters) check.check(each);
}

void check_parameter_values(const cfn::Template& checked, const std::vector<ParameterValue>& values,
                            Diagnostics& to) {
  ParameterCheck check(to);
  std::vector<std::string> known;
  for (const cfn::Parameter& each : checked.parameters) known.push_back(each.id.str());
  for (const ParameterValue& each : values) {
    const cfn::Parameter* parameter = checked.find_parameter(cfn::LogicalId(each.name));
    if (parameter == nullptr) {
      report(to, kParametersNoParameter, each.origin,
             fmt::format("unknown parameter {}", quoted(each.name)),
             is_crowded(to) ? std::string() : suggest(each.name, known));
    } else if (const auto text = scalar_text(each.value)) {
      check.check_given(*parameter, *text,
                        each.value.origin().known() ? each.value.origin() : each.origin);
    }
  }
  for (const cfn::Parameter& each : checked.parameters) {
    const auto is_it = [&](const ParameterValue& value) { return value.name == each.id.str(); };
    if (each.attributes.contains("Default") || std::any_of(values.begin(), values.end(), is_it)) {
      continue;
    }
    report(
        to, kNoValue, each.origin,
        fmt::format("the parameter {} has neither a default nor a value", quoted(each.id.str())));
  }
}

std::optional<ParameterRefusal> refusal_of(const cfn::Parameter& parameter,
                                           const std::string& value) {
  Diagnostics none;
  std::optional<ParameterRefusal> first;
  ParameterCheck(none).each_refusal(parameter, value, [&](ParameterRefusal refusal) {
    if (!first) first = std::move(refusal);
  });
  return first;
}

std::span<const Rule> parameter_rules() { return kParametersRules; }

std::span<const Rule> parameter_value_rules() { return kValueRules; }

}  // namespace archsynth::analysis
