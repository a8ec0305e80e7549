#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/flows.h"
#include "archsynth/analysis/resilience.h"
#include "archsynth/cfn/template.h"
#include "archsynth/construct/stack.h"
#include "archsynth/describe/keys.h"
#include "archsynth/document/node.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {
struct Architecture;
}

/// The one way in: `open` reads whatever describes a stack, once, into an `Input`, which is all
/// that commands and embedders look at. It does no input of its own: a `Source` holds the bytes.
namespace archsynth::input {

/// What a document is taken for when it looks neither like a template nor like an architecture.
enum class Expected { kArchitecture, kTemplate };

struct NamedText {
  std::string name;
  std::string text;
};

/// What applies to every file that a command reads.
struct Settings {
  /// Overrides the region of an architecture file.
  std::string region{};
  /// Of architecture files: see `LoadOptions`.
  std::string environment{};
  std::string named_as{};
  std::string name_suffix{};
  std::function<std::optional<std::string>(std::string_view name)> variable{};
  /// Reads a file that an architecture file names by its path from there: the text under a name for
  /// messages. Nothing where it cannot, with the reason in `found`.
  std::function<std::optional<NamedText>(const Source& architecture, const std::string& path,
                                         Diagnostics& found)>
      file{};
  /// What the stack is deployed with; nothing: not known.
  std::optional<std::vector<analysis::ParameterValue>> parameters{};
  /// The stack exists, and a parameter that is not among `parameters` keeps its value.
  bool is_deployed = false;
  /// It is what is deployed: a key that comes twice is read as CloudFormation reads it.
  bool is_of_stack = false;
  /// It is compared with what is deployed: a version that RDS creates no more is a warning.
  bool is_compared = false;
  spec::Catalogue catalogue{};  ///< the resource types that there are
  Expected expected = Expected::kArchitecture;
  /// Errors leave an input, too, where there is something to check further: a template.
  bool keep_going = false;
  /// Given an architecture file with errors: the findings that are left once its `allow` is
  /// applied.
  std::function<Diagnostics(const struct Input& file)> suppress{};
};

/// One of `acknowledge` in an architecture file.
struct Acknowledgement {
  std::string resource;
  std::string change;
  std::string reason;
  std::string until;
  Origin origin;  ///< of the entry
  Origin until_origin;
};

/// One of `allow` in an architecture file.
struct Allowance {
  std::string id;
  std::string resource;  ///< empty: any
  std::string reason;
  std::string until;
  Origin id_origin;
  Origin until_origin;
  std::optional<Span> service;  ///< the service that it stands in
};

/// A stack, from whatever file describes it.
struct Input {
  const Source* source = nullptr;  ///< what the origins point into
  document::Node document{};       ///< with variables replaced
  cfn::Template stack{};
  /// The architecture file, decoded; null for a template.
  std::shared_ptr<const architecture::Architecture> architecture{};
  /// From which the stack was synthesized, where overrides changed it; null otherwise.
  std::shared_ptr<const Stack> construct{};
  Profile environment = Profile::kProduction;
  /// That of the settings, else of the architecture file; empty: not known.
  std::string region{};
  /// What the user calls the construct that made a resource, by logical id.
  std::map<std::string, std::string> makers{};
  std::vector<Move> moves{};
  std::vector<Acknowledgement> acknowledgements{};
  std::vector<Allowance> allowances{};
  /// The architecture file describes other environments than this one, too.
  bool has_other_environments = false;
  /// `budget.monthly_usd` of an architecture file, with its place.
  std::optional<double> budget{};
  Origin budget_origin{};
  /// `objectives` of an architecture file.
  analysis::Objectives objectives{};
  /// `flows` of an architecture file.
  analysis::ExpectedFlows flows{};
  std::optional<std::vector<analysis::ParameterValue>> parameters{};
  /// What was found in the file itself: no errors, unless the settings keep going.
  Diagnostics found{};

  bool is_architecture() const { return architecture != nullptr; }
  /// The values that are known; none where there are no parameters.
  std::vector<analysis::ParameterValue> values() const {
    return parameters.value_or(std::vector<analysis::ParameterValue>());
  }
};

/// Whether a finding says that a file is neither, such as a file of parameters.
bool is_of_other_kind(const Diagnostic& finding);

/// Opens an architecture file, a template, or what `aws cloudformation get-template` prints, whose
/// body becomes a source of its own where it is a string. Parameters that the template refuses are
/// errors. Nothing after an error, which is in `diagnostics` then; warnings stay in the input.
std::optional<Input> open(const Source& source, const Settings& settings, Sources& sources,
                          Diagnostics& diagnostics);

/// The keys of an architecture file that are stated or have defaults; none of a template.
std::vector<describe::KeyInForce> keys_in_force(const Input& input);

/// The parameters of a file, in any of the forms that the tools of AWS take:
///
///     [{"ParameterKey": "Stage", "ParameterValue": "prod"}]     of the AWS CLI, and of `synth`
///     ["Stage=prod"]                                            of `deploy`
///     {"Parameters": {"Stage": "prod"}}                         of CodePipeline
///     {"Stage": "prod"}
///     Stage=prod                                                a line for each
///
/// Nothing, and diagnostics (ARC0930), for others.
std::optional<std::vector<analysis::ParameterValue>> read_parameters(const Source& source,
                                                                     Diagnostics& diagnostics);
/// The same of a document.
std::optional<std::vector<analysis::ParameterValue>> read_parameters(const document::Node& node,
                                                                     Diagnostics& diagnostics);
/// Flows in a file of their own, `{allow: […], deny: […]}`, alone or under the key `flows`.
/// Nothing, and diagnostics, for others.
std::optional<analysis::ExpectedFlows> read_flows(const Source& source, Diagnostics& diagnostics);
/// What `describe-stacks` or `describe-change-set` of the AWS CLI say of a stack.
struct StackDescription {
  std::string region;
  /// Without those that are masked (`****`).
  std::vector<analysis::ParameterValue> parameters;
  /// Its pseudo parameters: account, stack name and stack id.
  std::vector<analysis::ParameterValue> identity;
  bool is_change_set = false;  ///< the parameters are those that will be deployed
};
/// Nothing, and diagnostics (ARC0930), for what describes no stack or several.
std::optional<StackDescription> read_stack_description(const Source& source,
                                                       Diagnostics& diagnostics);

/// Reports versions of engines that only databases which are deployed with them can have, of those
/// that are new or get one.
void refuse_retired_versions(const cfn::Template& before, const Input& after, Diagnostics& to);

/// Whether there is such a region; an error with the nearest one (ARC0903) where not.
bool check_region(const std::string& region, const Origin& origin, Diagnostics& diagnostics);

}  // namespace archsynth::input
