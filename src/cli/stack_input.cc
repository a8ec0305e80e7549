#include "cli/stack_input.h"

#include <charconv>
#include <memory>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/synth/synthesize.h"
#include "cli/console.h"

namespace archsynth::cli {
namespace {

/// Template sections of which an architecture file has none with a capital.
bool is_template(const document::Node& node) {
  for (const char* key : {"Resources", "AWSTemplateFormatVersion", "Transform", "Parameters"}) {
    if (node.find(key) != nullptr) return true;
  }
  return false;
}

void read_budget(const document::Node& node, StackInput& input) {
  const document::Node* section = node.find("budget");
  const document::Node* limit = section == nullptr ? nullptr : section->find("monthly_usd");
  if (limit == nullptr) return;
  double value = 0;
  const std::string& text = limit->text;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size()) return;
  input.budget = value;
  input.budget_origin = limit->span;
}

}  // namespace

std::optional<StackInput> read_stack(const std::string& path, Sources& sources,
                                     Diagnostics& diagnostics) {
  const Source* source = read_input(path, sources, diagnostics);
  if (source == nullptr) return std::nullopt;
  Diagnostics found;
  const auto node = document::read(*source, found);
  std::optional<StackInput> input;
  if (node && is_template(*node)) {
    if (auto stack = cfn::read_template(*node, found)) input = StackInput{std::move(*stack)};
  } else if (node) {
    found = Diagnostics();
    if (const std::unique_ptr<Stack> stack = load(*source, found)) {
      found = stack->diagnostics();
      input = StackInput{synthesize(*stack, found), true, stack->props().region};
      read_budget(*node, *input);
    }
  }
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  if (found.has_errors()) return std::nullopt;
  return input;
}

}  // namespace archsynth::cli
