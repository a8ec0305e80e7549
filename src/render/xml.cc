#include "xml.h"

#include "support/utf8.h"

namespace archsynth::picture {

// Source: https://www.w3.org/TR/xml/#charsets
std::string xml_text(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    if (next.code == '\t' || next.code == '\n' || next.code == '\r') {
      result += "&#" + std::to_string(next.code) + ";";
    } else if (!next.valid || next.code < 0x20 || next.code == 0xFFFE || next.code == 0xFFFF) {
      result += "\xEF\xBF\xBD";
    } else if (next.code == '&') {
      result += "&amp;";
    } else if (next.code == '<') {
      result += "&lt;";
    } else if (next.code == '>') {
      result += "&gt;";
    } else if (next.code == '"') {
      result += "&quot;";
    } else {
      result += text.substr(at, next.length);
    }
    at += next.length;
  }
  return result;
}

}  // namespace archsynth::picture
