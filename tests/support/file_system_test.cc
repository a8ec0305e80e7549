#include "archsynth/support/file_system.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace archsynth {
namespace {

namespace fs = std::filesystem;

class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "archsynth-disk-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(std::string_view name) const { return folder_ / name; }

  void put(std::string_view name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  std::string get(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::size_t file_count() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  /// What was reported, with the test's folder taken out.
  std::string reported() const {
    std::string text = render(diagnostics_);
    for (std::size_t at = 0; (at = text.find(folder_.string() + "/")) != std::string::npos;) {
      text.erase(at, folder_.string().size() + 1);
    }
    return text;
  }

  fs::path folder_;
  Diagnostics diagnostics_;
  Disk disk_;
};

TEST_F(DiskTest, ReadsAWholeFile) {
  const std::string text("a\0b\r\n\xff", 6);
  put("f", text);
  EXPECT_EQ(disk_.read(path("f"), 6, diagnostics_), text);
  put("empty", "");
  EXPECT_EQ(disk_.read(path("empty"), 0, diagnostics_), "");
  EXPECT_EQ(reported(), "");
}

TEST_F(DiskTest, ReadsALargeFileAndADevice) {
  const std::string text(1'000'000, 'x');
  put("f", text);
  EXPECT_EQ(disk_.read(path("f"), 2'000'000, diagnostics_), text);
  EXPECT_EQ(disk_.read("/dev/null", 10, diagnostics_), "");
}

TEST_F(DiskTest, RefusesMoreThanTheLimit) {
  put("f", "12345");
  EXPECT_EQ(disk_.read(path("f"), 4, diagnostics_), std::nullopt);
  EXPECT_EQ(disk_.read("/dev/zero", 70'000, diagnostics_), std::nullopt);
  EXPECT_EQ(reported(),
            "error: cannot read \"f\": larger than 4 bytes [ARC0002]\n"
            "error: cannot read \"/dev/zero\": larger than 70000 bytes [ARC0002]\n");
}

TEST_F(DiskTest, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(disk_.read(path("none"), 10, diagnostics_), std::nullopt);
  EXPECT_EQ(disk_.read(folder_.string() + "/", 10, diagnostics_), std::nullopt);
  EXPECT_EQ(reported(),
            "error: cannot read \"none\": no such file or directory [ARC0001]\n"
            "error: cannot read \"\": is a directory [ARC0001]\n");
}

TEST_F(DiskTest, WritesANewFileWithTheUsualPermissions) {
  const mode_t mask = ::umask(022);
  EXPECT_TRUE(disk_.write(path("f"), "hello", diagnostics_));
  ::umask(mask);
  EXPECT_EQ(get("f"), "hello");
  EXPECT_EQ(fs::status(path("f")).permissions(), static_cast<fs::perms>(0644));
  EXPECT_EQ(file_count(), 1U);
}

TEST_F(DiskTest, ReplacesAFileAndKeepsItsPermissions) {
  put("f", "old");
  fs::permissions(path("f"), static_cast<fs::perms>(0640));
  EXPECT_TRUE(disk_.write(path("f"), "new", diagnostics_));
  EXPECT_EQ(get("f"), "new");
  EXPECT_EQ(fs::status(path("f")).permissions(), static_cast<fs::perms>(0640));
  EXPECT_EQ(file_count(), 1U);
}

TEST_F(DiskTest, WritesThroughSymbolicLinks) {
  fs::create_directory(path("d"));
  put("d/real", "old");
  fs::create_symlink("d/real", path("link"));
  fs::create_symlink("link", path("second"));
  EXPECT_TRUE(disk_.write(path("second"), "new", diagnostics_));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_TRUE(fs::is_symlink(path("second")));
  EXPECT_EQ(get("d/real"), "new");
}

TEST_F(DiskTest, ALinkToNothingMakesItsTarget) {
  fs::create_symlink("later", path("link"));
  EXPECT_TRUE(disk_.write(path("link"), "new", diagnostics_));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(get("later"), "new");
}

TEST_F(DiskTest, SaysWhyAFileCannotBeWritten) {
  put("f", "");
  fs::create_symlink("loop", path("loop"));
  EXPECT_FALSE(disk_.write(path("none/f"), "x", diagnostics_));
  EXPECT_FALSE(disk_.write(path("f/f"), "x", diagnostics_));
  EXPECT_FALSE(disk_.write(path("loop"), "x", diagnostics_));
  EXPECT_FALSE(disk_.write(folder_.string() + "/", "x", diagnostics_));
  EXPECT_FALSE(disk_.write("", "x", diagnostics_));
  EXPECT_FALSE(disk_.write("/dev/full", "x", diagnostics_));
  EXPECT_EQ(reported(),
            "error: cannot write \"none/f\": no such file or directory [ARC0003]\n"
            "error: cannot write \"f/f\": not a directory [ARC0003]\n"
            "error: cannot write \"loop\": too many levels of symbolic links [ARC0003]\n"
            "error: cannot write \"\": is a directory [ARC0003]\n"
            "error: cannot write \"\": no such file or directory [ARC0003]\n"
            "error: cannot write \"/dev/full\": no space left on device [ARC0003]\n");
}

TEST_F(DiskTest, AFailedWriteLeavesTheOldFileAndNoOther) {
  put("f", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_FALSE(disk_.write(path("f"), std::string(5000, 'x'), diagnostics_));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(reported(), "error: cannot write \"f\": file too large [ARC0003]\n");
  EXPECT_EQ(get("f"), "old");
  EXPECT_EQ(file_count(), 1U);
}

TEST_F(DiskTest, WritesToAPipeAndToAnOpenDescriptor) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string name = "/dev/fd/" + std::to_string(ends[1]);
  EXPECT_TRUE(disk_.write(name, "hello", diagnostics_));
  EXPECT_TRUE(disk_.write("/proc/self/fd/" + std::to_string(ends[1]), "!", diagnostics_));
  ::close(ends[1]);
  char text[16] = {};
  EXPECT_EQ(::read(ends[0], text, sizeof text), 6);
  EXPECT_STREQ(text, "hello!");
  ::close(ends[0]);
}

TEST_F(DiskTest, ADescriptorOfAFileIsAppendedTo) {
  put("f", "first ");
  FILE* file = std::fopen(path("f").c_str(), "ab");
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(disk_.write("/dev/fd/" + std::to_string(::fileno(file)), "second", diagnostics_));
  std::fclose(file);
  EXPECT_EQ(get("f"), "first second");
}

TEST_F(DiskTest, MakesFolders) {
  EXPECT_TRUE(disk_.make_directories(path("a/b/c"), diagnostics_));
  EXPECT_TRUE(disk_.make_directories(path("a/b/c"), diagnostics_));
  EXPECT_TRUE(disk_.exists(path("a/b/c")));
  EXPECT_FALSE(disk_.exists(path("a/x")));
  put("f", "");
  EXPECT_FALSE(disk_.make_directories(path("f/x"), diagnostics_));
  EXPECT_EQ(reported(), "error: cannot make the folder \"f/x\": not a directory [ARC0003]\n");
}

}  // namespace
}  // namespace archsynth
