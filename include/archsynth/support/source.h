#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The lowest layer: texts and places in them, diagnostics, files, spelling.
/// Everything above reports through `Diagnostics` and points with `Origin`.
namespace archsynth {

/// A 1-based place in a text. `column` counts Unicode code points, as editors do.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

/// A named text that does not change: a file, standard input, or a string of an embedding program.
class Source {
 public:
  Source(std::string name, std::string text);

  /// What diagnostics call it: the path as the user gave it, or `<stdin>`.
  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }

  /// The place of a byte offset; an offset past the end is the end, one within a character is that
  /// character's. A byte order mark has no column. Cheap, whatever the size of the text.
  Position position_at(std::uint32_t offset) const;
  /// The line that holds a byte offset as it may be shown, without its line break.
  std::string_view line_at(std::uint32_t offset) const;
  /// The text as excerpts may show it: asterisks stand for what is hidden, byte for byte.
  const std::string& shown() const { return hidden_.empty() ? text_ : hidden_; }
  /// Hides a range of bytes; quotes and line ends stay.
  void hide(std::size_t begin, std::size_t end);

  /// What was put in the place of `${name}`, and may be a secret.
  struct PutIn {
    std::string name;
    std::string value;
  };
  const std::vector<PutIn>& put_in() const { return put_in_; }
  void put_in(PutIn variable) { put_in_.push_back(std::move(variable)); }

 private:
  std::string name_;
  std::string text_;
  /// The text with asterisks; empty where nothing is hidden.
  std::string hidden_;
  std::vector<PutIn> put_in_;
  /// The place of every 4096th byte.
  std::vector<Position> checkpoints_;
};

/// A half-open range of bytes of a source. `begin == end` marks a place between two characters.
/// Valid as long as the `Sources` that owns the text lives.
struct Span {
  const Source* source = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// Owns sources at stable addresses. Keep it as long as diagnostics or templates that point into
/// its texts are printed.
class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;

  const Source& add(std::string name, std::string text) {
    return sources_.emplace_back(std::move(name), std::move(text));
  }

  /// The names of all, in the order in which they were added.
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const Source& each : sources_) result.push_back(each.name());
    return result;
  }

  /// Keeps a secret out of excerpts: what the span covers is shown as asterisks from now on. A span
  /// of other sources is left alone.
  void hide(const Span& span) {
    for (Source& each : sources_) {
      if (&each == span.source) each.hide(span.begin, span.end);
    }
  }

  /// Keeps what was put into a source out of findings, which show `${name}` instead.
  void hide(const Source& source, const Source::PutIn& variable) {
    for (Source& each : sources_) {
      if (&each == &source) each.put_in(variable);
    }
  }

 private:
  std::deque<Source> sources_;
};

}  // namespace archsynth
