#include "model/identities/arns.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/identities/patterns.h"
#include "spec/permissions.h"

namespace archsynth::model {
namespace {

std::string_view url_suffix(std::string_view partition) {
  return partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/// Names that are put together of names double with each: the longest ARN has fewer characters.
constexpr std::size_t kLongest = 2048;

/// Partitions by the regions' names.
/// Source:
/// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
std::string_view partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  return region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

/// Six characters, as Secrets Manager adds them.
/// Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
constexpr std::string_view kSecretSuffix = "-\x01?six\x02";

std::string_view service_of(std::string_view kind) { return kind.substr(0, kind.find(':')); }
std::string_view name_of_kind(std::string_view kind) { return kind.substr(kind.find(':') + 1); }

/// The part of an ARN's form before its placeholder.
std::string_view head_of(std::string_view form, std::string_view placeholder) {
  const std::size_t at = form.find("${" + std::string(placeholder) + "}");
  return at == form.npos ? std::string_view() : form.substr(0, at);
}

}  // namespace

Arns::Arns(const view::View& view)
    : view_(view),
      partition_(partition_of(view.region())),
      region_(view.region().empty() ? unknown_token("AWS::Region") : std::string(view.region())),
      account_(unknown_token("AWS::AccountId")) {}

std::string Arns::filled(std::string_view form, std::string_view placeholder,
                         const std::string& name) const {
  std::string arn;
  while (!form.empty()) {
    const std::size_t begin = form.find("${");
    arn += form.substr(0, begin);
    if (begin == form.npos) break;
    const std::size_t end = form.find('}', begin);
    const std::string_view each = form.substr(begin + 2, end - begin - 2);
    arn += each == "Partition"   ? partition_
           : each == "Region"    ? region_
           : each == "Account"   ? account_
           : each == placeholder ? name
                                 : std::string(1, kSomePart);
    form.remove_prefix(end + 1);
  }
  return arn;
}

std::optional<std::vector<std::string>> Arns::forms(std::string_view action) const {
  const std::size_t colon = action.find(':');
  if (colon == action.npos) return std::nullopt;
  const std::string_view service = action.substr(0, colon);
  const auto scopes = spec::action_scopes(service, action.substr(colon + 1));
  if (!scopes) return std::nullopt;
  std::vector<std::string> all;
  for (std::string_view kind : *scopes) {
    if (kind.starts_with('!')) kind.remove_prefix(1);
    const std::string_view form = spec::iam_arn(service, kind);
    if (form.empty()) return std::nullopt;
    std::string arn;
    for (std::size_t at = 0; at < form.size(); ++at) {
      arn += form[at] == '$' ? kSomePart : form[at];
      if (form[at] == '$') at = std::min(form.find('}', at), form.size() - 1);
    }
    all.push_back(std::move(arn));
  }
  return all;
}

std::string Arns::iam(std::string_view rest) const {
  return "arn:" + partition_ + ":iam::" + account_ + ":" + std::string(rest);
}

std::string Arns::of_aws(std::string_view name) const {
  return "arn:" + partition_ + ":iam::aws:policy/" + std::string(name);
}

std::string Arns::here(std::string_view service, std::string_view rest) const {
  return "arn:" + partition_ + ":" + std::string(service) + ":" + region_ + ":" + account_ + ":" +
         std::string(rest);
}

std::string Arns::of_master_secret(const cfn::Resource& database) const {
  return here("secretsmanager", "secret:rds!" + name_token(database.id.str()));
}

const std::string& Arns::name(const cfn::Resource& resource) const {
  const auto [at, is_new] = names_.try_emplace(&resource);
  std::string& name = at->second;
  if (!is_new) return name;
  // A name that names the resource itself ends here, and so does one that no service takes.
  name = name_token(resource.id.str());
  std::string stated = stated_name(resource);
  if (!stated.empty() && stated.size() <= kLongest) name = std::move(stated);
  return name;
}

std::string Arns::stated_name(const cfn::Resource& resource) const {
  const auto how = spec::physical_name(resource.type);
  const cfn::Value* stated =
      how && !how->property.empty() ? resource.properties.find(how->property) : nullptr;
  if (stated == nullptr || cfn::is_no_value(*stated)) return {};
  std::string name = piece(*stated, false);
  if (name.starts_with('/') && how->form == "parameter") name.erase(0, 1);
  const cfn::Value* path =
      resource.type.starts_with("AWS::IAM::") ? resource.properties.find("Path") : nullptr;
  if (path != nullptr) {
    const std::string folder = piece(*path, false);
    name = (folder.starts_with('/') ? folder.substr(1) : folder) + name;
  }
  if (resource.type == "AWS::SecretsManager::Secret") name += kSecretSuffix;
  return name;
}

std::string Arns::of(const cfn::Resource& resource) const {
  const auto [at, is_new] = known_.try_emplace(&resource);
  if (!is_new) return at->second;
  // A name that names the resource itself ends here.
  at->second = name_token(resource.id.str());
  const auto how = spec::physical_name(resource.type);
  if (!how || how->kinds.empty()) return at->second;
  const std::string_view kind = *how->kinds.begin();
  const auto form = spec::iam_arn(service_of(kind), name_of_kind(kind));
  std::string arn = filled(form, how->placeholder, name(resource));
  return known_[&resource] = std::move(arn);
}

std::vector<std::string> Arns::of(const cfn::Resource& resource, std::string_view action) const {
  const auto how = spec::physical_name(resource.type);
  if (!how || how->kinds.empty()) return {of(resource)};
  const std::size_t colon = action.find(':');
  const std::string_view service = action.substr(0, colon);
  const auto scopes = spec::action_scopes(service, action.substr(colon + 1));
  const std::string_view own_kind = *how->kinds.begin();
  const auto own =
      head_of(spec::iam_arn(service_of(own_kind), name_of_kind(own_kind)), how->placeholder);
  std::vector<std::string> all;
  const std::string called = name(resource);
  const auto add = [&](std::string_view form) {
    // A function may have another placeholder where it is not the first kind of its type.
    if (own.empty() || head_of(form, how->placeholder) != own) return;
    all.push_back(filled(form, how->placeholder, called));
    if (resource.type == "AWS::Logs::LogGroup") all.push_back(all.back() + ":" + kSomePart);
  };
  if (!scopes) {
    for (const std::string_view kind : how->kinds)
      add(spec::iam_arn(service_of(kind), name_of_kind(kind)));
    return all;
  }
  for (std::string_view kind : *scopes) {
    if (kind.starts_with('!')) kind.remove_prefix(1);
    add(spec::iam_arn(service, kind));
  }
  return all;
}

std::string Arns::id_of(const cfn::Resource& resource) {
  return unknown_token("id of " + resource.id.str());
}

std::string Arns::via(std::string_view service) const {
  return fmt::format("{}.{}.{}", service, region_, url_suffix(partition_));
}

std::string Arns::reference(std::string_view target, std::string_view attribute,
                            bool as_arn) const {
  if (target == "AWS::Partition") return partition_;
  if (target == "AWS::Region") return region_;
  if (target == "AWS::AccountId") return account_;
  if (target == "AWS::URLSuffix") return std::string(url_suffix(partition_));
  const cfn::Resource* resource = view_.find(target);
  if (resource == nullptr) {
    const cfn::Value parameter = cfn::Ref{cfn::LogicalId(std::string(target))};
    return view_.text(&parameter).value_or(unknown_token(target));
  }
  if (resource->type == "AWS::SecretsManager::SecretTargetAttachment") {
    const cfn::Resource* secret = view_.target(view::property(*resource, {"SecretId"}));
    if (secret != nullptr) resource = secret;
  }
  if (attribute == "MasterUserSecret.SecretArn") return of_master_secret(*resource);
  if (attribute == "StreamArn") return of(*resource) + "/stream/" + kSomePart;
  const bool is_arn = attribute.ends_with("Arn") || attribute.ends_with("ARN");
  if (is_arn && resource->type == "AWS::Logs::LogGroup") return of(*resource) + ":*";
  const bool is_whole = as_arn && attribute.empty();
  if (is_whole && resource->type.starts_with("AWS::EC2::")) return id_of(*resource);
  if (is_arn || is_whole) return of(*resource);
  if (attribute.empty() || attribute.ends_with("Name")) return name(*resource);
  return unknown_token(std::string(target) + "." + std::string(attribute));
}

std::string Arns::sub(const cfn::Sub& sub, bool as_arn) const {
  std::string result;
  for (const cfn::SubPiece& each : cfn::pieces(sub)) {
    const bool is_first = as_arn && result.empty();
    if (each.kind == cfn::SubPiece::Kind::kText) {
      result += each.text;
    } else if (const cfn::Value* variable = sub.variables.find(each.text)) {
      result += piece(*variable, is_first);
    } else {
      const std::size_t dot = each.text.find('.');
      const auto attribute =
          dot == each.text.npos ? std::string_view() : std::string_view(each.text).substr(dot + 1);
      result += reference(std::string_view(each.text).substr(0, dot), attribute, is_first);
    }
  }
  return result;
}

std::string Arns::piece(const cfn::Value& value, bool as_arn) const {
  if (const auto* ref = value.get_if<cfn::Ref>()) return reference(ref->target.str(), {}, as_arn);
  if (const auto* att = value.get_if<cfn::GetAtt>())
    return reference(att->target.str(), att->attribute, as_arn);
  if (const auto* each = value.get_if<cfn::Sub>()) return sub(*each, as_arn);
  if (const auto known = view_.text(&value)) return *known;
  const auto* call = value.get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments =
      is_join && !call->argument.empty() ? call->argument[0].list() : nullptr;
  if (arguments == nullptr || arguments->size() != 2) return unknown_token("a value");
  const std::string* delimiter = (*arguments)[0].string();
  const cfn::List* items = (*arguments)[1].list();
  if (delimiter == nullptr || items == nullptr) return unknown_token("a value");
  std::string result;
  for (const cfn::Value& each : *items) {
    if (&each != &items->front()) result += *delimiter;
    result += piece(each, as_arn && result.empty());
  }
  return result;
}

std::string Arns::text(const cfn::Value& value) const { return piece(value, true); }

std::vector<std::string> Arns::texts(const cfn::Value* value) const {
  std::vector<std::string> all;
  if (value == nullptr || cfn::is_no_value(*value)) return all;
  if (value->list() == nullptr) return {text(*value)};
  for (const cfn::Value& each : *value->list()) {
    if (!cfn::is_no_value(each)) all.push_back(text(each));
  }
  return all;
}

}  // namespace archsynth::model
