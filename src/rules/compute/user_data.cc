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

/// The bytes that a text has at least: those of what only a deployment tells are not counted.
std::size_t least_size(const cfn::Value& value) {
  std::size_t size = 0;
  cfn::walk(value, [&](const cfn::Value& each) {
    if (const std::string* text = each.string()) size += text->size();
    const auto* sub = each.get_if<cfn::Sub>();
    if (sub == nullptr) return;
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      if (piece.kind == cfn::SubPiece::Kind::kText) size += piece.text.size();
    }
  });
  return size;
}

void check_user_data_size(const View& view, const Report& report) {
  constexpr std::size_t kMost = 16384;
  for (const UserDataPlace& row : kUserDataPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Value* place = property_at(*resource, row.path);
      const auto* call = place == nullptr ? nullptr : place->get_if<cfn::Call>();
      if (call == nullptr || call->function != cfn::Function::kBase64) continue;
      if (call->argument.empty()) continue;
      const cfn::Value& text = call->argument.front();
      const bool is_text = text.string() != nullptr || text.get_if<cfn::Sub>() != nullptr;
      const std::size_t size = is_text ? least_size(text) : 0;
      if (size <= kMost) continue;
      report(*resource, place,
             fmt::format("\"UserData\" of {} has {} bytes; EC2 allows {}",
                         quoted(resource->id.str()), grouped(size), grouped(kMost)));
    }
  }
}

constexpr Rule kUserDataRules[] = {
    {"ARC4980", Severity::kError, "user data is not Base64-encoded", "EC2 refuses the instance",
     "wrap it in Fn::Base64", kUserDataPage, "", check_user_data},
    {"ARC5408", Severity::kError, "user data is longer than EC2 allows", "EC2 refuses the instance",
     "download the script from S3 in a short one", kUserDataPage, "", check_user_data_size},
};

}  // namespace

std::span<const Rule> user_data_rules() { return kUserDataRules; }

}  // namespace archsynth::analysis
