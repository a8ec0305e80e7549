#include "equal_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "archsynth/analysis/diff.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "cfn/evaluate/choice.h"
#include "rules/template/embedded.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

std::optional<unsigned> unsigned_of(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

/// The block of that index when a range of IPv4 addresses is cut into blocks of 2^`bits`; nothing
/// for other texts.
std::optional<std::string> block_of(const std::string& range, unsigned index, unsigned bits) {
  const std::size_t slash = range.find('/');
  const auto octets = split(std::string_view(range).substr(0, slash), '.');
  if (slash == range.npos || octets.size() != 4 || bits > 31) return std::nullopt;
  std::uint64_t address = 0;
  for (const std::string_view octet : octets) {
    const auto value = unsigned_of(octet);
    if (!value || *value > 255) return std::nullopt;
    address = address << 8U | *value;
  }
  address += std::uint64_t{index} << bits;
  return fmt::format("{}.{}.{}.{}/{}", address >> 24U & 255U, address >> 16U & 255U,
                     address >> 8U & 255U, address & 255U, 32 - bits);
}

std::optional<std::string> literal(const cfn::Value& value) {
  const cfn::Value plain = canonical(value);
  if (plain.string() == nullptr) return std::nullopt;
  return *plain.string();
}

std::string base64(std::string_view text) {
  constexpr std::string_view kSigns =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned bytes = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bytes = bytes << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > text.size() ? '=' : kSigns[bytes >> (18 - 6 * k) & 63U];
    }
  }
  return out;
}

class Speller {
 public:
  Speller(const std::vector<cfn::Resource>& resources, const std::vector<cfn::Resource>& others,
          std::string_view region)
      : region_(region) {
    for (const cfn::Resource& each : resources) by_id_.emplace(each.id.str(), &each);
    for (const cfn::Resource& each : others) others_.insert(each.id.str());
  }

  void spell(cfn::Value& value) {
    if (auto* list = value.list()) {
      for (cfn::Value& each : *list) spell(each);
    } else if (auto* map = value.map()) {
      for (cfn::MapEntry& each : *map) spell(each.value);
    } else if (const auto* get = value.get_if<cfn::GetAtt>()) {
      if (is_ref(*get)) {
        value = cfn::ref(get->target).with_origin(value.origin());
      } else if (const auto stated = stated_where_renamed(*get)) {
        value = cfn::Value(*stated).with_origin(value.origin());
      }
    } else if (auto* sub = value.get_if<cfn::Sub>()) {
      spell(*sub);
    } else if (auto* call = value.get_if<cfn::Call>()) {
      spell(call->argument.front());
      if (auto known = of_call(*call)) {
        value = std::move(*known).with_origin(value.origin());
      } else if (const auto choice = cfn::choice_of(value);
                 choice && means_the_same(choice->then, choice->otherwise)) {
        // Whatever the condition is.
        value = cfn::Value(choice->then);
      }
    }
  }

 private:
  void spell(cfn::Sub& sub) const {
    std::string text;
    bool is_changed = false;
    for (const cfn::SubPiece& piece : cfn::pieces(sub)) {
      const std::size_t dot = piece.text.find('.');
      const bool is_text = piece.kind == cfn::SubPiece::Kind::kText;
      if (is_text && piece.text.find("${") != std::string::npos) return;
      if (is_text || dot == std::string::npos) {
        text += is_text ? piece.text : fmt::format("${{{}}}", piece.text);
        continue;
      }
      const cfn::GetAtt get{cfn::LogicalId(piece.text.substr(0, dot)), piece.text.substr(dot + 1)};
      const bool is_its_ref = is_ref(get);
      const auto stated = is_its_ref ? std::nullopt : stated_where_renamed(get);
      is_changed |= is_its_ref || stated.has_value();
      text += stated ? *stated : fmt::format("${{{}}}", is_its_ref ? get.target.str() : piece.text);
    }
    if (is_changed) sub.text = text;
  }

  /// Whether the attribute is what `Ref` returns.
  bool is_ref(const cfn::GetAtt& get) const {
    const auto found = by_id_.find(get.target.str());
    if (found == by_id_.end()) return false;
    const std::string& type = found->second->type;
    // In a VPC, where all groups are.
    if (type == "AWS::EC2::SecurityGroup") return get.attribute == "GroupId";
    const auto schema = spec::resource_schema(type);
    if (!schema) return false;
    const spec::Datum identifier = schema->primary_identifier();
    return identifier.size() == 1 && identifier[0].text() == "/properties/" + get.attribute;
  }

  /// A property that a resource states has the same value under another logical id.
  std::optional<std::string> stated_where_renamed(const cfn::GetAtt& get) const {
    const auto found = by_id_.find(get.target.str());
    if (found == by_id_.end() || others_.contains(get.target.str())) return std::nullopt;
    const cfn::Value* stated = value_at(*found->second, get.attribute);
    return stated == nullptr ? std::nullopt : literal(*stated);
  }

  std::optional<cfn::Value> of_call(const cfn::Call& call) const {
    const cfn::Value& argument = call.argument.front();
    if (call.function == cfn::Function::kGetAZs) {
      const auto text = literal(argument);
      if (!text || text->empty() || *text == region_) {
        const bool is_own = text || is_region(argument);
        if (is_own) return cfn::call(call.function, cfn::pseudo("AWS::Region"));
      }
      return std::nullopt;
    }
    const cfn::List* list = argument.list();
    const bool is_select =
        call.function == cfn::Function::kSelect && list != nullptr && list->size() == 2;
    return is_select ? of_select((*list)[0], (*list)[1]) : std::nullopt;
  }

  static bool is_region(const cfn::Value& value) {
    const auto* ref = value.get_if<cfn::Ref>();
    return ref != nullptr && ref->target.str() == "AWS::Region";
  }

  /// A block of `Fn::Cidr` does not depend on how many there are.
  std::optional<cfn::Value> of_select(const cfn::Value& index, const cfn::Value& from) const {
    const auto* call = from.get_if<cfn::Call>();
    const bool is_cidr = call != nullptr && call->function == cfn::Function::kCidr;
    const cfn::List* parts = is_cidr ? call->argument.front().list() : nullptr;
    if (parts == nullptr || parts->size() != 3) return std::nullopt;
    const auto at = unsigned_of(literal(index).value_or(""));
    const auto count = unsigned_of(literal((*parts)[1]).value_or(""));
    const auto bits = unsigned_of(literal((*parts)[2]).value_or(""));
    if (!at || !count || !bits || *at >= *count) return std::nullopt;
    if (const auto range = range_of((*parts)[0])) {
      if (const auto block = block_of(*range, *at, *bits)) return cfn::Value(*block);
    }
    cfn::List same = *parts;
    same[1] = static_cast<std::int64_t>(*at + 1);
    return cfn::select(static_cast<int>(*at), cfn::call(cfn::Function::kCidr, std::move(same)));
  }

  /// A range that is stated, or that of a VPC or subnet that states it.
  std::optional<std::string> range_of(const cfn::Value& value) const {
    const auto* get = value.get_if<cfn::GetAtt>();
    if (get == nullptr || get->attribute != "CidrBlock") return literal(value);
    const auto found = by_id_.find(get->target.str());
    const cfn::Value* stated =
        found == by_id_.end() ? nullptr : property(*found->second, {"CidrBlock"});
    return stated == nullptr ? std::nullopt : literal(*stated);
  }

  std::string_view region_;
  std::map<std::string, const cfn::Resource*> by_id_;
  std::set<std::string> others_;  ///< the ids on the other side
};

/// The text that `Fn::Base64` makes of a literal, or the literal itself.
std::optional<std::string> encoded(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kBase64) return literal(value);
  const auto text = literal(call->argument.front());
  return text ? std::optional(base64(*text)) : std::nullopt;
}

/// The characters of a text but for blanks, in order.
std::string sorted(std::string text) {
  std::erase_if(text, [](char each) { return is_space(each); });
  std::sort(text.begin(), text.end());
  return text;
}

/// Whether two texts are JSON that differs in blanks and the order of its keys only.
bool is_rewritten_json(const cfn::Value& a, const cfn::Value& b) {
  const auto text_of = [](const cfn::Value& value) {
    const auto* sub = value.get_if<cfn::Sub>();
    return sub != nullptr && sub->variables.empty() ? &sub->text : value.string();
  };
  const std::string* one = text_of(a);
  const std::string* other = text_of(b);
  const bool may_be =
      one != nullptr && other != nullptr && (one->starts_with('{') || one->starts_with('['));
  if (!may_be || sorted(*one) != sorted(*other)) return false;
  const auto first = embedded(&a, false, true);
  const auto second = first ? embedded(&b, false, true) : std::nullopt;
  if (!second || first->value.absent()) return false;
  bool has_unknown = false;
  cfn::walk(first->value,
            [&](const cfn::Value& each) { has_unknown |= each.get_if<cfn::Null>() != nullptr; });
  return !has_unknown && means_the_same(first->value, second->value);
}

/// Gives the protocols of a group's own rules their names, which mean the same as their numbers.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
void name_protocols(cfn::Resource& group) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"1", "icmp"}, {"6", "tcp"}, {"17", "udp"}, {"58", "icmpv6"}};
  for (const char* key : {"SecurityGroupIngress", "SecurityGroupEgress"}) {
    cfn::Value* rules = group.properties.find(key);
    if (rules == nullptr || rules->list() == nullptr) continue;
    for (cfn::Value& rule : *rules->list()) {
      cfn::Value* protocol = rule.map() == nullptr ? nullptr : rule.map()->find("IpProtocol");
      if (protocol == nullptr) continue;
      for (const auto& [number, name] : kNames) {
        if (brief(*protocol) == number)
          *protocol = cfn::Value(name).with_origin(protocol->origin());
      }
    }
  }
}

}  // namespace

bool are_encoded_alike(const cfn::Value& a, const cfn::Value& b, bool is_text_compared) {
  if (!is_text_compared && is_rewritten_json(a, b)) return true;
  const auto is_call = [](const cfn::Value& value) { return value.get_if<cfn::Call>() != nullptr; };
  if (is_call(a) == is_call(b)) return false;
  const auto one = encoded(a);
  return one && one == encoded(b);
}

void spell_alike(std::vector<cfn::Resource>& spelled, const std::vector<cfn::Resource>& resources,
                 const std::vector<cfn::Resource>& others, std::string_view region) {
  Speller speller(resources, others, region);
  for (cfn::Resource& each : spelled) {
    for (cfn::MapEntry& entry : each.properties) speller.spell(entry.value);
    if (each.type == "AWS::EC2::SecurityGroup") name_protocols(each);
  }
}

}  // namespace archsynth::analysis
