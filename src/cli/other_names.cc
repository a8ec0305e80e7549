#include "cli/other_names.h"

#include <algorithm>
#include <span>

namespace archsynth::cli {
namespace {

struct OtherName {
  std::string_view other;
  std::string_view ours;
};

constexpr OtherName kOptions[] = {
    {"--ignore-checks", "--ignore"},
    {"--include-checks", "--level"},
    {"--regions", "--region"},
    {"--parameter-files", "--parameters"},
    {"--config-file", "--config"},
    {"--output-file", "--output"},
    {"--list-rules", "--rules"},
    {"--registry-schemas", "--spec"},
    {"--override-spec", "--spec"},
    {"--append-rules", "--spec"},
    {"--output-format", "--format"},
    {"--profile", "--environment"},
    {"--parameter-overrides", "--parameters"},
};

constexpr OtherName kCommands[] = {
    {"lint", "validate"}, {"check", "validate"}, {"test", "validate"}, {"build", "synth"},
    {"compile", "synth"}, {"generate", "synth"}, {"package", "synth"}, {"deploy", "synth"},
    {"render", "synth"},  {"draw", "diagram"},   {"graph", "diagram"}, {"price", "cost"},
    {"estimate", "cost"}, {"docs", "document"},  {"doc", "document"},  {"new", "init"},
    {"create", "init"},   {"preview", "diff"},   {"changes", "diff"},  {"compare", "diff"},
    {"html", "report"},
};

std::optional<std::string> ours(std::span<const OtherName> names, std::string_view other) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const OtherName& each) { return each.other == other; });
  if (found == names.end()) return std::nullopt;
  return std::string(found->ours);
}

}  // namespace

std::optional<std::string> name_for_option(std::string_view option) {
  return ours(kOptions, option);
}

std::optional<std::string> name_for_command(std::string_view command) {
  return ours(kCommands, command);
}

}  // namespace archsynth::cli
