#include "archsynth/cfn/source_map.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"

namespace archsynth::cfn {
namespace {

Template sample(const Source& source) {
  Template result;
  Resource bucket;
  bucket.id = LogicalId("Bucket");
  bucket.type = "AWS::S3::Bucket";
  bucket.origin = Span{&source, 0, 4};
  bucket.properties.append("BucketName", Value("x").with_origin(Span{&source, 8, 9}));
  bucket.properties.append("Encrypted", Value(true).with_origin(DefaultOf{"production", "safe"}));
  bucket.properties.append("Tags~/", List{Value(), sub("${A}-${B}", {{"A", 1}})});
  result.resources.push_back(bucket);
  return result;
}

TEST(SourceMap, TellsStatedDefaultAndDerived) {
  const Source source("in.yaml", "main:\n  x: y\n");
  const auto map = nlohmann::json::parse(source_map_json(sample(source)));
  EXPECT_EQ(map["version"], 1);
  const auto at = [&](const char* pointer) { return map["values"].at(pointer).dump(); };
  const std::string properties = "/Resources/Bucket/Properties";
  EXPECT_EQ(at((properties + "/BucketName").c_str()),
            R"({"column":3,"file":"in.yaml","from":"file","line":2})");
  EXPECT_EQ(at((properties + "/Encrypted").c_str()),
            R"({"from":"default","key":"safe","profile":"production"})");
  EXPECT_EQ(at((properties + "/Tags~0~1/0/Fn::Sub/1/A").c_str()),
            R"({"column":1,"file":"in.yaml","from":"derived","line":1})");
  EXPECT_EQ(at("/AWSTemplateFormatVersion"), R"({"from":"derived"})");
}

TEST(SourceMap, TakesWhatAConstructSaysInADocumentsResourceForDerived) {
  const Source source("in.yaml", "main:\n  x: y\n");
  Template stack = sample(source);
  stack.resources[0].properties.append("Acl", Value("a").with_origin(CallSite{"construct.cc", 7}));
  const auto map = nlohmann::json::parse(source_map_json(stack))["values"];
  EXPECT_EQ(map.at("/Resources/Bucket/Properties/Acl").dump(),
            R"({"column":1,"file":"in.yaml","from":"derived","line":1})");
  stack.resources[0].origin = CallSite{"main.cc", 3};
  const auto other = nlohmann::json::parse(source_map_json(stack))["values"];
  EXPECT_EQ(other.at("/Resources/Bucket/Properties/Acl").dump(),
            R"({"file":"construct.cc","from":"program","line":7})");
}

void collect(const nlohmann::json& value, const std::string& pointer,
             std::vector<std::string>& out) {
  out.push_back(pointer);
  for (const auto& [key, child] : value.items()) {
    std::string name;
    for (const char c : key) name += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    if (value.is_structured()) collect(child, pointer + "/" + name, out);
  }
}

TEST(SourceMap, HasEveryValueThatIsPrintedAndNoOther) {
  const Source source("in.yaml", "main:\n  x: y\n");
  std::vector<std::string> printed;
  collect(nlohmann::json::parse(to_json(sample(source))), "", printed);
  std::vector<std::string> mapped;
  for (const MappedValue& each : source_map(sample(source))) mapped.push_back(each.pointer);
  std::sort(printed.begin(), printed.end());
  std::sort(mapped.begin(), mapped.end());
  EXPECT_EQ(mapped, printed);
}

}  // namespace
}  // namespace archsynth::cfn
