#include "archsynth/input/check.h"

#include "archsynth/input/blame.h"

namespace archsynth {

Checked check(std::string text, std::string name, const input::Settings& settings) {
  Checked checked{std::make_shared<Sources>(), {}, {}};
  const Source& source = checked.sources->add(std::move(name), std::move(text));
  input::Settings how = settings;
  how.keep_going = true;
  auto file = input::open(source, how, *checked.sources, checked.findings);
  if (!file) return checked;
  checked.findings = file->found;
  const analysis::ValidateOptions options{
      .region = file->region, .parameters = file->parameters, .catalogue = &settings.catalogue};
  analysis::validate(file->stack, options, checked.findings);
  input::blame_overrides(*file, options, checked.findings);
  checked.stack = std::move(file->stack);
  return checked;
}

}  // namespace archsynth
