#include "html.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include "support/utf8.h"

namespace archsynth::picture {
namespace {

std::string_view class_of(const std::string& column) {
  return column.front() == '>' ? " class=\"amount\"" : "";
}

std::string_view name_of(std::string_view column) {
  return column.substr(column.front() == '>' ? 1 : 0);
}

}  // namespace

std::string visible_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    const bool is_white = next.code == '\n' || next.code == '\t';
    const bool is_shown = next.valid && (is_white || !is_unprintable(next.code));
    result += is_shown ? text.substr(at, next.length) : "\xEF\xBF\xBD";
    at += next.length;
  }
  return result;
}

std::string html_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : visible_text(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string html_name(std::string_view text) {
  std::string html = "<bdi>";
  char last = ' ';
  for (const char c : html_text(text)) {
    if (is_upper(c) && (is_lower(last) || is_digit(last))) html += "<wbr>";
    html += c;
    last = c;
  }
  return html + "</bdi>";
}

HtmlTable::HtmlTable(std::string_view caption, std::vector<std::string> columns)
    : columns_(std::move(columns)) {
  html_ = fmt::format("<table><caption>{}</caption><thead><tr>", html_text(caption));
  for (const std::string& column : columns_) {
    html_ +=
        fmt::format("<th scope=\"col\"{}>{}</th>", class_of(column), html_text(name_of(column)));
  }
  html_ += "</tr></thead><tbody>\n";
}

void HtmlTable::add_row(const std::vector<HtmlCell>& cells, std::string_view kind) {
  html_ += fmt::format("<tr{}>", kind);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    html_ += fmt::format("<td data-label=\"{}\"{}>{}</td>", html_text(name_of(columns_[i])),
                         class_of(columns_[i]), cells[i].html);
  }
  html_ += "</tr>\n";
}

void HtmlTable::add(const std::vector<HtmlCell>& cells) { add_row(cells, ""); }

void HtmlTable::add_total(const std::vector<HtmlCell>& cells) {
  add_row(cells, " class=\"total\"");
}

std::string HtmlTable::take() && { return html_ + "</tbody></table>\n"; }

std::string money_text(const analysis::MoneyRange& range) {
  const std::string least = range.least.text();
  const std::string most = range.most.text();
  return least == most ? least : least + " to " + most;
}

}  // namespace archsynth::picture
