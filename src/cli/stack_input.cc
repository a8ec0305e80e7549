#include "cli/stack_input.h"

#include <charconv>
#include <memory>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/synth/synthesize.h"
#include "cli/console.h"
#include "cli/parameters_file.h"

namespace archsynth::cli {
namespace {

/// The template in what `aws cloudformation get-template` prints; null in anything else.
const document::Node* body_of(const document::Node& node) {
  return is_template(node) ? nullptr : node.find("TemplateBody");
}

std::vector<Acknowledgement> acknowledgements_of(const document::Node& node) {
  std::vector<Acknowledgement> all;
  const document::Node* section = node.find("acknowledge");
  if (section == nullptr) return all;
  for (const document::Node& each : section->items) {
    const auto text = [&](const char* key) {
      const document::Node* value = each.find(key);
      return value == nullptr ? std::string() : value->text;
    };
    const document::Node* until = each.find("until");
    all.push_back({text("resource"), text("change"), text("until"), each.span,
                   until != nullptr ? Origin(until->span) : Origin()});
  }
  return all;
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

bool is_template(const document::Node& document) {
  for (const char* key : {"Resources", "AWSTemplateFormatVersion", "Transform", "Parameters"}) {
    if (document.find(key) != nullptr) return true;
  }
  return false;
}

std::vector<Acknowledgement> read_acknowledgements(const Source& architecture) {
  Diagnostics told_elsewhere;
  const auto node = document::read(architecture, told_elsewhere);
  return node ? acknowledgements_of(*node) : std::vector<Acknowledgement>();
}

std::optional<StackInput> read_stack(const std::string& path, Sources& sources,
                                     Diagnostics& diagnostics, bool keep_document) {
  const Source* source = read_input(path, sources, diagnostics);
  if (source == nullptr) return std::nullopt;
  Diagnostics found;
  auto node = document::read(*source, found);
  if (node) {
    if (const document::Node* body = body_of(*node)) {
      if (body->is_scalar()) {
        source = &sources.add(path + " (TemplateBody)", body->text);
        node = document::read(*source, found);
      } else {
        node = document::Node(*body);
      }
    }
  }
  std::optional<StackInput> input;
  if (node && is_template(*node)) {
    if (auto stack = cfn::read_template(*node, found)) input = StackInput{std::move(*stack)};
    if (input && keep_document) input->document = std::move(*node);
  } else if (node) {
    Diagnostics reading;
    const std::unique_ptr<Stack> stack = load(*source, reading);
    found = stack != nullptr ? stack->diagnostics() : reading;
    if (stack != nullptr) {
      input = StackInput{synthesize(*stack, found), true, stack->props().region};
      read_budget(*node, *input);
      input->acknowledgements = acknowledgements_of(*node);
      input->moves = stack->moves();
    }
  }
  if (input && !found.has_errors()) {
    input->warnings = std::move(found);
    return input;
  }
  // Warnings are for who makes a template of it.
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  return std::nullopt;
}

bool read_values(const std::string& path, const cfn::Template& stack, Sources& sources,
                 Diagnostics& diagnostics, std::vector<analysis::ParameterValue>& values) {
  if (path.empty()) return true;
  const Source* source = read_input(path, sources, diagnostics);
  const auto read = source == nullptr ? std::nullopt : read_parameters(*source, diagnostics);
  if (!read) return false;
  values = *read;
  Diagnostics found;
  analysis::check_parameter_values(stack, values, found);
  // What is not named keeps its value.
  for (const Diagnostic& each : found.items()) {
    if (each.code != "ARC2047") diagnostics.add(each);
  }
  return !diagnostics.has_errors();
}

}  // namespace archsynth::cli
