#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "archsynth/support/version.h"
#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

/// Text that roff takes as it is written.
std::string roff(std::string_view text) {
  std::string result;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
    begins_line = c == '\n';
  }
  return result;
}

std::string option_text(const Option& option) {
  std::string text = ".TP\n\\fB" + roff(option.name) + "\\fR";
  if (!option.type.empty()) text += " \\fI" + roff(option.type) + "\\fR";
  return text + "\n" + roff(option.help) + ".\n";
}

std::string command_text(const Command& command) {
  std::string text = fmt::format(".SS archsynth {}\n{}.\n", command.name, roff(command.help));
  for (const Option& option : command.options) text += option_text(option);
  if (!command.footer.empty()) text += ".PP\n.nf\n" + roff(command.footer) + "\n.fi\n";
  return text;
}

/// Source: man-pages(7)
std::string manual() {
  std::string text = fmt::format(
      ".TH ARCHSYNTH 1 \"\" \"archsynth {}\" \"User Commands\"\n"
      ".SH NAME\narchsynth \\- turn a short architecture file into a CloudFormation template\n"
      ".SH SYNOPSIS\n\\fBarchsynth\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH COMMANDS\n",
      version());
  for (const Command& command : commands()) text += command_text(command);
  Common any;
  text += ".SH OPTIONS OF EVERY COMMAND\n";
  for (const Option& option : common_options(any)) text += option_text(option);
  text +=
      ".SH EXIT STATUS\n0 done, 1 findings, 2 wrong usage, 70 internal error.\n"
      ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nNever color.\n"
      ".TP\n\\fBCLICOLOR_FORCE\\fR\nColor although the output is not a terminal.\n"
      ".SH FILES\n.TP\n\\fB.archsynth.yaml\\fR\n"
      "Options of \\fBarchsynth validate\\fR, in the current folder or one above.\n";
  return text;
}

}  // namespace

Command man_command() {
  return {"man",
          "Print the manual page",
          R"(Examples:
  archsynth man | man -l -
  archsynth man > ~/.local/share/man/man1/archsynth.1)",
          {},
          [](const Common& common) {
            Run run(common);
            return run.finish(write_output({}, manual(), run.found));
          }};
}

}  // namespace archsynth::cli
