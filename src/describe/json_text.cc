#include "json_text.h"

#include <fmt/format.h>

namespace archsynth::describe::internal {

void JsonText::begin_object() {
  before_value();
  out_ += '{';
  has_items_.push_back(false);
}

void JsonText::begin_array() {
  before_value();
  out_ += '[';
  has_items_.push_back(false);
}

void JsonText::end(char bracket) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) line_break();
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
  if (has_items_.empty()) return;
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  line_break();
}

void JsonText::line_break() {
  out_ += '\n';
  out_.append(2 * has_items_.size(), ' ');
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
