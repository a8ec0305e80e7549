#include "identities.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "spec/identities.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// The value at a dotted path, of a list's item before the resource's own.
const cfn::Value* value_in(const cfn::Map& map, std::string_view path) {
  const cfn::Map* at = &map;
  const cfn::Value* value = nullptr;
  for (const std::string_view key : split(path, '.')) {
    value = at == nullptr ? nullptr : at->find(key);
    at = value == nullptr ? nullptr : value->map();
  }
  return value;
}

/// The same for names that differ in letter case and a final dot only.
std::string folded(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (std::size_t dot = key.find(".\""); dot != key.npos; dot = key.find(".\"", dot)) {
    key.erase(dot, 1);
  }
  return key;
}

/// One claim of a resource in the making.
class ClaimBuilder {
 public:
  ClaimBuilder(const cfn::Resource& resource, const cfn::Value* item, const ClaimContext& context)
      : resource_(resource), item_(item), context_(context) {}

  /// False where the resource has no such claim, or none that is certain.
  bool add(std::string_view property) {
    if (property == "@") return add_value(resource_.ref(), Role::kScope);
    // One in the scope, which is the account or the region.
    if (property == "@one") return true;
    if (property.starts_with("@most=")) return set_most(property.substr(property.find('=') + 1));
    if (const std::size_t unequal = property.find("!="); unequal != property.npos) {
      return is_beyond_other(property.substr(0, unequal), property.substr(unequal + 2));
    }
    if (property == "@item") return item_ != nullptr && add_value(*item_, Role::kShown);
    const std::size_t equals = property.find('=');
    if (equals != property.npos) {
      const cfn::Value* value = find(property.substr(0, equals));
      const std::string_view wanted = property.substr(equals + 1);
      return value != nullptr && (wanted == "*" || brief(*value) == wanted);
    }
    if (const std::size_t of = property.find('>'); of != property.npos) {
      const std::string_view beyond = property.substr(of + 1);
      if (beyond.ends_with('!')) return add_balancer(property.substr(0, of), beyond);
      return add_beyond(property.substr(0, of), beyond);
    }
    const std::size_t sign = std::min(property.find('^'), property.size());
    const std::string_view exclusive = property.substr(std::min(sign + 1, property.size()));
    property = property.substr(0, sign);
    const char mark = property.back();
    if (mark == '?' || mark == '~' || mark == '!') property.remove_suffix(1);
    const cfn::Value* value = nullptr;
    for (const std::string_view name : split(property, '|')) {
      if (value == nullptr) value = find(name);
    }
    if (value == nullptr) {
      key_ += "\n-";
      return mark == '?';
    }
    if (!exclusive.empty()) {
      exclusive_ = exclusive;
      differing_ = brief(*value);
      return !context_.token(*value).empty();
    }
    const Role role = mark == '~' ? Role::kRange : mark == '!' ? Role::kDiffering : Role::kShown;
    return add_value(*value, role);
  }

  /// The last value of the key.
  const std::string& last() const { return last_; }

  Claim take(const spec::Identity& identity) {
    Claim claim;
    claim.resource = &resource_;
    claim.name = identity.name;
    claim.key = std::string(identity.name) + (identity.name == "name" ? resource_.type : "") + key_;
    claim.differing = std::move(differing_);
    claim.exclusive = exclusive_;
    claim.range = AddressRange(std::move(range_));
    if (identity.folds_case) claim.key = folded(std::move(claim.key));
    claim.is_taken = identity.is_taken;
    claim.most = most_;
    claim.scope = identity.scope;
    claim.moves = identity.moves;
    claim.may_be_shared = may_be_shared_;
    // The first of several is what the others are in.
    if (shown_.size() > 1) shown_.erase(shown_.begin());
    claim.shown = std::string(identity.name);
    if (!shown_.empty()) claim.shown += " " + join(shown_, " ");
    return claim;
  }

 private:
  bool set_most(std::string_view number) {
    most_ = whole_number(number).value_or(0);
    return most_ > 0;
  }

  enum class Role { kScope, kShown, kRange, kDiffering };

  const cfn::Value* find(std::string_view path) const {
    const cfn::Map* own = item_ == nullptr ? nullptr : item_->map();
    const cfn::Value* value = own == nullptr ? nullptr : value_in(*own, path);
    return value != nullptr ? value : value_in(resource_.properties, path);
  }

  /// The resource of the template that a property names; null where it names none, or several.
  const cfn::Resource* named_at(std::string_view path) const {
    const cfn::Value* value = find(path);
    const auto named = value == nullptr ? std::vector<cfn::Reference>() : cfn::references(*value);
    if (named.size() != 1) return nullptr;
    const auto found = context_.resources.find(named.front().target.str());
    return found == context_.resources.end() ? nullptr : found->second;
  }

  /// Whether `A>B` is not that value; that is not known where A names nothing of the template.
  bool is_beyond_other(std::string_view path, std::string_view value) {
    const std::size_t step = path.find('>');
    const cfn::Resource* named = named_at(path.substr(0, step));
    may_be_shared_ = named == nullptr;
    if (may_be_shared_) return true;
    const cfn::Value* stated = value_in(named->properties, path.substr(step + 1));
    return stated == nullptr || (!stated->is_intrinsic() && brief(*stated) != value);
  }

  /// A property of the resource that one of its own names.
  bool add_beyond(std::string_view path, std::string_view beyond) {
    const cfn::Resource* named = named_at(path);
    const cfn::Value* wanted = named == nullptr ? nullptr : value_in(named->properties, beyond);
    if (wanted == nullptr || !add_value(*wanted, Role::kScope)) return false;
    shown_.push_back(wanted->string() != nullptr ? *wanted->string() : "of " + named->id.str());
    return true;
  }

  /// The load balancer of the listener that a property names, which is part of its ARN.
  bool add_balancer(std::string_view path, std::string_view beyond) {
    beyond.remove_suffix(1);
    const cfn::Resource* named = named_at(path);
    const cfn::Value* stated = find(path);
    if (named != nullptr) {
      const cfn::Value* balancer = value_in(named->properties, beyond);
      return balancer != nullptr && add_value(*balancer, Role::kDiffering);
    }
    const std::string* arn = stated == nullptr ? nullptr : stated->string();
    constexpr std::string_view kListener = ":listener/";
    const std::size_t at = arn == nullptr ? std::string::npos : arn->find(kListener);
    if (at == std::string::npos) return false;
    std::string balancer = arn->substr(0, arn->rfind('/'));
    balancer.replace(at, kListener.size(), ":loadbalancer/");
    return add_value(balancer, Role::kDiffering);
  }

  bool add_value(const cfn::Value& value, Role role) {
    std::string text = context_.token(value);
    if (text.empty()) return false;
    if (role == Role::kDiffering) {
      differing_ = std::move(text);
      return true;
    }
    if (role == Role::kRange) {
      range_ = brief(value);
      shown_.push_back(range_);
      return true;
    }
    last_ = "\n" + text;
    key_ += last_;
    if (role == Role::kShown || shown_.empty()) shown_.push_back(brief(value));
    return true;
  }

  const cfn::Resource& resource_;
  const cfn::Value* item_;
  const ClaimContext& context_;
  std::string key_;
  std::string last_;
  std::string differing_;
  std::string range_;
  long most_ = 0;
  bool may_be_shared_ = false;
  std::string_view exclusive_;
  std::vector<std::string> shown_;
};

void add_claim(const cfn::Resource& resource, const cfn::Value* item,
               const spec::Identity& identity, const ClaimContext& context,
               std::vector<Claim>& claims) {
  ClaimBuilder builder(resource, item, context);
  for (const std::string_view property : identity.properties) {
    if (!builder.add(property)) return;
  }
  claims.push_back(builder.take(identity));
  const bool may_be_elsewhere =
      std::any_of(identity.properties.begin(), identity.properties.end(),
                  [](std::string_view property) { return property.ends_with('?'); });
  if (identity.name != "name" || !may_be_elsewhere) return;
  // CloudFormation itself refuses to replace what keeps its custom name, wherever the new one is.
  // Source:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
  Claim custom = claims.back();
  custom.key = "custom name\n" + resource.id.str() + builder.last();
  claims.push_back(std::move(custom));
}

/// The schema's primary identifier, where all of it is stated.
void add_primary(const cfn::Resource& resource, const Token& token, std::vector<Claim>& claims) {
  const auto schema = spec::resource_schema(resource.type);
  if (!schema) return;
  const spec::Datum identifier = schema->primary_identifier();
  constexpr std::string_view kPrefix = "/properties/";
  Claim claim;
  claim.resource = &resource;
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    const std::string_view pointer = identifier[i].text();
    if (!pointer.starts_with(kPrefix) || schema->read_only(pointer)) return;
    claim.name = pointer.substr(kPrefix.size());
    const cfn::Value* value = property(resource, {claim.name});
    const std::string text = value == nullptr ? std::string() : token(*value);
    if (text.empty()) return;
    claim.key += "\n" + text;
    const std::string text_shown = brief(*value);
    claim.shown = std::string(claim.name) + " " +
                  (value->string() == nullptr ? text_shown : quoted(text_shown));
  }
  if (identifier.size() == 0) return;
  claim.key = resource.type + claim.key;
  claims.push_back(std::move(claim));
}

}  // namespace

AddressRange::AddressRange(std::string shown) : text(std::move(shown)) {
  const std::string_view all = text;
  const std::size_t slash = all.find('/');
  if (slash == all.npos) return;
  const auto number = [](std::string_view digits, unsigned most) -> std::optional<unsigned> {
    unsigned value = 0;
    const char* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    return error != std::errc() || rest != end || value > most ? std::nullopt
                                                               : std::optional(value);
  };
  const auto octets = split(all.substr(0, slash), '.');
  const auto bits = number(all.substr(slash + 1), 32);
  if (octets.size() != 4 || !bits) return;
  std::uint32_t address = 0;
  for (const std::string_view octet : octets) {
    const auto value = number(octet, 255);
    if (!value) return;
    address = (address << 8U) | *value;
  }
  const std::uint32_t mask = *bits == 0 ? 0 : ~std::uint32_t{0} << (32 - *bits);
  is_ipv4 = true;
  first = address & mask;
  last = address | ~mask;
}

bool overlap(const AddressRange& a, const AddressRange& b) {
  if (!a.is_ipv4 || !b.is_ipv4) return a.text == b.text;
  return a.first <= b.last && b.first <= a.last;
}

std::vector<Claim> claims_of(const cfn::Resource& resource, const ClaimContext& context) {
  std::vector<Claim> claims;
  for (const spec::Identity& identity : spec::identities(resource.type)) {
    if (identity.each.empty()) {
      add_claim(resource, nullptr, identity, context, claims);
      continue;
    }
    const cfn::Value* list = value_in(resource.properties, identity.each);
    if (list == nullptr) continue;
    if (list->map() != nullptr && resource.type.starts_with("AWS::Serverless::")) {
      // The transform makes a resource of each, which is deleted at the end.
      for (const cfn::MapEntry& item : *list->map()) {
        const std::size_t before = claims.size();
        add_claim(resource, &item.value, identity, context, claims);
        for (std::size_t i = before; i < claims.size(); ++i) claims[i].part = item.key;
      }
    }
    if (list->list() == nullptr) continue;
    for (const cfn::Value& item : *list->list()) {
      add_claim(resource, &item, identity, context, claims);
    }
  }
  add_primary(resource, context.token, claims);
  return claims;
}

}  // namespace archsynth::analysis
