#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/hash.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using spec::Datum;
using spec::Keyword;
using spec::Schema;

/// States of more conditions than this are not tried one by one.
constexpr std::size_t kMostConditions = 7;

void collect_conditions(const cfn::Value& value, std::vector<std::string_view>& names) {
  const auto choice = cfn::choice_of(value);
  if (!choice) return;
  const std::string_view name = choice->condition;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  collect_conditions(choice->then, names);
  collect_conditions(choice->otherwise, names);
}

/// For each member the index of the first one that equals it: its own where it is the first.
std::vector<std::size_t> first_equals(const std::vector<Member>& members) {
  std::vector<std::pair<std::size_t, std::size_t>> hashes;
  hashes.reserve(members.size());
  for (std::size_t i = 0; i < members.size(); ++i)
    hashes.emplace_back(cfn::hash_of(*members[i].value), i);
  std::sort(hashes.begin(), hashes.end());
  std::vector<std::size_t> result(members.size());
  for (auto [hash, i] : hashes) {
    auto other = std::lower_bound(hashes.begin(), hashes.end(), std::pair(hash, std::size_t{0}));
    while (*members[other->second].value != *members[i].value) ++other;
    result[i] = other->second;
  }
  return result;
}

bool has(const std::vector<Member>& members, std::string_view key) {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return member.key == key; });
}

bool is_before(const std::vector<Member>& members, const Member& member, std::string_view key) {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& each) { return each.key == key && &each > &member; });
}

bool is_false(const cfn::Value& value) {
  const bool* truth = value.get_if<bool>();
  const std::string* text = value.string();
  return truth != nullptr ? !*truth : text != nullptr && lower_case(*text) == "false";
}

bool is_expanded_later(const std::vector<Member>& members) {
  return std::any_of(members.begin(), members.end(), [](const Member& member) {
    return member.key == "Fn::Transform" || member.key.starts_with("Fn::ForEach::");
  });
}

}  // namespace

std::vector<std::string> names_of(Datum names) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < names.size(); ++i) all.emplace_back(names[i].text());
  return all;
}

std::string listed(Datum names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += quoted(names[i].text());
  }
  return text;
}

std::vector<std::string_view> SchemaWalk::open_conditions(const Value& value) const {
  std::vector<std::string_view> names;
  if (const cfn::Map* map = value.map()) {
    for (const cfn::MapEntry& entry : *map) collect_conditions(entry.value, names);
  } else if (const cfn::List* list = value.list()) {
    for (const Value& item : *list) collect_conditions(item, names);
  }
  std::erase_if(names, [&](std::string_view name) { return assumed(name) != nullptr; });
  return names;
}

std::vector<Member> SchemaWalk::members_of(const cfn::Map& map) const {
  std::vector<Member> members;
  for (const cfn::MapEntry& entry : map) {
    const Value& value = chosen(entry.value);
    if (value.absent() || is_no_value(value)) continue;
    members.push_back({entry.key, &value, entry.key_origin});
  }
  return members;
}

std::vector<Member> SchemaWalk::items_of(const cfn::List& list) const {
  std::vector<Member> members;
  for (const Value& item : list) {
    const Value& value = chosen(item);
    if (value.absent() || is_no_value(value)) continue;
    members.push_back({{}, &value, value.origin()});
  }
  return members;
}

bool SchemaWalk::is_empty_list(const Value& value) const {
  return value.list() != nullptr && items_of(*value.list()).empty();
}

bool SchemaWalk::states(const std::vector<Member>& members, std::string_view key) const {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return member.key == key && !is_empty_list(*member.value);
  });
}

void SchemaWalk::check_whole(const Value& value, Schema schema, Origin place) {
  std::vector<std::string_view> conditions = open_conditions(value);
  if (conditions.empty()) return check_whole_now(value, schema, place);
  if (conditions.size() > kMostConditions) return doubt();
  Judgement* outer = judgement_;
  Judgement states;
  bool right_somewhere = false;
  std::size_t known = assumptions_.size();
  for (std::size_t bits = 0; bits < std::size_t{1} << conditions.size(); ++bits) {
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      assumptions_.push_back({conditions[i], (bits >> i & 1) == 0});
    }
    if (run_.scenarios.possible(assumptions_)) {
      Judgement state;
      judgement_ = trying_ ? &state : outer;
      check_whole_now(value, schema, place);
      right_somewhere = right_somewhere || !state.wrong();
      states.unknown = states.unknown || state.unknown || state.wrong();
      for (SchemaFinding& finding : state.findings) states.findings.push_back(std::move(finding));
    }
    assumptions_.resize(known);
  }
  judgement_ = outer;
  if (!trying_) return;
  if (right_somewhere) {
    outer->unknown = outer->unknown || states.unknown;
  } else {
    for (SchemaFinding& finding : states.findings) outer->findings.push_back(std::move(finding));
  }
}

void SchemaWalk::check_whole_now(const Value& value, Schema schema, Origin place) {
  Datum node = schema.node();
  const cfn::Map* map = value.map();
  std::vector<Member> members = map != nullptr ? members_of(*map) : items_of(*value.list());
  for (std::size_t i = 0; i < node.size() && !is_decided(); ++i) {
    Keyword keyword = node.keyword(i);
    switch (keyword) {
      case Keyword::kOneOf:
      case Keyword::kAnyOf:
      case Keyword::kAllOf:
      case Keyword::kNot:
      case Keyword::kIf:
        check_combination(keyword, value, schema, node.value(i), place);
        break;
      default:
        if (map != nullptr) {
          if (!is_expanded_later(members)) {
            check_members(keyword, members, node.value(i), place);
          }
        } else {
          check_list(keyword, members, node.value(i), list_place_);
        }
    }
  }
}

void SchemaWalk::report_at(const Member& member, std::string_view code, std::string_view see,
                           std::string message, std::string fix) {
  std::string path = path_;
  path_ += '/';
  path_ += member.key;
  report(code, see, member.origin, std::move(message), std::move(fix));
  path_ = std::move(path);
}

void SchemaWalk::check_count(std::size_t count, bool is_least, double limit, std::string_view noun,
                             Origin place) {
  const auto bound = static_cast<std::size_t>(limit);
  if (is_least ? count >= bound : count <= bound) return;
  const std::size_t difference = is_least ? bound - count : count - bound;
  report("ARC3007", "E3032", place,
         fmt::format("{} must have at {} {}, not {}", property(), is_least ? "least" : "most",
                     counted(bound, noun), grouped(count)),
         fmt::format("{} {}", is_least ? "add" : "remove", counted(difference, noun)));
}

void SchemaWalk::check_members(Keyword keyword, const std::vector<Member>& members, Datum argument,
                               Origin place) {
  auto given = [&](std::size_t i) { return has(members, argument[i].text()); };
  switch (keyword) {
    case Keyword::kRequired:
      for (std::size_t i = 0; i < argument.size(); ++i) {
        if (given(i) && (!in_condition_ || states(members, argument[i].text()))) continue;
        if (given(i)) return doubt();
        report("ARC3003", "E3003", place,
               fmt::format("required property {}{} is missing", quoted(argument[i].text()),
                           is_at_top() ? std::string() : " of " + property()),
               fmt::format("add {}", quoted(argument[i].text())))
            .missing = {std::string(argument[i].text())};
      }
      return;
    case Keyword::kRequiredOr:
      for (std::size_t i = 0; i < argument.size(); ++i) {
        if (given(i)) return;
      }
      report("ARC3013", "E3058", place, fmt::format("one of {} must be set", listed(argument)),
             "set one of them")
          .missing = names_of(argument);
      return;
    case Keyword::kRequiredXor: {
      std::vector<const Member*> found;
      for (const Member& member : members) {
        if (argument.holds(member.key)) found.push_back(&member);
      }
      // `CloudFrontDefaultCertificate: false` beside a certificate says that it is not the default.
      if (found.size() > 1) {
        std::erase_if(found, [&](const Member* each) {
          return is_false(*each->value) || is_empty_list(*each->value);
        });
      }
      if (found.size() == 1) return;
      std::string message = fmt::format("exactly one of {} must be set", listed(argument));
      if (found.empty()) {
        report("ARC3012", "E3014", place, message, "set one of them").missing = names_of(argument);
      }
      for (const Member* member : found) {
        report_at(*member, "ARC3012", "E3014", message, "keep one of them");
      }
      return;
    }
    case Keyword::kDependentExcluded:
      for (std::size_t i = 0; i < argument.size(); ++i) {
        if (!states(members, argument.key(i))) continue;
        for (const Member& member : members) {
          if (!argument.value(i).holds(member.key) || is_empty_list(*member.value)) continue;
          // Where each excludes the other, at the later one.
          const auto back = argument.find(member.key);
          if (back && back->holds(argument.key(i)) && is_before(members, member, argument.key(i))) {
            continue;
          }
          report_at(member, "ARC3014", "E3020",
                    fmt::format("{} and {} are mutually exclusive", quoted(member.key),
                                quoted(argument.key(i))),
                    "remove one of the two");
        }
      }
      return;
    case Keyword::kDependentRequired:
    case Keyword::kDependencies:
      for (std::size_t i = 0; i < argument.size(); ++i) {
        if (!states(members, argument.key(i))) continue;
        Datum needed = argument.value(i);
        for (std::size_t k = 0; needed.kind() == Datum::Kind::kArray && k < needed.size(); ++k) {
          if (has(members, needed[k].text())) continue;
          report("ARC3015", "E3021", place,
                 fmt::format("{} needs {}", quoted(argument.key(i)), quoted(needed[k].text())),
                 fmt::format("add {}", quoted(needed[k].text())))
              .missing = {std::string(needed[k].text())};
        }
      }
      return;
    case Keyword::kMinProperties:
      return check_count(members.size(), true, argument.number(), "member", place);
    case Keyword::kMaxProperties:
      return check_count(members.size(), false, argument.number(), "member", place);
    default:
      return;
  }
}

void SchemaWalk::check_list(Keyword keyword, const std::vector<Member>& members, Datum argument,
                            Origin place) {
  switch (keyword) {
    case Keyword::kMinItems:
      if (in_rule_ && members.empty()) return doubt();
      return check_count(members.size(), true, argument.number(), "item", place);
    case Keyword::kMaxItems:
      return check_count(members.size(), false, argument.number(), "item", place);
    case Keyword::kUniqueItems: {
      if (!argument.is_true()) return;
      const std::vector<std::size_t> first = first_equals(members);
      for (std::size_t i = 1; i < members.size(); ++i) {
        if (first[i] == i) continue;
        report("ARC3010", "E3037", place, fmt::format("{} has duplicate items", property()),
               fmt::format("remove item {}, which equals item {}", i + 1, first[i] + 1));
        return;
      }
      return;
    }
    case Keyword::kMaxUniqueItems: {
      const std::vector<std::size_t> first = first_equals(members);
      std::size_t different = 0;
      for (std::size_t i = 0; i < members.size(); ++i) different += first[i] == i;
      if (static_cast<double>(different) <= argument.number()) return;
      report("ARC3009", "E3065", place,
             fmt::format("{} must have at most {} different items, not {}", property(),
                         argument.number(), different),
             fmt::format("remove {}",
                         counted(different - static_cast<std::size_t>(argument.number()), "item")));
      return;
    }
    case Keyword::kContains: {
      bool doubtful = false;
      for (const Member& member : members) {
        const Judgement judgement =
            verdict(*member.value, Schema(argument, argument), member.origin);
        if (judgement.right()) return;
        doubtful = doubtful || judgement.unknown;
      }
      if (doubtful) return doubt();
      report("ARC3007", "E3032", place, fmt::format("{} lacks a required item", property()));
      return;
    }
    default:
      return;
  }
}

}  // namespace archsynth::analysis
