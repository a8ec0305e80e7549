#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "../schema_format.h"

namespace archsynth::spec::tools {

/// The words of a schema image while it grows. Equal values are stored once.
class JsonPool {
 public:
  using Word = schema_image::Word;

  /// Starts with an empty head and the keywords.
  JsonPool();

  /// The value of a JSON text without superfluous blanks; throws `std::runtime_error`.
  Word parse(std::string_view json);
  /// A number as JSON writes it.
  Word number(const std::string& digits);
  /// Where the string is.
  Word string(std::string_view text);
  Word array(const std::vector<Word>& values);
  /// Of keys' offsets and values, in any order.
  Word object(std::vector<std::pair<std::string, Word>> entries);
  /// The entries of an object's value.
  std::vector<std::pair<std::string, Word>> entries(Word object) const;

  /// Appends words as they are and tells where they start.
  Word append(const std::vector<Word>& words);
  std::vector<Word>& words() { return words_; }

 private:
  Word value();
  Word number();
  std::string text();
  char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  bool accept(char c);
  void expect(char c);
  Word pooled(schema_image::Tag tag, const std::vector<Word>& words);
  std::string_view string_at(Word at) const;

  std::vector<Word> words_;
  std::unordered_map<std::string, Word> strings_;
  std::unordered_map<std::string, Word> values_;
  std::string_view json_;
  std::size_t at_ = 0;
};

}  // namespace archsynth::spec::tools
