#include "archsynth/support/file_system.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archsynth/support/text.h"

namespace archsynth {
namespace {

constexpr std::string_view kCannotRead = "ARC0001";
constexpr std::string_view kTooLarge = "ARC0002";
constexpr std::string_view kCannotWrite = "ARC0003";

std::string reason(int error) {
  std::string text = std::generic_category().message(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] += 'a' - 'A';
  return text;
}

bool fail(Diagnostics& diagnostics, std::string_view code, std::string_view verb,
          const std::string& path, int error) {
  diagnostics.error(code, {}, fmt::format("cannot {} {}: {}", verb, quoted(path), reason(error)));
  return false;
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// Some file systems report a failed write only here.
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

/// Holds back the signals that would end the process, until a file is complete.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGHUP, SIGINT, SIGTERM}) sigaddset(&held, signal);
    pthread_sigmask(SIG_BLOCK, &held, &old_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &old_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t old_{};
};

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The open descriptor that a path stands for. Opening `/dev/stdout` anew would start at the
/// beginning of a file that the shell appends to.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  constexpr std::string_view kFolder = "/dev/fd/";
  if (!path.starts_with(kFolder)) return std::nullopt;
  path.remove_prefix(kFolder.size());
  int fd = -1;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), fd);
  if (error != std::errc() || end != path.data() + path.size() || fd < 0) return std::nullopt;
  return fd;
}

/// Follows symbolic links, also to a file that does not exist yet.
std::filesystem::path resolve_links(std::filesystem::path path) {
  constexpr int kMostLinks = 64;
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code error;
    const std::filesystem::path link = std::filesystem::read_symlink(path, error);
    if (error) return path;
    path = path.parent_path() / link;
  }
  return path;
}

/// Opens a new file beside `target`; its name is in `name`.
int open_temporary(const std::filesystem::path& target, std::string& name) {
  for (int i = 0; i < 1000; ++i) {
    name = target.parent_path() / fmt::format(".archsynth-{}-{}", ::getpid(), i);
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

/// Gives the new file the old one's owner, where allowed, and permissions.
bool copy_permissions(int fd, const struct stat& old) {
  const bool same_owner = ::fchown(fd, old.st_uid, old.st_gid) == 0;
  const mode_t special = same_owner ? 07777 : 0777;
  return ::fchmod(fd, old.st_mode & special) == 0;
}

bool replace(const std::filesystem::path& target, const struct stat* old, std::string_view text) {
  if (target.empty()) {
    errno = ENOENT;
    return false;
  }
  const HeldSignals held;
  std::string name;
  Descriptor file(open_temporary(target, name));
  if (!file.valid()) return false;
  if ((old == nullptr || copy_permissions(file.get(), *old)) && write_all(file.get(), text) &&
      file.close() && ::rename(name.c_str(), target.c_str()) == 0) {
    return true;
  }
  const int error = errno;
  ::unlink(name.c_str());
  errno = error;
  return false;
}

bool write_directly(const std::string& target, std::string_view text) {
  Descriptor file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() && write_all(file.get(), text) && file.close();
}

bool write_file(const std::string& path, std::string_view text) {
  if (const auto fd = named_descriptor(path)) return write_all(*fd, text);
  struct stat old {};
  const bool exists = ::stat(path.c_str(), &old) == 0;
  if (!exists && errno != ENOENT) return false;
  if (exists && S_ISDIR(old.st_mode)) {
    errno = EISDIR;
    return false;
  }
  if (exists && ::access(path.c_str(), W_OK) != 0) return false;
  if (exists && !S_ISREG(old.st_mode)) return write_directly(path, text);
  return replace(resolve_links(path), exists ? &old : nullptr, text);
}

}  // namespace

std::optional<std::string> Disk::read(const std::string& path, std::size_t limit,
                                      Diagnostics& diagnostics) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || ::fstat(file.get(), &status) != 0) {
    fail(diagnostics, kCannotRead, "read", path, errno);
    return std::nullopt;
  }
  std::string text;
  const auto size = S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0;
  std::size_t used = 0;
  bool too_large = size > limit;
  while (!too_large) {
    constexpr std::size_t kChunk = 65536;
    // What is kept of thousands of small files is not more than they are.
    const bool is_start = used == 0 && size > 0;
    if (used == text.size()) text.resize(is_start ? size + 1 : used + std::max(kChunk, used / 2));
    const ssize_t got = ::read(file.get(), text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      fail(diagnostics, kCannotRead, "read", path, errno);
      return std::nullopt;
    }
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    too_large = used > limit;
  }
  if (too_large) {
    diagnostics.error(kTooLarge, {},
                      fmt::format("cannot read {}: larger than {} bytes", quoted(path), limit));
    return std::nullopt;
  }
  text.resize(used);
  return text;
}

bool Disk::write(const std::string& path, std::string_view text, Diagnostics& diagnostics) {
  return write_file(path, text) || fail(diagnostics, kCannotWrite, "write", path, errno);
}

bool Disk::exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool Disk::make_directories(const std::string& path, Diagnostics& diagnostics) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  return !error || fail(diagnostics, kCannotWrite, "make the folder", path, error.value());
}

}  // namespace archsynth
