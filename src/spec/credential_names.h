#pragma once

#include <string>
#include <string_view>

/// Names and values by which variables say that they hold credentials.
namespace archsynth::spec {

/// `DATABASE_PASSWORD`, `API_KEY`; not `PASSWORD_FILE`, which says where the credential is.
bool is_credential_name(std::string_view variable);
/// Whether a property of a type, at any depth, holds a secret as a text.
bool is_secret_property(std::string_view type, std::string_view property);
/// `DbPassword` and `--db-password` as `DB_PASSWORD`, the form of variables.
std::string as_variable(std::string_view name);
/// Whether a value is written out: no variable, command, reference or place to fill in.
bool is_stated(std::string_view value);
/// Whether a URL has a password in it: `postgres://user:password@host`.
bool has_password(std::string_view value);
/// The kind of the first credential in a text that its form gives away, `a GitHub token`; empty:
/// none.
std::string_view credential_form(std::string_view text);
/// Whether a variable says by its name or value that it holds a credential, which is written out.
bool is_plain_credential(std::string_view variable, std::string_view value);
/// What a script or a command line states of a credential, `DB_PASSWORD`, `--password`, `an access
/// key`; empty: nothing. `?` stands for a part that is computed.
std::string credential_in(std::string_view script);

}  // namespace archsynth::spec
