#include <cstdio>
#include <cstdlib>
#include <optional>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"

namespace archsynth::cfn {
namespace {

void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n%s\n", what, text.c_str());
  std::abort();
}

/// The template of a text; nothing when there are findings.
std::optional<Template> read_clean(const Source& source, const document::Limits& limits = {}) {
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics, limits);
  if (!node) return std::nullopt;
  std::optional<Template> read = read_template(*node, diagnostics);
  if (!diagnostics.items().empty()) {
    // What is usable of a wrong template can be printed all the same.
    if (read) to_yaml(*read);
    return std::nullopt;
  }
  return read;
}

void check_reads_back(const Template& read, const char* name, std::string text) {
  const Source source(name, std::move(text));
  const std::optional<Template> again = read_clean(source);
  require(again.has_value(), "what is printed is a template", source.text());
  require(*again == read, "what is printed is the same template", source.text());
}

void check(const Source& source) {
  // Long forms nest deeper than tags, so that what is printed still is within the bounds.
  const std::optional<Template> read = read_clean(source, {1U << 20U, 50, 20'000});
  if (!read) return;
  check_reads_back(*read, "t.json", to_json(*read));
  check_reads_back(*read, "t.json", to_json(*read, true));
  check_reads_back(*read, "t.yaml", to_yaml(*read));
  Diagnostics diagnostics;
  const auto again = read_template(without_intrinsics(to_value(*read)), diagnostics);
  require(diagnostics.items().empty(), "the plain document is clean", source.text());
  require(again == read, "the plain document is the same template", source.text());
}

}  // namespace
}  // namespace archsynth::cfn

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  archsynth::cfn::check(archsynth::Source("f.yaml", text));
  return 0;
}
