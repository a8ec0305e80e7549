// What each step of `archsynth synth` costs, in process, and how it grows with the services.
//   cmake --preset release -DARCHSYNTH_TESTS=bench && cmake --build --preset release
//   build/release/tests/bench/archsynth_bench

#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

#include "archsynth/archsynth.h"
#include "archsynth/document/reader.h"

namespace {

using namespace archsynth;

std::string prod_yaml() {
  std::ifstream in(ARCHSYNTH_SOURCE_DIR "/examples/prod.yaml");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Services of a fixed count behind routes: fifty of them still fit the 500 resources of a stack.
std::string many_services(int count) {
  std::string text = "name: many\nenvironment: development\nservices:\n";
  for (int i = 0; i < count; ++i) {
    const std::string name = "service-" + std::to_string(i);
    text += "  " + name + ": {image: {uri: nginx}, port: 8000, route: {path: [/" + name +
            "/*]}, tasks: {min: 1, max: 1}}\n";
  }
  return text;
}

std::string synth(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const std::unique_ptr<Stack> stack = load(sources.add("bench.yaml", text), diagnostics);
  return cfn::to_json(synthesize(*stack, diagnostics));
}

void BM_Read(benchmark::State& state) {
  const std::string text = prod_yaml();
  for (auto _ : state) {
    Sources sources;
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(document::read(sources.add("bench.yaml", text), diagnostics));
  }
}
BENCHMARK(BM_Read);

void BM_Load(benchmark::State& state) {
  const std::string text = prod_yaml();
  for (auto _ : state) {
    Sources sources;
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(load(sources.add("bench.yaml", text), diagnostics));
  }
}
BENCHMARK(BM_Load);

void BM_Synth(benchmark::State& state) {
  const std::string text = prod_yaml();
  for (auto _ : state) benchmark::DoNotOptimize(synth(text));
}
BENCHMARK(BM_Synth);

void BM_SynthServices(benchmark::State& state) {
  const std::string text = many_services(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(synth(text));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(BM_SynthServices)->RangeMultiplier(2)->Range(4, 64)->Complexity();

void BM_Print(benchmark::State& state) {
  Sources sources;
  Diagnostics diagnostics;
  const std::string text = prod_yaml();
  const std::unique_ptr<Stack> stack = load(sources.add("bench.yaml", text), diagnostics);
  const cfn::Template made = synthesize(*stack, diagnostics);
  for (auto _ : state) {
    benchmark::DoNotOptimize(state.range(0) == 0 ? cfn::to_json(made) : cfn::to_yaml(made));
  }
}
BENCHMARK(BM_Print)->Arg(0)->Arg(1);

}  // namespace
