#pragma once

#include <string>
#include <string_view>

#include "support/patterns.h"

namespace archsynth::analysis {

/// A form that texts of one kind have: ids, ARNs and names of AWS's things, dates, networks.
struct TextFormat {
  std::string_view name;     ///< as schemas name it: `AWS::EC2::Subnet.Id`
  std::string_view see;      ///< cfn-lint's id
  std::string_view thing;    ///< for messages: `a subnet id`
  std::string_view pattern;  ///< empty where code decides
  std::string_view example;  ///< a text of that form
};

/// The format of that name; nullptr where there is none to check.
const TextFormat* text_format(std::string_view name);

/// Whether the text has the format.
bool has_format(const TextFormat& format, const std::string& text, Patterns& patterns);

/// A second kind of text, and of resource, that a property takes beside the one that its schema
/// names.
struct OtherFormat {
  std::string_view type;      ///< of the resource that has the property
  std::string_view property;  ///< its name, at any depth
  std::string_view pattern;
  std::string_view source;     ///< the type of resource that gives such a text
  std::string_view attribute;  ///< empty: `Ref`
};

/// nullptr where the property takes no other.
const OtherFormat* other_format(std::string_view type, std::string_view pointer);

/// Whether the property takes its keys with a small first letter too.
bool takes_camel_case(std::string_view type, std::string_view pointer);
/// Whether the service takes values that break this rule of the schema: the finding is a warning.
bool is_unenforced(std::string_view type, std::string_view pointer, std::string_view code);

/// Whether the property takes IPv4 networks only, because another one is for IPv6.
bool takes_ipv4_only(std::string_view type);
bool is_ipv6_network(const std::string& text);

/// The network without bits set past its prefix length: `10.0.0.0/16` of `10.0.0.1/16`.
std::string first_address(std::string_view network);

}  // namespace archsynth::analysis
