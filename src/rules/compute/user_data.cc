// EC2: user data that is not encoded.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUserDataPage =
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html";

struct UserDataPlace {
  std::string_view type;
  std::string_view path;
};

constexpr UserDataPlace kUserDataPlaces[] = {
    {"AWS::AutoScaling::LaunchConfiguration", "UserData"},
    {"AWS::EC2::Instance", "UserData"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.UserData"},
};

/// Whether a text has only what encoded ones are made of.
bool may_be_encoded(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("+/=-_\r\n").find(c) != std::string_view::npos;
  });
}

void check_user_data(const View& view, const Report& report) {
  for (const UserDataPlace& row : kUserDataPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Value* place = property_at(*resource, row.path);
      const std::string* text = place == nullptr ? nullptr : place->string();
      const auto* sub = place == nullptr ? nullptr : place->get_if<cfn::Sub>();
      std::string fixed = text != nullptr ? *text : "";
      if (sub != nullptr) {
        for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
          if (piece.kind == cfn::SubPiece::Kind::kText) fixed += piece.text;
        }
      }
      if (fixed.find("{{resolve:") != fixed.npos || may_be_encoded(fixed)) continue;
      report(*resource, place,
             fmt::format("\"UserData\" of {} is not Base64-encoded", quoted(resource->id.str())))
          .fix = "wrap it in Fn::Base64";
    }
  }
}

constexpr Rule kUserDataRules[] = {
    {"ARC4980", Severity::kError, "user data is not Base64-encoded", "EC2 refuses the instance",
     "wrap it in Fn::Base64", kUserDataPage, "", check_user_data},
};

}  // namespace

std::span<const Rule> user_data_rules() { return kUserDataRules; }

}  // namespace archsynth::analysis
