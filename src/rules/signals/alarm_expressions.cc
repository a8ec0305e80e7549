// CloudWatch: the language of composite alarms.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAlarmRulePage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html";

constexpr std::string_view kStateFunctions[] = {"ALARM", "AT_LEAST", "INSUFFICIENT_DATA", "OK"};

/// Reads `ALARM(a) AND NOT (OK(b) OR ALARM(c))` and says where it does not go on.
class AlarmRuleReader {
 public:
  explicit AlarmRuleReader(std::string_view text) : rest_(text) {}

  /// Empty: the rule can be read.
  std::string fault() {
    read_expression();
    skip_blanks();
    if (fault_.empty() && !rest_.empty()) fail(fmt::format("AND or OR expected before {}", here()));
    return fault_;
  }

 private:
  void read_expression() {
    read_operand();
    while (fault_.empty() && (take_word("AND") || take_word("OR"))) read_operand();
  }

  void read_operand() {
    if (++depth_ > 100) return fail("too deep");
    while (take_word("NOT")) {
    }
    skip_blanks();
    if (take_mark('(')) {
      read_expression();
      if (fault_.empty() && !take_mark(')')) fail(fmt::format("\")\" expected before {}", here()));
    } else if (!take_word("TRUE") && !take_word("FALSE")) {
      read_function();
    }
    --depth_;
  }

  void read_function() {
    const std::string word = next_word();
    if (word.empty()) return fail(fmt::format("an alarm's state expected before {}", here()));
    if (std::find(std::begin(kStateFunctions), std::end(kStateFunctions), word) ==
        std::end(kStateFunctions)) {
      return fail(fmt::format("unknown function {}", quoted(word)));
    }
    rest_.remove_prefix(word.size());
    if (!take_mark('(')) return fail(fmt::format("\"(\" expected after {}", word));
    int open = 1;
    bool is_quoted = false;
    while (!rest_.empty() && open > 0) {
      const char c = rest_.front();
      if (c == '"') is_quoted = !is_quoted;
      if (!is_quoted) open += c == '(' ? 1 : c == ')' ? -1 : 0;
      rest_.remove_prefix(1);
    }
    if (open > 0) fail(fmt::format("\")\" missing after {}", word));
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }

  std::string next_word() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size() && (is_letter_or_digit(rest_[size]) || rest_[size] == '_')) ++size;
    return std::string(rest_.substr(0, size));
  }

  bool take_word(std::string_view word) {
    if (next_word() != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool take_mark(char mark) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != mark) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string here() {
    skip_blanks();
    if (rest_.empty()) return "the end";
    const std::string word = next_word();
    return quoted(word.empty() ? rest_.substr(0, 1) : word);
  }

  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  std::string_view rest_;
  std::string fault_;
  int depth_ = 0;
};

/// The rule with what functions put in as a letter, where it surely is within brackets.
std::optional<std::string> rule_text(const View& view, const cfn::Value* place) {
  if (const auto text = view.text(place)) return text;
  const auto* sub = place == nullptr ? nullptr : place->get_if<cfn::Sub>();
  if (sub == nullptr) return std::nullopt;
  std::string text;
  for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
    if (piece.kind == cfn::SubPiece::Kind::kText) {
      text += piece.text;
      continue;
    }
    const auto opened = std::count(text.begin(), text.end(), '(');
    if (opened <= std::count(text.begin(), text.end(), ')')) return std::nullopt;
    text += 'x';
  }
  return text;
}

void check_alarm_rules(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of("AWS::CloudWatch::CompositeAlarm")) {
    const cfn::Value* place = property(*alarm, {"AlarmRule"});
    const auto rule = rule_text(view, place);
    // Without a bracket it is the name of an alarm, which another rule reports.
    if (!rule || rule->find('(') == rule->npos) continue;
    const std::string fault = AlarmRuleReader(*rule).fault();
    if (fault.empty()) continue;
    report(*alarm, place, fmt::format("\"AlarmRule\" is not valid: {}", fault));
  }
}

constexpr Rule kAlarmExpressionRules[] = {
    {"ARC4967", Severity::kError, "invalid rule of a composite alarm",
     "CloudWatch refuses the alarm",
     "join ALARM(…), OK(…) and INSUFFICIENT_DATA(…) with AND, OR and NOT", kAlarmRulePage, "",
     check_alarm_rules},
};

}  // namespace

std::span<const Rule> alarm_expression_rules() { return kAlarmExpressionRules; }

}  // namespace archsynth::analysis
