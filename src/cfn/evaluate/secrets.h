#pragma once

#include <unordered_map>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// Whether CloudFormation itself never shows the parameter's value (`NoEcho`).
bool is_no_echo(const Parameter& parameter);

/// The values as an analysis may know and print them: a secret one is absent, "not known here".
std::vector<ParameterValue> without_secrets(const Template& stack,
                                            std::vector<ParameterValue> values);

/// The value as it may be shown: what `--env` put in as the file has it.
Value without_put_in(const Value& value);

/// Words instead of secrets that differ where these do, for two sides that are compared.
class SecretWords {
 public:
  /// What stands for the value of a secret parameter; any other value is given back.
  Value word(const Parameter* parameter, const Value& value);

 private:
  struct Hash {
    std::size_t operator()(const Value& value) const;
  };
  std::unordered_map<Value, std::size_t, Hash> known_;  ///< each with its number
};

}  // namespace archsynth::cfn
