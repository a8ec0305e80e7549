#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/intrinsic.h"
#include "rules/functions/checks.h"
#include "rules/schemas/formats.h"
#include "rules/schemas/novelty.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using spec::Datum;
using spec::Keyword;

constexpr std::string_view kArticles[][2] = {{"array", "a list"},    {"object", "an object"},
                                             {"string", "a string"}, {"integer", "an integer"},
                                             {"number", "a number"}, {"boolean", "true or false"},
                                             {"null", "null"}};

std::string_view with_article(std::string_view type) {
  for (const auto& [name, words] : kArticles) {
    if (name == type) return words;
  }
  return type;
}

/// Where a file's path may stand, which `aws cloudformation package` turns into an object.
constexpr std::string_view kPackaged[] = {
    "AWS::ApiGateway::RestApi/properties/BodyS3Location",
    "AWS::Lambda::Function/properties/Code",
    "AWS::Lambda::LayerVersion/properties/Content",
    "AWS::ElasticBeanstalk::ApplicationVersion/properties/SourceBundle",
    "AWS::StepFunctions::StateMachine/properties/DefinitionS3Location",
    "AWS::CodeCommit::Repository/properties/Code/S3",
};

/// The numbers that a schema takes; empty where it has one bound only.
std::string range_of(spec::Schema schema) {
  const auto least = schema.find(Keyword::kMinimum);
  const auto most = schema.find(Keyword::kMaximum);
  if (!least || !most) return {};
  return fmt::format("use a number from {} to {}", least->number(), most->number());
}

/// The words that a pattern takes where it is but a list of them: `^(sigv4|sigv4a)$`.
std::vector<std::string_view> words_of_pattern(std::string_view pattern) {
  if (!pattern.starts_with("^(") || !pattern.ends_with(")$")) return {};
  const std::string_view list = pattern.substr(2, pattern.size() - 4);
  const bool is_plain = std::all_of(list.begin(), list.end(), [](char c) {
    return is_letter_or_digit(c) || c == '|' || c == '-' || c == '_';
  });
  return is_plain ? split(list, '|') : std::vector<std::string_view>();
}

/// Whether the pattern of a schema has the empty text as a choice of its own: `^(arn:.*)|()$`.
bool takes_nothing(spec::Schema schema) {
  const auto pattern = schema.find(Keyword::kPattern);
  if (!pattern) return false;
  const std::string_view text = pattern->text();
  return text.find("|()") != text.npos || text.find("|^$") != text.npos ||
         text.find("()|") != text.npos || text.find("^$|") != text.npos;
}

}  // namespace

void SchemaWalk::check_type(const Value& value, Datum types, Origin place) {
  bool one = types.kind() == Datum::Kind::kString;
  std::size_t count = one ? 1 : types.size();
  std::string wanted;
  for (std::size_t i = 0; i < count; ++i) {
    std::string_view type = one ? types.text() : types[i].text();
    if (is_of_type(value, type)) return;
    wanted += (i == 0 ? "" : i + 1 == count ? " or " : ", ") + std::string(with_article(type));
  }
  if (value.get_if<cfn::Null>() != nullptr) return;
  if (value.string() != nullptr) {
    std::string here = resource_.type + pointer_;
    for (std::string_view packaged : kPackaged) {
      if (here == packaged) return;
    }
  }
  if (const std::string meant = meant_function(value); !meant.empty()) {
    const cfn::MapEntry& entry = *value.map()->begin();
    report(cfn::kUnknownFunction, "", entry.key_origin, "unknown function " + quoted(entry.key),
           fmt::format("did you mean {}?", quoted(meant)));
    return;
  }
  report("ARC3004", "E3012", place,
         fmt::format("{} must be {}, not {}", property(), wanted, shown(value)),
         fmt::format("write {}", wanted));
}

void SchemaWalk::check_length(const std::string& text, bool is_least, double limit, Origin place) {
  const auto length = code_points(text);
  const auto bound = static_cast<std::uint64_t>(limit);
  if (is_least ? length >= bound : length <= bound) return;
  const auto difference = is_least ? bound - length : length - bound;
  report("ARC3008", "E3033", place,
         fmt::format("{} must have at {} {}, not {}", property(), is_least ? "least" : "most",
                     counted(bound, "character"), grouped(length)),
         fmt::format("{} it by {}", is_least ? "lengthen" : "shorten",
                     counted(difference, "character")));
}

/// Types of users' own have all their values.
bool SchemaWalk::is_perhaps_newer(std::string_view value, const std::vector<std::string>& known) {
  if ((in_rule_ && !in_candidate_) || is_certainly_wrong(value, known)) return false;
  const auto own = run_.catalogue.own_types();
  return std::find(own.begin(), own.end(), resource_.type) == own.end();
}

void SchemaWalk::report_newer(std::string_view code, std::string_view see, Origin place,
                              const Value& value, const std::vector<std::string>& known) {
  report(code, see, place,
         fmt::format("{} is not a value of {} in {}", shown(value), property(), dated_schemas()),
         suggest_value(*value.string(), known));
  judgement_->findings.back().severity = Severity::kWarning;
}

void SchemaWalk::check_format(const Value& value, std::string_view name, Origin place) {
  const std::string* text = value.string();
  const TextFormat* format = text_format(name);
  if (text == nullptr || format == nullptr) return;
  if (has_format(*format, *text, run_.patterns)) {
    if (name == "ipv4-network" && !trying_ && first_address(*text) != *text) {
      report("ARC3024", format->see, place,
             fmt::format("{} of {} has bits set past its prefix length", quoted(*text), property()),
             fmt::format("write {}", first_address(*text)));
      judgement_->findings.back().severity = Severity::kWarning;
    }
    return;
  }
  const OtherFormat* other = other_format(resource_.type, pointer_);
  if (other != nullptr && run_.patterns.matches(other->pattern, *text)) return;
  if (name == "ipv4-network" && !takes_ipv4_only(resource_.type) && is_ipv6_network(*text)) return;
  std::string fix = fmt::format("write it like {}", format->example);
  if (name.starts_with("AWS::")) {
    fix =
        fmt::format("refer to a resource of type {}, or {}", name.substr(0, name.rfind('.')), fix);
  }
  report("ARC3018", format->see, place,
         fmt::format("{} must be {}, not {}", property(), format->thing, quoted(*text)),
         std::move(fix));
}

void SchemaWalk::check_scalar(Keyword keyword, const Value& value, Schema schema, Datum argument,
                              Origin place) {
  auto bound = [&](auto&& fits, std::string_view words) {
    auto number = scalar_number(value);
    if (!number || fits(*number)) return;
    report(
        "ARC3009", "E3034", place,
        fmt::format("{} must be {} {}, not {}", property(), words, argument.number(), shown(value)),
        range_of(schema));
  };
  double limit = argument.number();
  switch (keyword) {
    case Keyword::kFormat:
      if (value.string() != nullptr && value.string()->empty() && takes_nothing(schema)) return;
      return check_format(value, argument.text(), place);
    case Keyword::kEnum:
    case Keyword::kEnumCaseInsensitive: {
      // Classic load balancers take protocols in any case: CDK made and deployed "http".
      bool engine = keyword == Keyword::kEnumCaseInsensitive || pointer_.ends_with("/Engine") ||
                    (resource_.type == "AWS::ElasticLoadBalancing::LoadBalancer" &&
                     pointer_.ends_with("Protocol"));
      for (std::size_t i = 0; i < argument.size(); ++i) {
        if (equals(value, argument[i], engine)) return;
      }
      std::vector<std::string> known;
      for (std::size_t i = 0; i < argument.size(); ++i) known.push_back(scalar_of(argument[i]));
      if (value.string() != nullptr && is_perhaps_newer(*value.string(), known)) {
        return report_newer("ARC3005", "E3030", place, value, known);
      }
      report("ARC3005", "E3030", place,
             fmt::format("{} does not accept {}", property(), shown(value)),
             suggest(scalar_text(value).value_or(""), known));
      return;
    }
    case Keyword::kConst:
      if (argument.kind() == Datum::Kind::kObject) return doubt();
      if (equals(value, argument, pointer_.ends_with("/Engine"))) return;
      report("ARC3005", "E3030", place,
             fmt::format("{} must be {}, not {}", property(), scalar_of(argument), shown(value)),
             fmt::format("write {}", scalar_of(argument)));
      return;
    case Keyword::kPattern: {
      auto text = scalar_text(value);
      if (!text || matches(argument.text(), *text)) return;
      const auto words = words_of_pattern(argument.text());
      const std::vector<std::string> known(words.begin(), words.end());
      if (value.string() != nullptr && !known.empty() && is_perhaps_newer(*text, known)) {
        return report_newer("ARC3006", "E3031", place, value, known);
      }
      report("ARC3006", "E3031", place,
             fmt::format("{} does not match the pattern of {}", shown(value), property()),
             fmt::format("use a string that matches {}", argument.text()));
      return;
    }
    case Keyword::kMinLength:
    case Keyword::kMaxLength:
      if (value.string() == nullptr) return;
      return check_length(*value.string(), keyword == Keyword::kMinLength, limit, place);
    case Keyword::kMinimum:
      return bound([&](double n) { return n >= limit; }, "at least");
    case Keyword::kMaximum:
      return bound([&](double n) { return n <= limit; }, "at most");
    case Keyword::kExclusiveMinimum:
      return bound([&](double n) { return n > limit; }, "more than");
    case Keyword::kExclusiveMaximum:
      return bound([&](double n) { return n < limit; }, "less than");
    case Keyword::kMultipleOf:
      return bound(
          [&](double n) {
            double ratio = n / limit;
            return limit == 0 || std::fabs(ratio - std::round(ratio)) < 1e-9;
          },
          "a multiple of");
    default:
      return;
  }
}

}  // namespace archsynth::analysis
