#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The rules of this repository that a compiler does not check. Paths are relative to its root and
/// say which rules hold for a file. Each function answers `path:line: what is wrong`.
namespace archsynth::house {

using Violations = std::vector<std::string>;

/// C++ text without comments; string and character literals become empty. Lines keep their numbers.
std::string without_comments_and_literals(std::string_view text);

/// An include of one of our layers that the layer of `path` may not use, by the table of layers,
/// and within aws by the order of services.
Violations layering(std::string_view path, std::string_view text);

/// A third-party header where it may not be: none in public headers; fmt only in .cc files, the
/// YAML reader only in the document layer, CLI11 and spdlog only in the command.
Violations third_party(std::string_view path, std::string_view text);

/// Printing, exiting, or reading the clock, the environment or chance outside the command.
Violations effects(std::string_view path, std::string_view text);

/// `Fn::If` spelt out outside `src/cfn`: `cfn/evaluate` is asked what a condition chooses.
Violations choices(std::string_view path, std::string_view text);

/// Marks of unfinished work, in code, comments and scripts.
Violations unfinished(std::string_view path, std::string_view text);

/// A hand-written file past 400 lines, of tests past 600; a header without `#pragma once`.
Violations shape(std::string_view path, std::string_view text);

/// A function of the product past 40 lines. Tables do not count: `fields()` of records, what a
/// `switch` holds, and lists of rows.
Violations long_functions(std::string_view path, std::string_view text);

/// A file of the repository.
struct File {
  std::string path;
  std::string text;
};

/// A diagnostic's code that sources of two folders report: one code, one kind of mistake. Tables of
/// what codes mean (`rules.cc`) report none.
Violations shared_codes(const std::vector<File>& files);

}  // namespace archsynth::house
