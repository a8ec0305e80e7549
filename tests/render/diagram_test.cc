// Pictures: goldens of each format and view, and what holds for the picture of any template.

#include "archsynth/render/diagram.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/synth/synthesize.h"
#include "golden.h"
#include "support/utf8.h"

namespace archsynth::picture {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const fs::path kRoot = ARCHSYNTH_SOURCE_DIR;

/// The template of an architecture file's text.
cfn::Template synthesized(const std::string& text) {
  static Sources sources;
  Diagnostics diagnostics;
  const auto stack = load(sources.add("a.yaml", text), diagnostics);
  return stack == nullptr ? cfn::Template() : synthesize(*stack, diagnostics);
}

cfn::Template read(const std::string& text) {
  static Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", text), diagnostics);
  const auto content = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
  return content.value_or(cfn::Template());
}

analysis::Diagram drawn(const cfn::Template& content, std::string_view view) {
  const std::vector<std::string_view> views = analysis::diagram_views();
  const auto index = std::find(views.begin(), views.end(), view) - views.begin();
  return analysis::diagram(
      content, {.view = static_cast<analysis::DiagramView>(index), .region = "us-east-1"});
}

bool meet(const Rect& a, const Rect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

bool within(const Rect& inner, const Rect& outer) {
  return inner.x >= outer.x && inner.right() <= outer.right() && inner.y >= outer.y &&
         inner.bottom() <= outer.bottom();
}

/// What is wrong with the geometry of a picture.
std::vector<std::string> faults(const analysis::Diagram& diagram, const Metrics& metrics) {
  const Layout layout = lay_out(diagram, metrics);
  const Rect all{0, 0, layout.width, layout.height};
  std::vector<std::string> found;
  const auto name = [&](const PlacedBox& box) {
    return diagram.boxes[static_cast<std::size_t>(box.box)].id;
  };
  const auto fits = [&](const PlacedText& text, const Rect& place) {
    return metrics.width(text.text, text.is_title) <= text.place.width && within(text.place, place);
  };
  for (const PlacedBox& box : layout.boxes) {
    if (!within(box.place, all)) found.push_back("outside: " + name(box));
    for (const PlacedText& text : box.texts) {
      if (!fits(text, box.place)) found.push_back("text leaves " + name(box) + ": " + text.text);
    }
    for (const PlacedBox& other : layout.boxes) {
      if (box.box < other.box && meet(box.place, other.place)) {
        found.push_back("boxes meet: " + name(box) + ", " + name(other));
      }
    }
    for (const PlacedLabel& label : layout.labels) {
      if (meet(label.text.place, box.place)) {
        found.push_back("label on " + name(box) + ": " + label.text.text);
      }
    }
    for (const PlacedFrame& frame : layout.frames) {
      if (meet(frame.title.place, box.place)) {
        found.push_back("title of a frame on " + name(box) + ": " + frame.title.text);
      }
    }
    for (const PlacedEdge& edge : layout.edges) {
      for (std::size_t i = 1; i < edge.points.size(); ++i) {
        const Point& a = edge.points[i - 1];
        const Point& b = edge.points[i];
        const Rect line{std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x) + 1,
                        std::abs(a.y - b.y) + 1};
        if (a.x != b.x && a.y != b.y) found.push_back("a line is neither across nor down");
        if (meet(line, box.place)) found.push_back("line through " + name(box));
      }
    }
  }
  for (std::size_t i = 0; i < layout.labels.size(); ++i) {
    const PlacedText& text = layout.labels[i].text;
    if (!fits(text, all)) found.push_back("label too wide: " + text.text);
    for (std::size_t j = 0; j < i; ++j) {
      if (meet(text.place, layout.labels[j].text.place)) {
        found.push_back("labels meet: " + text.text + ", " + layout.labels[j].text.text);
      }
    }
  }
  for (const PlacedFrame& frame : layout.frames) {
    if (!within(frame.place, all)) found.push_back("frame outside: " + frame.title.text);
    if (!fits(frame.title, frame.place)) found.push_back("title leaves frame: " + frame.title.text);
    if (!frame.detail.text.empty() && !fits(frame.detail, frame.place)) {
      found.push_back("text leaves frame: " + frame.detail.text);
    }
  }
  if (layout.boxes.empty()) found.push_back("nothing is drawn");
  return found;
}

int columns_of(const std::string& text) {
  int most = 0;
  int columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    at += next.length;
    columns = next.code == '\n' ? 0 : columns + display_width(next.code);
    most = std::max(most, columns);
  }
  return most;
}

void expect_sound(const cfn::Template& content, const std::string& name) {
  for (const std::string_view view : analysis::diagram_views()) {
    const analysis::Diagram diagram = drawn(content, view);
    EXPECT_THAT(faults(diagram, svg_metrics()), IsEmpty()) << name << ", " << view;
    EXPECT_LE(columns_of(to_text(diagram)), 120) << name << ", " << view;
  }
}

TEST(Picture, IsSoundOnExamplesAndStarters) {
  int count = 0;
  for (const std::string_view folder : {"examples", "templates"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const bool is_file = entry.path().extension() == ".yaml";
      const bool is_template = entry.path().filename() == "template.yaml";
      if (!is_file || is_template || entry.path().string().find("embed") != std::string::npos) {
        continue;
      }
      expect_sound(synthesized(testing::read_file(entry.path())), entry.path().string());
      ++count;
    }
  }
  EXPECT_GE(count, 6);
}

TEST(Picture, IsSoundOnTheCorpus) {
  const char* folder = std::getenv("ARCHSYNTH_CORPUS");
  if (folder == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder of templates";
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++count;
    expect_sound(read(testing::read_file(entry.path())), entry.path().string());
  }
  EXPECT_GT(count, 0);
}

TEST(Picture, IsTheSameEachTime) {
  const std::string text = testing::read_file(kRoot / "examples/several-services.yaml");
  for (const std::string& format : diagram_formats()) {
    EXPECT_EQ(diagram_as(format, drawn(synthesized(text), "architecture")),
              diagram_as(format, drawn(synthesized(text), "architecture")));
  }
}

class Golden : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Golden, IsWhatItWas) {
  const auto& [view, format] = GetParam();
  static const cfn::Template prod = synthesized(testing::read_file(kRoot / "examples/prod.yaml"));
  testing::expect_golden(kRoot / "tests/render/expected" / (view + "." + format),
                         diagram_as(format, drawn(prod, view)));
}

// The README shows it beside the command that makes it.
TEST(Picture, IsTheOneOfTheReadme) {
  testing::expect_golden(
      kRoot / "examples/prod.svg",
      to_svg(drawn(synthesized(testing::read_file(kRoot / "examples/prod.yaml")), "architecture")));
}

INSTANTIATE_TEST_SUITE_P(
    Picture, Golden,
    ::testing::Combine(::testing::Values("architecture", "network", "security", "flow", "deploy",
                                         "monitoring"),
                       ::testing::Values("svg", "text", "mermaid", "dot", "drawio")),
    [](const auto& info) { return std::get<0>(info.param) + "_" + std::get<1>(info.param); });

/// Where each box is, by its id, relative to the area that it is in.
std::map<std::string, Point> places(const std::string& architecture) {
  const analysis::Diagram diagram = drawn(synthesized(architecture), "architecture");
  std::map<std::string, Point> result;
  for (const PlacedBox& box : lay_out(diagram, svg_metrics()).boxes) {
    result[diagram.boxes[static_cast<std::size_t>(box.box)].id] = {box.place.x, box.place.y};
  }
  return result;
}

TEST(Picture, MovesLittleWhenAServiceIsAdded) {
  const std::string before = testing::read_file(kRoot / "examples/several-services.yaml");
  std::string after = before;
  const std::string_view services = "\nservices:\n";
  const std::size_t at = after.find(services);
  ASSERT_NE(at, std::string::npos);
  after.insert(at + services.size(), "  worker:\n    image: {uri: nginx}\n");
  const auto old_places = places(before);
  const auto new_places = places(after);
  ASSERT_GT(new_places.size(), old_places.size());
  std::size_t sideways = 0;
  std::size_t upwards = 0;
  std::map<int, int> shifts;
  for (const auto& [id, place] : old_places) {
    const auto found = new_places.find(id);
    ASSERT_NE(found, new_places.end()) << id;
    if (found->second.x != place.x && place.x < 900) ++sideways;
    if (found->second.y < place.y) ++upwards;
    ++shifts[found->second.y - place.y];
  }
  // What is above stays, and what is below moves down by the height of the new row.
  EXPECT_EQ(sideways, 0u);
  EXPECT_EQ(upwards, 0u);
  EXPECT_LE(shifts.size(), 4u);
  EXPECT_GE(shifts[0], static_cast<int>(old_places.size()) / 2);
}

const std::string kHostile[] = {
    "<script>alert(1)</script>",
    "\"quoted\" & 'single' `tick` \\ back",
    "\xE2\x80\xAE"
    "backwards",
    "🚀 emoji 你好",
    std::string(500, 'W'),
    "a]b)c}d|e;f#g%h--&gt;",
};

TEST(Picture, ShowsHostileNamesAsText) {
  for (const std::string& name : kHostile) {
    cfn::Template content;
    content.description = name;
    cfn::Resource queue;
    queue.id = cfn::LogicalId(name);
    queue.type = "AWS::SQS::Queue";
    content.resources.push_back(queue);
    cfn::Resource vpc;
    vpc.id = cfn::LogicalId("Vpc");
    vpc.type = "AWS::EC2::VPC";
    vpc.properties.set("CidrBlock", name);
    content.resources.push_back(vpc);
    cfn::Resource instance;
    instance.id = cfn::LogicalId(name + "2");
    instance.type = "AWS::EC2::Instance";
    instance.properties.set("SubnetId", name);
    instance.properties.set("InstanceType", name);
    content.resources.push_back(instance);
    expect_sound(content, name);
    const analysis::Diagram diagram = drawn(content, "architecture");
    for (const std::string& format : diagram_formats()) {
      const std::string text = diagram_as(format, diagram);
      EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE"))) << format;
      if (format == "dot" || format == "text") continue;
      EXPECT_THAT(text, Not(HasSubstr("<script"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\"quoted\""))) << format;
    }
    EXPECT_THAT(to_dot(diagram), Not(HasSubstr("[label=\"\"quoted")));
  }
}

TEST(Picture, DrawsWhatThereIsWithoutANetwork) {
  const std::string text = to_text(drawn(read(R"(
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Worker: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.12}}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Worker}
)"),
                                         "architecture"));
  EXPECT_THAT(text, HasSubstr("SQS queue"));
  EXPECT_THAT(text, HasSubstr("python3.12"));
  EXPECT_THAT(text, HasSubstr("▼"));
  EXPECT_THAT(to_text(drawn(cfn::Template(), "flow")), HasSubstr("Nothing to draw"));
}

TEST(Picture, TellsWhatWatchesWhat) {
  const analysis::Diagram diagram = drawn(read(R"yaml(
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Age:
    Type: AWS::CloudWatch::Alarm
    Properties:
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions: [{Name: QueueName, Value: !GetAtt Orders.QueueName}]
      AlarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
  Depth:
    Type: AWS::CloudWatch::Alarm
    Properties:
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt Orders.QueueName}]
  Both:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub "ALARM(${Age}) AND ALARM(${Depth})"
      AlarmActions: [!Ref Topic]
  Topic: {Type: AWS::SNS::Topic}
  Mail:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: a@example.com}
)yaml"),
                                          "monitoring");
  std::vector<std::string> arrows;
  for (const analysis::DiagramEdge& edge : diagram.edges) {
    const auto& from = diagram.boxes[static_cast<std::size_t>(edge.from)];
    const auto& to = diagram.boxes[static_cast<std::size_t>(edge.to)];
    arrows.push_back(from.id + " > " + to.id + (edge.label.empty() ? "" : ": " + edge.label));
  }
  EXPECT_THAT(arrows, ::testing::ElementsAre(
                          "Orders > Age: metrics",
                          "Age > action arn:aws:sns:us-east-1:123456789012:oncall: alarms",
                          "Age > Both", "Both > Topic: alarms", "Topic > receivers of Topic"));
}

TEST(Picture, DrawsNetworksThatAreOnlyNamed) {
  const std::string text = to_text(drawn(read(R"(
Parameters:
  Network: {Type: AWS::EC2::VPC::Id}
  Subnets: {Type: List<AWS::EC2::Subnet::Id>}
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Network}}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: !Ref Subnets, SecurityGroups: [!Ref Group]}
)"),
                                         "architecture"));
  EXPECT_THAT(text, HasSubstr("VPC  Network"));
  EXPECT_THAT(text, HasSubstr("Public subnet  Subnets"));
  EXPECT_THAT(text, HasSubstr("internet-facing"));
}

/// Every tag is closed by its own, attributes are quoted, and nothing but entities begins with `&`.
void expect_well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      ASSERT_NE(end, std::string::npos);
      ASSERT_LE(end - at, 6u) << text.substr(at, 20);
    }
    if (text[at] != '<') continue;
    const std::size_t end = text.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = text.substr(at + 1, end - at - 1);
    ASSERT_EQ(std::count(tag.begin(), tag.end(), '"') % 2, 0) << tag;
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.front() == '/') {
      ASSERT_FALSE(open.empty());
      ASSERT_EQ("/" + open.back(), tag);
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = end;
  }
  EXPECT_THAT(open, IsEmpty());
}

TEST(Picture, IsWellFormedXml) {
  for (const std::string& name : kHostile) {
    cfn::Template content;
    cfn::Resource bucket;
    bucket.id = cfn::LogicalId(name);
    bucket.type = "AWS::S3::Bucket";
    content.resources.push_back(bucket);
    expect_well_formed(to_svg(drawn(content, "architecture")));
    expect_well_formed(to_drawio(drawn(content, "architecture")));
  }
  const auto several = synthesized(testing::read_file(kRoot / "examples/several-services.yaml"));
  for (const std::string_view view : analysis::diagram_views()) {
    expect_well_formed(to_svg(drawn(several, view)));
    expect_well_formed(to_drawio(drawn(several, view)));
  }
}

}  // namespace
}  // namespace archsynth::picture
