#include "command_line.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archsynth/support/text.h"

namespace archsynth::architecture {
namespace {

using document::Node;

/// The words of a command line, and what keeps it from being one.
struct Words {
  std::vector<std::string> words;
  std::string fault;
};

/// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02
class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  Words split() {
    while (at_ < line_.size() && result_.fault.empty()) step(line_[at_++]);
    end_word();
    return std::move(result_);
  }

 private:
  void step(char c) {
    if (c == ' ' || c == '\t' || c == '\n') return end_word();
    if (c == '\'') return take_quoted();
    if (c == '"') return take_double_quoted();
    if (c == '\\' && at_ < line_.size()) return add(line_[at_++]);
    if (std::string_view("|&;<>()$`*?[").find(c) != std::string_view::npos) {
      result_.fault = fmt::format("{} is shell syntax", quoted(std::string(1, c)));
      return;
    }
    add(c);
  }
  void take_quoted() {
    const std::size_t end = line_.find('\'', at_);
    if (end == std::string_view::npos) return fail_without_end();
    is_word_ = true;
    word_ += line_.substr(at_, end - at_);
    at_ = end + 1;
  }
  void take_double_quoted() {
    is_word_ = true;
    while (at_ < line_.size() && line_[at_] != '"') {
      const char c = line_[at_++];
      const bool escapes = c == '\\' && at_ < line_.size() &&
                           std::string_view("$`\"\\").find(line_[at_]) != std::string_view::npos;
      if (!escapes && (c == '$' || c == '`')) {
        result_.fault = fmt::format("{} is shell syntax", quoted(std::string(1, c)));
        return;
      }
      word_ += escapes ? line_[at_++] : c;
    }
    if (at_ == line_.size()) return fail_without_end();
    ++at_;
  }
  void fail_without_end() { result_.fault = "a quote is not closed"; }
  void add(char c) {
    is_word_ = true;
    word_ += c;
  }
  void end_word() {
    if (is_word_) result_.words.push_back(std::exchange(word_, {}));
    is_word_ = false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::string word_;
  bool is_word_ = false;
  Words result_;
};

Node list_of(const Node& place, const std::vector<std::string>& words) {
  Node list;
  list.kind = Node::Kind::kSequence;
  list.span = place.span;
  for (const std::string& word : words) {
    Node item;
    item.kind = Node::Kind::kScalar;
    item.span = place.span;
    item.text = word;
    list.items.push_back(std::move(item));
  }
  return list;
}

bool is_blank(const Node& node) {
  return node.text.find_first_not_of(" \t\n") == std::string::npos;
}

bool is_line(const Node& node) { return node.is_scalar() && node.tag.empty() && !is_blank(node); }

}  // namespace

void split_command(Node& command, Diagnostics& to) {
  if (command.is_scalar() && command.tag.empty() && is_blank(command)) {
    to.error("ARC1518", command.span, "the command is empty").fix =
        "remove the key to run the image's own command";
    command = list_of(command, {});
  }
  if (!is_line(command)) return;
  Words split = Splitter(command.text).split();
  if (!split.fault.empty()) {
    to.error("ARC1518", command.span, "no shell runs a command: " + split.fault).fix =
        fmt::format("write [sh, -c, {}] to run a shell, or quote what is meant literally",
                    quoted(command.text));
    split.words = {"sh", "-c", command.text};
  }
  command = list_of(command, split.words);
}

void expand_check_command(Node& command) {
  if (is_line(command)) command = list_of(command, {"CMD-SHELL", command.text});
}

}  // namespace archsynth::architecture
