/* Preloaded into a command, answers many runs of it without starting it anew: a start under AddressSanitizer takes longer
   than most runs. Reads from descriptor 198 a length and as many bytes, a folder and arguments that each end in NUL; runs
   them, and writes the output to the files FOLDER.out and FOLDER.err and the wait status to descriptor 199. A child makes
   as many runs as kRuns one after the other, and then looks for leaks; where a run ends it, another child takes over. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kRequests = 198, kAnswers = 199, kSeconds = 20, kArguments = 64, kRuns = 200 };
/* Exit codes of a child, and one of a run that leaks. */
enum { kFailed = 99, kAllRun = 98, kNoMore = 97, kLeaks = 23 };
typedef int (*Main)(int, char**, char**);
static Main real_main;
static char request[1 << 16];

static void redirect(int descriptor, const char* folder, const char* ending) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s", folder, ending);
  const int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0 || dup2(file, descriptor) < 0) _exit(kFailed);
  close(file);
}

/* The length of the next request; 0 where there is none. */
static size_t next(void) {
  uint32_t length = 0;
  if (read(kRequests, &length, sizeof length) != sizeof length || length >= sizeof request) return 0;
  for (size_t got = 0; got < length;) {
    const ssize_t more = read(kRequests, request + got, length - got);
    if (more <= 0) return 0;
    got += (size_t)more;
  }
  return length;
}

static void answer(int32_t status) {
  if (write(kAnswers, &status, sizeof status) != sizeof status) _exit(kFailed);
}

static void limit(void) {
  struct rusage used;
  struct rlimit seconds;
  getrusage(RUSAGE_SELF, &used);
  getrlimit(RLIMIT_CPU, &seconds);
  seconds.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + kSeconds);
  setrlimit(RLIMIT_CPU, &seconds);
}

static int run(size_t length, char** environment) {
  char* arguments[kArguments + 1] = {"archsynth"};
  int count = 1;
  for (char* each = request + strlen(request) + 1; each < request + length && count < kArguments; each += strlen(each) + 1) {
    arguments[count++] = each;
  }
  limit();
  redirect(1, request, ".out");
  redirect(2, request, ".err");
  if (chdir(request) != 0) _exit(kFailed);
  const int code = real_main(count, arguments, environment);
  fflush(stdout);
  return code;
}

static void make_runs(char** environment) {
  typedef int (*Check)(void);
  const Check leaks = (Check)dlsym(RTLD_DEFAULT, "__lsan_do_recoverable_leak_check");
  for (int i = 1; i <= kRuns; ++i) {
    const size_t length = next();
    if (length == 0) _exit(kNoMore);
    int code = run(length, environment);
    if (i == kRuns && leaks != NULL && leaks() != 0) code = kLeaks;
    answer(code << 8);
  }
  _exit(kAllRun);
}

static int serve(int count, char** arguments, char** environment) {
  (void)count;
  (void)arguments;
  for (;;) {
    const pid_t child = fork();
    if (child == 0) make_runs(environment);
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    if (status == kNoMore << 8) return 0;
    if (status != kAllRun << 8) answer(status);
  }
}

int __libc_start_main(Main main, int argc, char** argv, void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void* stack) {
  typedef int (*Start)(Main, int, char**, void (*)(void), void (*)(void), void (*)(void), void*);
  const Start start = (Start)dlsym(RTLD_NEXT, "__libc_start_main");
  real_main = main;
  return start(getenv("ARCHSYNTH_FORK_SERVER") ? serve : main, argc, argv, init, fini, rtld_fini, stack);
}
