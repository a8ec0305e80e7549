#include "yaml_syntax.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "text_check.h"
#include "yaml_cause.h"

namespace archsynth::document {
namespace {

namespace theirs = YAML::ErrorMsg;

struct Wording {
  std::string_view theirs;
  std::string_view message;
  std::string_view fix;
};

/// Messages that need nothing of the text.
const Wording kWordings[] = {
    {theirs::YAML_DIRECTIVE_ARGS, "\"%YAML\" takes one version, such as 1.1", ""},
    {theirs::YAML_MAJOR_VERSION, "the YAML version is not supported", "use 1.1 or 1.2"},
    {theirs::REPEATED_YAML_DIRECTIVE, "duplicate \"%YAML\" directive", ""},
    {theirs::TAG_DIRECTIVE_ARGS, "\"%TAG\" takes a handle and a prefix", ""},
    {theirs::REPEATED_TAG_DIRECTIVE, "duplicate \"%TAG\" directive for the same handle", ""},
    {theirs::CHAR_IN_TAG_HANDLE, "character not allowed in a tag", ""},
    {theirs::TAG_WITH_NO_SUFFIX, "the tag has no name after its handle", ""},
    {theirs::END_OF_VERBATIM_TAG, "the tag has no closing \">\"", ""},
    {theirs::MULTIPLE_TAGS, "a value can have only one tag", ""},
    {theirs::MULTIPLE_ANCHORS, "a value can have only one anchor", ""},
    {theirs::MULTIPLE_ALIASES, "a value can have only one alias", ""},
    {theirs::ALIAS_CONTENT, "an alias cannot have a tag, anchor or value", ""},
    {theirs::INVALID_HEX, "not a hexadecimal digit",
     "\"\\x\" takes two, \"\\u\" four, \"\\U\" eight"},
    {theirs::DOC_IN_SCALAR, "document marker within a quoted string",
     "close the quote above, or indent the line"},
    {theirs::CHAR_IN_SCALAR, "unexpected character", "put quotes around the string"},
    {theirs::BLOCK_ENTRY, "unexpected list item",
     "a list starts on its own line, with all its dashes in one column"},
    {theirs::MAP_KEY, "unexpected key", "put quotes around a string that starts with \"?\""},
    {theirs::ALIAS_NOT_FOUND, "a name is missing after \"*\"",
     "put quotes around a string that starts with \"*\""},
    {theirs::ANCHOR_NOT_FOUND, "a name is missing after \"&\"",
     "put quotes around a string that starts with \"&\""},
    {theirs::CHAR_IN_ALIAS, "character not allowed in the name of an alias", ""},
    {theirs::CHAR_IN_ANCHOR, "character not allowed in the name of an anchor", ""},
    {theirs::ZERO_INDENT_IN_BLOCK, "the indentation indicator of a block scalar must be 1 to 9",
     ""},
    {theirs::CHAR_IN_BLOCK, "the content of a block scalar starts on the next line",
     "only \"+\", \"-\" and a digit may follow \"|\" or \">\""},
};

class Reporter {
 public:
  Reporter(const Source& source, const YAML::Exception& error, const YamlEvents& events,
           Diagnostics& diagnostics)
      : source_(source),
        text_(source.text()),
        error_(error),
        events_(events),
        diagnostics_(diagnostics),
        place_(events.offset(error.mark)) {}

  void report() {
    if (dynamic_cast<const YAML::DeepRecursion*>(&error_) != nullptr) {
      diagnostics_.error(code::kLimit, here(), "nested too deeply to be read");
      return;
    }
    if (report_conflict() || report_cause()) return;
    if (depends_on_indentation() && report_tab()) return;
    if (report_structure() || report_text()) return;
    for (const Wording& wording : kWordings) {
      if (is(wording.theirs)) return say(here(), std::string(wording.message), wording.fix);
    }
    say(here(), "the file is not valid YAML", "");
  }

 private:
  bool is(std::string_view message) const { return error_.msg == message; }

  bool depends_on_indentation() const {
    return is(theirs::TAB_IN_INDENTATION) || is(theirs::MAP_VALUE) || is(theirs::BLOCK_ENTRY) ||
           is(theirs::MAP_KEY) || is(theirs::END_OF_MAP) || is(theirs::END_OF_SEQ);
  }

  Span here() const {
    std::size_t end = std::min(place_ + 1, text_.size());
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
    return span_of(source_, place_, end);
  }

  Diagnostic& add(Span span, std::string message, std::string_view fix,
                  std::string_view code = code::kSyntax) {
    Diagnostic& finding = diagnostics_.error(code, span, std::move(message));
    finding.fix = fix;
    return finding;
  }
  void say(Span span, std::string message, std::string_view fix) {
    add(span, std::move(message), fix);
  }

  std::size_t line_begin(std::size_t place) const {
    return place == 0 ? 0 : text_.rfind('\n', place - 1) + 1;
  }

  std::string_view line_at(std::size_t begin) const {
    return text_.substr(begin, std::min(text_.find('\n', begin), text_.size()) - begin);
  }

  /// What a version control system leaves where it could not merge.
  bool report_conflict() {
    constexpr std::string_view kMarker = "<<<<<<< ";
    std::size_t begin = text_.starts_with(kMarker) ? 0 : text_.find("\n<<<<<<< ");
    if (begin == std::string_view::npos || text_.find("\n>>>>>>> ", begin) == text_.npos) {
      return false;
    }
    begin += begin == 0 ? 0 : 1;
    say(span_of(source_, begin, begin + line_at(begin).size()),
        "the merge conflict is not resolved", "keep one of the versions, and remove the markers");
    return true;
  }

  /// A mistake above that the parser took for something else until here.
  bool report_cause() {
    const std::optional<YamlCause> cause = cause_of(text_, place_);
    if (!cause) return false;
    const Span span = span_of(source_, cause->begin, cause->end);
    if (cause->kind == YamlCause::Kind::kOpenQuote) {
      add(span, "the string has no closing quote", "close it on its line")
          .related.push_back({here(), "unexpected content after the string that ends before it"});
    } else {
      say(span, "a space is missing after the colon", "add a space");
    }
    return true;
  }

  /// A tab before the first character of the line or of the one above.
  bool report_tab() {
    std::size_t begin = line_begin(place_);
    for (int i = 0; i < 2; ++i) {
      const std::string_view line = line_at(begin);
      const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
      const std::size_t tab = line.substr(0, indent).find('\t');
      if (tab != std::string_view::npos) {
        std::size_t end = tab;
        while (end < indent && line[end] == '\t') ++end;
        say(span_of(source_, begin + tab, begin + end), "a tab cannot indent a line", "use spaces");
        return true;
      }
      if (begin == 0) break;
      begin = line_begin(begin - 1);
    }
    return false;
  }

  const YamlEvent* open_event() const {
    return events_.open().empty() ? nullptr : &event(events_.open().back());
  }
  const YamlEvent& event(std::uint32_t index) const { return events_.events()[index]; }

  bool report_structure() {
    if (is(theirs::END_OF_MAP_FLOW) || is(theirs::END_OF_SEQ_FLOW)) {
      report_unclosed(is(theirs::END_OF_MAP_FLOW) ? '}' : ']');
    } else if ((is(theirs::FLOW_END) || is(theirs::BLOCK_ENTRY)) && open_event() != nullptr &&
               open_event()->quoted) {
      report_unclosed(open_event()->kind == YamlEvent::Kind::kMapping ? '}' : ']');
    } else if (is(theirs::FLOW_END)) {
      const char bracket = place_ < text_.size() ? text_[place_] : ' ';
      say(here(), fmt::format("unmatched \"{}\"", bracket), "");
    } else if (is(theirs::END_OF_MAP) || is(theirs::END_OF_SEQ)) {
      report_misplaced();
    } else if (is(theirs::MAP_VALUE)) {
      report_value();
    } else {
      return false;
    }
    return true;
  }

  void report_unclosed(char bracket) {
    const YamlEvent* open = open_event();
    const std::size_t begin = open == nullptr ? place_ : open->end;
    const Span opened = span_of(source_, begin, std::min(begin + 1, text_.size()));
    const std::string_view name = bracket == ']' ? "bracket" : "brace";
    const std::string unclosed = fmt::format("the {} is not closed", name);
    if (text_.find_first_not_of(" \t\r\n", place_) == std::string_view::npos) {
      return say(opened, unclosed, "");
    }
    const Span span = here();
    const std::string found = quoted(text_.substr(span.begin, span.end - span.begin));
    if (leaves_block(text_, begin, place_)) {
      add(opened, unclosed, fmt::format("close it with \"{}\"", bracket))
          .related.push_back({span, "unexpected " + found});
      return;
    }
    const bool is_of_text = found == "\"?\"" || found == "\"*\"" || found == "\"&\"";
    add(span, fmt::format("expected \",\" or \"{}\", found {}", bracket, found),
        is_of_text ? "put quotes around the value" : "")
        .related.push_back({opened, unclosed});
  }

  void report_misplaced() {
    const std::size_t from = std::min(events_.cursor(), place_);
    const bool same_line = text_.substr(from, place_ - from).find('\n') == std::string_view::npos;
    if (same_line) {
      return say(here(), "unexpected content after the end of the value",
                 "put quotes around the whole value");
    }
    if (report_missing_colon(here())) return;
    const bool list = is(theirs::END_OF_SEQ);
    Diagnostic& finding = add(here(), "the indentation matches no line above", "");
    if (const YamlEvent* open = open_event()) {
      finding.related.push_back({span_of(source_, open->begin, open->begin),
                                 fmt::format("the {} starts here", list ? "list" : "mapping")});
    }
  }

  bool report_missing_colon(Span next) {
    const auto key = missing_colon_before(text_, place_);
    if (!key) return false;
    const std::string_view name = text_.substr(key->begin, key->end - key->begin);
    add(span_of(source_, key->begin, key->end),
        fmt::format("\":\" is missing after the key {}", quoted(name)),
        fmt::format("write \"{}:\"", name))
        .related.push_back({next, "unexpected key"});
    return true;
  }

  /// A colon where no value can follow.
  void report_value() {
    const std::size_t begin = line_begin(place_);
    const std::string_view before = text_.substr(begin, place_ - begin);
    if (before.find(": ") != std::string_view::npos) {
      const bool is_end = place_ + 1 >= text_.size() || is_break(text_[place_ + 1]);
      return say(here(),
                 is_end ? "a value cannot end in \":\" without quotes"
                        : "a value cannot hold \": \" without quotes",
                 "put quotes around the value, or start a mapping on the next line");
    }
    const std::size_t key = std::min(before.find_first_not_of(" -?"), before.size());
    const Span span = span_of(source_, begin + key, place_ + (key == before.size() ? 1 : 0));
    if (report_missing_colon(span)) return;
    say(span, "unexpected key",
        "check the line's indentation, and that a space follows each \":\" above");
  }

  /// Mistakes whose words come from the text.
  bool report_text() {
    if (is(theirs::UNKNOWN_ANCHOR)) {
      const std::size_t end = YamlText(text_).name_end(place_);
      const std::string_view name = text_.substr(place_, end - place_);
      add(span_of(source_, place_, end),
          fmt::format("no anchor is named {}", quoted(name.substr(name.empty() ? 0 : 1))),
          "put quotes around a string that starts with \"*\"", code::kAlias);
    } else if (is(theirs::UNKNOWN_TOKEN)) {
      const Span span = here();
      const std::string first = quoted(text_.substr(span.begin, span.end - span.begin));
      say(span, fmt::format("an unquoted string cannot start with {}", first),
          "put quotes around it");
    } else if (is(theirs::EOF_IN_SCALAR)) {
      const std::size_t quote = text_.find_first_of("\"'", std::min(events_.cursor(), place_));
      const std::size_t begin = std::min(quote, place_);
      say(span_of(source_, begin, std::min(begin + 1, text_.size())),
          "the string has no closing quote", "");
    } else if (error_.msg.starts_with(theirs::INVALID_ESCAPE)) {
      const std::size_t begin = backslash_before();
      say(span_of(source_, begin, place_),
          fmt::format("\"{}\" is not an escape", text_.substr(begin, place_ - begin)),
          "write \"\\\\\" for a backslash, or use single quotes");
    } else if (error_.msg.starts_with(theirs::INVALID_UNICODE)) {
      const std::size_t begin = backslash_before();
      const std::string_view written = text_.substr(begin, place_ - begin);
      say(span_of(source_, begin, place_), fmt::format("\"{}\" is not a character", written), "");
    } else {
      return false;
    }
    return true;
  }

  std::size_t backslash_before() const {
    const std::size_t found = text_.substr(0, place_).rfind('\\');
    return found == std::string_view::npos ? place_ : found;
  }

  const Source& source_;
  std::string_view text_;
  const YAML::Exception& error_;
  const YamlEvents& events_;
  Diagnostics& diagnostics_;
  std::size_t place_;
};

}  // namespace

void report_syntax(const Source& source, const YAML::Exception& error, const YamlEvents& events,
                   Diagnostics& diagnostics) {
  Reporter(source, error, events, diagnostics).report();
}

}  // namespace archsynth::document
