#include <optional>
#include <string_view>

#include "archsynth/cfn/writer.h"
#include "number.h"
#include "yaml_scalar.h"

namespace archsynth::cfn {
namespace {

/// Lines of arguments in brackets end before this column.
constexpr std::size_t kWidth = 80;
/// Readers want the `:` of a key within 1024 characters.
constexpr std::size_t kLongKey = 1000;

/// The tag of a function, `!Join`; empty where CloudFormation documents no short form.
std::string_view tag_of(Function function) {
  switch (function) {
    case Function::kBase64:
      return "!Base64";
    case Function::kCidr:
      return "!Cidr";
    case Function::kFindInMap:
      return "!FindInMap";
    case Function::kGetAZs:
      return "!GetAZs";
    case Function::kIf:
      return "!If";
    case Function::kImportValue:
      return "!ImportValue";
    case Function::kJoin:
      return "!Join";
    case Function::kSelect:
      return "!Select";
    case Function::kSplit:
      return "!Split";
    case Function::kAnd:
      return "!And";
    case Function::kEquals:
      return "!Equals";
    case Function::kNot:
      return "!Not";
    case Function::kOr:
      return "!Or";
    case Function::kCondition:
      return "!Condition";
    default:
      return "";
  }
}

/// `A.B`, which splits at its first dot; nothing when that would not give the same two names.
std::optional<std::string> dotted(const GetAtt& att) {
  const std::string& target = att.target.str();
  if (target.find('.') != std::string::npos) return std::nullopt;
  return target + "." + att.attribute;
}

bool is_one_line(std::string_view text) { return text.find('\n') == std::string_view::npos; }

/// Arguments of a function in brackets, for the short and simple.
class FlowWriter {
 public:
  explicit FlowWriter(std::size_t width) : width_(width) {}

  /// `!If [IsProd, a, b]`; nothing when it does not fit the width or holds what needs a block.
  std::optional<std::string> write(std::string_view tag, const List& arguments) {
    out_ += tag;
    out_ += ' ';
    if (!append_list(arguments)) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool append_list(const List& list) {
    out_ += '[';
    bool first = true;
    for (const Value& item : list) {
      if (item.absent()) continue;
      if (!first) out_ += ", ";
      first = false;
      if (out_.size() >= width_ || !append(item)) return false;
    }
    out_ += ']';
    return out_.size() <= width_;
  }

  bool append(const Value& value) {
    if (const std::string* text = value.string()) return append_text("", *text);
    if (const List* list = value.list()) return append_list(*list);
    if (const Ref* ref = value.get_if<Ref>()) return append_text("!Ref ", ref->target.str());
    if (const GetAtt* att = value.get_if<GetAtt>()) {
      const std::optional<std::string> text = dotted(*att);
      return text && append_text("!GetAtt ", *text);
    }
    if (const Sub* sub = value.get_if<Sub>()) {
      return sub->variables.empty() && append_text("!Sub ", sub->text);
    }
    if (const Call* call = value.get_if<Call>()) return append_call(*call);
    if (value.map() != nullptr || value.is_intrinsic()) return false;
    return append_plain(value);
  }

  bool append_call(const Call& call) {
    const std::string_view tag = tag_of(call.function);
    if (tag.empty()) return false;
    const Value& argument = call.argument.at(0);
    out_ += tag;
    out_ += ' ';
    if (const std::string* text = argument.string()) return append_text("", *text);
    if (const List* list = argument.list()) return append_list(*list);
    return false;
  }

  bool append_text(std::string_view tag, std::string_view text) {
    if (text.size() > width_ || !is_one_line(text)) return false;
    out_ += tag;
    append_yaml_line(out_, text, YamlContext::kFlow);
    return true;
  }

  bool append_plain(const Value& value) {
    if (const bool* truth = value.get_if<bool>()) {
      out_ += *truth ? "true" : "false";
    } else if (!append_number(out_, value)) {
      out_ += "null";
    }
    return true;
  }

  std::string out_;
  std::size_t width_;
};

/// What the value to write stands behind.
enum class Place { kStart, kKey, kDash };

class YamlWriter {
 public:
  explicit YamlWriter(std::string& out) : out_(out) {}

  /// Writes a value; its lines, where it has several, get `indent` spaces.
  void write(const Value& value, std::size_t indent, Place place) {
    if (const std::string* text = value.string()) {
      space(place);
      append_yaml_text(out_, *text, indent == 0 ? 2 : indent);
    } else if (const Map* map = value.map()) {
      write_map(*map, indent, place);
    } else if (const List* list = value.list()) {
      write_list(*list, indent, place);
    } else if (value.is_intrinsic()) {
      write_intrinsic(value, indent, place);
    } else {
      space(place);
      write_plain(value);
    }
  }

  /// Sections, and the members of `Resources`, with an empty line between two.
  void write_document(const Map& sections) {
    for (const MapEntry& section : sections) {
      if (!out_.empty()) out_ += "\n\n";
      const Map* members = section.key == "Resources" ? section.value.map() : nullptr;
      if (members == nullptr || members->empty()) {
        write_entry(section.key, section.value, 0);
        continue;
      }
      write_key(section.key, 0);
      bool first = true;
      for (const MapEntry& member : *members) {
        out_ += first ? "\n  " : "\n\n  ";
        first = false;
        write_entry(member.key, member.value, 2);
      }
    }
  }

 private:
  void write_plain(const Value& value) {
    if (const bool* truth = value.get_if<bool>()) {
      out_ += *truth ? "true" : "false";
    } else if (!append_number(out_, value)) {
      out_ += "null";
    }
  }

  void write_map(const Map& map, std::size_t indent, Place place) {
    bool first = true;
    for (const MapEntry& entry : map) {
      if (entry.value.absent()) continue;
      begin_line(indent, first ? place : Place::kKey);
      first = false;
      write_entry(entry.key, entry.value, indent);
    }
    if (first) {
      space(place);
      out_ += "{}";
    }
  }

  void write_list(const List& list, std::size_t indent, Place place) {
    bool first = true;
    for (const Value& item : list) {
      if (item.absent()) continue;
      begin_line(indent, first ? place : Place::kKey);
      first = false;
      out_ += '-';
      write(item, indent + 2, Place::kDash);
    }
    if (first) {
      space(place);
      out_ += "[]";
    }
  }

  void write_entry(std::string_view key, const Value& value, std::size_t indent) {
    write_key(key, indent);
    write(value, indent + 2, Place::kKey);
  }

  void write_key(std::string_view key, std::size_t indent) {
    const std::size_t begin = out_.size();
    append_yaml_line(out_, key, YamlContext::kBlock);
    if (out_.size() - begin > kLongKey) {
      out_.insert(begin, "? ");
      begin_line(indent, Place::kKey);
    }
    out_ += ':';
  }

  void write_intrinsic(const Value& value, std::size_t indent, Place place) {
    if (const Ref* ref = value.get_if<Ref>()) {
      write_tagged("!Ref", ref->target.str(), indent, place);
    } else if (const GetAtt* att = value.get_if<GetAtt>()) {
      write_get_att(*att, indent, place);
    } else if (const Sub* sub = value.get_if<Sub>()) {
      write_sub(*sub, indent, place);
    } else if (const Call* call = value.get_if<Call>()) {
      write_call(*call, indent, place);
    } else {
      write(spelled_out(*value.get_if<DynamicReference>()), indent, place);
    }
  }

  void write_tagged(std::string_view tag, std::string_view text, std::size_t indent, Place place) {
    space(place);
    out_ += tag;
    out_ += ' ';
    // yaml-cpp takes a tag behind a dash for the start of a key, and wants text further in than it.
    append_yaml_text(out_, text, place == Place::kKey ? indent : indent + 2);
  }

  void write_get_att(const GetAtt& att, std::size_t indent, Place place) {
    if (const std::optional<std::string> text = dotted(att)) {
      write_tagged("!GetAtt", *text, indent, place);
    } else {
      write_long("Fn::GetAtt", List{att.target.str(), att.attribute}, indent, place);
    }
  }

  void write_sub(const Sub& sub, std::size_t indent, Place place) {
    if (sub.variables.empty()) {
      write_tagged("!Sub", sub.text, indent, place);
    } else {
      space(place);
      out_ += "!Sub";
      write_list(List{sub.text, sub.variables}, indent, Place::kKey);
    }
  }

  void write_call(const Call& call, std::size_t indent, Place place) {
    const std::string_view tag = tag_of(call.function);
    const Value& argument = call.argument.at(0);
    if (tag.empty()) {
      write_long(long_name(call.function), argument, indent, place);
    } else if (const std::string* text = argument.string()) {
      write_tagged(tag, *text, indent, place);
    } else if (const List* list = argument.list()) {
      write_arguments(tag, *list, indent, place);
    } else if (const Map* map = argument.map()) {
      space(place);
      out_ += tag;
      write_map(*map, indent, Place::kKey);
    } else {
      write_long(long_name(call.function), argument, indent, place);
    }
  }

  void write_arguments(std::string_view tag, const List& list, std::size_t indent, Place place) {
    space(place);
    const std::size_t column = out_.size() - (out_.rfind('\n') + 1);
    const std::size_t width = column + 20 < kWidth ? kWidth - column : 20;
    if (const std::optional<std::string> line = FlowWriter(width).write(tag, list)) {
      out_ += *line;
    } else {
      out_ += tag;
      write_list(list, indent, Place::kKey);
    }
  }

  /// A tag cannot follow a tag on one scalar, so functions of functions have their long names.
  void write_long(std::string_view name, const Value& argument, std::size_t indent, Place place) {
    begin_line(indent, place);
    write_entry(name, argument, indent);
  }

  void space(Place place) {
    if (place != Place::kStart) out_ += ' ';
  }

  /// Starts the first (by place) or a further line (`kKey`) of a block.
  void begin_line(std::size_t indent, Place place) {
    if (place == Place::kKey) {
      out_ += '\n';
      out_.append(indent, ' ');
    } else {
      space(place);
    }
  }

  std::string& out_;
};

}  // namespace

std::string to_yaml(const Value& value) {
  std::string out;
  YamlWriter(out).write(value, 0, Place::kStart);
  out += '\n';
  return out;
}

std::string to_yaml(const Template& template_) {
  std::string out;
  YamlWriter(out).write_document(*to_value(template_).map());
  out += '\n';
  return out;
}

}  // namespace archsynth::cfn
