#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace archsynth::cli {

/// An option of a command, as data: "cli/parse.cc" hands it to the parser.
struct Option {
  /// Where its value goes.
  using Target = std::variant<bool*, std::string*, std::optional<std::string>*,
                              std::optional<double>*, std::vector<std::string>*>;
  /// How a list takes values.
  enum class List { kMany, kOneEach, kCommas };

  std::string name;  ///< `-o,--output`; without a hyphen: known by its position
  std::string help;
  std::string type;  ///< what the help calls its value: `FILE`
  Target target;
  std::vector<std::string> values{};  ///< all that it takes; empty: anything
  bool is_required = false;
  List list = List::kMany;
  std::string shown_default{};  ///< where the target does not have it
  std::string takes{};          ///< of a number, for messages: `an amount in US dollars`

  bool is_positional() const { return !name.starts_with('-'); }
  bool is_flag() const { return std::holds_alternative<bool*>(target); }
  /// `--output`, or the name of a position.
  std::string long_name() const {
    return name.substr(name.find("--") == name.npos ? 0 : name.find("--"));
  }
};

using Options = std::vector<Option>;

}  // namespace archsynth::cli
