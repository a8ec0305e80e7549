#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/parameters.h"
#include "archsynth/cfn/template.h"
#include "archsynth/construct/stack.h"
#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// One of `acknowledge` in an architecture file.
struct Acknowledgement {
  std::string resource;
  std::string change;
  std::string until;
  Origin origin;  ///< of the entry
  Origin until_origin;
};

/// A stack that commands look at, from whatever file describes it.
struct StackInput {
  cfn::Template stack;
  bool is_architecture = false;
  /// The region of an architecture file; empty for a template.
  std::string region{};
  /// `budget.monthly_usd` of an architecture file, with its place.
  std::optional<double> budget{};
  Origin budget_origin{};
  std::vector<Acknowledgement> acknowledgements{};
  /// What a template was read from, where it is asked for; nothing for an architecture file.
  std::optional<document::Node> document{};
  /// What was found while it was read: nothing that keeps it from being looked at.
  Diagnostics warnings{};
  std::vector<Move> moves{};
};

/// Whether the document is a template: an architecture file has none of its sections, which begin
/// with a capital.
bool is_template(const document::Node& document);

/// Those of an architecture file that has been read already.
std::vector<Acknowledgement> read_acknowledgements(const Source& architecture);

/// Reads an architecture file, or a template: that is a document with `Resources`, or what
/// `aws cloudformation get-template` prints of one. `-` is standard input. Nothing after an error.
std::optional<StackInput> read_stack(const std::string& path, Sources& sources,
                                     Diagnostics& diagnostics, bool keep_document = false);

/// The values that a stack is deployed with; none without a file. A parameter that is not named
/// keeps its value. False after a diagnostic.
bool read_values(const std::string& path, const cfn::Template& stack, Sources& sources,
                 Diagnostics& diagnostics, std::vector<analysis::ParameterValue>& values);

}  // namespace archsynth::cli
