#include "archsynth/architecture/load.h"

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/reader.h"
#include "interpolate.h"

namespace archsynth {

using architecture::Architecture;

std::unique_ptr<Stack> load(const Source& source, Diagnostics& diagnostics,
                            const LoadOptions& options) {
  std::optional<document::Node> node = document::read(source, diagnostics);
  if (!node) return nullptr;
  if (options.variable) architecture::interpolate(*node, options.variable, diagnostics);
  auto file = describe::decode<Architecture>(*node, diagnostics);
  if (options.environment) file.environment = Sourced<Profile>::at(*options.environment, {});
  describe::settle(file, *file.environment);

  StackProps props;
  props.name = *file.name;
  props.environment = *file.environment;
  props.region = *file.region;
  props.description = *file.description;
  for (const auto& [key, value] : file.tags) {
    props.tags.push_back({*key, *value, key.origin()});
  }
  auto stack = std::make_unique<Stack>(std::move(props));
  for (const Diagnostic& each : diagnostics.items()) stack->diagnostics().add(each);
  describe::check(file, "", Span{&source, 0, 0}, stack->diagnostics());
  architecture::build(file, *stack);
  return stack;
}

std::string architecture_schema() {
  return describe::json_schema(describe::record_of<Architecture>(), "archsynth", "archsynth");
}

std::string architecture_reference() {
  return describe::reference(describe::record_of<Architecture>(), "Architecture files");
}

}  // namespace archsynth
