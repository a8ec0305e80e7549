#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <memory>

#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"

namespace archsynth::cli {
namespace {

constexpr const char* kFooter = R"(
Examples:
  archsynth init > prod.yaml                 start from a complete example
  archsynth synth prod.yaml > stack.json     make the template
  aws cloudformation deploy --template-file stack.json --stack-name my-app \
      --capabilities CAPABILITY_IAM

Exit codes: 0 done, 1 findings, 2 wrong usage, 70 internal error.
`archsynth COMMAND --help` tells more.)";

/// A number as it is written, until it is checked.
struct Number {
  const Option* option;
  std::string text;
};

/// Adds one option to the parser.
struct Adder {
  CLI::App& app;
  const Option& option;
  std::vector<std::unique_ptr<Number>>& numbers;

  CLI::Option* operator()(bool* target) const {
    return app.add_flag(option.name, *target, option.help);
  }
  CLI::Option* operator()(std::string* target) const {
    return app.add_option(option.name, *target, option.help)->capture_default_str();
  }
  CLI::Option* operator()(std::optional<std::string>* target) const {
    return app.add_option(option.name, *target, option.help);
  }
  CLI::Option* operator()(std::optional<double>*) const {
    numbers.push_back(std::make_unique<Number>(Number{&option, {}}));
    return app.add_option(option.name, numbers.back()->text, option.help);
  }
  CLI::Option* operator()(std::vector<std::string>* target) const {
    CLI::Option* added = app.add_option(option.name, *target, option.help);
    if (!target->empty()) added->capture_default_str();
    if (option.list == Option::List::kOneEach) added->allow_extra_args(false);
    if (option.list == Option::List::kCommas) added->delimiter(',');
    return added;
  }
};

Diagnostic& wrong_usage(Diagnostics& usage, std::string message) {
  return usage.error("ARC0903", {}, std::move(message));
}

/// `production, staging or development`.
std::string alternatives_of(const std::vector<std::string>& values) {
  std::string text = join({values.begin(), values.end() - 1}, ", ");
  return (text.empty() ? "" : text + " or ") + values.back();
}

void check_values(const Option& option, Diagnostics& usage) {
  if (option.values.empty()) return;
  std::vector<std::string> given;
  if (const auto* one = std::get_if<std::string*>(&option.target)) given = {**one};
  if (const auto* all = std::get_if<std::vector<std::string>*>(&option.target)) given = **all;
  for (const std::string& each : given) {
    const auto& known = option.values;
    if (each.empty() || std::find(known.begin(), known.end(), each) != known.end()) continue;
    Diagnostic& added = wrong_usage(usage, fmt::format("{} must be {}, not {}", option.long_name(),
                                                       alternatives_of(known), quoted(each)));
    if (const auto near = nearest(each, known))
      added.help = fmt::format("did you mean {}?", quoted(*near));
  }
}

void read_number(const Number& number, Diagnostics& usage) {
  if (number.text.empty()) return;
  double value = 0;
  const char* end = number.text.data() + number.text.size();
  const auto [rest, error] = std::from_chars(number.text.data(), end, value);
  if (error != std::errc() || rest != end || !(value >= 0) || value > 1e15) {
    wrong_usage(usage, fmt::format("{} takes {}, not {}", number.option->long_name(),
                                   number.option->takes, quoted(number.text)));
    return;
  }
  **std::get_if<std::optional<double>*>(&number.option->target) = value;
}

/// What the parser refused, in our words.
void report(const CLI::App& app, const CLI::App* chosen, const Command* command,
            const Options& common, const CLI::ParseError& error, Diagnostics& usage) {
  const std::string of_command = command == nullptr ? "" : " " + command->name;
  const std::string see = fmt::format("`archsynth{} --help` shows the usage", of_command);
  const std::vector<std::string> left = app.remaining(true);
  const auto unknown = std::find_if(left.begin(), left.end(), [](const std::string& each) {
    return each.size() > 1 && each.starts_with('-');
  });
  if (unknown != left.end()) {
    std::vector<std::string> names{"--help"};
    for (const Options* options : {command == nullptr ? nullptr : &command->options, &common}) {
      if (options == nullptr) continue;
      for (const Option& each : *options) {
        if (!each.is_positional()) names.push_back(each.long_name());
      }
    }
    const std::string name = unknown->substr(0, unknown->find('='));
    const auto near = nearest(name, names);
    wrong_usage(usage, fmt::format("unknown option {}", quoted(name))).help =
        near ? fmt::format("did you mean {}?", quoted(*near)) : see;
    return;
  }
  if (command == nullptr && !left.empty()) {
    std::vector<std::string> names;
    for (const Command& each : commands()) names.push_back(each.name);
    wrong_usage(usage, fmt::format("unknown command {}", quoted(left.front()))).help =
        suggest(left.front(), names);
    return;
  }
  if (command != nullptr) {
    for (const Option& each : command->options) {
      if (!each.is_required || chosen->count(each.name) > 0) continue;
      wrong_usage(usage, fmt::format("no {} given", each.name == "old" || each.name == "new"
                                                        ? quoted(each.type) + " file"
                                                        : each.name))
          .help = see;
      return;
    }
  }
  if (!left.empty()) {
    wrong_usage(usage, fmt::format("unexpected argument {}", quoted(left.front()))).help = see;
    return;
  }
  const std::string said = error.what();
  const bool lacks_value = error.get_name() == "ArgumentMismatch";
  wrong_usage(usage, lacks_value ? said.substr(0, said.find(':')) + " needs a value" : said).help =
      see;
}

}  // namespace

Options common_options(Common& common) {
  return {{"--color", "Colour of messages", "WHEN", &common.color, {"auto", "always", "never"}}};
}

int run(int argc, char** argv) {
  CLI::App app("A short architecture file becomes a complete CloudFormation template.",
               "archsynth");
  app.footer(kFooter);
  app.require_subcommand(0, 1);
  app.fallthrough();
  Common common;
  const Options for_all = common_options(common);
  std::vector<std::unique_ptr<Number>> numbers;
  const auto add = [&](CLI::App& to, const Options& options) {
    for (const Option& each : options) {
      CLI::Option* added = std::visit(Adder{to, each, numbers}, each.target);
      if (each.is_required) added->required();
      if (!each.type.empty()) added->type_name(each.type);
      if (!each.shown_default.empty()) added->default_str(each.shown_default);
    }
  };
  add(app, for_all);
  for (const Command& each : commands()) {
    CLI::App* command = app.add_subcommand(each.name, each.help);
    if (!each.footer.empty()) command->footer("\n" + each.footer);
    add(*command, each.options);
  }
  const Command* command = nullptr;
  const CLI::App* chosen = nullptr;
  const auto choose = [&] {
    for (const Command& each : commands()) {
      if (!app.got_subcommand(each.name)) continue;
      command = &each;
      chosen = app.get_subcommand(each.name);
    }
  };
  Diagnostics usage;
  try {
    app.parse(argc, argv);
    choose();
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    choose();
    report(app, chosen, command, for_all, error, usage);
  }
  if (command == nullptr && !usage.has_errors()) {
    Diagnostics failures;
    const bool is_written = write_output({}, app.help(), failures);
    print(failures, common);
    return is_written ? kOk : kFindings;
  }
  for (const Option& each : for_all) check_values(each, usage);
  if (command != nullptr) {
    for (const Option& each : command->options) check_values(each, usage);
  }
  for (const auto& each : numbers) read_number(*each, usage);
  if (!usage.has_errors()) return command->run(common);
  if (common.color != "always" && common.color != "never") common.color = "auto";
  print(usage, common);
  return kUsage;
}

}  // namespace archsynth::cli
