#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "archsynth/document/scalar.h"
#include "cfn/findings.h"
#include "cfn/print.h"
#include "cfn/random_value.h"

namespace archsynth::cfn {
namespace {

constexpr int kValues = 3000;

/// What our own readers make of a text.
Value read_back(const std::string& name, const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add(name, text), diagnostics);
  Value value = node ? read_value(*node, diagnostics) : Value();
  EXPECT_EQ(findings(diagnostics), "") << text;
  return value;
}

/// What yaml-cpp makes of a text under a schema, as a plain document.
Value convert(const YAML::Node& node, document::Schema schema) {
  const std::string tag = node.Tag();
  if (tag.size() > 1 && tag[0] == '!') {
    const std::string name =
        tag == "!Ref" || tag == "!Condition" ? tag.substr(1) : "Fn::" + tag.substr(1);
    YAML::Node untagged = YAML::Clone(node);
    untagged.SetTag("");
    Value argument = node.IsScalar() ? Value(node.Scalar()) : convert(untagged, schema);
    const std::string* text = argument.string();
    if (tag == "!GetAtt" && text != nullptr) {
      const std::size_t dot = text->find('.');
      argument = List{text->substr(0, dot), text->substr(dot + 1)};
    }
    return Map{{name, argument}};
  }
  if (node.IsNull()) return Null{};
  if (node.IsSequence()) {
    List list;
    for (const YAML::Node& item : node) list.push_back(convert(item, schema));
    return list;
  }
  if (node.IsMap()) {
    Map map;
    for (const auto& entry : node) map.append(entry.first.Scalar(), convert(entry.second, schema));
    return map;
  }
  if (tag != "?") return node.Scalar();
  const document::Scalar scalar = document::resolve(node.Scalar(), schema);
  if (const auto* text = std::get_if<std::string>(&scalar)) return *text;
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return *integer;
  if (const auto* real = std::get_if<double>(&scalar)) return *real;
  return Null{};
}

/// The value as nlohmann holds it, by another way than our writer's.
nlohmann::ordered_json oracle(const Value& value) {
  using json = nlohmann::ordered_json;
  if (const auto* truth = value.get_if<bool>()) return *truth;
  if (const auto* integer = value.get_if<std::int64_t>()) return *integer;
  if (const auto* real = value.get_if<double>()) return *real;
  if (const auto* text = value.string()) return *text;
  if (const auto* list = value.list()) {
    json result = json::array();
    for (const Value& item : *list) result.push_back(oracle(item));
    return result;
  }
  if (const auto* map = value.map()) {
    json result = json::object();
    for (const MapEntry& entry : *map) result[entry.key] = oracle(entry.value);
    return result;
  }
  if (const auto* ref = value.get_if<Ref>()) return {{"Ref", ref->target.str()}};
  if (const auto* att = value.get_if<GetAtt>()) {
    return {{"Fn::GetAtt", json::array({att->target.str(), att->attribute})}};
  }
  if (const auto* sub = value.get_if<Sub>()) {
    if (sub->variables.empty()) return {{"Fn::Sub", sub->text}};
    return {{"Fn::Sub", json::array({sub->text, oracle(sub->variables)})}};
  }
  if (const auto* reference = value.get_if<DynamicReference>()) {
    return oracle(spelled_out(*reference));
  }
  if (const auto* call = value.get_if<Call>()) {
    json result = json::object();
    result[std::string(long_name(call->function))] = oracle(call->argument.at(0));
    return result;
  }
  return nullptr;
}

TEST(RoundTrip, JsonHoldsTheSameDocumentForAnIndependentParser) {
  RandomValues random(1);
  for (int i = 0; i < kValues; ++i) {
    const Value value = random.value(4);
    const std::string text = to_json(value, i % 2 == 0);
    ASSERT_EQ(nlohmann::ordered_json::parse(text), oracle(value)) << text;
  }
}

TEST(RoundTrip, JsonReadsBackAsTheSameValue) {
  RandomValues random(2);
  for (int i = 0; i < kValues; ++i) {
    const Value value = random.value(4);
    const std::string text = to_json(value, i % 2 == 0);
    ASSERT_EQ(read_back("t.json", text), value) << text;
  }
}

TEST(RoundTrip, YamlReadsBackAsTheSameValue) {
  RandomValues random(3);
  for (int i = 0; i < kValues; ++i) {
    const Value value = random.value(4);
    const std::string text = to_yaml(value);
    ASSERT_EQ(read_back("t.yaml", text), value) << text;
  }
}

TEST(RoundTrip, YamlIsTheSameDocumentUnderTwoResolvers) {
  RandomValues random(4);
  for (int i = 0; i < kValues; ++i) {
    const Value value = random.value(3);
    const std::string text = to_yaml(value);
    const YAML::Node node = YAML::Load(text);
    for (const auto schema : {document::Schema::kCore, document::Schema::kYaml11}) {
      ASSERT_EQ(convert(node, schema), without_intrinsics(value)) << text;
    }
  }
}

TEST(RoundTrip, PlainDocumentsRegainTheirIntrinsics) {
  RandomValues random(5);
  for (int i = 0; i < kValues; ++i) {
    const Value value = random.value(4);
    Diagnostics diagnostics;
    ASSERT_EQ(with_intrinsics(without_intrinsics(value), diagnostics), value);
    ASSERT_EQ(findings(diagnostics), "");
  }
}

TEST(RoundTrip, YamlStaysExactForEveryStringAtEveryPlace) {
  RandomValues random(6);
  for (int i = 0; i < kValues; ++i) {
    const std::string text = random.text();
    const Value value = Map{{"k" + text, List{text, Map{{"a", text}}, sub(text)}},
                            {"j", join(text, {text, sub(text)})}};
    const std::string yaml = to_yaml(value);
    ASSERT_EQ(read_back("t.yaml", yaml), value) << yaml;
  }
}

}  // namespace
}  // namespace archsynth::cfn
