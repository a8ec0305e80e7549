#include <cstdio>
#include <cstdlib>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::document {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

/// Spans lie within the text and, where no alias moves nodes, within their parent's.
void check_spans(const Node& node, const Span& parent, bool nested) {
  const Span& span = node.span;
  require(span.source == parent.source, "the span has the source");
  require(span.begin <= span.end, "the span is not reversed");
  require(span.end <= span.source->text().size(), "the span is within the text");
  if (nested) require(parent.begin <= span.begin && span.end <= parent.end, "the span is nested");
  for (const Node& item : node.items) check_spans(item, span, nested);
  std::uint32_t last = span.begin;
  for (const Entry& entry : node.entries) {
    require(entry.key.is_scalar(), "the key is a scalar");
    check_spans(entry.key, span, nested);
    check_spans(entry.value, span, nested);
    if (!nested) continue;
    require(last <= entry.key.span.begin, "keys follow each other");
    require(entry.key.span.end <= entry.value.span.begin, "the value follows its key");
    last = entry.value.span.end;
  }
}

template <typename Reader>
void check(Reader reader, const Source& source) {
  Diagnostics diagnostics;
  const Limits limits{1U << 20U, 100, 20'000};
  const auto node = reader(source, diagnostics, limits);
  require(node.has_value() || diagnostics.has_errors(), "nothing comes back without a reason");
  if (node) {
    const bool has_aliases = source.text().find('*') != std::string::npos;
    const auto end = static_cast<std::uint32_t>(source.text().size());
    check_spans(*node, Span{&source, 0, end}, !has_aliases);
    require(!dump(*node).empty(), "the tree has a dump");
  }
  for (const Diagnostic& finding : diagnostics.items()) {
    require(finding.origin.span() != nullptr, "the finding has a place");
    require(finding.origin.span()->end <= source.text().size(), "the place is within the text");
    require(finding.origin.span()->begin <= finding.origin.span()->end,
            "the place is not reversed");
  }
  const std::string text = render(diagnostics, {.color = false});
  require(!first_invalid_utf8(text), "what is printed is UTF-8");
  require(text.find('\x1b') == std::string::npos, "what is printed has no escape sequences");
}

}  // namespace
}  // namespace archsynth::document

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const archsynth::Source source("f", std::string(reinterpret_cast<const char*>(data), size));
  archsynth::document::check(archsynth::document::read_yaml, source);
  archsynth::document::check(archsynth::document::read_json, source);
  return 0;
}
