/* Loaded with LD_PRELOAD: file calls below FAULT_UNDER take as long, and end as, the file FAULT_FILE says: "CALL MS ERRNO". */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int look_every_ms = 10;

static int reads_as(const char *call, int *ms) {
  char text[64] = "", name[16] = "";
  int error = -1;
  const char *file = getenv("FAULT_FILE");
  long fd = file ? syscall(SYS_openat, AT_FDCWD, file, O_RDONLY) : -1;
  if (fd < 0) return -1;
  if (read(fd, text, sizeof text - 1) > 0) sscanf(text, "%15s %d %d", name, ms, &error);
  close(fd);
  return strcmp(name, call) == 0 ? error : -1;
}

/* Waits as long as the fault lasts; whether the call fails then. */
static int is_faulty(const char *call, const char *path) {
  const char *under = getenv("FAULT_UNDER");
  int ms = 0, error = -1;
  if (!under || strncmp(path, under, strlen(under)) != 0) return 0;
  for (int waited = 0; (error = reads_as(call, &ms)) >= 0 && waited < ms; waited += look_every_ms)
    usleep(look_every_ms * 1000);
  if (error > 0) errno = error;
  return error > 0;
}

static int is_faulty_handle(const char *call, int fd) {
  char link[32], path[1024] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return readlink(link, path, sizeof path - 1) > 0 && is_faulty(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                             \
  int name(const char *path, int flags, ...) {                 \
    va_list rest;                                              \
    va_start(rest, flags);                                     \
    mode_t mode = va_arg(rest, mode_t);                        \
    va_end(rest);                                              \
    return is_faulty("open", path) ? -1 : REAL(name)(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define SCANDIR(name, entry)                                                              \
  int name(const char *path, struct entry ***list, int (*filter)(const struct entry *),   \
           int (*compare)(const struct entry **, const struct entry **)) {                \
    return is_faulty("readdir", path) ? -1 : REAL(name)(path, list, filter, compare);     \
  }
SCANDIR(scandir, dirent)
SCANDIR(scandir64, dirent64)

int fsync(int fd) { return is_faulty_handle("fsync", fd) ? -1 : REAL(fsync)(fd); }

int link(const char *from, const char *to) { return is_faulty("link", to) ? -1 : REAL(link)(from, to); }
