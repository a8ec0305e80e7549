#include "cli/template_input.h"

#include <memory>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/synth/synthesize.h"
#include "cli/console.h"

namespace archsynth::cli {

namespace {

/// Templates have resources, or the transform of a macro that makes them.
bool is_template(const document::Node& node) {
  for (const std::string_view key :
       {"Resources", "AWSTemplateFormatVersion", "Transform", "Parameters"}) {
    if (node.find(key) != nullptr) return true;
  }
  return false;
}

}  // namespace

std::optional<TemplateInput> read_template_input(const std::string& path, Sources& sources,
                                                 Diagnostics& diagnostics) {
  const Source* source = read_input(path, sources, diagnostics);
  const auto node = source == nullptr ? std::nullopt : document::read(*source, diagnostics);
  if (!node) return std::nullopt;
  TemplateInput result;
  Diagnostics found;
  if (is_template(*node)) {
    std::optional<cfn::Template> content = cfn::read_template(*node, found);
    if (content) result.content = std::move(*content);
    if (!content && !found.has_errors()) return std::nullopt;
  } else {
    Diagnostics reading;
    const std::unique_ptr<Stack> stack = load(*source, reading);
    const Diagnostics& all = stack != nullptr ? stack->diagnostics() : reading;
    for (const Diagnostic& each : all.items()) found.add(each);
    if (stack != nullptr) {
      result.content = synthesize(*stack, found);
      result.region = stack->props().region;
    }
  }
  // Warnings are for who makes a template of it.
  if (!found.has_errors()) return result;
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  return std::nullopt;
}

}  // namespace archsynth::cli
