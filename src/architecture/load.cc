#include "archsynth/architecture/load.h"

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/reader.h"
#include "interpolate.h"

namespace archsynth {

namespace architecture {

Architecture decode(document::Node& document, const LoadOptions& options,
                    Diagnostics& diagnostics) {
  if (options.variable) interpolate(document, options.variable, diagnostics);
  auto file = describe::decode<Architecture>(document, diagnostics);
  if (options.environment) file.environment = Sourced<Profile>::at(*options.environment, {});
  describe::settle(file, *file.environment);
  return file;
}

std::unique_ptr<Stack> stack_of(const Architecture& file, const Source& source,
                                const Diagnostics& decoding) {
  StackProps props;
  props.name = *file.name;
  props.environment = *file.environment;
  props.region = *file.region;
  props.description = *file.description;
  for (const auto& [key, value] : file.tags) {
    props.tags.push_back({*key, *value, key.origin()});
  }
  auto stack = std::make_unique<Stack>(std::move(props));
  for (const Diagnostic& each : decoding.items()) stack->diagnostics().add(each);
  describe::check(file, "", Span{&source, 0, 0}, stack->diagnostics());
  build(file, *stack);
  return stack;
}

}  // namespace architecture

using architecture::Architecture;

std::unique_ptr<Stack> load(const Source& source, Diagnostics& diagnostics,
                            const LoadOptions& options) {
  std::optional<document::Node> node = document::read(source, diagnostics);
  if (!node) return nullptr;
  const Architecture file = architecture::decode(*node, options, diagnostics);
  return architecture::stack_of(file, source, diagnostics);
}

std::string architecture_schema() {
  return describe::json_schema(describe::record_of<Architecture>(), "archsynth", "archsynth");
}

std::string architecture_reference() {
  return describe::reference(describe::record_of<Architecture>(), "Architecture files");
}

}  // namespace archsynth
