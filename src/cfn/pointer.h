#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// The names and indices of a JSON pointer (RFC 6901), escapes undone.
using Pointer = std::vector<std::string>;

/// Nothing when the text does not start with `/` (nor is empty) or has a `~` without 0 or 1.
std::optional<Pointer> parse_pointer(std::string_view text);
std::string to_text(const Pointer& pointer);

/// Paths are quoted whole: half a path helps nobody.
std::string in_quotes(std::string_view path);

/// The index that a name means in a list; nothing when it means none. `-`, the place after the
/// last, and the size are indices only where something is to be inserted.
std::optional<std::size_t> index_of(std::string_view name, std::size_t size, bool insert);

/// What a pointer points to; null when it does not exist.
Value* find(Value& document, const Pointer& pointer);

/// `help` for a path to nothing: the path with its misspelt names put right, or how far it leads.
std::string nearest_path(const Value& document, const Pointer& pointer);

}  // namespace archsynth::cfn
