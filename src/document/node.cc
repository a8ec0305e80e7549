#include "archsynth/document/node.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace archsynth::document {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\n':
        result += "\\n";
        break;
      case '\t':
        result += "\\t";
        break;
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      default:
        if (byte < 0x20 || byte == 0x7F) {
          result += fmt::format("\\x{:02x}", byte);
        } else {
          result += c;
        }
    }
  }
  return result;
}

std::string_view dump_name(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return node.plain ? "plain" : "quoted";
    case Node::Kind::kSequence:
      return "sequence";
    case Node::Kind::kMapping:
      return "mapping";
  }
  return {};
}

void dump_to(std::string& out, const Node& node, std::size_t indent) {
  out += dump_name(node);
  if (!node.tag.empty()) out += " " + escaped(node.tag);
  if (node.is_scalar()) out += " \"" + escaped(node.text) + "\"";
  fmt::format_to(std::back_inserter(out), " {}..{}\n", node.span.begin, node.span.end);
  for (const Node& item : node.items) {
    out.append(indent + 2, ' ');
    out += "- ";
    dump_to(out, item, indent + 4);
  }
  for (const Entry& entry : node.entries) {
    out.append(indent + 2, ' ');
    out += "key ";
    dump_to(out, entry.key, indent + 2);
    out.append(indent + 4, ' ');
    dump_to(out, entry.value, indent + 4);
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key.text == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string dump(const Node& node) {
  std::string out;
  dump_to(out, node, 0);
  return out;
}

}  // namespace archsynth::document
