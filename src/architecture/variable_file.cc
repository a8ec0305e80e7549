#include "variable_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "archsynth/aws/forms.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "document/text_check.h"

namespace archsynth::architecture {

namespace {

constexpr std::string_view kBadLine = "ARC1531";
/// Of more mistakes a file is most likely none of variables.
constexpr int kMostMistakes = 10;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

class VariableReader {
 public:
  VariableReader(const Source& source, Diagnostics& found)
      : source_(source), text_(source.text()), found_(found) {}

  FileVariables read() {
    at_ = document::byte_order_mark_length(text_);
    while (at_ < text_.size() && mistakes_ < kMostMistakes) {
      read_line();
      skip_line();
    }
    return std::move(variables_);
  }

 private:
  char current() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  bool at_end_of_line() const { return current() == '\n' || (current() == '\r' && next() == '\n'); }
  char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\n'; }
  void skip_blanks() {
    while (is_blank(current())) ++at_;
  }
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    if (at_ < text_.size()) ++at_;
  }
  Span span(std::size_t begin, std::size_t end) const {
    return document::span_of(source_, begin, end);
  }
  Diagnostic& report(std::size_t begin, std::size_t end, std::string message) {
    ++mistakes_;
    return found_.error(kBadLine, span(begin, end), std::move(message));
  }

  void read_line() {
    skip_blanks();
    if (at_end_of_line() || current() == '#') return;
    skip_export();
    const std::size_t begin = at_;
    while (!at_end_of_line() && !is_blank(current()) && current() != '=') ++at_;
    const Span place = span(begin, at_);
    const std::string name(text_.substr(begin, at_ - begin));
    if (!forms::kVariableName.matches(name)) {
      report(begin, std::max(at_, begin + 1),
             fmt::format("{} is not the name of a variable", quoted(name)))
          .fix = "write NAME=value, with letters, digits and _ in the name";
      return;
    }
    skip_blanks();
    if (current() != '=') {
      report(place.begin, place.end, fmt::format("{} has no value", quoted(name))).fix =
          fmt::format("write {}=value, or {}= for an empty one", name, name);
      return;
    }
    ++at_;
    skip_blanks();
    const std::size_t value = at_;
    if (auto text = read_value()) add(name, place, std::move(*text), span(value, end_of_value_));
  }

  void skip_export() {
    constexpr std::string_view kExport = "export";
    const std::size_t after = at_ + kExport.size();
    if (!text_.substr(at_).starts_with(kExport) || after >= text_.size()) return;
    if (!is_blank(text_[after])) return;
    const std::size_t begin = at_;
    at_ = after;
    skip_blanks();
    if (at_end_of_line() || current() == '=') at_ = begin;  // a variable of that name
  }

  std::optional<std::string> read_value() {
    const char quote = current();
    if (quote == '\'' || quote == '"') return read_quoted(quote);
    const std::size_t begin = at_;
    while (!at_end_of_line() && !(current() == '#' && is_blank(text_[at_ - 1]))) ++at_;
    std::size_t end = at_;
    while (end > begin && is_blank(text_[end - 1])) --end;
    end_of_value_ = end;
    const std::string_view value = text_.substr(begin, end - begin);
    warn_of_references(begin, value);
    return std::string(value);
  }

  std::optional<std::string> read_quoted(char quote) {
    const std::size_t begin = at_++;
    std::string value;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (quote == '"' && text_[at_] == '\\') {
        if (!read_escape(value)) return std::nullopt;
      } else if (text_[at_] != '\r' || next() != '\n') {
        value += text_[at_];
      }
    }
    if (at_ >= text_.size()) {
      report(begin, begin + 1,
             fmt::format("the quoted value that begins with {} is not closed", quote))
          .fix = "close the quotes";
      return std::nullopt;
    }
    end_of_value_ = ++at_;
    if (quote == '"') warn_of_references(begin, text_.substr(begin, at_ - begin));
    skip_blanks();
    if (at_end_of_line() || current() == '#') return value;
    report(at_, at_ + 1, "text after the closing quotes").fix =
        "put the whole value in quotes, or start a comment with #";
    return std::nullopt;
  }

  /// At a backslash; stops at the character that it escapes.
  bool read_escape(std::string& value) {
    constexpr std::string_view kEscaped = "nrt\"\\$";
    constexpr std::string_view kMeant = "\n\r\t\"\\$";
    const std::size_t which = kEscaped.find(next());
    if (at_ + 1 >= text_.size() || which == kEscaped.npos) {
      report(at_, at_ + 1, "unknown escape after the backslash").fix =
          "write \\\\ for a backslash, or use single quotes";
      return false;
    }
    value += kMeant[which];
    ++at_;
    return true;
  }

  /// Other readers of such files replace these.
  void warn_of_references(std::size_t begin, std::string_view value) {
    const std::size_t at = value.find("${");
    if (at == value.npos || (at > 0 && value[at - 1] == '\\')) return;
    const std::size_t close = std::min(value.find('}', at), value.size() - 1);
    found_
        .warning("ARC1533", span(begin + at, begin + close + 1),
                 fmt::format("{} is not replaced", quoted(value.substr(at, close - at + 1))))
        .fix = "write the value out, or use single quotes if the text is meant literally";
  }

  void add(const std::string& name, const Span& place, std::string value, const Span& at) {
    const auto [first, is_new] = index_.emplace(name, variables_.size());
    describe::Sourced<describe::Expression> text;
    text.set(describe::Expression(std::move(value)), at);
    if (is_new) {
      variables_.add({describe::Sourced<std::string>::at(name, place), std::move(text)});
      return;
    }
    auto& earlier = *(variables_.begin() + static_cast<std::ptrdiff_t>(first->second));
    found_.warning("ARC1532", place, fmt::format("{} is set a second time", quoted(name)))
        .related.push_back({earlier.name.origin(), "first set here"});
    earlier = {describe::Sourced<std::string>::at(name, place), std::move(text)};
  }

  const Source& source_;
  std::string_view text_;
  Diagnostics& found_;
  std::size_t at_ = 0;
  std::size_t end_of_value_ = 0;
  int mistakes_ = 0;
  FileVariables variables_;
  std::map<std::string, std::size_t> index_;
};

bool is_text(const Source& source, Diagnostics& found) {
  if (!document::check_text(source, found, {})) return false;
  const std::string& text = source.text();
  const auto control = std::find_if(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
  });
  if (control == text.end()) return true;
  const auto at = static_cast<std::size_t>(control - text.begin());
  found
      .error(kBadLine, document::span_of(source, at, at + 1),
             fmt::format("control character 0x{:02x}", static_cast<unsigned char>(*control)))
      .fix = "remove the character; a variable file is plain text";
  return false;
}

}  // namespace

FileVariables read_variable_file(const Source& source, Diagnostics& found) {
  return is_text(source, found) ? VariableReader(source, found).read() : FileVariables();
}

}  // namespace archsynth::architecture
