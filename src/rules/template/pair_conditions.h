#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/template/pair_place.h"

namespace archsynth::analysis {

/// A condition of a row, or what it needs: `A?=v|w` is a path, an operator and values.
struct Comparison {
  std::string_view path;
  std::string_view relation;
  std::string_view values;
};

/// What stands behind a path.
Comparison comparison_behind(std::string_view path, std::string_view rest);
Comparison comparison_of(std::string_view text);

/// Whether a text is one of those between `|`, which may have wildcards.
bool is_one_of(std::string_view text, std::string_view values);
double number_of(std::string_view text);
/// The item of a list that is one of the values; nothing where none surely is.
std::optional<std::string> item_of(const PairPlace& place, const cfn::Value* list,
                                   std::string_view values);
/// A number, or how many items a list surely has.
std::optional<double> amount_of(const PairPlace& place, const cfn::Value* value);

/// Whether all conditions of a row surely hold.
bool all_hold(const PairPlace& place, std::string_view when);

}  // namespace archsynth::analysis
