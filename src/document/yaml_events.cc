#include "yaml_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "text_check.h"

namespace archsynth::document {
namespace {

/// yaml-cpp makes one byte of `\N` and of `\_`, the second of the two that UTF-8 has for them.
std::string with_whole_characters(std::string text) {
  for (std::size_t at = 0;
       const auto invalid = first_invalid_utf8(std::string_view(text).substr(at));) {
    at += *invalid;
    text.insert(at, 1, '\xC2');
    at += 2;
  }
  return text;
}

}  // namespace

YamlEvents::YamlEvents(const Source& source, std::size_t base, Diagnostics& diagnostics,
                       const Limits& limits)
    : source_(source),
      text_(source.text()),
      base_(base),
      diagnostics_(diagnostics),
      limits_(limits),
      cursor_(base) {}

std::size_t YamlEvents::offset(const YAML::Mark& mark) const {
  const auto place = static_cast<std::size_t>(std::max(mark.pos, 0));
  return std::min(base_ + place, source_.text().size());
}

void YamlEvents::stop(std::string_view code, std::size_t begin, std::size_t end,
                      std::string message) {
  diagnostics_.error(code, span_of(source_, begin, end), std::move(message));
  throw YamlStopped{};
}

void YamlEvents::OnDocumentStart(const YAML::Mark& mark) {
  const std::size_t begin = offset(mark);
  if (!document_started_) {
    document_started_ = true;
    cursor_ = begin;
    if (text_.text().substr(begin).starts_with("---")) cursor_ += 3;
    return;
  }
  const std::size_t end = std::min(begin + 3, source_.text().size());
  if (text_.text().substr(begin).starts_with("---")) {
    diagnostics_
        .error(code::kDocuments, span_of(source_, begin, end), "a second document starts here")
        .fix = "keep one document per file";
    throw YamlStopped{};
  }
  stop(code::kSyntax, begin, begin, "unexpected content after the value above");
}

YamlEvent& YamlEvents::add(YamlEvent::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t place = offset(mark);
  settle_assumed(place);
  if (events_.size() >= 2 * limits_.nodes + 2) {
    stop(code::kLimit, place, place,
         fmt::format("more keys and values than the limit of {}", limits_.nodes));
  }
  const auto index = static_cast<std::uint32_t>(events_.size());
  if (anchor != YAML::NullAnchor) anchors_[anchor] = index;
  YamlEvent& event = events_.emplace_back();
  event.kind = kind;
  event.begin = static_cast<std::uint32_t>(place);
  event.end = event.begin;
  event.next = index + 1;
  return event;
}

void YamlEvents::settle_assumed(std::size_t place) {
  // The missing value of a `? key` is reported at the key, and tells nothing.
  if (assumed_ && place < assumed_->place) return;
  if (assumed_ && assumed_->place == place) {
    YamlEvent& event = events_[assumed_->event];
    cursor_ = text_.after_indicator(assumed_->cursor_before, place);
    event.end = static_cast<std::uint32_t>(cursor_);
    if (event.tag.empty()) event.begin = event.end;
    event.text.clear();
    event.quoted = false;
    for (std::size_t i = assumed_->event + 1; i < events_.size(); ++i) {
      events_[i].begin = events_[i].end = event.end;
    }
  }
  assumed_.reset();
}

void YamlEvents::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlEvent& event = add(YamlEvent::Kind::kNull, mark, anchor);
  const bool anchored = anchor != YAML::NullAnchor;
  const auto properties = text_.properties(event.begin, anchored, false);
  const std::size_t before = anchored ? properties.end : cursor_;
  std::size_t begin = properties.content;
  const auto end = begin < cursor_ ? std::nullopt : text_.null_end(begin);
  if (end) {
    cursor_ = *end;
    event.text = text_.text().substr(begin, *end - begin);
    assumed_ = {begin, before, static_cast<std::uint32_t>(events_.size() - 1)};
  } else {
    begin = anchored ? properties.end : text_.after_indicator(cursor_, event.begin);
    cursor_ = begin;
  }
  event.begin = static_cast<std::uint32_t>(begin);
  event.end = static_cast<std::uint32_t>(cursor_);
}

void YamlEvents::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlEvent& event = add(YamlEvent::Kind::kAlias, mark, YAML::NullAnchor);
  cursor_ = text_.name_end(event.begin);
  event.end = static_cast<std::uint32_t>(cursor_);
  event.target = anchors_.at(anchor);
}

void YamlEvents::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                          const std::string& value) {
  YamlEvent& event = add(YamlEvent::Kind::kScalar, mark, anchor);
  const auto properties = text_.properties(event.begin, anchor != YAML::NullAnchor, tag != "?");
  const std::size_t content = properties.content;
  const char first = text_.at(content);
  const bool quoted = first == '"' || first == '\'';
  event.quoted = true;
  if (value.empty() && quoted && (tag != "!" || properties.tag)) {
    assumed_ = {content, properties.end, static_cast<std::uint32_t>(events_.size() - 1)};
  }
  if (quoted) {
    const auto end = text_.quoted_end(content);
    if (!end) stop(code::kSyntax, content, content + 1, "the string has no closing quote");
    cursor_ = *end;
  } else if (first == '|' || first == '>') {
    cursor_ = text_.block_end(content, value);
  } else {
    event.quoted = false;
    cursor_ = value.empty() ? properties.end : text_.plain_end(content, value);
  }
  const bool has_content = cursor_ > content;
  event.begin =
      static_cast<std::uint32_t>(properties.tag.value_or(has_content ? content : properties.end));
  event.end = static_cast<std::uint32_t>(std::max<std::size_t>(cursor_, event.begin));
  event.text = event.quoted ? with_whole_characters(value) : value;
  if (tag != "?") event.tag = tag;
  if (tag == "!" && !properties.tag) event.tag.clear();
}

void YamlEvents::start(YamlEvent::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  YamlEvent& event = add(kind, mark, anchor);
  const bool has_tag = !tag.empty() && tag != "?";
  const auto properties = text_.properties(event.begin, anchor != YAML::NullAnchor, has_tag);
  if (open_.size() >= limits_.depth) {
    stop(code::kLimit, properties.content, properties.content + 1,
         fmt::format("nested deeper than the limit of {} levels", limits_.depth));
  }
  const char bracket = kind == YamlEvent::Kind::kMapping ? '{' : '[';
  const bool flow = text_.at(properties.content) == bracket;
  event.quoted = flow;
  event.begin = static_cast<std::uint32_t>(properties.tag.value_or(properties.content));
  event.end = static_cast<std::uint32_t>(properties.content);
  cursor_ = properties.content + (flow ? 1 : 0);
  if (has_tag) event.tag = tag;
  open_.push_back(static_cast<std::uint32_t>(events_.size() - 1));
}

void YamlEvents::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                 YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  start(YamlEvent::Kind::kSequence, mark, tag, anchor);
}

void YamlEvents::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                            YAML::EmitterStyle::value /*style*/) {
  start(YamlEvent::Kind::kMapping, mark, tag, anchor);
}

void YamlEvents::close(char bracket) {
  const std::uint32_t index = open_.back();
  open_.pop_back();
  if (events_[index].quoted) {
    assumed_.reset();
    cursor_ = text_.close_end(cursor_, bracket);
  }
  YamlEvent& end = events_.emplace_back();
  end.kind = YamlEvent::Kind::kEnd;
  end.begin = end.end = static_cast<std::uint32_t>(cursor_);
  end.next = static_cast<std::uint32_t>(events_.size());
  events_[index].next = end.next;
}

}  // namespace archsynth::document
