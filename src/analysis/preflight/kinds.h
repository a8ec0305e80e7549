#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/analysis/preflight.h"
#include "spec/existing.h"

namespace archsynth::analysis {

/// What has a text as its ARN, its id or its name.
struct Dependency {
  const spec::Existing* kind = nullptr;
  std::string text;
  std::string name;    ///< without what an ARN has in front of it
  std::string region;  ///< of an ARN
};
/// The thing with an ARN or an id; nothing for other texts, and for what AWS keeps.
std::optional<Dependency> dependency_of(std::string_view text);
/// The thing that a property of one of the types names; nothing where no kind has them.
std::optional<Dependency> dependency_named(const spec::TextList& types, std::string_view text);
std::optional<Dependency> dependency_named(const spec::Existing& kind, std::string_view text);
Prerequisite existing(const Dependency& thing);
/// The bucket of a host, `files.s3.us-east-1.amazonaws.com`; empty where it is no bucket's.
std::string_view bucket_of_host(std::string_view host);
/// The object that a URL is of, `s3://bucket/key` or one of HTTPS.
std::optional<Prerequisite> existing_object_at(std::string_view url);
Prerequisite existing_secret(std::string_view arn_or_name, std::string_view key);
Prerequisite existing_parameter(std::string_view arn_or_name);
Prerequisite existing_log_group(std::string_view name);
Prerequisite existing_object(std::string_view bucket, std::string_view key);
Prerequisite existing_zone(std::string_view id);
Prerequisite existing_export(std::string_view name);
/// An image with its tag; one of another registry has no command.
Prerequisite existing_image(std::string_view uri);
Prerequisite linked_role(std::string_view role, bool is_made_before);

}  // namespace archsynth::analysis
