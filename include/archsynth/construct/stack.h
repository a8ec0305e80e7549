#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archsynth/cfn/patch.h"
#include "archsynth/construct/construct.h"

namespace archsynth {

/// A tag that every resource which takes tags gets.
struct Tag {
  std::string key;
  std::string value;
  Origin origin;
};

/// A resource that keeps the logical id it was deployed under.
struct Move {
  std::string from;  ///< the id that it keeps
  std::string to;    ///< the id that it would have
  Origin from_origin;
  Origin to_origin;
};

/// A control of `archsynth audit` that does not hold for a resource, and why that is accepted.
struct Waiver {
  std::string control;   ///< `ARC6515`
  std::string resource;  ///< its logical id
  std::string reason;
  std::string until{};        ///< the last day, as YYYY-MM-DD; empty: for good
  std::string approved_by{};  ///< empty: not said
  Origin control_origin{};
  Origin resource_origin{};
  Origin until_origin{};
};

/// What a stack is.
struct StackProps {
  /// The application: letters, digits and hyphens, starting with a letter, at most 100 characters.
  std::string name;
  Profile environment = Profile::kProduction;
  /// Which of the application's stacks it is, in what it calls things: `qa` makes `shop-qa`. The
  /// profile's name when empty.
  std::string environment_name{};
  /// The region that checks assume; the template itself works in every region.
  std::string region = "us-east-1";
  std::vector<Tag> tags{};
  /// At most 1,024 bytes.
  std::string description{};
  /// An IAM policy that limits what every role of the stack may do; none when empty.
  std::string permissions_boundary_arn{};
  /// The constructs' props come from a file that is checked as a whole: none checks its own again.
  bool has_checked_props = false;
};

/// The root of the tree: one CloudFormation stack. Mistakes found while building collect in
/// `diagnostics()`; `synthesize` (in "archsynth/synth/synthesize.h") makes the template.
class Stack : public construct::Construct {
 public:
  explicit Stack(StackProps props);

  const std::string& name() const { return props_.name; }
  Profile environment() const { return props_.environment; }
  /// The application and its environment: `shop-production`.
  std::string full_name() const;
  const StackProps& props() const { return props_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// Adds a template parameter; its id is `name` in upper camel case.
  cfn::Parameter& add_parameter(std::string_view name, std::string_view type,
                                cfn::Map attributes = {});
  /// Adds a condition and gives its id. The same condition may be added again; another one of the
  /// same id is reported by `synthesize`.
  cfn::LogicalId add_condition(std::string_view name, cfn::Value condition);
  /// Asks for a CloudFormation transform (`AWS::SecretsManager-2024-09-16`); once is enough.
  /// Whoever asks says so in a warning, since a deployment then needs CAPABILITY_AUTO_EXPAND.
  void add_transform(std::string_view name);
  cfn::Output& add_output(std::string_view name, std::string description, cfn::Value value);
  /// Adds a resource as the user wrote it, after those of the constructs.
  void add_raw(cfn::Resource resource) { raw_.push_back(std::move(resource)); }
  /// Has a resource emitted under the id that it was deployed under; before tags and overrides.
  void add_move(Move move) { moves_.push_back(std::move(move)); }
  /// An operation on the emitted template, after everything else.
  void add_override(cfn::PatchOperation operation) { overrides_.push_back(std::move(operation)); }

  /// Records a waiver in the metadata of its resource, in the form of each scanner.
  void add_waiver(Waiver waiver) { waivers_.push_back(std::move(waiver)); }

  const std::deque<cfn::Parameter>& parameters() const { return parameters_; }
  const cfn::Map& conditions() const { return conditions_; }
  const std::vector<std::string>& transforms() const { return transforms_; }
  const std::deque<cfn::Output>& outputs() const { return outputs_; }
  const std::vector<cfn::Resource>& raw() const { return raw_; }
  const std::vector<Move>& moves() const { return moves_; }
  const std::vector<cfn::PatchOperation>& overrides() const { return overrides_; }
  const std::vector<Waiver>& waivers() const { return waivers_; }

 private:
  StackProps props_;
  Diagnostics diagnostics_;
  std::deque<cfn::Parameter> parameters_;
  cfn::Map conditions_;
  std::vector<std::string> transforms_;
  std::deque<cfn::Output> outputs_;
  std::vector<cfn::Resource> raw_;
  std::vector<Move> moves_;
  std::vector<cfn::PatchOperation> overrides_;
  std::vector<Waiver> waivers_;
};

}  // namespace archsynth
