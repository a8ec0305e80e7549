// What reading a megabyte of YAML costs: with QuickYaml, and with yaml-cpp, which reads what that
// one leaves.

#include <benchmark/benchmark.h>

#include "document/quick_yaml.h"
#include "document/yaml_parser.h"

namespace {

using namespace archsynth;

std::string large_template() {
  std::string text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n";
  for (int i = 0; text.size() < 1'000'000; ++i) {
    const std::string name = "Instance" + std::to_string(i);
    text += "  " + name +
            ":\n"
            "    Type: AWS::EC2::Instance\n"
            "    DependsOn: [Vpc, !Ref Gateway]  # both\n"
            "    Properties:\n"
            "      ImageId: !Ref Image\n"
            "      InstanceType: !FindInMap [Sizes, !Ref Environment, instance]\n"
            "      SubnetId: !Select\n"
            "        - 0\n"
            "        - Fn::Split: [',', !ImportValue 'shared-subnets']\n"
            "      UserData:\n"
            "        Fn::Base64: !Sub |\n"
            "          #!/bin/bash -xe\n"
            "          yum install -y aws-cfn-bootstrap\n"
            "          /opt/aws/bin/cfn-init --stack ${AWS::StackName} --resource " +
            name +
            "\n"
            "      Tags:\n"
            "      - Key: Name\n"
            "        Value: !Sub \"${AWS::StackName}-" +
            name +
            "\"\n"
            "      - {Key: Environment, Value: !Ref Environment}\n";
  }
  return text;
}

template <typename Reader>
void measure(benchmark::State& state, Reader reader) {
  const Source source("bench.yaml", large_template());
  for (auto _ : state) benchmark::DoNotOptimize(reader(source));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source.text().size()));
}

void BM_QuickYaml(benchmark::State& state) {
  measure(state, [](const Source& source) { return document::QuickYaml(source, {}).read(); });
}
BENCHMARK(BM_QuickYaml)->Unit(benchmark::kMillisecond);

void BM_YamlCpp(benchmark::State& state) {
  measure(state, [](const Source& source) {
    Diagnostics diagnostics;
    return document::parse_yaml(source, diagnostics, {});
  });
}
BENCHMARK(BM_YamlCpp)->Unit(benchmark::kMillisecond);

}  // namespace
