#include "rules/schemas/schema_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/functions/checks.h"
#include "rules/schemas/formats.h"
#include "rules/schemas/rule_reasons.h"
#include "rules/schemas/schema_walk.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

using spec::Datum;
using spec::Keyword;
using spec::Schema;

constexpr int kSchemaCheckMostDepth = 100;

/// Whether a database states a major version alone, of which RDS creates its default minor version.
bool has_creatable_major(const cfn::Resource& database) {
  const cfn::Value* engine = database.properties.find("Engine");
  const cfn::Value* version = database.properties.find("EngineVersion");
  if (engine == nullptr || version == nullptr || engine->string() == nullptr) return false;
  const auto text = scalar_text(*version);
  return text && spec::latest_creatable(*engine->string(), *text).has_value();
}

/// Malformed intrinsics stay maps and are reported as such.
bool is_malformed_intrinsic(const cfn::Value& value) {
  const cfn::Map* map = value.map();
  if (map == nullptr || map->size() != 1) return false;
  const std::string& key = map->begin()->key;
  cfn::Function function;
  return key == "Ref" || key == "Fn::GetAtt" || key == "Fn::Sub" ||
         (key.starts_with("Fn::") && cfn::function_of(key, function));
}

/// Dynamic references, and names without the `Ref` or `Fn::Sub` they need, which is another
/// finding.
bool is_resolved_later(const std::string& text, const TemplateIndex& index) {
  if (std::size_t at = text.find("{{"); at != std::string::npos) {
    std::size_t word = text.find_first_not_of(' ', at + 2);
    if (word != std::string::npos && text.compare(word, 8, "resolve:") == 0) return true;
  }
  return is_pseudo(text) || (text.find("${") != text.npos && has_variable(index, text));
}

/// The map with capital first letters.
cfn::Value capitalised(const cfn::Map& map) {
  cfn::Map made;
  for (const cfn::MapEntry& each : map) {
    std::string key = each.key;
    if (!key.empty() && key[0] >= 'a' && key[0] <= 'z') key[0] = static_cast<char>(key[0] - 32);
    made.append(key, each.value, each.key_origin);
  }
  return made;
}

/// Where the word `Properties` stands, which the template does not keep: before the first of them.
Origin origin_of_properties(const cfn::Resource& resource, const cfn::Template& checked) {
  const Span* own = resource.origin.span();
  if (own == nullptr) return resource.origin;
  constexpr std::string_view kWord = "Properties";
  const std::string& text = own->source->text();
  std::size_t at = std::string::npos;
  std::size_t end = text.size();
  if (resource.properties.empty()) {
    for (const cfn::Resource& other : checked.resources) {
      const Span* next = other.origin.span();
      if (next != nullptr && next->begin > own->begin)
        end = std::min<std::size_t>(end, next->begin);
    }
    at = text.find(kWord, own->end);
  } else if (const Span* first = resource.properties.begin()->key_origin.span()) {
    if (first->source == own->source) at = text.rfind(kWord, first->begin);
  }
  if (at == std::string::npos || at < own->begin || at >= end) return resource.origin;
  auto begin = static_cast<std::uint32_t>(at);
  return Span{own->source, begin, begin + static_cast<std::uint32_t>(kWord.size())};
}

}  // namespace

SchemaWalk::SchemaWalk(const cfn::Resource& resource, const SchemaRun& run,
                       const spec::ResourceSchema& type)
    : resource_(resource),
      run_(run),
      type_(type),
      rules_(type.rules()),
      path_("Resources/" + resource.id.str() + "/Properties"),
      pointer_("/properties") {
  if (!resource.condition.empty()) assumptions_.push_back({resource.condition.str(), true});
}

std::vector<SchemaFinding> SchemaWalk::run_all() {
  Judgement all;
  judgement_ = &all;
  if (resource_.properties.contains("Fn::Transform")) return {};
  const Value properties = cfn::as_value(resource_.properties);
  const Origin place = origin_of_properties(resource_, run_.checked);
  check(properties, type_.root(), place);
  if (!open_.empty()) run_values(all, place);
  std::set<std::tuple<std::string_view, std::string, std::string>> known;
  std::vector<SchemaFinding> findings;
  for (SchemaFinding& finding : all.findings) {
    if (known.emplace(finding.code, finding.path, finding.message).second) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

SchemaFinding& SchemaWalk::report(std::string_view code, std::string_view see, Origin origin,
                                  std::string message, std::string fix) {
  SchemaFinding finding;
  finding.code = code;
  finding.see = see;
  finding.origin = origin;
  finding.path = path_;
  // What is wrong with a value by itself depends on nothing else.
  const std::string own = fmt::format("{} is ", property());
  const bool is_own = when_.starts_with(" when " + own) && when_.find(" and ") == when_.npos &&
                      message.starts_with(property());
  finding.message = std::move(message) + (is_own ? std::string() : when_);
  finding.fix = std::move(fix);
  if (is_unenforced(resource_.type, pointer_, code)) finding.severity = Severity::kWarning;
  return judgement_->findings.emplace_back(std::move(finding));
}

std::string SchemaWalk::property() const {
  std::string_view path = path_;
  const auto take_last = [&] {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = path.substr(slash + 1);
    path = path.substr(0, slash);
    return last;
  };
  std::string_view last = take_last();
  const auto is_index = [&] { return last.find_first_not_of("0123456789") == last.npos; };
  bool is_item = false;
  while (is_index() && !path.empty()) {
    const bool is_branch = path.ends_with("/Fn::If");
    if (is_branch) take_last();
    is_item = is_item || !is_branch;
    last = take_last();
  }
  return (is_item ? "an item of " : "") + quoted(last);
}

void SchemaWalk::check(const Value& given, Schema schema, Origin place) {
  Origin outer = list_place_;
  list_place_ = std::exchange(branch_of_, std::nullopt).value_or(place);
  check_chosen(given, schema, place);
  list_place_ = outer;
}

void SchemaWalk::check_chosen(const Value& given, Schema schema, Origin place) {
  const Value& taken = chosen(given);
  if (taken.absent() || is_no_value(taken)) return;
  if (&taken != &given) place = taken.origin();
  const Value& value = trying_ || in_rule_ ? tried(taken) : taken;
  if (depth_ > kSchemaCheckMostDepth || ++run_.steps > kMostSchemaSteps ||
      is_malformed_intrinsic(value)) {
    return doubt();
  }
  if (cfn::is_choice(value)) {
    if (const auto choice = cfn::choice_of(value)) check_branches(*choice, schema, place);
    return;
  }
  if (!trying_ && !in_rule_ && pointer_.size() > sizeof "/properties" - 1 &&
      type_.read_only(pointer_)) {
    report("ARC3011", "E3040", place, fmt::format("{} is read-only", property()),
           fmt::format("remove {}", property()));
    judgement_->findings.back().severity = Severity::kWarning;
    return;
  }
  if (!trying_ && !in_rule_) check_rules(value, place);
  Datum node = schema.node();
  if (node.kind() == Datum::Kind::kBoolean) {
    if (node.is_false() && !is_empty_list(value)) report_forbidden(place);
    return;
  }
  if (value.is_intrinsic()) return check_intrinsic(value, schema, place);
  if (is_unknown_function(value)) {
    if (trying_) doubt();
    return;
  }
  if (const std::string* text = value.string()) {
    if (is_resolved_later(*text, run_.index)) {
      if (trying_) doubt();
      return;
    }
  }
  if (value.map() != nullptr && takes_camel_case(resource_.type, pointer_)) {
    return check_keywords(capitalised(*value.map()), schema, place);
  }
  check_keywords(value, schema, place);
}

void SchemaWalk::check_keywords(const Value& value, Schema schema, Origin place) {
  const Datum node = schema.node();
  ++depth_;
  for (std::size_t i = 0; i < node.size() && !is_decided(); ++i) {
    check_keyword(node.keyword(i), value, schema, node.value(i), place);
  }
  const bool has_members = value.map() != nullptr || value.list() != nullptr;
  if (has_members && !is_decided()) check_whole(value, schema, place);
  --depth_;
}

void SchemaWalk::report_forbidden(Origin place) {
  if (is_at_top()) {
    report("ARC3002", "E3002", place, "the combination of properties is not supported");
  } else {
    report("ARC3002", "E3002", place, fmt::format("{} must not be set", property()),
           fmt::format("remove {}", property()));
  }
}

void SchemaWalk::check_branches(const cfn::Choice& choice, Schema schema, Origin place) {
  std::string path = path_;
  path_ += "/Fn::If";
  Judgement* outer = judgement_;
  Judgement branches[2];
  bool wrong_everywhere = true;
  for (int i = 0; i < 2; ++i) {
    bool holds = i == 0;
    const Value& branch = choice.taken(holds);
    if (!possible_with(choice.condition, holds)) continue;
    assumptions_.push_back({choice.condition, holds});
    judgement_ = trying_ ? &branches[i] : outer;
    {
      Step step(path_, holds ? "1" : "2");
      branch_of_ = list_place_;
      check(branch, schema, branch.is_intrinsic() ? place : branch.origin());
    }
    assumptions_.pop_back();
    wrong_everywhere = wrong_everywhere && branches[i].wrong();
  }
  path_ = path;
  judgement_ = outer;
  if (!trying_) return;
  // What is wrong in one state only makes the schema doubtful as a whole.
  for (Judgement& branch : branches) {
    if (branch.unknown || (branch.wrong() && !wrong_everywhere)) doubt();
    if (!wrong_everywhere) continue;
    for (SchemaFinding& finding : branch.findings) outer->findings.push_back(std::move(finding));
  }
}

const Assumption* SchemaWalk::assumed(std::string_view condition) const {
  auto found = std::find_if(assumptions_.begin(), assumptions_.end(),
                            [&](const Assumption& a) { return a.condition == condition; });
  return found == assumptions_.end() ? nullptr : &*found;
}

bool SchemaWalk::possible_with(std::string_view condition, bool holds) {
  if (const Assumption* known = assumed(condition)) return known->holds == holds;
  assumptions_.push_back({condition, holds});
  bool possible = run_.scenarios.possible(assumptions_);
  assumptions_.pop_back();
  return possible;
}

const cfn::Value& SchemaWalk::chosen(const Value& value) const {
  const Value* at = &value;
  for (int i = 0; i < kSchemaCheckMostDepth; ++i) {
    const auto choice = cfn::choice_of(*at);
    const Assumption* known = choice ? assumed(choice->condition) : nullptr;
    if (known == nullptr) break;
    at = &choice->taken(known->holds);
  }
  return *at;
}

bool SchemaWalk::matches(std::string_view pattern, const std::string& text) {
  return run_.patterns.matches(pattern, text);
}

void SchemaWalk::check_keyword(Keyword keyword, const Value& value, Schema schema, Datum argument,
                               Origin place) {
  const cfn::Map* map = value.map();
  const cfn::List* list = value.list();
  switch (keyword) {
    case Keyword::kRef: {
      Schema target = schema.resolved();
      if (target.node() != schema.node()) {
        Datum node = target.node();
        for (std::size_t i = 0; i < node.size(); ++i) {
          check_keyword(node.keyword(i), value, target, node.value(i), place);
        }
        if (map != nullptr || list != nullptr) check_whole(value, target, place);
      }
      return;
    }
    case Keyword::kType:
      return check_type(value, argument, place);
    case Keyword::kProperties:
      if (map != nullptr) check_properties(*map, argument, schema);
      return;
    case Keyword::kAdditionalProperties:
      if (map != nullptr) check_additional(*map, argument, schema);
      return;
    case Keyword::kPatternProperties:
      if (map == nullptr) return;
      for (const cfn::MapEntry& entry : *map) {
        for (std::size_t i = 0; i < argument.size(); ++i) {
          if (!matches(argument.key(i), entry.key)) continue;
          Step step(path_, entry.key);
          Step pointer(pointer_, "*");
          check(entry.value, Schema(argument.value(i), schema.root()), entry.key_origin);
        }
      }
      return;
    case Keyword::kItems: {
      auto prefix = schema.find(Keyword::kPrefixItems);
      if (list != nullptr) {
        check_items(*list, Schema(argument, schema.root()), prefix ? prefix->size() : 0);
      }
      return;
    }
    case Keyword::kPrefixItems:
      for (std::size_t i = 0; list != nullptr && i < std::min(argument.size(), list->size()); ++i) {
        Step step(path_, std::to_string(i));
        Step pointer(pointer_, "*");
        check((*list)[i], Schema(argument[i], schema.root()), (*list)[i].origin());
      }
      return;
    case Keyword::kOneOf:
    case Keyword::kAnyOf:
    case Keyword::kAllOf:
    case Keyword::kNot:
    case Keyword::kIf:
      // Objects and lists are judged in each state of the conditions, in `check_whole`.
      if (map == nullptr && list == nullptr) {
        check_combination(keyword, value, schema, argument, place);
      }
      return;
    default:
      if (map == nullptr && list == nullptr) check_scalar(keyword, value, schema, argument, place);
  }
}

void SchemaWalk::check_rules(const Value& value, Origin place) {
  if (rules_.empty() || value.is_intrinsic()) return;
  // A copy: the checks within append to the pointer.
  std::string below = pointer_.substr(sizeof "/properties" - 1);
  if (below.empty()) below = "/";
  for (const spec::SchemaRule& rule : rules_) {
    if (rule.path != below) continue;
    Judgement judgement;
    Judgement* outer = judgement_;
    judgement_ = &judgement;
    in_rule_ = true;
    check(value, rule.schema, place);
    in_rule_ = false;
    judgement_ = outer;
    std::set<std::string> told;
    for (SchemaFinding& finding : judgement.findings) {
      // Newer versions of an engine than the schemas know are no mistakes.
      if (finding.path.ends_with("/EngineVersion")) continue;
      if (rule.id.starts_with("W369") && has_creatable_major(resource_)) continue;
      if (!told.insert(finding.path).second) continue;
      finding.code = "ARC3021";
      finding.see = rule.id;
      add_reason(rule.id, finding);
      finding.severity = rule.id.starts_with('W') ? Severity::kWarning : Severity::kError;
      judgement_->findings.push_back(std::move(finding));
    }
  }
}

}  // namespace archsynth::analysis
