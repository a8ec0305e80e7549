#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "archsynth/document/node.h"

namespace archsynth::document {

/// A scalar with its type.
using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// The rules by which a plain scalar gets a type.
enum class Schema {
  kCore,    ///< YAML 1.2 core and JSON: true/false, 12, 0o14, 0xC, 1.5, null
  kYaml11,  ///< YAML 1.1, what CloudFormation reads: also yes/no/on/off, 0123 (octal), 1_000,
            ///< 12:30:45
};

/// The type of a plain scalar's text under a schema. Integers that do not fit 64 bits are strings.
Scalar resolve(std::string_view text, Schema schema);
/// The same for a node: quoted text is a string, a missing value is null.
Scalar resolve(const Node& node, Schema schema);

/// How YAML 1.1 and the core schema differ on a plain text, for a warning: `a boolean` for `yes`,
/// `the octal number 83` for `0123`, `the number 45045` for `12:30:45`, `a date` for `2012-10-17`;
/// empty when they agree.
std::string yaml11_surprise(std::string_view text);

}  // namespace archsynth::document
