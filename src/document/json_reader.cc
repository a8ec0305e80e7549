#include "json_reader.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "json_tokens.h"
#include "text_check.h"

namespace archsynth::document {
namespace {

constexpr std::size_t kMostSyntaxErrors = 20;

bool starts_number(char c) { return is_digit(c) || c == '-' || c == '+' || c == '.'; }

/// Takes the last children away, from the first of them on.
template <typename Child>
std::vector<Child> take_from(std::vector<Child>& children, std::size_t first) {
  const auto begin = children.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<Child> taken(std::make_move_iterator(begin), std::make_move_iterator(children.end()));
  children.erase(begin, children.end());
  return taken;
}

/// What people write where JSON has another word.
std::string_view word_for(std::string_view word) {
  if (word == "True" || word == "TRUE") return "true";
  if (word == "False" || word == "FALSE") return "false";
  if (word == "None" || word == "Null" || word == "NULL" || word == "undefined") return "null";
  return {};
}

}  // namespace

JsonReader::JsonReader(const Source& source, Diagnostics& diagnostics, const Limits& limits)
    : source_(source), text_(source.text()), diagnostics_(diagnostics), limits_(limits) {}

std::optional<Node> JsonReader::read() {
  at_ = byte_order_mark_length(text_);
  skip_space();
  if (done() && syntax_errors_ == 0) {
    diagnostics_.error(code::kSyntax, span_of(source_, at_, at_), "the file is empty").fix =
        "add its content, or remove the file";
    return std::nullopt;
  }
  while (!stopped_ && !root_) {
    if (!step()) return std::nullopt;
    skip_space();
  }
  if (stopped_ || !check_end() || syntax_errors_ != 0) return std::nullopt;
  return std::move(root_);
}

bool JsonReader::step() {
  switch (expect_) {
    case Expect::kValue:
      return read_value();
    case Expect::kFirstItem:
      return peek() == ']' ? close() : read_value();
    case Expect::kFirstKey:
      return peek() == '}' ? close() : read_key();
    case Expect::kKey:
      return read_key();
    case Expect::kAfterValue:
      return read_after_value();
  }
  return false;
}

bool JsonReader::read_value() {
  const char c = peek();
  if (c == '{') return open(Node::Kind::kMapping);
  if (c == '[') return open(Node::Kind::kSequence);
  if (c == '"' || c == '\'') {
    Node node;
    node.kind = Node::Kind::kScalar;
    return read_string(node) && add(std::move(node));
  }
  if (starts_number(c)) return read_number();
  if (is_word_character(c)) return read_word();
  if (c == ']' && !stack_.empty() && !stack_.back().is_mapping()) {
    const std::size_t comma = stack_.back().comma;
    return syntax_error(comma, comma + 1, "trailing comma before the closing bracket",
                        "remove the comma") &&
           close();
  }
  return unexpected_here("a value");
}

bool JsonReader::read_key() {
  Open& mapping = stack_.back();
  if (peek() == '}') {
    return syntax_error(mapping.comma, mapping.comma + 1, "trailing comma before the closing brace",
                        "remove the comma") &&
           close();
  }
  Node key;
  key.kind = Node::Kind::kScalar;
  if (peek() == '"' || peek() == '\'') {
    if (!read_string(key)) return false;
  } else if (is_word_character(peek())) {
    const std::size_t begin = at_;
    at_ = end_of_word(text_, at_);
    key.text = text_.substr(begin, at_ - begin);
    key.span = span_of(source_, begin, at_);
    const std::string fix = fmt::format("write {}", quoted(key.text));
    if (!syntax_error(begin, at_, "a key needs double quotes", fix)) return false;
  } else {
    return unexpected_here(expect_ == Expect::kFirstKey ? "a key or \"}\"" : "a key");
  }
  mapping.key = std::move(key);
  skip_space();
  if (peek() != ':') return unexpected_here("\":\" after the key");
  ++at_;
  expect_ = Expect::kValue;
  return true;
}

bool JsonReader::read_after_value() {
  Open& top = stack_.back();
  const char c = peek();
  if (c == ',') {
    top.comma = at_++;
    expect_ = top.is_mapping() ? Expect::kKey : Expect::kValue;
    return true;
  }
  if (c == (top.is_mapping() ? '}' : ']')) return close();
  const bool starts_next = c == '"' || (!top.is_mapping() && (c == '{' || c == '['));
  if (!starts_next) {
    return unexpected_here(top.is_mapping() ? "\",\" or \"}\"" : "\",\" or \"]\"");
  }
  std::size_t place = at_;
  while (place > 0 && is_space(text_[place - 1])) --place;
  expect_ = top.is_mapping() ? Expect::kKey : Expect::kValue;
  return syntax_error(place, place, "a comma is missing here");
}

bool JsonReader::open(Node::Kind kind) {
  if (stack_.size() >= limits_.depth) {
    diagnostics_.error(code::kLimit, span_of(source_, at_, at_ + 1),
                       fmt::format("nested deeper than the limit of {} levels", limits_.depth));
    return false;
  }
  Open& opened = stack_.emplace_back();
  opened.node.kind = kind;
  opened.first = kind == Node::Kind::kMapping ? entries_.size() : items_.size();
  opened.node.span = span_of(source_, at_, at_ + 1);
  ++at_;
  expect_ = kind == Node::Kind::kMapping ? Expect::kFirstKey : Expect::kFirstItem;
  return true;
}

bool JsonReader::close() {
  ++at_;
  Node node = std::move(stack_.back().node);
  const std::size_t first = stack_.back().first;
  stack_.pop_back();
  if (node.is_mapping()) {
    node.entries = take_from(entries_, first);
  } else {
    node.items = take_from(items_, first);
  }
  node.span.end = static_cast<std::uint32_t>(at_);
  return add(std::move(node));
}

bool JsonReader::add(Node&& value) {
  const bool keyed = !stack_.empty() && stack_.back().is_mapping();
  nodes_ += keyed ? 2 : 1;
  if (nodes_ > limits_.nodes) {
    diagnostics_.error(code::kLimit, value.span,
                       fmt::format("more keys and values than the limit of {}", limits_.nodes));
    return false;
  }
  expect_ = Expect::kAfterValue;
  if (stack_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Open& top = stack_.back();
  if (!top.is_mapping()) {
    items_.push_back(std::move(value));
    return true;
  }
  const auto siblings = [&] { return std::span<const Entry>(entries_).subspan(top.first); };
  if (const Entry* first = top.keys.find(siblings(), top.key.text)) {
    report_duplicate(diagnostics_, top.key, first->key, limits_.last_key_wins);
    if (limits_.last_key_wins) {
      const auto place = static_cast<std::size_t>(first - entries_.data());
      entries_[place] = {std::move(top.key), std::move(value)};
    }
    return true;
  }
  entries_.push_back({std::move(top.key), std::move(value)});
  top.keys.added(siblings());
  return true;
}

bool JsonReader::read_number() {
  const std::size_t begin = at_;
  at_ = end_of_word(text_, at_);
  Node node;
  node.kind = Node::Kind::kScalar;
  node.plain = true;
  node.text = text_.substr(begin, at_ - begin);
  node.span = span_of(source_, begin, at_);
  const std::string_view problem = number_problem(node.text);
  if (!problem.empty()) {
    const std::string message = fmt::format("{} is not a JSON number", quoted(node.text));
    if (!syntax_error(begin, at_, message, std::string(problem))) return false;
  }
  return add(std::move(node));
}

bool JsonReader::read_word() {
  const std::size_t begin = at_;
  at_ = end_of_word(text_, at_);
  const std::string_view word = text_.substr(begin, at_ - begin);
  Node node;
  node.span = span_of(source_, begin, at_);
  if (word == "null") return add(std::move(node));
  node.kind = Node::Kind::kScalar;
  node.plain = true;
  node.text = word;
  if (word != "true" && word != "false") {
    const std::string_view meant = word_for(word);
    const bool number = word == "NaN" || word == "Infinity";
    const std::string fix = !meant.empty() ? fmt::format("write {}", meant)
                            : number       ? "JSON has no such number"
                                           : "a string needs double quotes";
    const std::string message = fmt::format("{} is not a JSON value", quoted(word));
    if (!syntax_error(begin, at_, message, fix)) return false;
  }
  return add(std::move(node));
}

bool JsonReader::read_string(Node& node) {
  const std::size_t begin = at_;
  const char quote = text_[at_++];
  for (;;) {
    const std::size_t run = at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20) {
      ++at_;
    }
    node.text.append(text_, run, at_ - run);
    if (done() || text_[at_] == '\n' || text_[at_] == '\r') {
      syntax_error(begin, at_, "the string has no closing quote");
      return false;
    }
    if (text_[at_] == quote) break;
    if (text_[at_] == '\\') {
      read_escape(node.text, quote);
      if (stopped_) return false;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text_[at_]);
    node.text += text_[at_++];
    const std::string escape = byte == '\t' ? "\\t" : fmt::format("\\u{:04x}", byte);
    if (!syntax_error(at_ - 1, at_, fmt::format("control character U+{:04X} within a string", byte),
                      fmt::format("write \"{}\"", escape))) {
      return false;
    }
  }
  ++at_;
  node.span = span_of(source_, begin, at_);
  return quote == '"' || syntax_error(begin, at_, "JSON a string needs double quotes");
}

bool JsonReader::read_hex(std::uint32_t& code) {
  code = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = done() ? -1 : hex_value(text_[at_]);
    if (digit < 0) return false;
    code = code * 16 + static_cast<std::uint32_t>(digit);
    ++at_;
  }
  return true;
}

/// What follows `\u`, and the second half of a surrogate pair; the escape begins at `begin`.
void JsonReader::read_unicode_escape(std::string& out, std::size_t begin) {
  std::uint32_t code = 0;
  if (!read_hex(code)) {
    syntax_error(begin, at_, "\"\\u\" needs four hexadecimal digits");
    return;
  }
  std::uint32_t second = 0;
  if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    const std::size_t before = at_;
    at_ += 2;
    if (read_hex(second) && second >= 0xDC00 && second < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (second - 0xDC00);
    } else {
      at_ = before;
    }
  }
  if (code >= 0xD800 && code < 0xE000) {
    diagnostics_.error(code::kEncoding, span_of(source_, begin, at_),
                       fmt::format("\"\\u{:04x}\" is half of a surrogate pair", code));
    code = 0xFFFD;
  }
  append_utf8(out, code);
}

void JsonReader::read_escape(std::string& out, char quote) {
  const std::size_t begin = at_++;
  const char c = peek();
  if (c == 'u') {
    ++at_;
    read_unicode_escape(out, begin);
    return;
  }
  const char meaning = escape_meaning(c);
  if (meaning != '\0' && !done()) {
    ++at_;
    out += meaning;
    return;
  }
  if (done()) return;
  if (c == quote) {  // \' within single quotes, which are reported on their own
    ++at_;
    out += c;
    return;
  }
  const std::string here = character_here();
  const bool shown = static_cast<unsigned char>(c) >= 0x20;
  syntax_error(begin, at_ + (shown ? here.size() : 0),
               fmt::format("\"\\{}\" is not a JSON escape", shown ? here : ""),
               "write \"\\\\\" for a backslash");
}

void JsonReader::skip_space() {
  while (at_ < text_.size()) {
    if (is_space(text_[at_])) {
      ++at_;
    } else if ((text_[at_] != '/' && text_[at_] != '#') || !skip_comment()) {
      return;
    }
  }
}

bool JsonReader::skip_comment() {
  const std::size_t begin = at_;
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("/*")) {
    const std::size_t end = text_.find("*/", at_ + 2);
    at_ = end == text_.npos ? text_.size() : end + 2;
  } else if (rest.starts_with("//") || rest.starts_with('#')) {
    at_ = std::min(text_.find('\n', at_), text_.size());
  } else {
    return false;
  }
  return syntax_error(begin, at_, "JSON has no comments");
}

bool JsonReader::check_end() {
  if (done()) return true;
  return unexpected_here("the end of the file");
}

std::string JsonReader::character_here() const {
  std::size_t end = at_ + 1;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
  return std::string(text_.substr(at_, end - at_));
}

bool JsonReader::syntax_error(std::size_t begin, std::size_t end, std::string message,
                              std::string fix) {
  diagnostics_.error(code::kSyntax, span_of(source_, begin, end), std::move(message)).fix =
      std::move(fix);
  if (++syntax_errors_ >= kMostSyntaxErrors) stopped_ = true;
  return !stopped_;
}

bool JsonReader::unexpected_here(std::string_view expected) {
  stopped_ = true;
  if (!done()) {
    const std::string here = character_here();
    syntax_error(at_, at_ + here.size(),
                 fmt::format("expected {}, found {}", expected, quoted(here)));
    return false;
  }
  Diagnostic& finding =
      diagnostics_.error(code::kSyntax, span_of(source_, at_, at_),
                         fmt::format("expected {}, but the file ends here", expected));
  if (!stack_.empty()) {
    const std::uint32_t begin = stack_.back().node.span.begin;
    const char* bracket = stack_.back().is_mapping() ? "brace" : "bracket";
    finding.related.push_back(
        {span_of(source_, begin, begin + 1), fmt::format("the {} is not closed", bracket)});
  }
  return false;
}

}  // namespace archsynth::document
