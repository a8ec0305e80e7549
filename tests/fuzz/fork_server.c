/* Preloaded into a command, answers many runs of it without starting it anew: a start under AddressSanitizer takes longer
   than most runs. Reads from descriptor 198 a length and as many bytes, a folder and arguments that each end in NUL; runs
   them in a child, whose output goes to the files FOLDER.out and FOLDER.err; writes its wait status to descriptor 199. */
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

enum { kRequests = 198, kAnswers = 199, kSeconds = 20, kArguments = 64 };
typedef int (*Main)(int, char**, char**);
static Main real_main;

static void redirect(int descriptor, const char* folder, const char* ending) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s", folder, ending);
  const int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0 || dup2(file, descriptor) < 0) _exit(99);
  close(file);
}

static int run(char* request, char* end, char** environment) {
  char* arguments[kArguments + 1] = {"archsynth"};
  int count = 1;
  for (char* each = request + strlen(request) + 1; each < end && count < kArguments; each += strlen(each) + 1) {
    arguments[count++] = each;
  }
  const struct rlimit limit = {kSeconds, kSeconds};
  setrlimit(RLIMIT_CPU, &limit);
  redirect(1, request, ".out");
  redirect(2, request, ".err");
  close(kRequests);
  close(kAnswers);
  if (chdir(request) != 0) _exit(99);
  return real_main(count, arguments, environment);
}

static int serve(int count, char** arguments, char** environment) {
  (void)count;
  (void)arguments;
  uint32_t length = 0;
  static char request[1 << 16];
  while (read(kRequests, &length, sizeof length) == sizeof length && length < sizeof request) {
    for (size_t got = 0; got < length;) {
      const ssize_t more = read(kRequests, request + got, length - got);
      if (more <= 0) return 1;
      got += (size_t)more;
    }
    const pid_t child = fork();
    if (child == 0) exit(run(request, request + length, environment));
    int32_t status = -1;
    if (child < 0 || waitpid(child, &status, 0) != child) return 1;
    if (write(kAnswers, &status, sizeof status) != sizeof status) return 1;
  }
  return 0;
}

int __libc_start_main(Main main, int argc, char** argv, void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void* stack) {
  typedef int (*Start)(Main, int, char**, void (*)(void), void (*)(void), void (*)(void), void*);
  const Start start = (Start)dlsym(RTLD_NEXT, "__libc_start_main");
  real_main = main;
  return start(getenv("ARCHSYNTH_FORK_SERVER") ? serve : main, argc, argv, init, fini, rtld_fini, stack);
}
