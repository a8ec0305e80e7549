#include "cfn/evaluate/choice.h"

#include <fmt/format.h>

#include <cmath>

namespace archsynth::cfn {
namespace {

std::optional<Choice> choice_among(const List* parts) {
  if (parts == nullptr || parts->size() != 3 || parts->front().string() == nullptr) {
    return std::nullopt;
  }
  return Choice{*parts->front().string(), (*parts)[1], (*parts)[2]};
}

}  // namespace

std::optional<Choice> choice_of(const Value& value) {
  const auto* call = value.get_if<Call>();
  if (call == nullptr || call->function != Function::kIf || call->argument.empty()) {
    return std::nullopt;
  }
  return choice_among(call->argument.front().list());
}

std::optional<Choice> choice_of(const Map& properties) {
  if (properties.size() != 1 || properties.begin()->key != "Fn::If") return std::nullopt;
  return choice_among(properties.begin()->value.list());
}

bool is_no_value(const Value& value) {
  const auto* ref = value.get_if<Ref>();
  return ref != nullptr && ref->target.str() == "AWS::NoValue";
}

std::optional<std::string> scalar_text(const Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const bool* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const double* number = value.get_if<double>()) {
    const bool whole = std::floor(*number) == *number && std::fabs(*number) < 1e15;
    return whole ? fmt::format("{:.1f}", *number) : fmt::format("{}", *number);
  }
  return std::nullopt;
}

}  // namespace archsynth::cfn
