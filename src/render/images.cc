#include "archsynth/render/images.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "archsynth/cfn/writer.h"
#include "render/format.h"
#include "render/table.h"

namespace archsynth::picture {
namespace {

/// Grows when a member changes its meaning.
constexpr int kImagesVersion = 1;

using Images = std::vector<ImageSummary>;

TextTable table_of_images(const Images& images) {
  TextTable table;
  table.title = "Images";
  table.columns = {{"Used by"}, {"Image"}, {"Tag parameter"}, {"Dockerfile"}, {"Context"}};
  for (const ImageSummary& each : images) {
    const std::string source = each.uri.empty() ? each.repository : each.uri;
    table.rows.push_back({fmt::format("{}", fmt::join(each.used_by, ", ")), source,
                          each.tag_parameter, each.build ? each.build->dockerfile : "",
                          each.build ? each.build->context : ""});
  }
  return table;
}

std::string images_to_text(const Images& images) {
  if (images.empty()) return "the file has no containers\n";
  return framed(table_of_images(images));
}

std::string images_to_markdown(const Images& images) { return markdown(table_of_images(images)); }

cfn::Value text_or_null(const std::string& text) {
  return text.empty() ? cfn::Value(cfn::Null{}) : cfn::Value(text);
}

cfn::Value json_of(const std::optional<ImageBuild>& build) {
  if (!build) return cfn::Null{};
  cfn::Map args;
  for (const auto& [name, value] : build->args) args.set(name, value);
  return cfn::Map{{"context", build->context},
                  {"dockerfile", build->dockerfile},
                  {"target", text_or_null(build->target)},
                  {"args", std::move(args)}};
}

std::string images_to_json(const Images& images) {
  cfn::List list;
  for (const ImageSummary& each : images) {
    cfn::List used_by;
    for (const std::string& name : each.used_by) used_by.push_back(name);
    cfn::List platforms;
    for (const std::string& name : each.platforms) platforms.push_back(name);
    list.push_back(cfn::Map{{"used_by", std::move(used_by)},
                            {"uri", text_or_null(each.uri)},
                            {"repository", text_or_null(each.repository)},
                            {"repository_output", text_or_null(each.repository_output)},
                            {"tag_parameter", text_or_null(each.tag_parameter)},
                            {"platforms", std::move(platforms)},
                            {"build", json_of(each.build)}});
  }
  return cfn::to_json(cfn::Map{{"version", kImagesVersion}, {"images", std::move(list)}});
}

constexpr Format<Images> kImagesFormats[] = {
    {"text", images_to_text}, {"json", images_to_json}, {"markdown", images_to_markdown}};

}  // namespace

std::vector<std::string> images_formats() { return names_in(kImagesFormats); }

std::string images_as(std::string_view format, const std::vector<ImageSummary>& images) {
  return write_as(kImagesFormats, format, images);
}

}  // namespace archsynth::picture
