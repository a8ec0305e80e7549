#include "json_pool.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace archsynth::spec::tools {

using schema_image::Tag;
using schema_image::tagged;

JsonPool::JsonPool() : words_(schema_image::kKeywordsAt, 0) {
  for (std::string_view keyword : schema_image::kKeywords) {
    string(keyword);
    words_.resize(schema_image::kKeywordsAt + (strings_.size() * schema_image::kKeywordWords), 0);
  }
}

JsonPool::Word JsonPool::append(const std::vector<Word>& words) {
  auto at = static_cast<Word>(words_.size());
  words_.insert(words_.end(), words.begin(), words.end());
  return at;
}

JsonPool::Word JsonPool::string(std::string_view text) {
  auto [found, added] = strings_.try_emplace(std::string(text), 0);
  if (!added) return found->second;
  std::vector<Word> words(1 + (text.size() + 3) / 4, 0);
  words[0] = static_cast<Word>(text.size());
  std::memcpy(words.data() + 1, text.data(), text.size());
  return found->second = append(words);
}

std::string_view JsonPool::string_at(Word at) const {
  return {reinterpret_cast<const char*>(words_.data() + at + 1), words_[at]};
}

JsonPool::Word JsonPool::pooled(Tag tag, const std::vector<Word>& words) {
  std::string key(1, static_cast<char>(tag));
  key.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(Word));
  auto [found, added] = values_.try_emplace(std::move(key), 0);
  if (!added) return found->second;
  // Doubles are read in place.
  if (tag == Tag::kDouble && words_.size() % 2 != 0) words_.push_back(0);
  return found->second = tagged(tag, append(words));
}

JsonPool::Word JsonPool::array(const std::vector<Word>& values) {
  std::vector<Word> words = {static_cast<Word>(values.size())};
  words.insert(words.end(), values.begin(), values.end());
  return pooled(Tag::kArray, words);
}

JsonPool::Word JsonPool::object(std::vector<std::pair<std::string, Word>> entries) {
  std::sort(entries.begin(), entries.end());
  std::vector<Word> words = {static_cast<Word>(entries.size())};
  for (const auto& [key, value] : entries) {
    words.push_back(string(key));
    words.push_back(value);
  }
  return pooled(Tag::kObject, words);
}

std::vector<std::pair<std::string, JsonPool::Word>> JsonPool::entries(Word object) const {
  std::vector<std::pair<std::string, Word>> list;
  Word at = object >> schema_image::kTagBits;
  for (Word i = 0; i < words_[at]; ++i) {
    list.emplace_back(string_at(words_[at + 1 + 2 * i]), words_[at + 2 + 2 * i]);
  }
  return list;
}

JsonPool::Word JsonPool::parse(std::string_view json) {
  json_ = json;
  at_ = 0;
  Word parsed = value();
  if (at_ != json_.size()) throw std::runtime_error("text behind the value");
  return parsed;
}

bool JsonPool::accept(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

void JsonPool::expect(char c) {
  if (!accept(c)) throw std::runtime_error(std::string("expected ") + c);
}

JsonPool::Word JsonPool::value() {
  constexpr std::string_view kLiterals[] = {"null", "false", "true"};
  for (Word i = 0; i < 3; ++i) {
    if (json_.substr(at_).starts_with(kLiterals[i])) {
      at_ += kLiterals[i].size();
      return tagged(Tag::kLiteral, i);
    }
  }
  if (peek() == '"') return tagged(Tag::kString, string(text()));
  if (accept('[')) {
    std::vector<Word> values;
    if (accept(']')) return array(values);
    do values.push_back(value());
    while (accept(','));
    expect(']');
    return array(values);
  }
  if (accept('{')) {
    std::vector<std::pair<std::string, Word>> list;
    if (accept('}')) return object(std::move(list));
    do {
      std::string key = text();
      expect(':');
      list.emplace_back(std::move(key), value());
    } while (accept(','));
    expect('}');
    return object(std::move(list));
  }
  return number();
}

JsonPool::Word JsonPool::number() {
  std::size_t end = json_.find_first_not_of("+-.0123456789eE", at_);
  std::string digits(json_.substr(at_, end == json_.npos ? json_.npos : end - at_));
  if (digits.empty()) throw std::runtime_error("expected a value");
  at_ += digits.size();
  return number(digits);
}

JsonPool::Word JsonPool::number(const std::string& digits) {
  double number = std::strtod(digits.c_str(), nullptr);
  constexpr double kMost = 1 << 27;
  if (digits.find_first_of(".eE") == digits.npos && number > -kMost && number < kMost) {
    return tagged(Tag::kInteger, static_cast<Word>(static_cast<std::int32_t>(number)));
  }
  std::vector<Word> words(2);
  std::memcpy(words.data(), &number, sizeof number);
  return pooled(Tag::kDouble, words);
}

std::string JsonPool::text() {
  expect('"');
  std::string out;
  while (peek() != '"') {
    if (at_ >= json_.size()) throw std::runtime_error("a string has no end");
    char c = json_[at_++];
    if (c != '\\') {
      out += c;
      continue;
    }
    char escape = peek();
    ++at_;
    if (escape == 'u') {
      auto code = std::strtoul(std::string(json_.substr(at_, 4)).c_str(), nullptr, 16);
      // The importer writes UTF-8; only control characters are escaped so.
      if (code >= 0x80) throw std::runtime_error("an escape beyond ASCII");
      at_ += 4;
      out += static_cast<char>(code);
      continue;
    }
    constexpr std::string_view kFrom = "bfnrt";
    constexpr std::string_view kTo = "\b\f\n\r\t";
    std::size_t index = kFrom.find(escape);
    out += index == kFrom.npos ? escape : kTo[index];
  }
  ++at_;
  return out;
}

}  // namespace archsynth::spec::tools
