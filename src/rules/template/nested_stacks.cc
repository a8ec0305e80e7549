// Nested stacks, and ranges of addresses that functions cut.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "rules/functions/checks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNestedPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cloudformation-stack.html";
constexpr std::string_view kCidrFunctionPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "intrinsic-function-reference-cidr.html";

/// What a value is that is surely a list or a mapping; empty where it may be one value.
std::string many_in(const View& view, const cfn::Value& value) {
  if (value.list() != nullptr) return "a list";
  if (value.map() != nullptr && !is_spelled_function(value)) return "a mapping";
  if (const auto* call = value.get_if<cfn::Call>()) {
    const bool is_list = call->function == cfn::Function::kSplit ||
                         call->function == cfn::Function::kGetAZs ||
                         call->function == cfn::Function::kCidr;
    return is_list ? fmt::format("the list of {}", cfn::long_name(call->function)) : std::string();
  }
  const auto* ref = value.get_if<cfn::Ref>();
  const cfn::Parameter* parameter =
      ref == nullptr ? nullptr : view.source().find_parameter(ref->target);
  if (parameter == nullptr) return {};
  const std::string& type = parameter->type;
  const bool is_list = type.starts_with("List<") || type == "CommaDelimitedList" ||
                       type.find("<List<") != std::string::npos;
  return is_list ? fmt::format("the list {}", quoted(ref->target.str())) : std::string();
}

void check_stack_parameters(const View& view, const Report& report) {
  for (const cfn::Resource* stack : view.of("AWS::CloudFormation::Stack")) {
    const cfn::Value* parameters = property(*stack, {"Parameters"});
    if (parameters == nullptr || parameters->map() == nullptr) continue;
    for (const cfn::MapEntry& entry : *parameters->map()) {
      const std::string many = many_in(view, entry.value);
      if (many.empty()) continue;
      report(*stack, &entry.value,
             fmt::format("the parameter {} of a nested stack must be a string, not {}",
                         quoted(entry.key), many))
          .fix =
          entry.value.map() != nullptr ? "write a string" : "join the items: !Join [\",\", …]";
    }
  }
}

/// The bits behind the prefix of a block: 16 of `10.0.0.0/16`; nothing where it is not known.
std::optional<int> bits_of_block(const View& view, const cfn::Value& block) {
  auto text = view.text(&block);
  const auto* attribute = block.get_if<cfn::GetAtt>();
  if (attribute != nullptr && attribute->attribute == "CidrBlock") {
    const cfn::Resource* network = view.target(&block);
    if (network == nullptr) return std::nullopt;
    text = view.text(property(*network, {"CidrBlock"}));
  }
  const std::size_t slash = text ? text->find('/') : std::string::npos;
  if (slash == std::string::npos) return std::nullopt;
  int prefix = -1;
  std::from_chars(text->data() + slash + 1, text->data() + text->size(), prefix);
  const int width = text->find(':') == text->npos ? 32 : 128;
  return prefix < 0 || prefix > width ? std::nullopt : std::optional(width - prefix);
}

void check_cut(const View& view, const cfn::Resource& resource, const cfn::Value& value,
               const Report& report) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kCidr || call->argument.empty()) return;
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 3) return;
  const auto bits = bits_of_block(view, arguments->front());
  const auto count = view.number(&(*arguments)[1]);
  const auto each = view.number(&(*arguments)[2]);
  if (!bits || !count || !each) return;
  const int rest = *bits - static_cast<int>(*each);
  const double room = rest < 0 ? 0 : rest > 16 ? 65536 : static_cast<double>(1 << rest);
  if (*count <= room) return;
  report(resource, &value,
         fmt::format("Fn::Cidr cuts {} blocks of {} bits from one of {} bits, which has only {}",
                     *count, *each, *bits, room))
      .fix = "use fewer or smaller blocks";
}

void check_cut_blocks(const View& view, const Report& report) {
  for (const cfn::Resource* resource : view.resources()) {
    for (const cfn::MapEntry& entry : resource->properties) {
      cfn::walk(entry.value,
                [&](const cfn::Value& value) { check_cut(view, *resource, value, report); });
    }
  }
}

constexpr Rule kNestedStackRules[] = {
    {"ARC4962", Severity::kError, "list is passed to a nested stack",
     "CloudFormation refuses the nested stack: parameters are strings",
     "join the items with Fn::Join", kNestedPage, "", check_stack_parameters},
    {"ARC4963", Severity::kError, "Fn::Cidr takes more blocks than fit",
     "CloudFormation refuses the template", "use fewer or smaller blocks", kCidrFunctionPage, "",
     check_cut_blocks},
};

}  // namespace

std::span<const Rule> nested_stack_rules() { return kNestedStackRules; }

}  // namespace archsynth::analysis
