#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "number.h"
#include "support/utf8.h"

namespace archsynth::cfn {
namespace {

constexpr std::uint64_t in_each_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

// Whether any byte is zero.
constexpr bool has_zero(std::uint64_t word) {
  return ((word - in_each_byte(1)) & ~word & in_each_byte(0x80)) != 0;
}

// Whether the text stands in JSON as it is: ASCII without control characters, quotes and
// backslashes, as nearly all is; eight bytes at a time.
bool stands_as_it_is(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t word = in_each_byte(' ');
    std::memcpy(&word, text.data() + i, std::min(sizeof word, text.size() - i));
    const bool is_ascii = (word & in_each_byte(0x80)) == 0;
    const bool has_control = ((word - in_each_byte(' ')) & in_each_byte(0x80)) != 0;
    if (!is_ascii || has_control || has_zero(word ^ in_each_byte('"')) ||
        has_zero(word ^ in_each_byte('\\'))) {
      return false;
    }
  }
  return true;
}

class JsonWriter {
 public:
  JsonWriter(std::string& out, bool compact) : out_(out), compact_(compact) {}

  /// Bytes of white space that make the text pretty; counted for a compact text too.
  std::size_t layout() const { return layout_; }

  void write(const Value& value) {
    if (const std::string* text = value.string()) {
      write_text(*text);
    } else if (const Map* map = value.map()) {
      write_map(*map);
    } else if (const List* list = value.list()) {
      write_list(*list);
    } else if (const bool* truth = value.get_if<bool>()) {
      out_ += *truth ? "true" : "false";
    } else if (value.is_intrinsic()) {
      write_intrinsic(value);
    } else if (!append_number(out_, value)) {
      out_ += "null";
    }
  }

 private:
  void write_intrinsic(const Value& value) {
    if (const Call* call = value.get_if<Call>()) {
      begin_member("{", long_name(call->function));
      write(call->argument.at(0));
    } else if (const Ref* ref = value.get_if<Ref>()) {
      begin_member("{", "Ref");
      write_text(ref->target.str());
    } else if (const GetAtt* att = value.get_if<GetAtt>()) {
      begin_member("{", "Fn::GetAtt");
      write_pair(*att);
    } else if (const Sub* sub = value.get_if<Sub>()) {
      begin_member("{", "Fn::Sub");
      write_sub(*sub);
    } else {
      write_spelled_out(*value.get_if<DynamicReference>());
      return;
    }
    end('}');
  }

  void write_pair(const GetAtt& att) {
    begin_item("[");
    write_text(att.target.str());
    begin_next();
    write_text(att.attribute);
    end(']');
  }

  void write_sub(const Sub& sub) {
    if (sub.variables.empty()) {
      write_text(sub.text);
      return;
    }
    begin_item("[");
    write_text(sub.text);
    begin_next();
    write_map(sub.variables);
    end(']');
  }

  void write_spelled_out(const DynamicReference& reference) { write(spelled_out(reference)); }

  void write_list(const List& list) {
    bool any = false;
    for (const Value& item : list) {
      if (item.absent()) continue;
      if (any) {
        begin_next();
      } else {
        begin_item("[");
      }
      any = true;
      write(item);
    }
    if (any) {
      end(']');
    } else {
      out_ += "[]";
    }
  }

  void write_map(const Map& map) {
    bool any = false;
    for (const MapEntry& entry : map) {
      if (entry.value.absent()) continue;
      if (any) {
        begin_next();
        write_key(entry.key);
      } else {
        begin_member("{", entry.key);
      }
      any = true;
      write(entry.value);
    }
    if (any) {
      end('}');
    } else {
      out_ += "{}";
    }
  }

  void begin_member(std::string_view open, std::string_view key) {
    begin_item(open);
    write_key(key);
  }

  void begin_item(std::string_view open) {
    out_ += open;
    ++depth_;
    break_line();
  }

  void begin_next() {
    out_ += ',';
    break_line();
  }

  void end(char close) {
    --depth_;
    break_line();
    out_ += close;
  }

  void write_key(std::string_view key) {
    write_text(key);
    out_ += compact_ ? ":" : ": ";
    ++layout_;
  }

  void break_line() {
    layout_ += 1 + 2 * depth_;
    if (compact_) return;
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  void write_text(std::string_view text) {
    out_ += '"';
    if (stands_as_it_is(text)) {
      out_ += text;
    } else if (first_invalid_utf8(text)) {
      // Names of files and what an embedder hands over may be anything; JSON is UTF-8.
      write_characters(valid_utf8(text));
    } else {
      write_characters(text);
    }
    out_ += '"';
  }

  void write_characters(std::string_view text) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
      out_ += text.substr(done, i - done);
      write_escape(byte);
      done = i + 1;
    }
    out_ += text.substr(done);
  }

  void write_escape(unsigned char byte) {
    constexpr std::string_view kHex = "0123456789abcdef";
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    out_ += '\\';
    const std::size_t named = kNamed.find(static_cast<char>(byte));
    if (named != std::string_view::npos) {
      out_ += kLetters[named];
    } else {
      out_ += "u00";
      out_ += kHex[byte >> 4U];
      out_ += kHex[byte & 0xFU];
    }
  }

  std::string& out_;
  bool compact_;
  std::size_t depth_ = 0;
  std::size_t layout_ = 0;
};

}  // namespace

std::string to_json(const Value& value, bool compact) {
  std::string out;
  JsonWriter(out, compact).write(value);
  out += '\n';
  return out;
}

std::string to_json(const Template& template_, bool compact) {
  return to_json(to_value(template_), compact);
}

SizedJson to_json_within(const Template& template_, std::size_t most) {
  const Value value = to_value(template_);
  SizedJson result;
  JsonWriter writer(result.text, true);
  writer.write(value);
  result.text += '\n';
  result.compact_size = result.text.size();
  if (result.compact_size + writer.layout() <= most) result.text = to_json(value);
  return result;
}

}  // namespace archsynth::cfn
