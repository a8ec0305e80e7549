#include "shell.h"

#include <fmt/format.h>

#include <algorithm>

namespace archsynth::analysis {
namespace {

using model::Settings;

/// Whether a word needs no quotes.
bool is_plain_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:";
  return !text.empty() && text.find_first_not_of(kPlain) == text.npos;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  if (is_plain_word(text)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += "'\\''";
    // Comments and fences end at a line break.
    else if (static_cast<unsigned char>(c) < 0x20 || c == '`')
      quoted += '?';
    else
      quoted += c;
  }
  return quoted + "'";
}

void Call::add(std::string_view option, std::string_view argument) {
  lines_.back() += " \\";
  lines_.push_back(argument.empty() ? fmt::format("  {}", option)
                                    : fmt::format("  {} {}", option, argument));
}

std::vector<std::string> Call::lines() const { return lines_; }

std::string Shell::id(const cfn::Resource& resource) const {
  return fmt::format("\"$(id {})\"", resource.id.str());
}

std::string Shell::word(const cfn::Value* value) const {
  if (const auto text = stack_.view().text(value)) return in_quotes(*text);
  if (const auto number = stack_.view().number(value)) return fmt::format("{}", *number);
  if (const cfn::Resource* resource = model::resource_named(stack_.view(), value)) {
    const auto* att = value->get_if<cfn::GetAtt>();
    const bool is_role = resource->type == "AWS::IAM::Role" && att != nullptr;
    return is_role ? fmt::format("\"$(role {})\"", resource->id.str()) : id(*resource);
  }
  if (const auto* ref = value == nullptr ? nullptr : value->get_if<cfn::Ref>()) {
    if (!ref->target.str().starts_with("AWS::")) {
      return fmt::format("\"$(parameter {})\"", ref->target.str());
    }
  }
  return "\"?\"";
}

void Shell::add(Call& call, const cfn::Resource& resource, std::string_view property,
                std::string_view option) const {
  const cfn::Value* value = Settings(stack_.view(), resource).at(property);
  if (value != nullptr) call.add(option, word(value));
}

void Shell::add_list(Call& call, const cfn::Resource& resource, std::string_view property,
                     std::string_view option) const {
  const view::Items items = Settings(stack_.view(), resource).items(property);
  std::string words;
  for (const cfn::Value* each : items.values) words += (words.empty() ? "" : " ") + word(each);
  if (!words.empty()) call.add(option, words);
}

void Shell::add_switch(Call& call, const cfn::Resource& resource, std::string_view property,
                       std::string_view option) const {
  const auto truth = Settings(stack_.view(), resource).truth(property).value;
  if (truth) call.add(fmt::format("--{}{}", *truth ? "" : "no-", option));
}

}  // namespace archsynth::analysis
