#include "source_text.h"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace archsynth::spec::tools {

// Octal escapes have three digits always, so none swallows what follows.
std::string bytes_as_source(const std::string& bytes, std::string_view space,
                            std::string_view name) {
  std::string declared = "const char " + std::string(name) + "[]";
  std::string out =
      "// Generated from src/spec/data; do not edit.\n"
      "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
      "namespace " +
      std::string(space) + " {\nextern " + declared + ";\nalignas(8) " + declared + " =";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 64 == 0) out += i == 0 ? "\n    \"" : "\"\n    \"";
    auto byte = static_cast<unsigned char>(bytes[i]);
    bool plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' && byte != '?';
    if (plain) {
      out += bytes[i];
    } else {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\%03o", static_cast<unsigned>(byte));
      out += escape;
    }
  }
  return out + "\";\n}  // namespace " + std::string(space) + "\n";
}

std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace archsynth::spec::tools
