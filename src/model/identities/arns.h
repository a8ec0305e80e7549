#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/view.h"

namespace archsynth::model {

/// What the values of policies will say, and the ARNs of the template's resources, in the language
/// of `patterns.h`.
class Arns {
 public:
  explicit Arns(const view::View& view);

  const std::string& account() const { return account_; }
  const std::string& region() const { return region_; }
  /// What `kms:ViaService` is where a service of the region uses a key.
  std::string via(std::string_view service) const;
  /// A value that names a resource at its start means the ARN.
  std::string text(const cfn::Value& value) const;
  /// The same where it means the name or the id.
  std::string plain(const cfn::Value& value) const { return piece(value, false); }
  /// The texts of a list, or of one value alone; `AWS::NoValue` is left out.
  std::vector<std::string> texts(const cfn::Value* value) const;
  /// The ARN of a resource.
  std::string of(const cfn::Resource& resource) const;
  /// The id that EC2 gives it, which a literal may be that of.
  static std::string id_of(const cfn::Resource& resource);
  /// All ARNs that a request for the action on the resource can name: its own, those of objects.
  std::vector<std::string> of(const cfn::Resource& resource, std::string_view action) const;
  /// The forms of all ARNs that a request for the action can name; nothing for an unknown action,
  /// empty for one that takes no resource.
  std::optional<std::vector<std::string>> forms(std::string_view action) const;
  /// That of the secret which a database keeps its password in.
  std::string of_master_secret(const cfn::Resource& database) const;
  /// `arn:aws:iam::<account>:<rest>`.
  std::string iam(std::string_view rest) const;
  /// That of a managed policy of AWS: `arn:aws:iam::aws:policy/<name>`.
  std::string of_aws(std::string_view name) const;
  /// `arn:aws:<service>:<region>:<account>:<rest>`.
  std::string here(std::string_view service, std::string_view rest) const;

 private:
  const std::string& name(const cfn::Resource& resource) const;
  /// Empty where the template does not state it.
  std::string stated_name(const cfn::Resource& resource) const;
  std::string filled(std::string_view form, std::string_view placeholder,
                     const std::string& name) const;
  std::string reference(std::string_view target, std::string_view attribute, bool as_arn) const;
  std::string piece(const cfn::Value& value, bool as_arn) const;
  std::string sub(const cfn::Sub& sub, bool as_arn) const;

  const view::View& view_;
  std::string partition_;
  std::string region_;
  std::string account_;
  mutable std::unordered_map<const cfn::Resource*, std::string> known_;
  mutable std::unordered_map<const cfn::Resource*, std::string> names_;
};

}  // namespace archsynth::model
