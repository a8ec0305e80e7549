#pragma once

#include <string_view>

/// Names and values by which variables say that they hold credentials.
namespace archsynth::spec {

/// `DATABASE_PASSWORD`, `API_KEY`; not `PASSWORD_FILE`, which says where the credential is.
bool is_credential_name(std::string_view variable);
/// Whether a URL has a password in it: `postgres://user:password@host`.
bool has_password(std::string_view value);

}  // namespace archsynth::spec
