#pragma once

#include <optional>
#include <string>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// A stack that commands look at, from whatever file describes it.
struct StackInput {
  cfn::Template stack;
  bool is_architecture = false;
  /// The region of an architecture file; empty for a template.
  std::string region{};
  /// `budget.monthly_usd` of an architecture file, with its place.
  std::optional<double> budget{};
  Origin budget_origin{};
};

/// Reads an architecture file, or a template: that is a document with `Resources`, or what
/// `aws cloudformation get-template` prints of one. `-` is standard input. Nothing after an error.
std::optional<StackInput> read_stack(const std::string& path, Sources& sources,
                                     Diagnostics& diagnostics);

}  // namespace archsynth::cli
