#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archsynth/cfn/template.h"
#include "spec/permissions.h"

/// What resources will be called before they exist. Law: what cannot be foreseen is `*`.
namespace archsynth::analysis::permissions_of {

using Texts = std::vector<std::string>;

class Names {
 public:
  /// `stack`: the stack's name; empty: any.
  Names(const std::vector<cfn::Resource>& resources, std::string stack);

  const cfn::Resource* find(std::string_view id) const;
  /// The properties of one of the resources.
  const cfn::Value& properties(const cfn::Resource& resource) const;
  /// The names that a resource may have: `shop-Files-*`.
  const Texts& of(const cfn::Resource& resource) const;
  /// Its ARNs; empty where its type is not known.
  Texts arns(const cfn::Resource& resource) const;
  /// What a value will say; `Ref` of a resource is its ARN where one is asked for.
  std::string text(const cfn::Value& value, bool as_arn = false) const;
  /// The ARN or ARNs that a value names.
  Texts arns_of(const cfn::Value& value) const;
  /// All resources that a resource names, or that these name.
  std::vector<const cfn::Resource*> behind(const cfn::Resource& resource) const;
  /// How many `behind` gives at most, where it has left out some; nothing: it has not.
  std::optional<std::size_t> bound() const {
    return is_cut_ ? std::optional(most_behind()) : std::nullopt;
  }
  /// The resources whose properties name a resource.
  std::vector<const cfn::Resource*> users(const cfn::Resource& resource) const;

 private:
  std::string text_of_sub(const cfn::Sub& sub, bool as_arn) const;
  std::string text_of_reference(std::string_view target, std::string_view attribute,
                                bool as_arn) const;
  Texts names_of(const cfn::Resource& resource) const;
  const cfn::Resource* attached(const cfn::Resource& resource) const;
  Texts minted(const cfn::Resource& resource, const spec::PhysicalName& how) const;

  /// A resource, with what is asked of it again and again.
  struct Known {
    const cfn::Resource* resource = nullptr;
    cfn::Value properties;
    std::vector<const Known*> named;  ///< by its properties
    std::vector<const Known*> users;  ///< whose properties name it
    mutable Texts names{};            ///< once they are asked for
  };
  const Known& known(const cfn::Resource& resource) const;
  std::size_t most_behind() const;

  std::unordered_map<std::string_view, Known> by_id_;
  std::string stack_;
  mutable bool is_cut_ = false;
};

/// What a placeholder of an ARN stands for; empty where that is not known.
using ValueOf = std::function<Texts(std::string_view placeholder)>;
/// An ARN with the values in the place of placeholders, once for each value; `*` for the others.
Texts filled(std::string_view arn, const ValueOf& value_of);
/// Whether an ARN can be one of the form: the same service, the same kind.
bool has_form(std::string_view arn, std::string_view form);

}  // namespace archsynth::analysis::permissions_of
