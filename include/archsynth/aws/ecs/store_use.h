#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// What the code of a service does with a store.
enum class Access { kReadWrite, kRead, kWrite };
constexpr auto names_of(Access) { return std::array{"read_write", "read", "write"}; }

/// What a service does with a bucket, and the variables in which it finds it.
struct BucketUseProps {
  Sourced<Access> access = Default(Access::kReadWrite);
  Sourced<std::string> name{};
  Sourced<std::string> url{};
  Sourced<std::string> host{};
  static constexpr auto fields() {
    using P = BucketUseProps;
    return describe::fields(
        "a use of a bucket",
        field<&P::access>("access", "what the code may do: `write` cannot read or list objects"),
        field<&P::name>("name", "the variable that gets the bucket's name")
            .form(forms::kVariableName)
            .example("UPLOADS_BUCKET"),
        field<&P::url>("url", "the variable that gets `https://` and the bucket's host name")
            .form(forms::kVariableName)
            .example("MEDIA_URL"),
        field<&P::host>("host", "the variable that gets the bucket's host name")
            .form(forms::kVariableName));
  }
};
static_assert(describe::complete<BucketUseProps>());

/// What a service does with a table, and the variable in which it finds it.
struct TableUseProps {
  Sourced<Access> access = Default(Access::kReadWrite);
  Sourced<std::string> name{};
  static constexpr auto fields() {
    using P = TableUseProps;
    return describe::fields(
        "a use of a table",
        field<&P::access>("access", "what the code may do: `write` cannot read or query items"),
        field<&P::name>("name", "the variable that gets the table's name")
            .form(forms::kVariableName)
            .example("ORDERS_TABLE"));
  }
};
static_assert(describe::complete<TableUseProps>());

}  // namespace archsynth::ecs
