#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/starters.h"
#include "spec/regions.h"

namespace archsynth::cli {

namespace {

/// The names of an option: those with two hyphens first.
std::vector<std::string> names_of(const Option& option) {
  std::vector<std::string> names = {option.long_name()};
  const std::size_t comma = option.name.find(',');
  if (comma != option.name.npos) names.push_back(option.name.substr(0, comma));
  return names;
}

/// What an option or an argument takes; empty: anything, such as a file.
std::vector<std::string> values_of(const Option& option) {
  if (!option.values.empty()) return option.values;
  std::vector<std::string> values;
  if (option.type == "REGION") {
    for (const std::string_view region : spec::region_names()) values.emplace_back(region);
  } else if (option.type == "ENVIRONMENT") {
    for (const Profile each : kProfiles) values.emplace_back(name_of(each));
  } else if (option.type == "STARTER") {
    for (const Starter& starter : starters()) values.emplace_back(starter.name);
  }
  return values;
}

/// Whether what an option takes is the path of something.
bool takes_path(const Option& option) {
  constexpr std::string_view kPaths[] = {"FILE", "DIR",          "PATTERN", "OLD",
                                         "LIST", "PROFILE|FILE", "FILE|DIR"};
  return std::find(std::begin(kPaths), std::end(kPaths), option.type) != std::end(kPaths);
}

/// How a shell's script offers what stands behind an option or alone.
struct Offers {
  std::string_view words;
  std::string_view list;  ///< words with commas between
  std::string_view files;
  std::string_view nothing;
};
constexpr Offers kBash = {"_archsynth_words \"{}\"", "_archsynth_list \"{}\"", "_archsynth_files",
                          ":"};
constexpr Offers kZsh = {"compadd -- {}", "compset -P '*,'; compadd -- {}", "_files", ":"};

/// The options of a command with those of the command as a whole.
Options options_of(const Command& command) {
  Common any;
  Options options = command.options;
  for (const Option& each : common_options(any)) options.push_back(each);
  return options;
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

std::string command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return join(names, " ");
}

std::string offer_of(const Option& option, const Offers& offers) {
  const std::string words = join(values_of(option), " ");
  if (words.empty()) return std::string(takes_path(option) ? offers.files : offers.nothing);
  const bool is_list = option.list == Option::List::kCommas;
  return fmt::format(fmt::runtime(is_list ? offers.list : offers.words), words);
}

/// The cases of a shell's `case "$command:$previous"`: what follows options.
std::string value_cases(const Offers& offers) {
  std::string cases;
  for (const Command& command : commands()) {
    for (const Option& option : options_of(command)) {
      if (option.is_positional() || option.is_flag()) continue;
      std::string pattern;
      for (const std::string& name : names_of(option)) {
        pattern += fmt::format("{}{}:{}", pattern.empty() ? "" : "|", command.name, name);
      }
      cases += fmt::format("    {}) {} ;;\n", pattern, offer_of(option, offers));
    }
  }
  return cases;
}

/// The same for what stands alone: options after a hyphen, else arguments.
std::string word_cases(const Offers& offers) {
  std::string cases;
  for (const Command& command : commands()) {
    std::string arguments(offers.files);
    for (const Option& option : command.options) {
      const std::string words = option.is_positional() ? join(values_of(option), " ") : "";
      if (!words.empty()) arguments = fmt::format(fmt::runtime(offers.words), words);
    }
    cases += fmt::format("    {}:-*) {} ;;\n    {}:*) {} ;;\n", command.name,
                         fmt::format(fmt::runtime(offers.words), words_of(options_of(command))),
                         command.name, arguments);
  }
  return cases;
}

std::string bash() {
  return fmt::format(
      R"(# archsynth: completion for bash; put it where bash finds completions, or source it
_archsynth_words() {{ COMPREPLY=($(compgen -W "$1" -- "$current")); }}
_archsynth_list() {{
  local before=""
  case "$current" in *,*) before="${{current%,*}}," ;; esac
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "${{current##*,}}"))
}}
_archsynth_files() {{ compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); }}
_archsynth() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="${{COMP_WORDS[1]}}"
  if [ "$current" = = ]; then current=""; elif [ "$previous" = = ]; then previous="${{COMP_WORDS[COMP_CWORD-2]}}"; fi
  if [ "$COMP_CWORD" -le 1 ]; then _archsynth_words "{} help --help --version"; return; fi
  case "$command:$previous" in
    help:*) _archsynth_words "{}" ;;
{}    *) case "$command:$current" in
{}    esac ;;
  esac
}}
complete -F _archsynth archsynth
)",
      command_names(), command_names(), value_cases(kBash), word_cases(kBash));
}

std::string zsh() {
  return fmt::format(
      R"(#compdef archsynth
# archsynth: completion for zsh; save it as _archsynth in a folder of $fpath, or source it
_archsynth() {{
  local current="${{words[CURRENT]}}" previous="${{words[CURRENT-1]}}" command="${{words[2]}}"
  if (( CURRENT == 2 )); then compadd -- {} help --help --version; return; fi
  case "$command:$previous" in
    help:*) compadd -- {} ;;
{}    *) case "$command:$current" in
{}    esac ;;
  esac
}}
if [[ "${{funcstack[1]}}" == _archsynth ]]; then _archsynth "$@"; else compdef _archsynth archsynth; fi
)",
      command_names(), command_names(), value_cases(kZsh), word_cases(kZsh));
}

/// A text between single quotes.
std::string quoted_in_fish(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string option_in_fish(const Command& command, const Option& option) {
  std::string line =
      fmt::format("complete -c archsynth -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& name : names_of(option)) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const std::string words = join(values_of(option), " ");
  if (!words.empty() && option.list == Option::List::kCommas) {
    line += fmt::format(" -x -a '(__fish_complete_list , \"string split \\\" \\\" \\\"{}\\\"\")'",
                        words);
  } else if (!words.empty()) {
    line += fmt::format(" -x -a '{}'", words);
  } else if (!option.is_flag()) {
    line += takes_path(option) ? " -r -F" : " -x";
  }
  return line + " -d " + quoted_in_fish(option.help) + "\n";
}

std::string fish() {
  std::string text =
      "# archsynth: completion for fish\n"
      "complete -c archsynth -n __fish_use_subcommand -f -l version -d 'Print the version'\n"
      "complete -c archsynth -f -s h -l help -d 'Print the help'\n"
      "complete -c archsynth -n __fish_use_subcommand -f -a help -d 'Print the help'\n";
  text += fmt::format("complete -c archsynth -n '__fish_seen_subcommand_from help' -f -a '{}'\n",
                      command_names());
  for (const Command& command : commands()) {
    text += fmt::format("complete -c archsynth -n __fish_use_subcommand -f -a {} -d {}\n",
                        command.name, quoted_in_fish(command.help));
    for (const Option& option : options_of(command)) {
      if (!option.is_positional()) {
        text += option_in_fish(command, option);
      } else if (const auto words = values_of(option); !words.empty()) {
        text +=
            fmt::format("complete -c archsynth -n '__fish_seen_subcommand_from {}' -f -a '{}'\n",
                        command.name, join(words, " "));
      }
    }
  }
  return text;
}

}  // namespace

Command completion_command() {
  const auto shell = std::make_shared<std::string>();
  return {"completion",
          "Print a shell completion script",
          R"(Examples:
  source <(archsynth completion bash)
  archsynth completion zsh > ~/.zfunc/_archsynth      a folder of $fpath, before compinit
  archsynth completion fish > ~/.config/fish/completions/archsynth.fish)",
          {{.name = "shell",
            .help = "bash, zsh or fish",
            .type = "SHELL",
            .target = shell.get(),
            .values = {"bash", "zsh", "fish"},
            .is_required = true}},
          [shell](const Common& common) {
            Run run(common);
            const std::string text = *shell == "fish" ? fish() : *shell == "zsh" ? zsh() : bash();
            return run.finish(write_output({}, text, run.found));
          }};
}

}  // namespace archsynth::cli
