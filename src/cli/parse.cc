#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/glob.h"
#include "cli/other_names.h"

namespace archsynth::cli {
namespace {

constexpr const char* kFooter = R"(
Examples:
  archsynth init > prod.yaml                 start from a complete example
  archsynth synth prod.yaml > stack.json     create the template
  aws cloudformation deploy --template-file stack.json --stack-name my-app \
      --capabilities CAPABILITY_IAM

`archsynth --version` prints the version.
Exit codes: 0 done, 1 findings, 2 wrong usage, 70 internal error.
Run `archsynth COMMAND --help` for details.)";

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
    std::optional<std::string> near = name_for_value(each);
    if (!near || std::find(known.begin(), known.end(), *near) == known.end()) {
      near = nearest(each, known);
    }
    if (near) added.fix = fmt::format("did you mean {}?", quoted(*near));
  }
}

/// An unset variable of a shell is an empty string: taken as not given, it would open a gate.
void refuse_empty(const CLI::App& app, const Options& options, Diagnostics& usage) {
  for (const Option& each : options) {
    const CLI::Option* given = each.is_flag() ? nullptr : app.get_option_no_throw(each.long_name());
    if (given == nullptr) continue;
    const std::vector<std::string> values = given->results();
    if (std::find(values.begin(), values.end(), "") == values.end()) continue;
    const std::string name = each.is_positional() ? each.type : each.long_name();
    wrong_usage(usage, fmt::format("{} must not be an empty string", name)).fix =
        each.is_required ? "give a value; an unset variable is an empty string"
                         : "give a value, or leave the option out; an unset variable is an empty "
                           "string";
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

/// `help synth` and `--version` as the parser knows them.
std::vector<std::string> usual_form(std::vector<std::string> arguments) {
  if (arguments.empty()) return arguments;
  if (arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  } else if (arguments.front() == "--version" || arguments.front() == "-V" ||
             arguments.front() == "-v") {
    arguments.front() = "version";
  }
  return arguments;
}

/// The parser of one command line.
class Parser {
 public:
  Parser(int argc, char** argv);

  /// Gives the exit code where there is nothing to run.
  std::optional<int> parse(Diagnostics& usage);
  /// Null where the arguments name none.
  const Command* command() const { return command_; }
  const Common& common() const { return common_; }
  std::string help() { return app_.help(); }

 private:
  void add(CLI::App& to, const Options& options);
  void choose();
  /// What the parser refused, in our words.
  void report(const CLI::ParseError& error, Diagnostics& usage) const;
  void report_unknown_command(const std::string& command, Diagnostics& usage) const;
  void report_unknown_option(const std::string& option, Diagnostics& usage) const;
  void check(const Options& options, Diagnostics& usage) const;
  /// Whether an argument is the value of a parameter without its option. It is not shown.
  bool refuse_lost_value(Diagnostics& usage) const;
  /// Whether the option takes the argument after it.
  bool takes_value(const std::string& option) const;
  /// The required argument that is not there; null where all are.
  const Option* missing() const;
  std::string see_help() const {
    return fmt::format("`archsynth{} --help` shows the usage",
                       command_ == nullptr ? "" : " " + command_->name);
  }

  CLI::App app_;
  const std::vector<Command> commands_ = commands();
  Common common_;
  Options for_all_;
  std::vector<std::unique_ptr<Number>> numbers_;
  std::vector<std::string> arguments_;
  const Command* command_ = nullptr;
};

Parser::Parser(int argc, char** argv)
    : app_("Turn a short architecture file into a complete CloudFormation template.", "archsynth"),
      for_all_(common_options(common_)),
      arguments_(usual_form({argv + std::min(argc, 1), argv + argc})) {
  app_.footer(kFooter);
  app_.require_subcommand(0, 1);
  app_.fallthrough();
  add(app_, for_all_);
  for (const Command& each : commands_) {
    CLI::App* command = app_.add_subcommand(each.name, each.help);
    // The parser takes longer to build than small files to read: options of others are left out.
    if (std::find(arguments_.begin(), arguments_.end(), each.name) == arguments_.end()) continue;
    if (!each.footer.empty()) command->footer("\n" + each.footer);
    add(*command, each.options);
  }
}

void Parser::add(CLI::App& to, const Options& options) {
  for (const Option& each : options) {
    CLI::Option* added = std::visit(Adder{to, each, numbers_}, each.target);
    if (each.is_required) added->required();
    if (!each.type.empty()) added->type_name(each.type);
    if (!each.shown_default.empty()) added->default_str(each.shown_default);
  }
}

void Parser::choose() {
  for (const Command& each : commands_) {
    if (app_.got_subcommand(each.name)) command_ = &each;
  }
}

std::optional<int> Parser::parse(Diagnostics& usage) {
  std::vector<std::string> last_first(arguments_.rbegin(), arguments_.rend());
  try {
    app_.parse(last_first);
    choose();
  } catch (const CLI::CallForHelp&) {
    const auto word = std::find_if(arguments_.begin(), arguments_.end(),
                                   [](const auto& each) { return !each.starts_with('-'); });
    choose();
    if (command_ != nullptr || word == arguments_.end()) {
      if (write_output({}, app_.help(), usage)) return kOk;
      print(usage, common_);
      return kFindings;
    }
    report_unknown_command(*word, usage);
  } catch (const CLI::ParseError& error) {
    choose();
    if (!refuse_lost_value(usage)) report(error, usage);
  }
  if (!usage.has_errors()) refuse_lost_value(usage);
  check(for_all_, usage);
  refuse_empty(app_, for_all_, usage);
  if (command_ != nullptr) {
    check(command_->options, usage);
    refuse_empty(*app_.get_subcommand(command_->name), command_->options, usage);
  }
  for (const auto& each : numbers_) read_number(*each, usage);
  if (!usage.has_errors()) return std::nullopt;
  if (common_.color != "always" && common_.color != "never") common_.color = "auto";
  print(usage, common_);
  return kUsage;
}

void Parser::check(const Options& options, Diagnostics& usage) const {
  for (const Option& each : options) check_values(each, usage);
}

void Parser::report_unknown_option(const std::string& option, Diagnostics& usage) const {
  std::vector<std::string> names{"--help"};
  const auto add_names = [&](const Options& options) {
    for (const Option& each : options) {
      if (!each.is_positional()) names.push_back(each.long_name());
    }
  };
  if (command_ != nullptr) add_names(command_->options);
  add_names(for_all_);
  if (command_ == nullptr) names.emplace_back("--version");
  const std::string name = option.substr(0, option.find('='));
  std::optional<std::string> near = name_for_option(name);
  if (!near || std::find(names.begin(), names.end(), *near) == names.end()) {
    near = nearest(name, names);
  }
  std::optional<std::string> other;
  if (command_ != nullptr && command_->name == "validate") other = fix_for_cfn_lint(name);
  wrong_usage(usage, fmt::format("unknown option {}", quoted(name))).fix =
      other  ? *other
      : near ? fmt::format("did you mean {}?", quoted(*near))
             : see_help();
}

void Parser::report_unknown_command(const std::string& command, Diagnostics& usage) const {
  std::vector<std::string> names;
  for (const Command& each : commands_) names.push_back(each.name);
  std::optional<std::string> near = name_for_command(command);
  if (!near) near = nearest(command, names);
  const std::optional<std::string> other = fix_for_command(command);
  wrong_usage(usage, fmt::format("unknown command {}", quoted(command))).fix =
      other  ? *other
      : near ? fmt::format("did you mean {}?", quoted(*near))
             : "`archsynth --help` lists the commands";
}

bool Parser::takes_value(const std::string& option) const {
  for (const Options* all : {&command_->options, &for_all_}) {
    for (const Option& each : *all) {
      const bool is_it = each.long_name() == option || each.name.starts_with(option + ",");
      if (is_it && !each.is_positional()) return !each.is_flag();
    }
  }
  return false;
}

bool Parser::refuse_lost_value(Diagnostics& usage) const {
  constexpr std::string_view kParameters = "--parameters";
  if (command_ == nullptr || !takes_value(std::string(kParameters))) return false;
  const bool is_given =
      std::find(arguments_.begin(), arguments_.end(), kParameters) != arguments_.end();
  for (std::size_t i = 1; i < arguments_.size(); ++i) {
    const std::string& each = arguments_[i];
    const std::string name = each.substr(0, each.find('='));
    const bool is_name = std::all_of(name.begin(), name.end(), is_letter_or_digit);
    if (name.empty() || name == each || !is_name || takes_value(arguments_[i - 1])) continue;
    std::error_code failed;
    if ((!is_given && is_glob(each)) || std::filesystem::exists(each, failed)) continue;
    wrong_usage(usage, fmt::format("the value of {} is given without --parameters", quoted(name)))
        .fix = fmt::format("repeat the option for each parameter: --parameters {}=…", name);
    return true;
  }
  return false;
}

const Option* Parser::missing() const {
  if (command_ == nullptr) return nullptr;
  const CLI::App* chosen = app_.get_subcommand(command_->name);
  for (const Option& each : command_->options) {
    if (each.is_required && chosen->count(each.name) == 0) return &each;
  }
  return nullptr;
}

void Parser::report(const CLI::ParseError& error, Diagnostics& usage) const {
  const std::vector<std::string> left = app_.remaining(true);
  if (command_ == nullptr && !left.empty() && !left.front().starts_with('-')) {
    return report_unknown_command(left.front(), usage);
  }
  for (const std::string& each : left) {
    if (each.size() > 1 && each.starts_with('-')) return report_unknown_option(each, usage);
  }
  const std::string said = error.what();
  std::string message = said, fix = see_help();
  if (const Option* lacked = missing()) {
    const bool is_file = lacked->type == "FILE";
    message = fmt::format("no {} given", is_file ? "file" : lacked->type);
    if (is_file) fix = "give a file, or - for standard input";
  } else if (!left.empty()) {
    message = fmt::format("unexpected argument {}", quoted(left.front()));
  } else if (error.get_name() == "ArgumentMismatch") {
    const std::string option = said.substr(0, said.find(':'));
    const bool is_repeated =
        command_ != nullptr && app_.get_subcommand(command_->name)->count(option) > 1;
    message = option + (is_repeated ? " is given more than once" : " needs a value");
  }
  wrong_usage(usage, std::move(message)).fix = std::move(fix);
}

}  // namespace

Options common_options(Common& common) {
  return {{"--color", "Color messages", "WHEN", &common.color, {"auto", "always", "never"}}};
}

int run(int argc, char** argv) {
  Parser parser(argc, argv);
  Diagnostics diagnostics;
  if (const std::optional<int> code = parser.parse(diagnostics)) return *code;
  if (parser.command() != nullptr) return parser.command()->run(parser.common());
  const bool is_written = write_output({}, parser.help(), diagnostics);
  print(diagnostics, parser.common());
  return is_written ? kOk : kFindings;
}

}  // namespace archsynth::cli
