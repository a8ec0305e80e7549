#include <fmt/format.h>

#include <iterator>

#include "archsynth/support/diagnostic.h"
#include "archsynth/support/text.h"
#include "excerpt.h"
#include "utf8.h"

namespace archsynth {
namespace {

class Renderer {
 public:
  explicit Renderer(const RenderOptions& options) : color_(options.color) {}

  void write(const Diagnostic& diagnostic) {
    const std::string& resource = diagnostic.subject.resource;
    write_line(diagnostic.origin, diagnostic.severity, diagnostic.text(),
               resource.empty() ? diagnostic.code : diagnostic.code + " " + printable(resource));
    if (diagnostic.suppression) return;
    write_excerpt_of(diagnostic.origin, diagnostic.severity);
    write_labelled("fix:", diagnostic.fix);
    if (!diagnostic.see.empty()) write_labelled("see:", "cfn-lint " + diagnostic.see);
    for (const Diagnostic::Related& related : diagnostic.related) {
      write_line(related.origin, Severity::kNote, related.message, {});
      write_excerpt_of(related.origin, Severity::kNote);
    }
  }

  std::string take() && { return std::move(text_); }

 private:
  static constexpr std::string_view kBold = "\x1b[1m";
  static constexpr std::string_view kCyan = "\x1b[1;36m";
  static constexpr std::string_view kGreen = "\x1b[1;32m";
  static constexpr std::string_view kMagenta = "\x1b[1;35m";
  static constexpr std::string_view kRed = "\x1b[1;31m";
  static constexpr std::string_view kReset = "\x1b[0m";

  struct Style {
    std::string_view name;
    std::string_view color;
  };

  static Style style_of(Severity severity) {
    switch (severity) {
      case Severity::kNote:
        return {"note", kCyan};
      case Severity::kWarning:
        return {"warning", kMagenta};
      case Severity::kError:
        return {"error", kRed};
    }
    return {};
  }

  void styled(std::string_view text, std::string_view color) {
    if (color_) text_ += color;
    text_ += text;
    if (color_) text_ += kReset;
  }

  void write_line(const Origin& origin, Severity severity, std::string_view message,
                  std::string_view code) {
    const Style style = style_of(severity);
    const std::string place = printable(origin.to_string());
    if (!place.empty()) {
      styled(place + ":", kBold);
      text_ += ' ';
    }
    styled(fmt::format("{}:", style.name), style.color);
    text_ += ' ';
    styled(printable(message), kBold);
    if (!code.empty()) text_ += fmt::format(" [{}]", code);
    text_ += '\n';
  }

  void write_excerpt_of(const Origin& origin, Severity severity) {
    const Span* span = origin.span();
    if (span != nullptr && span->source != nullptr) write_excerpt(*span, style_of(severity).color);
  }

  void write_excerpt(const Span& span, std::string_view color) {
    const Excerpt part = excerpt(span);
    const std::uint32_t line = span.source->position_at(span.begin).line;
    const std::string_view gap = part.line.empty() ? "" : " ";
    fmt::format_to(std::back_inserter(text_), "{:>5} |{}{}\n", line, gap, part.line);
    const std::size_t gutter = fmt::formatted_size("{:>5}", line);
    text_ += fmt::format("{:{}} | {:{}}", "", gutter, "", part.caret_column);
    styled("^" + std::string(part.caret_width - 1, '~'), color);
    text_ += '\n';
  }

  void write_labelled(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    text_ += "  ";
    styled(label, kGreen);
    std::string_view indent = " ";
    for (const std::string_view line : split(text, '\n')) {
      text_ += indent;
      text_ += printable(line);
      text_ += '\n';
      indent = "       ";
    }
  }

  bool color_;
  std::string text_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic, const RenderOptions& options) {
  Renderer renderer(options);
  renderer.write(diagnostic);
  return std::move(renderer).take();
}

std::string render(const Diagnostics& diagnostics, const RenderOptions& options) {
  Renderer renderer(options);
  for (const Diagnostic& diagnostic : diagnostics.sorted()) renderer.write(diagnostic);
  return std::move(renderer).take();
}

}  // namespace archsynth
