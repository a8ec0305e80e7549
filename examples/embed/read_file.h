#pragma once

#include <fstream>
#include <sstream>
#include <string>

inline std::string read_file(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}
