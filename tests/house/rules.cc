#include "house/rules.h"

#include <cctype>
#include <map>
#include <optional>
#include <regex>

#include "house/lines.h"

namespace archsynth::house {
namespace {

bool is_generated(std::string_view path) { return path.starts_with("src/spec/data/"); }

/// Programs of the build and of those who refresh facts live beside the layer they serve.
bool is_core(std::string_view path) {
  if (path.starts_with("include/archsynth/")) return true;
  return path.starts_with("src/") && !path.starts_with("src/cli/") &&
         !path.starts_with("src/spec/tools/") && !path.starts_with("src/spec/import/");
}

bool is_cpp(std::string_view path) { return path.ends_with(".cc") || path.ends_with(".h"); }

/// The end of the literal or comment that begins at `begin`, or `begin` when none does.
std::size_t end_of_skipped(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin);
  if (rest.starts_with("//")) return std::min(text.find('\n', begin), text.size());
  if (rest.starts_with("/*")) {
    const std::size_t end = text.find("*/", begin + 2);
    return end == text.npos ? text.size() : end + 2;
  }
  if (rest.starts_with("R\"")) {
    const std::size_t open = text.find('(', begin);
    if (open == text.npos) return text.size();
    const std::string close = ")" + std::string(text.substr(begin + 2, open - begin - 2)) + "\"";
    const std::size_t end = text.find(close, open);
    return end == text.npos ? text.size() : end + close.size();
  }
  // A quote after a digit separates digits: 51'200.
  const bool separates = begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1]));
  if (rest[0] != '"' && (rest[0] != '\'' || separates)) return begin;
  std::size_t end = begin + 1;
  while (end < text.size() && text[end] != rest[0] && text[end] != '\n') {
    end += text[end] == '\\' ? 2 : 1;
  }
  return std::min(end + 1, text.size());
}

bool is_product(std::string_view path) {
  return path.starts_with("include/") || path.starts_with("src/");
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// The line that opens the body of the function whose head begins at `first`, as clang-format
/// writes it: a free one, or a member within its class. None where no function or a table begins.
std::optional<std::size_t> body_of_function(const std::vector<std::string_view>& all,
                                            std::size_t first) {
  static const std::regex kOther(
      R"(^ *(namespace|struct|class|enum|union|extern|if|for|while|switch|do|else|\}|#)|\bfields\(\))");
  const std::string_view head = all[first];
  if (indentation(head) > 2 || head.find('(') == head.npos ||
      std::regex_search(head.begin(), head.end(), kOther)) {
    return std::nullopt;
  }
  for (std::size_t i = first; i < all.size(); ++i) {
    if (all[i].empty() || all[i].ends_with("= {") || all[i].find_first_of(";}") != all[i].npos) {
      return std::nullopt;
    }
    if (all[i].ends_with('{')) return i;
  }
  return std::nullopt;
}

/// The line that closes the block which the line `open` opens and whose head begins at `first`.
std::size_t end_of_block(const std::vector<std::string_view>& all, std::size_t first,
                         std::size_t open) {
  for (std::size_t i = open + 1; i < all.size(); ++i) {
    if (!all[i].empty() && indentation(all[i]) <= indentation(all[first]) &&
        all[i][indentation(all[i])] == '}') {
      return i;
    }
  }
  return all.size();
}

/// Lines within a `switch`, which is a table of cases, and of tables that a function has.
std::size_t lines_of_tables(const std::vector<std::string_view>& all, std::size_t first,
                            std::size_t last) {
  std::size_t count = 0;
  for (std::size_t i = first + 1; i < last; ++i) {
    std::size_t end = i;
    if (all[i].ends_with(" = {")) {
      while (end < last && !all[end].ends_with(';')) ++end;
    } else if (all[i].substr(indentation(all[i])).starts_with("switch (")) {
      end = end_of_block(all, i, i);
    } else {
      continue;
    }
    count += end - i - 1;
    i = end;
  }
  return count;
}

}  // namespace

std::string without_comments_and_literals(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = end_of_skipped(text, i);
    if (end == i) {
      kept += text[i++];
      continue;
    }
    const bool literal = text[i] != '/';
    if (literal) kept += "\"\"";
    for (; i < end; ++i) {
      if (text[i] == '\n') kept += '\n';
    }
  }
  return kept;
}

Violations effects(std::string_view path, std::string_view text) {
  static const std::regex kEffect(
      R"(\bstd::(cout|cerr|clog|wcout|wcerr|print|println)\b)"
      R"(|\b(v?f?printf|v?print|f?puts|putchar|perror)\s*\()"
      R"(|\b(exit|_exit|_Exit|quick_exit|abort|terminate)\s*\()"
      R"(|\b(secure_)?getenv\b|\benviron\b)"
      R"(|\b(system|steady|high_resolution|utc|file)_clock\b|\b(std::|::)(time|clock)\s*\()"
      R"(|\b(gettimeofday|clock_gettime|random_device|s?rand|random)\s*\(|\brandom_device\b)"
      R"(|#\s*include\s*<(iostream|random|chrono|ctime|syslog\.h)>)");
  Violations found;
  if (!is_core(path) || !is_cpp(path)) return found;
  const std::string code = without_comments_and_literals(text);
  std::size_t number = 0;
  for (std::string_view line : lines(code)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, kEffect)) {
      found.push_back(at(path, number, "the core may not use " + match.str()));
    }
  }
  return found;
}

Violations choices(std::string_view path, std::string_view text) {
  // The table of what functions take.
  constexpr std::string_view kAllowed[] = {"src/rules/functions/arguments.cc"};
  Violations found;
  if (!path.starts_with("src/") || path.starts_with("src/cfn/") || !is_cpp(path) ||
      std::ranges::find(kAllowed, path) != std::end(kAllowed)) {
    return found;
  }
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    if (line.find("Function::kIf") != line.npos || line.find("\"Fn::If\"") != line.npos) {
      found.push_back(at(path, number, "spells Fn::If out: ask cfn/evaluate/choice.h"));
    }
  }
  return found;
}

Violations unfinished(std::string_view path, std::string_view text) {
  // Split, so that this file does not find itself.
  static const std::regex kMark(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b");
  Violations found;
  if (is_generated(path)) return found;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, kMark)) {
      found.push_back(at(path, number, "unfinished: " + match.str()));
    }
    for (const char mark : std::string_view("<|>")) {
      if (line.starts_with(std::string(7, mark) + " ")) {
        found.push_back(at(path, number, "unfinished: a merge"));
      }
    }
  }
  return found;
}

Violations shape(std::string_view path, std::string_view text) {
  Violations found;
  if (is_generated(path) || !is_cpp(path)) return found;
  const std::size_t most = is_product(path) ? 400 : 600;
  const std::size_t count = lines(text).size();
  if (count > most) {
    found.push_back(at(path, count, "more than " + std::to_string(most) + " lines"));
  }
  if (path.ends_with(".h") && text.find("#pragma once") == text.npos) {
    found.push_back(at(path, 1, "a header without #pragma once"));
  }
  return found;
}

Violations long_functions(std::string_view path, std::string_view text) {
  constexpr std::size_t kMostLines = 40;
  Violations found;
  if (!is_product(path) || is_generated(path) || !is_cpp(path)) return found;
  const std::string code = without_comments_and_literals(text);
  const std::vector<std::string_view> all = lines(code);
  for (std::size_t first = 0; first < all.size(); ++first) {
    const std::optional<std::size_t> body = body_of_function(all, first);
    if (!body) continue;
    const std::size_t last = end_of_block(all, first, *body);
    const std::size_t count = last - *body - 1 - lines_of_tables(all, *body, last);
    if (count <= kMostLines) continue;
    found.push_back(at(path, first + 1, "a function of " + std::to_string(count) + " lines"));
    first = last;
  }
  return found;
}

Violations shared_codes(const std::vector<File>& files) {
  static const std::regex kCode("\"(ARC[0-9]{4})\"");
  Violations found;
  std::map<std::string, std::string> owners;  // code → folder of the first file that reports it
  for (const File& file : files) {
    if (!file.path.starts_with("src/") || !is_core(file.path) || !is_cpp(file.path)) continue;
    // A table that tells what codes mean reports none.
    // Tables of what codes mean.
    if (file.path.ends_with("/rules.cc") || file.path.starts_with("src/rules/reading/")) continue;
    const std::string folder = file.path.substr(0, file.path.rfind('/'));
    std::size_t number = 0;
    for (std::string_view line : lines(file.text)) {
      ++number;
      std::match_results<std::string_view::const_iterator> match;
      if (!std::regex_search(line.begin(), line.end(), match, kCode)) continue;
      const std::string& owner = owners.try_emplace(match.str(1), folder).first->second;
      if (owner != folder) {
        found.push_back(at(file.path, number, match.str(1) + " is a code of " + owner));
      }
    }
  }
  return found;
}

}  // namespace archsynth::house
