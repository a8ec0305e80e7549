#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/text.h"
#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

/// The names of an option: those with two hyphens first.
std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names = {option.long_name()};
  const std::size_t comma = option.name.find(',');
  if (comma != option.name.npos) names.push_back(option.name.substr(0, comma));
  return names;
}

/// The names of the options that can follow a command.
std::string words_of(const Options& options) {
  std::string words = "--help -h";
  for (const Option& option : options) {
    if (option.is_positional()) continue;
    for (const std::string& name : names_of(option)) words += " " + name;
  }
  return words;
}

/// What can follow an option: what it takes in any of the commands.
std::string values_in_bash(const Options& for_all) {
  std::map<std::string, std::vector<std::string>> values;
  const auto add = [&](const Options& options) {
    for (const Option& option : options) {
      if (option.is_positional()) continue;
      std::vector<std::string>& known = values[option.long_name()];
      for (const std::string& each : option.values) {
        if (std::find(known.begin(), known.end(), each) == known.end()) known.push_back(each);
      }
    }
  };
  for (const Command& command : commands()) add(command.options);
  add(for_all);
  std::string cases;
  for (const auto& [name, all] : values) {
    if (!all.empty()) cases += fmt::format("    {}) words=\"{}\" ;;\n", name, join(all, " "));
  }
  return cases;
}

std::string bash(const Options& for_all) {
  std::string cases;
  std::string names;
  for (const Command& command : commands()) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command.name, words_of(command.options));
    names += command.name + " ";
  }
  return fmt::format(
      R"(# archsynth: completion for bash; put it where bash finds completions, or source it
_archsynth() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words
  case "${{COMP_WORDS[1]}}" in
{}    *) words="{}{}" ;;
  esac
  case "${{COMP_WORDS[COMP_CWORD-1]}}" in
{}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ "$COMP_CWORD" -gt 1 ] && [ "${{current:0:1}}" != - ] && COMPREPLY+=($(compgen -f -- "$current"))
}}
complete -o filenames -F _archsynth archsynth
)",
      cases, names, words_of(for_all), values_in_bash(for_all));
}

std::string zsh(const Options& for_all) {
  return "#compdef archsynth\nautoload -U +X bashcompinit && bashcompinit\n" + bash(for_all);
}

std::string fish() {
  std::string text = "# archsynth: completion for fish\n";
  for (const Command& command : commands()) {
    text += fmt::format("complete -c archsynth -n __fish_use_subcommand -a {} -d '{}'\n",
                        command.name, command.help);
    const auto add = [&](const std::vector<std::string>& names, bool has_value) {
      std::string flags;
      for (const std::string& name : names) {
        flags += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      text += fmt::format("complete -c archsynth -n '__fish_seen_subcommand_from {}'{}{}\n",
                          command.name, flags, has_value ? " -r" : "");
    };
    add({"--help", "-h"}, false);
    for (const Option& option : command.options) {
      if (!option.is_positional()) add(names_of(option), !option.is_flag());
    }
  }
  return text;
}

}  // namespace

Command completion_command() {
  static std::string shell;
  return {"completion",
          "Print a shell completion script",
          R"(Examples:
  source <(archsynth completion bash)
  archsynth completion fish > ~/.config/fish/completions/archsynth.fish)",
          {{.name = "shell",
            .help = "bash, zsh or fish",
            .type = "SHELL",
            .target = &shell,
            .values = {"bash", "zsh", "fish"},
            .is_required = true}},
          [](const Common& common) {
            Run run(common);
            Common any;
            const Options for_all = common_options(any);
            const std::string text = shell == "fish"  ? fish()
                                     : shell == "zsh" ? zsh(for_all)
                                                      : bash(for_all);
            return run.finish(write_output({}, text, run.found));
          }};
}

}  // namespace archsynth::cli
