// What is at a place of a row of `property_pairs`.

#include "rules/template/pair_place.h"

#include <algorithm>

#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

bool holds_key(const cfn::Value& map, std::string_view name) {
  const cfn::Map& entries = *map.map();
  return entries.contains(name) ||
         std::any_of(entries.begin(), entries.end(),
                     [](const auto& each) { return each.key.starts_with("Fn::"); });
}

/// Whether what the serverless transform takes for all resources of the type has the property.
bool is_global(const View& view, const cfn::Resource& resource, std::string_view name) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  if (!resource.type.starts_with(kPrefix) || view.source().globals.map() == nullptr) return false;
  const cfn::Value* section =
      view.source().globals.map()->find(std::string_view(resource.type).substr(kPrefix.size()));
  return section != nullptr && (section->map() == nullptr || holds_key(*section, name));
}

/// What `Fn::Select [0, Fn::Split [":*", ARN]]` takes the star from; null for anything else.
const cfn::Value* without_star(const cfn::Value* value) {
  const auto arguments = [&](cfn::Function function) -> const cfn::List* {
    const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
    if (call == nullptr || call->function != function || call->argument.empty()) return nullptr;
    const cfn::List* list = call->argument.front().list();
    return list != nullptr && list->size() == 2 ? list : nullptr;
  };
  const cfn::List* select = arguments(cfn::Function::kSelect);
  if (select == nullptr) return nullptr;
  value = &select->back();
  const cfn::List* split = arguments(cfn::Function::kSplit);
  const std::string* by = split == nullptr ? nullptr : split->front().string();
  return by != nullptr && *by == ":*" ? &split->back() : nullptr;
}

}  // namespace

const cfn::Resource* itself(const View& view, const cfn::Value* value) {
  if (const cfn::Value* arn = without_star(value)) value = arn;
  if (const cfn::Resource* own = view.identity(value)) return own;
  const auto* get = value == nullptr ? nullptr : value->get_if<cfn::GetAtt>();
  const bool is_it =
      get != nullptr && (get->attribute.ends_with("Arn") || get->attribute.ends_with("ARN") ||
                         get->attribute == "Version" || get->attribute.ends_with("DNSName") ||
                         get->attribute.ends_with("DomainName"));
  return is_it ? view.target(value) : nullptr;
}

bool is_open_type(std::string_view type) {
  return !type.starts_with("AWS::") || type.starts_with("AWS::CloudFormation::") ||
         type.starts_with("AWS::Serverless::") || type.ends_with("::MODULE");
}

std::optional<Step> step_of(std::string_view path) {
  const std::size_t step = path.find('>');
  if (step == path.npos) return std::nullopt;
  const std::string_view beyond = path.substr(step + 1);
  std::size_t colon = beyond.find(':');
  while (beyond.substr(colon).starts_with("::")) colon = beyond.find(':', colon + 2);
  return Step{path.substr(0, step), beyond.substr(0, colon), beyond.substr(colon + 1)};
}

std::optional<PairPlace> beyond(const PairPlace& place, const Step& step) {
  const cfn::Resource* target = itself(place.view, place.at(step.reference));
  if (target == nullptr || target->type != step.type) return std::nullopt;
  return PairPlace{place.view, *target, nullptr, place.pair};
}

const cfn::Value* PairPlace::at(std::string_view path) const {
  const auto step = step_of(path);
  if (!step) return path.empty() ? item : value_of(resource, item, path);
  const auto next = beyond(*this, *step);
  return next ? next->at(step->rest) : nullptr;
}

bool is_absent(const PairPlace& place, std::string_view path) {
  if (const auto step = step_of(path)) {
    const auto next = beyond(place, *step);
    return next && is_absent(*next, step->rest);
  }
  const cfn::Value* at = place.item;
  const bool is_own = place.is_own(path);
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view whole = is_own || place.pair == nullptr ? path : place.pair->each;
  const std::string_view first = whole.substr(0, whole.find('.'));
  // The transform joins maps of `Globals` with those of the resource, at any depth.
  if (is_global(place.view, place.resource, first)) return false;
  if (is_own) {
    if (lacks(place.resource, first)) return true;
    at = property(place.resource, {first});
    path = path.size() == first.size() ? std::string_view() : path.substr(first.size() + 1);
  }
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    if (at == nullptr || at->map() == nullptr) return false;
    if (!holds_key(*at, name)) return true;
    const cfn::Value* next = at->map()->find(name);
    if (next != nullptr && is_no_value(*next)) return true;
    at = next;
    path = path.size() == name.size() ? std::string_view() : path.substr(name.size() + 1);
  }
  return false;
}

bool is_required(const PairPlace& place, std::string_view path) {
  const auto schema = place.view.catalogue().schema(place.resource.type);
  if (!schema || path.find('>') != path.npos) return false;
  std::string whole = place.is_own(path) ? std::string() : std::string(place.pair->each) + ".";
  whole += path.substr(path.starts_with('/') ? 1 : 0);
  std::replace(whole.begin(), whole.end(), '.', '/');
  const std::size_t last = whole.rfind('/') + 1;
  const auto object = schema->root().at(whole.substr(0, last - std::min<std::size_t>(last, 1)));
  const auto names = object ? object->find(spec::Keyword::kRequired) : std::nullopt;
  return names && names->holds(whole.substr(last));
}

bool is_set(const PairPlace& place, std::string_view path) {
  if (path.ends_with(':')) return beyond(place, *step_of(path)).has_value();
  const cfn::Value* value = place.at(path);
  if (value == nullptr || cfn::is_choice(*value)) return false;
  if (value->string() != nullptr) return !value->string()->empty();
  if (value->list() != nullptr) return !place.view.items(value).values.empty();
  const auto* ref = value->get_if<cfn::Ref>();
  if (ref == nullptr) return true;
  const auto& parameters = place.view.source().parameters;
  return std::none_of(parameters.begin(), parameters.end(), [&](const cfn::Parameter& each) {
    const cfn::Value* usual = each.id == ref->target ? each.attributes.find("Default") : nullptr;
    return usual != nullptr && usual->string() != nullptr && usual->string()->empty();
  });
}

bool may_be_among(const PairPlace& place, std::string_view path, const std::string& text) {
  const std::size_t star = path.find(".*");
  const cfn::Value* list = place.at(path.substr(0, star));
  // What is absent as a whole may be another mistake.
  if (list == nullptr)
    return place.item == nullptr || path.starts_with('/') ||
           !is_absent(place, path.substr(0, star));
  const Items items = place.view.items(list);
  if (!items.complete) return true;
  const std::string_view rest = star == path.npos ? std::string_view() : path.substr(star + 2);
  return std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* each) {
    if (!rest.empty()) {
      const PairPlace item{place.view, place.resource, each};
      const std::size_t next = rest.find(".*");
      if (next != rest.npos) return may_be_among(item, rest.substr(1), text);
      each = item.at(rest.substr(1));
      if (each == nullptr) return !is_absent(item, rest.substr(1));
    }
    const auto one = place.view.text(each);
    return !one || one == text;
  });
}

std::optional<std::string> text_at(const PairPlace& place, const cfn::Value* value) {
  auto text = composed_text(place.view, value);
  if (text == "True" || text == "False") text->front() = *text == "True" ? 't' : 'f';
  return text;
}

std::string head_of(const cfn::Value* value) {
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr || sub->text.empty()) return {};
  const cfn::SubPiece first = cfn::pieces(*sub).front();
  return first.kind == cfn::SubPiece::Kind::kText ? std::string(first.text) : std::string();
}

std::optional<std::string> tail_of(const PairPlace& place, const cfn::Value* value) {
  if (auto text = place.view.text(value)) return text;
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr || sub->text.empty()) return std::nullopt;
  const cfn::SubPiece last = cfn::pieces(*sub).back();
  if (last.kind == cfn::SubPiece::Kind::kText) return std::string(last.text);
  const auto& parameters = place.view.source().parameters;
  const auto named = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& each) { return each.id.str() == last.text; });
  if (named == parameters.end()) return std::nullopt;
  const cfn::Value parameter = cfn::ref(named->id);
  return place.view.text(&parameter);
}

bool is_unused_template(const PairPlace& place) {
  if (place.resource.type != "AWS::EC2::LaunchTemplate") return false;
  const View::Resources& all = place.view.resources();
  return std::none_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    const auto& named = place.view.references(*each);
    return std::any_of(named.begin(), named.end(), [&](const cfn::Reference& reference) {
      return reference.target == place.resource.id;
    });
  });
}

bool is_asked(const PairPlace& place, const spec::PropertyPair& pair) {
  const bool may_be_absent =
      pair.needs == "present" || pair.needs.starts_with('=') || pair.property.ends_with(':');
  return may_be_absent || place.at(pair.property) != nullptr;
}

}  // namespace archsynth::analysis
