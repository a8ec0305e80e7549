#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// The variables in which a service finds a database; those without a name are not set.
struct DatabaseUseProps {
  Sourced<std::string> host{};
  Sourced<std::string> reader_host{};
  Sourced<std::string> port{};
  Sourced<std::string> name{};
  Sourced<std::string> username{};
  Sourced<std::string> password{};
  Sourced<std::string> url{};
  Sourced<std::string> json{};
  Sourced<std::string> secret_arn{};
  static constexpr auto fields() {
    using P = DatabaseUseProps;
    return describe::fields(
        "a use of a database",
        field<&P::host>("host", "the variable that gets the host name")
            .form(forms::kVariableName)
            .example("DB_HOST"),
        field<&P::reader_host>("reader_host",
                               "the variable that gets the host name of an Aurora cluster's "
                               "readers, or of its writer where there are none")
            .form(forms::kVariableName),
        field<&P::port>("port", "the variable that gets the port").form(forms::kVariableName),
        field<&P::name>("name", "the variable that gets the name of the database in the server")
            .form(forms::kVariableName),
        field<&P::username>("username", "the variable that gets the user")
            .form(forms::kVariableName),
        field<&P::password>("password", "the variable that gets the password")
            .form(forms::kVariableName),
        field<&P::url>("url", "the variable that gets the connection string")
            .form(forms::kVariableName)
            .example("DATABASE_URL"),
        field<&P::json>("json",
                        "the variable that gets the whole secret as JSON: `username` and "
                        "`password`, and of a `generated` one `host`, `port` and `dbname`")
            .form(forms::kVariableName),
        field<&P::secret_arn>("secret_arn",
                              "the variable that gets the secret's ARN, which the code may then "
                              "read itself")
            .form(forms::kVariableName));
  }
};
static_assert(describe::complete<DatabaseUseProps>());

}  // namespace archsynth::ecs
