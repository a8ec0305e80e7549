#include "json_text.h"

#include <fmt/format.h>

namespace archsynth::describe::internal {

void JsonText::begin_object() {
  before_value();
  out_ += '{';
  open_.push_back({});
}

void JsonText::begin_array(bool in_one_line) {
  before_value();
  out_ += '[';
  open_.push_back({in_one_line, false});
}

void JsonText::end(char bracket) {
  const Bracket closed = open_.back();
  open_.pop_back();
  if (closed.has_items && !closed.in_one_line) line_break();
  out_ += bracket;
}

void JsonText::key(std::string_view name) {
  before_value();
  quote(name);
  out_ += ": ";
  is_after_key_ = true;
}

void JsonText::string(std::string_view text) {
  before_value();
  quote(text);
}

void JsonText::literal(std::string_view text) {
  before_value();
  out_ += text;
}

std::string JsonText::take() { return std::move(out_) + "\n"; }

void JsonText::before_value() {
  if (is_after_key_) {
    is_after_key_ = false;
    return;
  }
  if (open_.empty()) return;
  Bracket& around = open_.back();
  if (around.has_items) out_ += around.in_one_line ? ", " : ",";
  around.has_items = true;
  if (!around.in_one_line) line_break();
}

void JsonText::line_break() {
  out_ += '\n';
  out_.append(2 * open_.size(), ' ');
}

void JsonText::quote(std::string_view text) {
  out_ += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

}  // namespace archsynth::describe::internal
