#include "cfn/evaluate/substitution.h"

#include <map>
#include <optional>
#include <string_view>

#include "cfn/evaluate/choice.h"

namespace archsynth::cfn {
namespace {

/// A text as `Fn::Sub` has it.
std::string escaped(std::string_view text) {
  std::string result;
  while (true) {
    const std::size_t open = text.find("${");
    const std::size_t close = open == text.npos ? open : text.find('}', open);
    if (close == text.npos) return result.append(text);
    result.append(text.substr(0, open)).append("${!");
    result.append(text.substr(open + 2, close - open - 1));
    text.remove_prefix(close + 1);
  }
}

/// What `Fn::Sub` comes to, and how the rest of it is written.
class Substitution {
 public:
  Substitution(const Sub& sub, const KnownPart& part) : sub_(sub), part_(part) {}

  Value take() {
    for (const SubPiece& piece : pieces(sub_)) {
      if (piece.kind == SubPiece::Kind::kText) {
        text_ += piece.text;
        left_.text += escaped(piece.text);
      } else {
        add(piece.text);
      }
      if (text_.size() + left_.text.size() > 2 * kLongestText) return sub_;
    }
    if (is_known_) return std::move(text_);
    return std::move(left_);
  }

 private:
  void add(const std::string& name) {
    const auto [known, is_new] = parts_.try_emplace(name);
    if (is_new) known->second = text_in_place_of(name);
    is_known_ &= known->second.has_value();
    const std::string text = known->second.value_or("");
    text_ += text;
    // What `Fn::Sub` would read stays a variable.
    const bool is_read = text.find("${") != text.npos;
    if (is_read) left_.variables.set(name, text);
    left_.text += known->second && !is_read ? text : "${" + name + "}";
  }

  std::optional<std::string> text_in_place_of(const std::string& name) {
    Value known = part_(name);
    if (auto text = spelled_text(known)) return text;
    if (sub_.variables.contains(name)) left_.variables.set(name, std::move(known));
    return std::nullopt;
  }

  const Sub& sub_;
  const KnownPart& part_;
  std::map<std::string, std::optional<std::string>> parts_;
  std::string text_;
  Sub left_;
  bool is_known_ = true;
};

}  // namespace

Value with_known_parts(const Sub& sub, const KnownPart& part) {
  return Substitution(sub, part).take();
}

}  // namespace archsynth::cfn
