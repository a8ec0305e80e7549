#include "archsynth/input/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::input {

namespace {

using analysis::ParameterValue;

constexpr std::string_view kParametersFileMalformed = "ARC0930";
constexpr std::string_view kSpaces = " \t\r";
constexpr std::array<std::string_view, 4> kParametersFileKeys = {
    "ParameterKey", "ParameterValue", "ResolvedValue", "UsePreviousValue"};

class Reading {
 public:
  explicit Reading(Diagnostics& to) : to_(to) {}

  void add(std::string name, cfn::Value value, Origin origin) {
    const auto [earlier, is_new] = places_.emplace(name, origin);
    if (!is_new) {
      wrong(origin, fmt::format("{} is given twice", quoted(name)))
          .related.push_back({earlier->second, "first here"});
      return;
    }
    values_.push_back({std::move(name), std::move(value), origin});
  }

  /// `Stage=prod`, with quotes as a shell takes off.
  void add_assignment(std::string_view text, const Span& span) {
    const std::size_t sign = text.find('=');
    if (sign == text.npos || sign == 0) {
      // What may be a value is not repeated.
      wrong(span, sign == 0 ? "a parameter must be Name=Value, but has no name"
                            : "a parameter must be Name=Value, but has no \"=\"");
      return;
    }
    // Within a quoted scalar the places of its parts are not known.
    const bool is_exact = span.end - span.begin == text.size();
    const auto place = [&](std::size_t begin, std::size_t end) {
      if (!is_exact) return span;
      return Span{span.source, span.begin + static_cast<std::uint32_t>(begin),
                  span.begin + static_cast<std::uint32_t>(end)};
    };
    std::string_view value = text.substr(sign + 1);
    const bool is_quoted = value.size() > 1 && value.front() == value.back() &&
                           (value.front() == '"' || value.front() == '\'');
    if (is_quoted) value = value.substr(1, value.size() - 2);
    add(std::string(text.substr(0, sign)),
        cfn::Value(value).with_origin(place(sign + 1, text.size())), place(0, sign));
  }

  void add_lines(const Source& source) {
    const std::string_view text = source.text();
    std::size_t begin = 0;
    for (const std::string_view whole : split(text, '\n')) {
      const std::size_t first = whole.find_first_not_of(kSpaces);
      if (first != whole.npos && whole[first] != '#') {
        const std::size_t end = whole.find_last_not_of(kSpaces) + 1;
        add_assignment(whole.substr(first, end - first),
                       Span{&source, static_cast<std::uint32_t>(begin + first),
                            static_cast<std::uint32_t>(begin + end)});
      }
      begin += whole.size() + 1;
    }
  }

  void add_node(const document::Node& node) {
    if (node.is_sequence()) {
      for (const document::Node& each : node.items) add_item(each);
    } else if (node.is_mapping()) {
      const document::Node* inner = node.find("Parameters");
      const document::Node& all = inner != nullptr && inner->is_mapping() ? *inner : node;
      for (const document::Entry& each : all.entries) {
        if (const auto value = value_of(each.value)) add(each.key.text, *value, each.key.span);
      }
    } else {
      wrong(node.span, "parameters must be a list or a mapping").fix =
          R"(such as [{"ParameterKey": "Stage", "ParameterValue": "prod"}])";
    }
  }

  Diagnostic& wrong(const Origin& origin, std::string message) {
    is_wrong_ = true;
    return to_.error(kParametersFileMalformed, origin, std::move(message));
  }

  std::optional<std::vector<ParameterValue>> take() && {
    if (is_wrong_) return std::nullopt;
    return std::move(values_);
  }

 private:
  void add_item(const document::Node& item) {
    if (item.is_scalar()) return add_assignment(item.text, item.span);
    for (const document::Entry& each : item.entries) {
      if (std::find(kParametersFileKeys.begin(), kParametersFileKeys.end(), each.key.text) !=
          kParametersFileKeys.end())
        continue;
      wrong(each.key.span, fmt::format("unknown key {} in a parameter", quoted(each.key.text)))
          .fix = suggest(each.key.text, kParametersFileKeys);
    }
    const document::Node* key = item.find("ParameterKey");
    const document::Node* value = item.find("ParameterValue");
    const document::Node* previous = item.find("UsePreviousValue");
    const bool is_previous = previous != nullptr && previous->text == "true";
    if (key == nullptr || !key->is_scalar() || (value == nullptr && !is_previous)) {
      wrong(item.span, "a parameter needs \"ParameterKey\" and \"ParameterValue\"");
    } else if (value == nullptr) {
      add(key->text, cfn::Value(), key->span);
    } else if (const auto given = value_of(*value)) {
      add(key->text, *given, key->span);
    }
  }

  /// The text that is sent: a list's items are joined.
  std::optional<cfn::Value> value_of(const document::Node& node) {
    if (node.is_scalar()) return cfn::Value(node.text).with_origin(node.span);
    std::vector<std::string> items;
    for (const document::Node& each : node.items) {
      if (each.is_scalar()) items.push_back(each.text);
    }
    if (node.is_sequence() && items.size() == node.items.size()) {
      return cfn::Value(join(items, ",")).with_origin(node.span);
    }
    wrong(node.span,
          fmt::format("a parameter value must be a string, not {}", document::kind_name(node)));
    return std::nullopt;
  }

  Diagnostics& to_;
  std::vector<ParameterValue> values_;
  std::unordered_map<std::string, Origin> places_;
  bool is_wrong_ = false;
};

/// Whether the first line that says something is `Name=Value`.
bool has_lines(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t first = line.find_first_not_of(kSpaces);
    if (first == line.npos || line[first] == '#') continue;
    const std::size_t end = line.find_first_of("=:[{\"' ", first);
    return end != line.npos && line[end] == '=';
  }
  return false;
}

/// What the ARN of a stack tells: `arn:aws:cloudformation:us-east-1:123456789012:stack/shop/…`.
void add_identity(const std::string& arn, StackDescription& to) {
  constexpr std::string_view kStack = "stack/";
  const auto parts = split(arn, ':');
  if (parts.size() > 3) to.region = parts[3];
  if (parts.size() != 6 || !parts[5].starts_with(kStack)) return;
  const std::string_view name = split(parts[5].substr(kStack.size()), '/').front();
  to.identity = {{"AWS::AccountId", cfn::Value(parts[4]), {}},
                 {"AWS::StackName", cfn::Value(name), {}},
                 {"AWS::StackId", cfn::Value(arn), {}}};
}

}  // namespace

std::optional<StackDescription> read_stack_description(const Source& source,
                                                       Diagnostics& diagnostics) {
  const auto node = document::read(source, diagnostics);
  if (!node) return std::nullopt;
  const auto wrong = [&](const Span& span, std::string message) -> std::nullopt_t {
    diagnostics.error(kParametersFileMalformed, span, std::move(message)).fix =
        "use what `aws cloudformation describe-stacks --stack-name NAME` prints";
    return std::nullopt;
  };
  StackDescription description;
  const document::Node* stacks = node->find("Stacks");
  const document::Node* stack = &*node;
  if (stacks != nullptr) {
    if (stacks->items.size() != 1) {
      return wrong(stacks->span, fmt::format("one stack is needed, not {}", stacks->items.size()));
    }
    stack = &stacks->items.front();
  }
  description.is_change_set = node->find("ChangeSetName") != nullptr;
  const document::Node* id = stack->find("StackId");
  if (id == nullptr) {
    return wrong(node->span, fmt::format("{} describes no stack", quoted(source.name())));
  }
  add_identity(id->text, description);
  const document::Node* stated = stack->find("Parameters");
  if (stated == nullptr) return description;
  auto parameters = read_parameters(*stated, diagnostics);
  if (!parameters) return std::nullopt;
  description.parameters = *std::move(parameters);
  std::erase_if(description.parameters, [](const ParameterValue& each) {
    const std::string* text = each.value.string();
    return text != nullptr && text->find_first_not_of('*') == text->npos && !text->empty();
  });
  return description;
}

std::optional<std::vector<ParameterValue>> read_parameters(const Source& source,
                                                           Diagnostics& diagnostics) {
  if (has_lines(source.text())) {
    Reading reading(diagnostics);
    reading.add_lines(source);
    return std::move(reading).take();
  }
  const std::size_t known_errors = diagnostics.error_count();
  const auto node = document::read(source, diagnostics);
  if (!node || diagnostics.error_count() != known_errors) return std::nullopt;
  return read_parameters(*node, diagnostics);
}

std::optional<std::vector<ParameterValue>> read_parameters(const document::Node& node,
                                                           Diagnostics& diagnostics) {
  Reading reading(diagnostics);
  reading.add_node(node);
  return std::move(reading).take();
}

}  // namespace archsynth::input
