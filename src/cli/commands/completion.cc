#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"

namespace archsynth::cli {

namespace {

/// The words that can stand after a command: its options' names, and what they take.
std::string words_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
    for (const std::string& name : option->get_snames()) words += " -" + name;
  }
  return words.empty() ? words : words.substr(1);
}

std::string commands_of(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names += (names.empty() ? "" : " ") + command->get_name();
  }
  return names;
}

std::string bash(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : app.get_subcommands({})) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), words_of(*command));
  }
  return fmt::format(R"(# archsynth: completion for bash; put it where bash looks, or source it
_archsynth() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words
  case "${{COMP_WORDS[1]}}" in
{}    *) words="{} {}" ;;
  esac
  case "${{COMP_WORDS[COMP_CWORD-1]}}" in
    --environment) words="production staging development" ;;
    --format) words="text json yaml sarif github junit markdown" ;;
    --color) words="auto always never" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ "$COMP_CWORD" -gt 1 ] && [ "${{current:0:1}}" != - ] && COMPREPLY+=($(compgen -f -- "$current"))
}}
complete -o filenames -F _archsynth archsynth
)",
                     cases, commands_of(app), words_of(app));
}

std::string zsh(const CLI::App& app) {
  return "#compdef archsynth\nautoload -U +X bashcompinit && bashcompinit\n" + bash(app);
}

std::string fish(const CLI::App& app) {
  std::string text = "# archsynth: completion for fish\n";
  for (const CLI::App* command : app.get_subcommands({})) {
    text += fmt::format("complete -c archsynth -n __fish_use_subcommand -a {} -d '{}'\n",
                        command->get_name(), command->get_description());
    for (const CLI::Option* option : command->get_options()) {
      std::string names;
      for (const std::string& name : option->get_lnames()) names += " -l " + name;
      for (const std::string& name : option->get_snames()) names += " -s " + name;
      if (names.empty()) continue;
      text += fmt::format("complete -c archsynth -n '__fish_seen_subcommand_from {}'{}{}\n",
                          command->get_name(), names, option->get_expected_max() > 0 ? " -r" : "");
    }
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& app, const Common& common, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a shell's completion script");
  command->footer(R"(
Examples:
  source <(archsynth completion bash)
  archsynth completion fish > ~/.config/fish/completions/archsynth.fish)");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  command->callback([shell, &app, &common, &exit_code] {
    Diagnostics diagnostics;
    const std::string text = *shell == "fish" ? fish(app) : *shell == "zsh" ? zsh(app) : bash(app);
    exit_code = write_output({}, text, diagnostics) ? kOk : kFindings;
    print(diagnostics, common);
  });
}

}  // namespace archsynth::cli
