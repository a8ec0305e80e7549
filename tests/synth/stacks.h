#pragma once

#include <string>

#include "archsynth/cfn/writer.h"
#include "archsynth/synth/synthesize.h"

namespace archsynth {

/// A construct without resources of its own, to which tests add what they need.
class Group : public construct::Construct {
 public:
  struct Props {};
  Group(construct::Scope scope, Props) : Construct(std::move(scope)) {}
};

inline cfn::LogicalId id(const char* text) { return cfn::LogicalId(text); }

/// What a user reads when the stack is synthesized; empty when nothing was found.
inline std::string findings(const Stack& stack) {
  Diagnostics diagnostics;
  synthesize(stack, diagnostics);
  return render(diagnostics);
}

/// The template as JSON; for stacks without findings.
inline std::string synthesized(const Stack& stack) {
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  return render(diagnostics) + cfn::to_json(result);
}

/// `file:line`, as a call site of a test is printed.
inline std::string line(const char* file, int number) {
  return std::string(file) + ":" + std::to_string(number);
}

}  // namespace archsynth
