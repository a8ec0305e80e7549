#pragma once

#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// What can exist beside a stack, and the read-only call of the AWS CLI that shows it.
struct Existing {
  std::string_view kind;  ///< `queue`
  TextList types;         ///< that make such a thing
  TextList ids;           ///< how its ids begin: `vpc-`
  TextList arns;          ///< a service, and how what stands behind the account begins: `iam:role/`
  TextList names;         ///< properties that name one: `AWS::EC2::Instance:KeyName`
  std::string_view service;  ///< empty: no call shows it
  std::string_view call;
  std::string_view option;
  std::string_view value;  ///< of the option: `text`, `name`, `last`, `bucket`
  std::string_view query;
  std::string_view expected;  ///< what the call prints; `name`, `domain`: that; empty: anything
  std::string_view needs;     ///< what else has to be so
  TextList owned;             ///< patterns of names that AWS keeps
};
/// All of them, by kind.
const std::vector<Existing>& existing_kinds();

}  // namespace archsynth::spec
