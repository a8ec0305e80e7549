#include "allowed.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using spec::Datum;
using spec::Keyword;

struct Fact {
  Keyword keyword;
  std::string_view name;
};
constexpr Fact kFacts[] = {
    {Keyword::kType, "type"},
    {Keyword::kEnum, "one of"},
    {Keyword::kEnumCaseInsensitive, "one of, ignoring case"},
    {Keyword::kConst, "always"},
    {Keyword::kMinimum, "at least"},
    {Keyword::kMaximum, "at most"},
    {Keyword::kExclusiveMinimum, "more than"},
    {Keyword::kExclusiveMaximum, "less than"},
    {Keyword::kMultipleOf, "a multiple of"},
    {Keyword::kMinLength, "at least, in characters"},
    {Keyword::kMaxLength, "at most, in characters"},
    {Keyword::kPattern, "pattern"},
    {Keyword::kFormat, "format"},
    {Keyword::kMinItems, "at least, in items"},
    {Keyword::kMaxItems, "at most, in items"},
    {Keyword::kUniqueItems, "items must be unique"},
    {Keyword::kRequired, "needs"},
    {Keyword::kRequiredOr, "needs one of"},
    {Keyword::kRequiredXor, "needs exactly one of"},
};

std::string text_of(Datum datum) {
  switch (datum.kind()) {
    case Datum::Kind::kString:
      return std::string(datum.text());
    case Datum::Kind::kNumber:
      return fmt::format("{}", datum.number());
    case Datum::Kind::kArray: {
      std::vector<std::string> items;
      for (std::size_t i = 0; i < datum.size(); ++i) items.push_back(text_of(datum[i]));
      return join(items, ", ");
    }
    case Datum::Kind::kBoolean:
      return datum.is_true() ? "yes" : "no";
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> allowed_by(const spec::Schema& schema) {
  std::vector<std::string> facts;
  for (const Fact& each : kFacts) {
    const auto found = schema.find(each.keyword);
    const std::string text = found ? text_of(*found) : "";
    if (!text.empty()) facts.push_back(fmt::format("{}: {}", each.name, text));
  }
  return facts;
}

}  // namespace archsynth::analysis
