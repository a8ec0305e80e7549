#include "archsynth/aws/kms.h"

namespace archsynth::kms {

namespace {

cfn::Map administration() {
  return {{"Sid", "AccountAdministersKey"},
          {"Effect", "Allow"},
          {"Principal",
           cfn::Map{{"AWS", cfn::sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}}},
          {"Action", "kms:*"},
          {"Resource", "*"}};
}

}  // namespace

Key::Key(construct::Scope scope, EncryptionProps props) : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  if (props.key_arn) {
    if (props.customer_managed_key.stated()) {
      diagnostics()
          .error("ARC1610", props.customer_managed_key.origin(),
                 "\"customer_managed_key\" has no effect together with \"key_arn\"")
          .fix = "remove one of them";
    }
    arn_ = props.key_arn;
    return;
  }
  if (!*props.customer_managed_key) return;
  resource_ = &add_resource(
      "", "AWS::KMS::Key",
      {{"Description", "Encrypts the data, logs and notifications of " + stack().full_name()},
       {"EnableKeyRotation", true},
       {"PendingWindowInDays", 30},
       {"KeyPolicy",
        cfn::Map{{"Version", "2012-10-17"}, {"Statement", cfn::List{administration()}}}}});
  // A first deployment that fails takes the key along; nothing encrypted with it is left then.
  resource_->deletion_policy = "RetainExceptOnCreate";
  resource_->update_replace_policy = "Retain";
  arn_ = resource_->att("Arn").with_origin(props.customer_managed_key.origin());
}

void Key::allow_service(std::string_view service_principal, std::string_view sid,
                        cfn::Value condition, const std::vector<std::string>& actions) {
  if (resource_ == nullptr) return;
  cfn::List& statements =
      *resource_->properties.find("KeyPolicy")->map()->find("Statement")->list();
  for (const cfn::Value& statement : statements) {
    if (*statement.map()->find("Sid") == cfn::Value(sid)) return;
  }
  const bool varies = service_principal.find("${") != std::string_view::npos;
  cfn::Value service = varies ? cfn::sub(service_principal) : cfn::Value(service_principal);
  cfn::Value allowed = actions.empty() ? cfn::List{"kms:Decrypt", "kms:GenerateDataKey*"}
                                       : cfn::List(actions.begin(), actions.end());
  statements.emplace_back(cfn::Map{{"Sid", sid},
                                   {"Effect", "Allow"},
                                   {"Principal", cfn::Map{{"Service", std::move(service)}}},
                                   {"Action", std::move(allowed)},
                                   {"Resource", "*"},
                                   {"Condition", std::move(condition)}});
}

}  // namespace archsynth::kms
