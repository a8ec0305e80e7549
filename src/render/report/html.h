#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/cost.h"

namespace archsynth::picture {

/// A text with U+FFFD for control characters but line breaks and tabs, for what is malformed and
/// for what turns the direction of writing.
std::string visible_text(std::string_view text);

/// The one way by which a text gets into a page, within elements and within attributes in double
/// quotes: visible, its markup escaped.
std::string html_text(std::string_view text);

/// The same in an element of its own, so that its direction of writing stays within, and with
/// places between the words of `LogicalIds` where a line may end.
std::string html_name(std::string_view text);

/// A cell of a table, as markup.
struct HtmlCell {
  std::string html;
};

/// A table with a caption for screen readers. Every cell knows its column, for narrow screens where
/// rows stand one below the other.
class HtmlTable {
 public:
  /// Columns that begin with `>` are amounts.
  HtmlTable(std::string_view caption, std::vector<std::string> columns);
  void add(const std::vector<HtmlCell>& cells);
  /// The last row, set apart.
  void add_total(const std::vector<HtmlCell>& cells);
  std::string take() &&;

 private:
  void add_row(const std::vector<HtmlCell>& cells, std::string_view kind);
  std::vector<std::string> columns_;
  std::string html_;
};

/// `36.04`, or `36.04 to 108.12`.
std::string money_text(const analysis::MoneyRange& range);

}  // namespace archsynth::picture
