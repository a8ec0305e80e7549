#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Texts of policies before the resources exist. Law: two different resources never have one name,
/// and what only the deployment decides is neither equal nor different.
namespace archsynth::model {

/// How certain something is, the least first.
enum class Certainty { kNo, kMaybe, kYes };

/// Within texts: some part that exists, such as the key of an object.
inline constexpr char kSomePart = '\x03';

/// The name that a resource of the template gets.
std::string name_token(std::string_view id);
/// A text that only the deployment knows, by what stands for it.
std::string unknown_token(std::string_view what);

/// Whether a pattern, with `*` and `?`, takes in something that the text stands for.
Certainty covers_some(std::string_view pattern, std::string_view text);
/// Whether it takes in all of it.
Certainty covers_all(std::string_view pattern, std::string_view text);
/// The same for names of actions, where upper and lower case do not count; `kMaybe` for an unknown
/// pattern.
Certainty covers_action(std::string_view pattern, std::string_view action);
/// The parts of an ARN between its colons; what stands for something else is never cut.
std::vector<std::string_view> arn_parts(std::string_view arn);
/// The text as people read it: `Files` for its name, `*` for what is not known.
std::string readable(std::string_view text);

}  // namespace archsynth::model
