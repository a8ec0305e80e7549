#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/workloads/settings.h"
#include "stack.h"

namespace archsynth::analysis {

/// A command of the AWS CLI, an option a line.
class Call {
 public:
  explicit Call(std::string command) : lines_{std::move(command)} {}

  void add(std::string_view option, std::string_view argument = {});
  std::vector<std::string> lines() const;

 private:
  std::vector<std::string> lines_;
};

/// Writes what settings of a template are in the deployed stack as words of a shell: `id` looks a
/// physical id up by its logical one, `parameter` a parameter of the stack.
class Shell {
 public:
  explicit Shell(const Stack& stack) : stack_(stack) {}

  std::string word(const cfn::Value* value) const;
  std::string id(const cfn::Resource& resource) const;
  /// Adds an option where the property is set: its word, its words, or `--option`/`--no-option`.
  void add(Call& call, const cfn::Resource& resource, std::string_view property,
           std::string_view option) const;
  void add_list(Call& call, const cfn::Resource& resource, std::string_view property,
                std::string_view option) const;
  void add_switch(Call& call, const cfn::Resource& resource, std::string_view property,
                  std::string_view option) const;

 private:
  const Stack& stack_;
};

/// A text in single quotes.
std::string in_quotes(std::string_view text);

}  // namespace archsynth::analysis
