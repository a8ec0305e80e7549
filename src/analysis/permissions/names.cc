#include "analysis/permissions/names.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// Names that are put together of names double with each: the longest ARN has fewer characters.
constexpr std::size_t kLongest = 2048;
/// A hyphen and twelve or thirteen characters that CloudFormation makes up.
constexpr std::size_t kTail = 14;
/// A stack has at most so many resources; of a larger one, what a resource names is followed to the
/// first few alone.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t kMostResources = 500;
constexpr std::size_t kMostBehind = 8;
/// Load balancers have as few letters of the stack's name.
constexpr std::size_t kShort = 5;

/// The name of a stack as far as the names of its resources keep it for certain.
std::string kept(const std::string& stack, const std::string& id, std::size_t limit) {
  if (limit == 0 || stack.size() + 1 + id.size() + kTail <= limit) return {};
  return stack.substr(0, (limit - kTail) / 2);
}

std::string collapsed(std::string text) {
  for (std::size_t at = text.find("**"); at != text.npos; at = text.find("**")) text.erase(at, 1);
  return text;
}

std::string part(std::string_view arn, std::size_t index) {
  const auto parts = split(arn, ':');
  return index < parts.size() ? std::string(parts[index]) : std::string();
}

/// What follows the account in an ARN.
std::string_view tail_of(std::string_view arn) {
  for (int colons = 0; colons < 5; ++colons) {
    const std::size_t at = arn.find(':');
    if (at == arn.npos) return {};
    arn.remove_prefix(at + 1);
  }
  return arn;
}

}  // namespace

Names::Names(const std::vector<cfn::Resource>& resources, std::string stack)
    : stack_(std::move(stack)) {
  for (const cfn::Resource& each : resources)
    by_id_.emplace(each.id.str(), Known{&each, cfn::as_value(each.properties), {}, {}, {}});
  for (auto& [id, each] : by_id_) {
    for (const cfn::Reference& reference : cfn::references(each.properties)) {
      const auto target = by_id_.find(reference.target.str());
      if (target == by_id_.end()) continue;
      each.named.push_back(&target->second);
      std::vector<const Known*>& users = target->second.users;
      if (users.empty() || users.back() != &each) users.push_back(&each);
    }
  }
}

const cfn::Resource* Names::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second.resource;
}

const Names::Known& Names::known(const cfn::Resource& resource) const {
  return by_id_.at(resource.id.str());
}

const cfn::Value& Names::properties(const cfn::Resource& resource) const {
  return known(resource).properties;
}

Texts Names::minted(const cfn::Resource& resource, const spec::PhysicalName& how) const {
  const std::string& id = resource.id.str();
  if (how.form == "id" || how.form == "exact") return {"*"};
  if (how.form == "parameter") return {"CFN-" + id + "-*"};
  if (how.form == "tracking") return {"TargetTracking-*"};
  const std::string stack = stack_.empty() ? "*" : stack_;
  if (how.form == "short") return {stack.substr(0, kShort) + "*"};
  const std::string cut = kept(stack, id, how.limit);
  const std::string whole = cut.empty() ? stack + "-" + id + "-*" : cut + "*";
  if (how.form == "lower") return {lower_case(whole)};
  if (how.form == "either") return {id + "-*", whole};
  if (how.form == "lower-either") return {lower_case(id) + "-*", lower_case(whole)};
  return {whole};
}

const Texts& Names::of(const cfn::Resource& resource) const {
  const Known& known = this->known(resource);
  if (!known.names.empty()) return known.names;
  // A name that names the resource itself ends here, and so does one that no service takes.
  known.names = {"*"};
  Texts names = names_of(resource);
  if (names.front().size() <= kLongest) known.names = std::move(names);
  return known.names;
}

Texts Names::names_of(const cfn::Resource& resource) const {
  const auto how = spec::physical_name(resource.type);
  if (!how) return {"*"};
  const cfn::Value* stated =
      how->property.empty() ? nullptr : resource.properties.find(how->property);
  // IAM's names have their path in front.
  std::string folder;
  if (resource.type.starts_with("AWS::IAM::")) {
    const cfn::Value* path = resource.properties.find("Path");
    folder = path == nullptr ? "" : text(*path);
    if (folder.starts_with('/')) folder.erase(0, 1);
  }
  if (stated == nullptr) {
    Texts names = minted(resource, *how);
    for (std::string& each : names) each = collapsed(folder + each);
    return names;
  }
  std::string name = text(*stated);
  if (name.starts_with('/') && how->form == "parameter") name.erase(0, 1);
  if (name.starts_with("alias/")) name.erase(0, 6);
  name = folder + name;
  // Secrets have six characters behind.
  if (resource.type == "AWS::SecretsManager::Secret") name += "-*";
  name = collapsed(name);
  // Most actions on log groups ask for the ARN with `:*`, those on tags without.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  if (resource.type == "AWS::Logs::LogGroup" && !name.ends_with('*')) return {name, name + ":*"};
  return {name};
}

/// The secret that an attachment completes, whose ARN the attachment has as its own.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html
const cfn::Resource* Names::attached(const cfn::Resource& resource) const {
  if (resource.type != "AWS::SecretsManager::SecretTargetAttachment") return nullptr;
  const cfn::Value* secret = resource.properties.find("SecretId");
  const auto* ref = secret == nullptr ? nullptr : secret->get_if<cfn::Ref>();
  return ref == nullptr ? nullptr : find(ref->target.str());
}

Texts Names::arns(const cfn::Resource& resource) const {
  const cfn::Resource* secret = attached(resource);
  if (secret != nullptr && secret != &resource) return arns(*secret);
  const auto how = spec::physical_name(resource.type);
  Texts result;
  if (!how) return result;
  const Texts& names = of(resource);
  const auto value_of = [&](std::string_view placeholder) {
    return placeholder == how->placeholder ? names : Texts();
  };
  for (const std::string_view kind : how->kinds) {
    const std::size_t colon = kind.find(':');
    const auto arn = spec::iam_arn(kind.substr(0, colon), kind.substr(colon + 1));
    for (std::string& each : filled(arn, value_of)) result.push_back(std::move(each));
  }
  return result;
}

std::string Names::text_of_reference(std::string_view target, std::string_view attribute,
                                     bool as_arn) const {
  if (target == "AWS::StackName") return stack_.empty() ? "*" : stack_;
  if (target == "AWS::Partition") return "${Partition}";
  if (target == "AWS::Region") return "${Region}";
  if (target == "AWS::AccountId") return "${Account}";
  if (target == "AWS::URLSuffix") return "amazonaws.com";
  const cfn::Resource* resource = find(target);
  if (resource == nullptr) return "*";
  // Databases have secrets of their own, and tables streams within themselves.
  if (attribute == "MasterUserSecret.SecretArn")
    return "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:rds!*";
  if (attribute == "StreamArn") return arns(*resource).front() + "/stream/*";
  const bool is_arn = attribute.ends_with("Arn") || attribute.ends_with("ARN");
  const Texts found = is_arn || (as_arn && attribute.empty()) ? arns(*resource)
                      : attribute.empty()                     ? of(*resource)
                                                              : Texts();
  return found.empty() ? "*" : found.front();
}

std::string Names::text_of_sub(const cfn::Sub& sub, bool as_arn) const {
  std::string result;
  std::map<std::string, std::string> variables;
  const auto found = cfn::pieces(sub);
  for (const cfn::SubPiece& each : found) {
    if (result.size() > kLongest) return "*";
    if (each.kind == cfn::SubPiece::Kind::kText) {
      result += each.text;
    } else if (const cfn::Value* variable = sub.variables.find(each.text)) {
      const auto [known, is_new] = variables.try_emplace(std::string(each.text));
      if (is_new) known->second = text(*variable);
      result += known->second;
    } else {
      const std::size_t dot = each.text.find('.');
      const std::string_view attribute =
          dot == each.text.npos ? std::string_view() : std::string_view(each.text).substr(dot + 1);
      result += text_of_reference(std::string_view(each.text).substr(0, dot), attribute,
                                  as_arn && found.size() == 1);
    }
  }
  return collapsed(std::move(result));
}

std::string Names::text(const cfn::Value& value, bool as_arn) const {
  if (const auto scalar = cfn::scalar_text(value)) return *scalar;
  if (const auto* ref = value.get_if<cfn::Ref>())
    return text_of_reference(ref->target.str(), {}, as_arn);
  if (const auto* att = value.get_if<cfn::GetAtt>())
    return text_of_reference(att->target.str(), att->attribute, as_arn);
  if (const auto* sub = value.get_if<cfn::Sub>()) return text_of_sub(*sub, as_arn);
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kJoin) return "*";
  const cfn::List* arguments = call->argument.empty() ? nullptr : call->argument[0].list();
  if (arguments == nullptr || arguments->size() != 2) return "*";
  const std::string* delimiter = (*arguments)[0].string();
  const cfn::List* items = (*arguments)[1].list();
  if (delimiter == nullptr || items == nullptr) return "*";
  Texts parts;
  for (const cfn::Value& each : *items) parts.push_back(text(each));
  return collapsed(join(parts, *delimiter));
}

Texts Names::arns_of(const cfn::Value& value) const {
  std::string_view target;
  if (const auto* ref = value.get_if<cfn::Ref>()) target = ref->target.str();
  if (const auto* att = value.get_if<cfn::GetAtt>()) target = att->target.str();
  if (const cfn::Resource* resource = find(target)) {
    Texts all = arns(*resource);
    if (!all.empty()) return all;
  }
  return {text(value, true)};
}

std::vector<const cfn::Resource*> Names::users(const cfn::Resource& resource) const {
  std::vector<const cfn::Resource*> result;
  for (const Known* each : known(resource).users) result.push_back(each->resource);
  return result;
}

std::size_t Names::most_behind() const {
  return by_id_.size() > kMostResources ? kMostBehind : by_id_.size();
}

std::vector<const cfn::Resource*> Names::behind(const cfn::Resource& resource) const {
  const std::size_t most = most_behind();
  std::vector<const cfn::Resource*> result;
  std::set<const Known*> seen{&known(resource)};
  std::vector<const Known*> open{&known(resource)};
  while (!open.empty()) {
    const Known* at = open.back();
    open.pop_back();
    for (const Known* each : at->named) {
      if (!seen.insert(each).second) continue;
      if (result.size() == most) {
        is_cut_ = true;
        return result;
      }
      result.push_back(each->resource);
      open.push_back(each);
    }
  }
  return result;
}

Texts filled(std::string_view arn, const ValueOf& value_of) {
  Texts result{""};
  while (!arn.empty()) {
    const std::size_t begin = arn.find("${");
    const std::size_t end = begin == arn.npos ? arn.npos : arn.find('}', begin);
    for (std::string& each : result) each += arn.substr(0, begin);
    if (end == arn.npos) break;
    const std::string_view name = arn.substr(begin + 2, end - begin - 2);
    arn.remove_prefix(end + 1);
    Texts options = value_of(name);
    const bool is_of_stack = name == "Partition" || name == "Region" || name == "Account";
    if (options.empty()) options = {is_of_stack ? "${" + std::string(name) + "}" : "*"};
    Texts next;
    for (const std::string& each : result) {
      for (const std::string& option : options) next.push_back(each + option);
    }
    result = std::move(next);
  }
  std::transform(result.begin(), result.end(), result.begin(), collapsed);
  return result;
}

bool has_form(std::string_view arn, std::string_view form) {
  if (!arn.starts_with("arn:") || part(arn, 2) != part(form, 2)) return false;
  const std::string_view kind = tail_of(form).substr(0, tail_of(form).find("${"));
  return !tail_of(arn).empty() && !kind.empty() && tail_of(arn).starts_with(kind);
}

}  // namespace archsynth::analysis::permissions_of
