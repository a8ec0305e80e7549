#pragma once

#include <concepts>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/profile.h"

/// The tree of typed building blocks. A construct's constructor builds `cfn::Resource`s, its
/// methods amend them, and `synthesize` folds the tree into a template; nothing else happens.
namespace archsynth {

class Stack;

namespace construct {

class Construct;

/// The name of a construct within its parent.
struct Name {
  /// The path component from which logical ids are made: `Api`, `orders-db`.
  std::string id;
  /// What the user calls it in messages: `services.api`. The id by default.
  std::string label;
  /// Where the user named it.
  Origin origin;
  /// What descriptions in the template call it, where they must not change with the label.
  std::string described{};

  Name(const char* name, CallSite site = {__builtin_FILE(), __builtin_LINE()})
      : id(name), label(name), origin(site) {}
  Name(std::string name, CallSite site = {__builtin_FILE(), __builtin_LINE()})
      : id(name), label(std::move(name)), origin(site) {}
  Name(std::string name, std::string user_label, Origin where)
      : id(std::move(name)), label(std::move(user_label)), origin(where) {}
};

/// Where a construct is made: handed to its constructor by `Construct::add`.
struct Scope {
  Construct* parent = nullptr;
  Name name;
};

/// A node of the tree. It has identity: its parent owns it and hands it out by reference.
class Construct {
 public:
  Construct(const Construct&) = delete;
  Construct& operator=(const Construct&) = delete;
  virtual ~Construct();

  /// Makes a child. Give its props in braces: `stack.add<rds::Database>("Main", vpc, {.…})`.
  template <typename T>
  T& add(Name name, typename T::Props props) {
    return adopt(std::make_unique<T>(Scope{this, std::move(name)}, std::move(props)));
  }
  template <typename T, typename A>
  T& add(Name name, A& a, typename T::Props props) {
    return adopt(std::make_unique<T>(Scope{this, std::move(name)}, a, std::move(props)));
  }
  template <typename T, typename A, typename B>
  T& add(Name name, A& a, B& b, typename T::Props props) {
    return adopt(std::make_unique<T>(Scope{this, std::move(name)}, a, b, std::move(props)));
  }
  template <typename T, typename A, typename B, typename C>
  T& add(Name name, A& a, B& b, C& c, typename T::Props props) {
    return adopt(std::make_unique<T>(Scope{this, std::move(name)}, a, b, c, std::move(props)));
  }

  Stack& stack() const { return *stack_; }
  Profile profile() const;
  Diagnostics& diagnostics() const;
  /// What the user calls it.
  const std::string& label() const { return label_; }
  /// What descriptions in the template call it: the label, unless it was renamed.
  const std::string& described() const { return described_.empty() ? label_ : described_; }
  /// Where the user set it.
  const Origin& origin() const { return origin_; }
  /// The names from the stack down as they were given, joined with `/`: `orders-db/SubnetGroup`.
  /// Empty for the stack itself.
  std::string path() const;
  /// The id that a resource of this construct gets: the path's components and `name`, joined.
  cfn::LogicalId logical_id(std::string_view name = {}) const;

  /// Adds a resource; the reference stays valid as long as the construct lives, so methods can
  /// amend it. An empty `name` is the construct's main resource, whose id is the path alone.
  cfn::Resource& add_resource(std::string_view name, std::string_view type,
                              cfn::Map properties = {});

  /// Calls `visit(const cfn::Resource&)`, or `visit(const Construct& owner, const cfn::Resource&)`,
  /// for everything below, in the order in which it was added.
  template <typename Visit>
  void each_resource(const Visit& visit) const {
    for (const Member& member : members_) {
      if (const auto* resource = std::get_if<const cfn::Resource*>(&member)) {
        if constexpr (std::invocable<const Visit&, const Construct&, const cfn::Resource&>) {
          visit(*this, **resource);
        } else {
          visit(**resource);
        }
      } else {
        std::get<const Construct*>(member)->each_resource(visit);
      }
    }
  }

 protected:
  explicit Construct(Scope scope);

 private:
  friend class archsynth::Stack;
  using Member = std::variant<const cfn::Resource*, const Construct*>;
  Construct() = default;

  template <typename T>
  T& adopt(std::unique_ptr<T> child) {
    T& result = *child;
    members_.emplace_back(child.get());
    children_.push_back(std::move(child));
    return result;
  }

  Stack* stack_ = nullptr;
  const Construct* parent_ = nullptr;
  std::string name_;       ///< as given
  std::string id_prefix_;  ///< the names so far, each in upper camel case
  std::string label_;
  std::string described_;
  Origin origin_;
  std::deque<cfn::Resource> resources_;
  std::vector<std::unique_ptr<Construct>> children_;
  std::vector<Member> members_;
};

}  // namespace construct
}  // namespace archsynth
