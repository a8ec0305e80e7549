#include "archsynth/support/version.h"

#include <fmt/format.h>

#include "cli/inputs.h"
#include "spec/sources.h"

namespace archsynth::cli {

namespace {

std::string facts() {
  std::string text;
  for (const spec::FactSource& source : spec::sources()) {
    text += fmt::format("{} {} ({}{}{}): {}\n", source.name, source.version, source.date,
                        source.licence.empty() ? "" : ", ", source.licence, source.facts);
  }
  return text;
}

}  // namespace

Command version_command() {
  const auto with_facts = std::make_shared<bool>(false);
  return {"version",
          "Print the version",
          "",
          {{"--spec", "Also print the sources of the AWS data", "", with_facts.get()}},
          [with_facts](const Common& common) {
            Run run(common);
            std::string text = fmt::format("archsynth {}\n", version());
            if (*with_facts) text += facts();
            return run.finish(write_output({}, text, run.found));
          }};
}

}  // namespace archsynth::cli
