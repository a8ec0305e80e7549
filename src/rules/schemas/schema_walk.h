#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/spec/schema.h"
#include "rules/schemas/schema_check.h"

namespace archsynth::analysis {

struct Intrinsic;

/// An entry of a map or an item of a list as it is in one state of the conditions.
struct Member {
  std::string_view key;  ///< empty for items
  const cfn::Value* value;
  Origin origin;  ///< of the key, or of the item
};

/// Appends a part to a path and takes it off again.
class Step {
 public:
  Step(std::string& path, std::string_view part) : path_(path), size_(path.size()) {
    path_ += '/';
    path_ += part;
  }
  ~Step() { path_.resize(size_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  std::string& path_;
  std::size_t size_;
};

/// One resource on its way through a schema. What is found goes to the innermost of a stack of
/// judgements: `oneOf` and its like try schemas without reporting.
class SchemaWalk {
 public:
  SchemaWalk(const cfn::Resource& resource, const SchemaRun& run, const spec::ResourceSchema& type);

  /// All that is wrong with the resource's properties.
  std::vector<SchemaFinding> run_all();

 private:
  using Value = cfn::Value;
  using Schema = spec::Schema;
  using Datum = spec::Datum;

  /// What trying a schema told: wrong for certain, doubtful, or neither.
  struct Judgement {
    std::vector<SchemaFinding> findings;
    bool unknown = false;
    bool wrong() const { return !findings.empty(); }
    bool right() const { return findings.empty() && !unknown; }
  };

  void check(const Value& value, Schema schema, Origin place);
  void check_chosen(const Value& given, Schema schema, Origin place);
  void check_keywords(const Value& value, Schema schema, Origin place);
  void report_forbidden(Origin place);
  /// A schema's `if` fits the value and its `then` refuses all.
  void report_refused(const Value& value, Datum condition, Origin place);
  void check_branches(const cfn::Choice& choice, Schema schema, Origin place);
  void check_intrinsic(const Value& value, Schema schema, Origin place);
  /// What the function returns against what is needed; false where that is reported.
  bool check_returned(const Value& value, Schema target, const Intrinsic& intrinsic, Origin place);
  /// What is wrong with a value that stands for another one, as far as its own text tells.
  std::vector<SchemaFinding> findings_of_text(const Value& value, Schema schema, Origin place);
  void check_candidates(const Value& value, Schema schema, Origin place);
  /// The values of a mapping that the value can be.
  void check_mapped(const Value& value, Schema schema);
  void check_image(const cfn::Ref& ref, Origin place);
  /// `own`: the format of what is named; empty: not known.
  void check_kind(std::string_view own, std::string_view what,
                  const std::vector<std::string_view>& wanted, Origin place);
  void check_parameter_kind(const cfn::Ref& ref, Schema schema, Origin place);
  /// A security group's Ref is its id in a VPC, its name without one.
  void report_group_reference(const std::string& group, bool is_in_vpc, Origin place);
  void check_reference_format(const Value& value, Schema schema, Origin place);
  void check_keyword(spec::Keyword keyword, const Value& value, Schema schema, Datum argument,
                     Origin place);
  void check_scalar(spec::Keyword keyword, const Value& value, Schema schema, Datum argument,
                    Origin place);
  void check_length(const std::string& text, bool is_least, double limit, Origin place);
  void check_count(std::size_t count, bool is_least, double limit, std::string_view noun,
                   Origin place);
  void check_type(const Value& value, Datum types, Origin place);
  /// Whether AWS may have added the value since it published the schemas.
  bool is_perhaps_newer(std::string_view value, const std::vector<std::string>& known);
  void report_newer(std::string_view code, std::string_view see, Origin place, const Value& value,
                    const std::vector<std::string>& known);
  void check_format(const Value& value, std::string_view format, Origin place);
  void check_properties(const cfn::Map& map, Datum properties, Schema schema);
  void check_additional(const cfn::Map& map, Datum allowed, Schema schema);
  void check_items(const cfn::List& list, Schema items, std::size_t first);
  /// Keywords that look at an object or a list as a whole.
  void check_whole(const Value& value, Schema schema, Origin place);
  void check_whole_now(const Value& value, Schema schema, Origin place);
  void check_members(spec::Keyword keyword, const std::vector<Member>& members, Datum argument,
                     Origin place);
  void check_list(spec::Keyword keyword, const std::vector<Member>& members, Datum argument,
                  Origin place);
  void check_combination(spec::Keyword keyword, const Value& value, Schema schema, Datum argument,
                         Origin place);
  void check_all_of(const Value& value, Schema schema, Datum argument, Origin place);
  /// `oneOf`, or else `anyOf`.
  void check_forms(bool one, const Value& value, Schema schema, Datum argument, Origin place);
  void check_rules(const Value& value, Origin place);

  Judgement judge(const Value& value, Schema schema, Origin place);
  /// The same where only whether it holds matters: the first finding is enough.
  Judgement verdict(const Value& value, Schema schema, Origin place);
  /// The same of an `if` or a `not`.
  Judgement condition(const Value& value, Schema schema, Origin place);
  bool is_decided() const { return is_verdict_ && judgement_->wrong(); }
  /// The branch that the assumptions choose, through any depth of `Fn::If`; the value itself where
  /// they do not.
  const Value& chosen(const Value& value) const;
  const Assumption* assumed(std::string_view condition) const;
  /// What the assumptions say of a value that an allowed value of a parameter decides; the value
  /// itself where they do not.
  const Value& tried(const Value& value);
  const Value* tried_parameter(const Value& value);
  /// Once more with each value of the parameters of which nothing was known.
  void run_values(Judgement& all, Origin place);
  bool possible_with(std::string_view condition, bool holds);
  std::vector<std::string_view> open_conditions(const Value& value) const;
  std::vector<Member> members_of(const cfn::Map& map) const;
  std::vector<Member> items_of(const cfn::List& list) const;
  /// An empty list sends nothing: no property that excludes or needs others is stated by it.
  bool is_empty_list(const Value& value) const;
  bool states(const std::vector<Member>& members, std::string_view key) const;
  bool matches(std::string_view pattern, const std::string& text);

  SchemaFinding& report(std::string_view code, std::string_view see, Origin origin,
                        std::string message, std::string fix = {});
  /// The same about an entry of the map at hand.
  void report_at(const Member& member, std::string_view code, std::string_view see,
                 std::string message, std::string fix);
  /// What is at hand, for messages: `"Port"`, `an item of "Subnets"`.
  std::string property() const;
  bool is_at_top() const { return pointer_ == "/properties"; }
  void doubt() { judgement_->unknown = true; }

  const cfn::Resource& resource_;
  const SchemaRun& run_;
  const spec::ResourceSchema& type_;
  std::vector<spec::SchemaRule> rules_;
  std::vector<Assumption> assumptions_;
  Judgement* judgement_ = nullptr;
  bool in_rule_ = false;       ///< within a schema of `rules_`
  bool in_candidate_ = false;  ///< within a value of a parameter
  bool trying_ = false;        ///< within a schema that need not hold
  bool is_verdict_ = false;    ///< within one of which only whether it holds is asked
  bool in_condition_ = false;  ///< within an `if` or a `not`
  std::string path_;           ///< of the template
  std::string pointer_;        ///< of the schema: `/properties/Rules/*`
  std::string when_;  ///< what the schema at hand requires first: ` when "Engine" is "mysql"`
  int depth_ = 0;
  std::vector<const cfn::Parameter*> open_;  ///< parameters whose value would tell more
  /// Where a list as a whole is reported: at its key, also when it is a branch of `Fn::If`.
  Origin list_place_;
  std::optional<Origin> branch_of_;
};

/// A scalar as a number, read from a string too.
std::optional<double> scalar_number(const cfn::Value& value);
/// Whether CloudFormation takes the value for that type of a schema, a string for a number
/// included.
bool is_of_type(const cfn::Value& value, std::string_view type);
/// Equality as in `enum` and `const`: `"5"` equals 5, `"True"` equals true.
bool equals(const cfn::Value& value, spec::Datum datum, bool ignore_case = false);
/// A scalar of a schema for a message.
std::string scalar_of(spec::Datum datum);
/// A value for a message, short.
std::string shown(const cfn::Value& value);

/// Whether the same is said of the same place already.
bool has_finding(const std::vector<SchemaFinding>& all, const SchemaFinding& finding);

/// Quoted names: `"A", "B" and "C"`.
std::string listed(spec::Datum names);

}  // namespace archsynth::analysis
