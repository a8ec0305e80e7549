// Texts that are made to hurt: each must end in a diagnostic, soon.

#include <gtest/gtest.h>

#include "archsynth/archsynth.h"

namespace archsynth {
namespace {

std::string first_message(std::string text) {
  Sources sources;
  Diagnostics diagnostics;
  const std::unique_ptr<Stack> stack =
      load(sources.add("hostile.yaml", std::move(text)), diagnostics);
  const Diagnostics& all = stack != nullptr ? stack->diagnostics() : diagnostics;
  EXPECT_TRUE(all.has_errors());
  return all.items().empty() ? "" : all.items().front().message;
}

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Hostile, DeepNesting) {
  for (const char* open : {"[", "{a: ", "- "}) {
    EXPECT_NE(first_message(repeated(open, 10'000)), "") << open;
    EXPECT_NE(first_message("name: " + repeated(open, 10'000)), "") << open;
  }
  std::string blocks;
  for (int i = 0; i < 10'000; ++i)
    blocks += std::string(static_cast<std::size_t>(i % 1000), ' ') + "a:\n";
  EXPECT_NE(first_message(blocks), "");
}

TEST(Hostile, AliasBomb) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated(previous + ", ", 9) + previous + "]\n";
  }
  EXPECT_NE(first_message(text), "");
}

TEST(Hostile, HundredMegabytesOfNoise) {
  std::string noise(100U << 20U, ' ');
  std::uint32_t state = 1;
  for (char& c : noise) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(' ' + (state >> 24U) % 94U);
  }
  EXPECT_NE(first_message(std::move(noise)), "");
}

TEST(Hostile, LongLineAndManyKeys) {
  EXPECT_NE(first_message("name: " + std::string(1U << 20U, 'x')), "");
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_NE(first_message(text), "");
}

TEST(Hostile, ServicesOfManyPathsBetweenThem) {
  constexpr int kLayers = 40;
  std::string text = "name: app\nservices:\n";
  for (int i = 0; i < kLayers; ++i) {
    const std::string next = std::to_string(i + 1);
    for (const char* side : {"a", "b"}) {
      text += "  " + (side + std::to_string(i)) + ": {image: \"nginx:1\", port: 80, expose: false";
      text += i + 1 < kLayers ? ", calls: [a" + next + ", b" + next + "]}\n" : "}\n";
    }
  }
  EXPECT_EQ(first_message(text).substr(0, 14), "deployments of");
}

}  // namespace
}  // namespace archsynth
