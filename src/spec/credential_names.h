#pragma once

#include <string_view>

/// Names by which variables say that they hold credentials.
namespace archsynth::spec {

/// `DATABASE_PASSWORD`, `API_KEY`; not `PASSWORD_FILE`, which says where the credential is.
bool is_credential_name(std::string_view variable);

}  // namespace archsynth::spec
