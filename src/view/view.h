#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "cfn/evaluate/choice.h"
#include "cfn/evaluate/conditions.h"

namespace archsynth::view {

/// A list of a template, as far as it is known.
struct Items {
  std::vector<const cfn::Value*> values;  ///< those that are there in any case
  bool complete = false;                  ///< there are no others
};

/// What a value is in one state of the conditions.
struct Case {
  std::vector<cfn::Assumption> when;
  const cfn::Value* value = nullptr;  ///< never `AWS::NoValue` or `Fn::If`
};

class Exploration;

/// A template as rules across resources see it, in one state of its conditions while an
/// `Exploration` lives: resources that exist in it, with what conditions choose. What is not
/// certain (a value that a condition chooses while no state is explored, a parameter without a
/// default, an import) is answered with nothing, and a rule has nothing to say then. A parameter
/// stands for its default: who deploys without setting it gets that.
class View {
 public:
  using Resources = std::vector<const cfn::Resource*>;
  using Values = std::vector<const cfn::Value*>;

  View(const cfn::Template& source, std::string_view region, const spec::Catalogue& catalogue);
  View(const View&) = delete;

  const cfn::Template& source() const { return source_; }
  /// Where the stack is to be deployed; empty: not known.
  std::string_view region() const { return region_; }
  const spec::Catalogue& catalogue() const { return catalogue_; }
  const cfn::ConditionStates& states() const { return states_; }
  /// The resources that exist, in the template's order.
  const Resources& resources() const;
  /// Those of a type.
  const Resources& of(std::string_view type) const;
  /// All types with their resources, sorted.
  const std::map<std::string_view, Resources>& types() const;
  /// Null where there is none that exists.
  const cfn::Resource* find(std::string_view id) const;
  /// What the properties of a resource of the template refer to; found once.
  const std::vector<cfn::Reference>& references(const cfn::Resource& resource) const;
  /// The resource that a `Ref` or `Fn::GetAtt` names; null when the value is anything else. What a
  /// nested stack or a custom resource puts out is not that resource.
  const cfn::Resource* target(const cfn::Value* value) const;
  /// The same when the resource has that type.
  const cfn::Resource* target(const cfn::Value* value, std::string_view type) const;
  /// The resource that the value identifies: `Ref`, or its own id, ARN or name.
  const cfn::Resource* identity(const cfn::Value* value) const;

  /// What `Made(const View&)` makes of the state at hand: once for all states that look alike to
  /// it. It keeps none of the lists that `of` and its like return.
  template <typename Made>
  const Made& made() const {
    std::vector<Model>& known = made_[std::type_index(typeid(Made))];
    for (const Model& each : known) {
      if (is_of_this_state(each)) return *static_cast<const Made*>(each.made.get());
    }
    std::shared_ptr<void> made;
    Basis basis = basis_of([&] { made = std::make_shared<Made>(*this); });
    known.push_back({std::move(made), std::move(basis)});
    return *static_cast<const Made*>(known.back().made.get());
  }

  /// A scalar as text; nothing when it is computed, or the default is empty.
  std::optional<std::string> text(const cfn::Value* value) const;
  std::optional<double> number(const cfn::Value* value) const;
  std::optional<bool> truth(const cfn::Value* value) const;
  /// The items of a list; nothing is known of one that is computed.
  Items items(const cfn::Value* value) const;

  /// What a value can be, through any depth of `Fn::If`, each with what must hold for it; a value
  /// that a condition leaves out is null. Empty when there are too many.
  std::vector<Case> cases(const cfn::Value* value, std::vector<cfn::Assumption> when = {}) const;
  /// Whether all of it can be so at once.
  bool possible(std::vector<cfn::Assumption> all, const std::vector<cfn::Assumption>& more) const;

  /// Whether the two values name different things for certain: different resources of the template,
  /// or different literals.
  bool differ(const cfn::Value* a, const cfn::Value* b) const;
  /// Whether the two values are the same whatever happens.
  bool same(const cfn::Value* a, const cfn::Value* b) const;

 private:
  friend class Exploration;

  /// A resource in the states of the conditions within it.
  struct Variants {
    std::vector<std::string_view> conditions;
    std::map<std::string, cfn::Resource> by_outcome;
  };

  /// What answers depended on: whether a state was explored, its outcomes, and, where parameters
  /// were asked for, which state it was.
  struct Basis {
    bool is_explored = false;
    bool asks_parameters = false;
    bool is_default = false;
    std::string tried;
    std::vector<cfn::Assumption> when;
  };
  struct Model {
    std::shared_ptr<void> made;
    Basis basis;
  };

  /// Runs it, and says what its answers depended on.
  Basis basis_of(const std::function<void()>& make) const;
  /// Whether a model is that of the state at hand, on which the answer then depends.
  bool is_of_this_state(const Model& model) const;
  /// Finds the resources that conditions decide about.
  void find_variants();
  /// The resource in the state at hand; null where it does not exist in it.
  const cfn::Resource* in_state(const cfn::Resource* written) const;
  const cfn::Value* default_of(const cfn::Value* value) const;
  std::optional<std::string> key_text(const cfn::Value& key) const;
  const cfn::Template& source_;
  std::string_view region_;
  const spec::Catalogue& catalogue_;
  cfn::ConditionStates states_;
  Resources all_;
  std::map<std::string_view, Resources> by_type_;
  std::unordered_map<std::string_view, const Resources*> of_type_;  ///< in `by_type_`
  std::unordered_map<std::string_view, const cfn::Resource*> by_id_;
  std::unordered_map<std::string_view, const cfn::Parameter*> parameters_;
  mutable std::unordered_map<const cfn::Resource*, std::vector<cfn::Reference>> references_;
  /// Of those that conditions decide about, once a state is explored, and their types.
  mutable std::unordered_map<const cfn::Resource*, Variants> variants_;
  std::set<std::string_view> variable_types_;
  bool has_found_variants_ = false;
  mutable std::unordered_map<std::type_index, std::vector<Model>> made_;
  /// Decides conditions; null while no state is explored, and where there are none.
  Exploration* exploration_ = nullptr;
  /// Whether an answer of the state at hand depended on a parameter.
  mutable bool asks_parameters_ = false;
  /// The same as above, of the state at hand.
  struct Existing {
    std::map<std::string_view, Resources> of_variable_types;
    std::optional<std::map<std::string_view, Resources>> by_type;
    std::optional<Resources> all;
  };
  mutable Existing existing_;
};

/// A property by its path; null when it, or something on the way, is absent or computed.
const cfn::Value* property(const cfn::Resource& resource,
                           std::initializer_list<std::string_view> path);
/// The same with dots between the names.
const cfn::Value* property_at(const cfn::Resource& resource, std::string_view path);
/// The same within a value.
const cfn::Value* member(const cfn::Value* value, std::initializer_list<std::string_view> path);
/// Whether a property is there, computed or not, in any case. An empty list is as good as none.
bool has(const cfn::Resource& resource, std::string_view property);
/// Whether nothing can put a property there: it is absent, and the properties are not computed.
bool lacks(const cfn::Resource& resource, std::string_view property);
/// Whether one of the references is to the resource.
bool refers_to(const std::vector<cfn::Reference>& references, const cfn::Resource& resource);
/// Whether the two resources exist under the same condition, or both always.
bool stand_together(const cfn::Resource& a, const cfn::Resource& b);

}  // namespace archsynth::view

/// Analyses say `View`.
namespace archsynth::analysis {
using cfn::Assumption;
using cfn::is_no_value;
using view::Case;
using view::has;
using view::Items;
using view::lacks;
using view::member;
using view::property;
using view::property_at;
using view::refers_to;
using view::stand_together;
using view::View;
}  // namespace archsynth::analysis
