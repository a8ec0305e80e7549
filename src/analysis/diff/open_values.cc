// Values that neither of two templates tells.

#include "open_values.h"

#include <algorithm>
#include <array>
#include <optional>

#include "archsynth/support/wildcards.h"
#include "canonical.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis {
namespace {

/// A text in which `*` stands for each part that is open.
struct Shape {
  std::string pattern;
  std::vector<std::string> open;  ///< what the parts are, in order
};

constexpr char kOpen = '*';
/// What `describe-stacks` prints for a parameter with NoEcho. With a number behind it, it is a word
/// for a value that is known.
constexpr std::string_view kHidden = "****";

/// Whether two texts are known to differ: by a secret alone.
bool have_other_secrets(const Shape& one, const Shape& other) {
  const auto is_word = [](const Shape& shape) {
    return shape.open.size() == 1 && shape.open.front().starts_with(kHidden) &&
           shape.open.front().size() > kHidden.size();
  };
  return is_word(one) && is_word(other) && one.pattern == other.pattern;
}

class Reader {
 public:
  explicit Reader(const Sides& sides) : sides_(sides) {}

  /// Nothing where a resource of the templates decides.
  std::optional<Shape> read(const cfn::Value& value) const {
    Shape shape;
    if (!add(value, shape)) return std::nullopt;
    return shape;
  }

 private:
  bool add(const cfn::Value& value, Shape& to) const {
    if (const auto text = cfn::scalar_text(value)) return add_text(*text, value, to);
    if (value.get_if<cfn::Sub>() != nullptr) {
      const cfn::Value joined = canonical(value);  // or the same, where it is too long
      return joined.get_if<cfn::Sub>() == nullptr && add(joined, to);
    }
    const auto* call = value.get_if<cfn::Call>();
    const cfn::List* arguments = call == nullptr ? nullptr : call->argument.front().list();
    const bool is_join = call != nullptr && call->function == cfn::Function::kJoin &&
                         arguments != nullptr && arguments->size() == 2;
    if (is_join && arguments->back().list() != nullptr && arguments->front().string() != nullptr) {
      bool is_first = true;
      for (const cfn::Value& each : *arguments->back().list()) {
        if (!std::exchange(is_first, false)) to.pattern += *arguments->front().string();
        if (!add(each, to)) return false;
      }
      return true;
    }
    if (!is_open(value) || !add_open(value, to)) return false;
    // The zones of a region come in the order of their letters.
    if (const auto index = zone_index(value)) to.pattern += static_cast<char>('a' + *index);
    return true;
  }

  /// Which of the region's zones `Fn::Select` takes.
  static std::optional<int> zone_index(const cfn::Value& value) {
    const auto* call = value.get_if<cfn::Call>();
    const cfn::List* list = call == nullptr ? nullptr : call->argument.front().list();
    const bool is_select = call != nullptr && call->function == cfn::Function::kSelect &&
                           list != nullptr && list->size() == 2;
    const auto* zones = is_select ? list->back().get_if<cfn::Call>() : nullptr;
    if (zones == nullptr || zones->function != cfn::Function::kGetAZs) return std::nullopt;
    const auto index = cfn::scalar_text(list->front());
    const bool is_digit =
        index && index->size() == 1 && index->front() >= '0' && index->front() <= '5';
    return is_digit ? std::optional(index->front() - '0') : std::nullopt;
  }

  static bool add_text(const std::string& text, const cfn::Value& value, Shape& to) {
    if (text.starts_with("{{resolve:")) return add_open(value, to);
    std::size_t begin = 0;
    for (std::size_t at = text.find(kHidden); at != text.npos; at = text.find(kHidden, begin)) {
      to.pattern += text.substr(begin, at - begin) + kOpen;
      begin = at + kHidden.size();
      const std::size_t end = text.compare(begin, 2, " (") == 0 ? text.find(')', begin) : text.npos;
      if (end != text.npos) begin = end + 1;
      to.open.push_back(text.substr(at, begin - at));
    }
    to.pattern += text.substr(begin);
    return true;
  }

  static bool add_open(const cfn::Value& value, Shape& to) {
    to.pattern += kOpen;
    to.open.push_back(fingerprint(canonical(value)));
    return true;
  }

  bool is_open(const cfn::Value& value) const {
    if (const auto* ref = value.get_if<cfn::Ref>()) return find(ref->target.str()) == nullptr;
    if (const auto* get = value.get_if<cfn::GetAtt>()) {
      const cfn::Resource* resource = find(get->target.str());
      return resource == nullptr || resource->type.starts_with("Custom::") ||
             resource->type.starts_with("AWS::CloudFormation::") ||
             resource->type == "AWS::SSM::Parameter";
    }
    const auto* call = value.get_if<cfn::Call>();
    constexpr std::array kMade = {cfn::Function::kCidr,        cfn::Function::kGetAZs,
                                  cfn::Function::kImportValue, cfn::Function::kSelect,
                                  cfn::Function::kSplit,       cfn::Function::kTransform};
    const bool is_made =
        value.get_if<cfn::DynamicReference>() != nullptr ||
        (call != nullptr && std::find(kMade.begin(), kMade.end(), call->function) != kMade.end());
    if (!is_made) return false;
    // What is made is open where all that it is made of is.
    const std::vector<cfn::Reference> named = cfn::references(value);
    return std::all_of(named.begin(), named.end(), [&](const cfn::Reference& each) {
      return find(each.target.str()) == nullptr;
    });
  }

  const cfn::Resource* find(std::string_view id) const {
    for (const ResourcesById* side : {&sides_.after(), &sides_.before()}) {
      if (const auto found = side->find(id); found != side->end()) return found->second;
    }
    return nullptr;
  }

  const Sides& sides_;
};

/// Whether what two patterns have in front of their first open part, and behind their last, fits.
bool have_common_ends(std::string_view one, std::string_view other) {
  const auto agree = [](std::string_view a, std::string_view b) {
    const std::size_t size = std::min(a.size(), b.size());
    return a.substr(0, size) == b.substr(0, size);
  };
  const auto reversed_end = [](std::string_view text) {
    std::string end(text.substr(text.rfind(kOpen) + 1));
    std::reverse(end.begin(), end.end());
    return end;
  };
  return agree(one.substr(0, one.find(kOpen)), other.substr(0, other.find(kOpen))) &&
         agree(reversed_end(one), reversed_end(other));
}

}  // namespace

bool may_be_the_same(const cfn::Value& before, const cfn::Value& after, const Sides& sides) {
  const Reader reader(sides);
  const auto one = reader.read(before);
  const auto other = one ? reader.read(after) : std::nullopt;
  if (!other || one->open == other->open || have_other_secrets(*one, *other)) return false;
  const auto fits = [](const Shape& open, const Shape& known) {
    return matches_wildcards(open.pattern, known.pattern, [](char a, char b) { return a == b; });
  };
  if (one->open.empty()) return fits(*other, *one);
  if (other->open.empty()) return fits(*one, *other);
  return have_common_ends(one->pattern, other->pattern);
}

}  // namespace archsynth::analysis
