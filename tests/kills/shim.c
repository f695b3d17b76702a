/* A disk that fails, and a machine that dies, at a chosen call.

   Loaded before libc (LD_PRELOAD), this stands before every call that changes a file, and does nothing until
   faults_arm is called. From then on it counts the calls that change something beneath one folder, those of
   SQLite too, and at the chosen one kills the process or answers with an error. faults_clock sets the clock. faults_trace writes
   down every such call, so that a test can work out what a power cut would have left. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, NAME = 4, CUT = 8 };     /* classes of calls */
enum { COUNT, KILL, HALF, ERROR, ERROR_EVER };       /* what happens at the chosen one */

static char root[4096], only[256];
static size_t root_length;
static long chosen, passed;
static int classes, action, error, armed, trace = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, #name)

void faults_arm(const char *folder, const char *part, int which, long number, int what, int code) {
    snprintf(root, sizeof root, "%s", folder);
    snprintf(only, sizeof only, "%s", part);
    root_length = strlen(root);
    classes = which, chosen = number, action = what, error = code, passed = 0, armed = 1;
}

long faults_passed(void) { return __atomic_load_n(&passed, __ATOMIC_SEQ_CST); }

void faults_trace(int descriptor) { trace = descriptor; }

static long ahead;

void faults_clock(long seconds) { ahead = seconds; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(clock_gettime);
    int done = real(clock, now);
    if (!done && clock == CLOCK_REALTIME) now->tv_sec += ahead;
    return done;
}

static int here(const char *path) {
    if (strncmp(path, root, root_length) || (path[root_length] && path[root_length] != '/')) return 0;
    return !only[0] || strstr(path, only);
}

static int path_of(int descriptor, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return here(path);
}

/* The full name of what a call names, whose folder exists. */
static int full(int folder, const char *name, char *path, size_t size) {
    char start[4096];
    if (name[0] == '/') {
        snprintf(path, size, "%s", name);
        return here(path);
    }
    if (folder == AT_FDCWD) {
        if (!getcwd(start, sizeof start)) return 0;
    } else if (!path_of(folder, start, sizeof start) && start[0] != '/')
        return 0;
    snprintf(path, size, "%s/%s", start, name);
    return here(path);
}

/* Whether this call is to fail (-1), to be done by half (1), or to pass (0). */
static int fate(int kind) {
    if (!armed || !(classes & kind)) return 0;
    long number = __atomic_add_fetch(&passed, 1, __ATOMIC_SEQ_CST);
    if (action == COUNT || number < chosen || (number > chosen && action != ERROR_EVER)) return 0;
    if (action == KILL) kill(getpid(), SIGKILL);
    if (action == HALF) return 1;
    errno = error;
    return -1;
}

static void all(const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, "write");
    for (const char *at = data; size; ) {
        ssize_t done = real(trace, at, size);
        if (done <= 0) abort();
        at += done, size -= (size_t)done;
    }
}

static void note(char kind, const char *path, const char *other, int64_t offset, const void *data, size_t size) {
    if (trace < 0) return;
    uint32_t lengths[2] = {(uint32_t)strlen(path), (uint32_t)strlen(other)};
    uint64_t numbers[2] = {(uint64_t)offset, size};
    all(&kind, 1), all(lengths, sizeof lengths), all(numbers, sizeof numbers);
    all(path, lengths[0]), all(other, lengths[1]);
    if (data) all(data, size);
}

void faults_mark(const char *text) {
    pthread_mutex_lock(&order);
    note('m', text, "", 0, NULL, 0);
    pthread_mutex_unlock(&order);
}

#define BEGIN int saved = errno; pthread_mutex_lock(&order); errno = saved
#define END saved = errno; pthread_mutex_unlock(&order); errno = saved
#define DIE_IF(half) if (half) kill(getpid(), SIGKILL)

ssize_t write(int descriptor, const void *data, size_t size) {
    REAL(write);
    char path[4096];
    if (!armed || !path_of(descriptor, path, sizeof path)) return real(descriptor, data, size);
    int what = fate(WRITE);
    if (what < 0) return -1;
    BEGIN;
    off_t offset = fcntl(descriptor, F_GETFL) & O_APPEND ? lseek(descriptor, 0, SEEK_END) : lseek(descriptor, 0, SEEK_CUR);
    ssize_t done = real(descriptor, data, what ? size / 2 : size);
    if (done >= 0) note('w', path, "", offset, data, (size_t)done);
    DIE_IF(what);
    END;
    return done;
}

#define PWRITE(name, offset_type) \
ssize_t name(int descriptor, const void *data, size_t size, offset_type offset) { \
    REAL(name); \
    char path[4096]; \
    if (!armed || !path_of(descriptor, path, sizeof path)) return real(descriptor, data, size, offset); \
    int what = fate(WRITE); \
    if (what < 0) return -1; \
    BEGIN; \
    ssize_t done = real(descriptor, data, what ? size / 2 : size, offset); \
    if (done >= 0) note('w', path, "", offset, data, (size_t)done); \
    DIE_IF(what); \
    END; \
    return done; \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNCING(name) \
int name(int descriptor) { \
    REAL(name); \
    char path[4096]; \
    if (!armed || !path_of(descriptor, path, sizeof path)) return real(descriptor); \
    int what = fate(SYNC); \
    if (what < 0) return -1; \
    BEGIN; \
    int done = real(descriptor); \
    if (!done) note('s', path, "", 0, NULL, 0); \
    DIE_IF(what); \
    END; \
    return done; \
}
SYNCING(fsync)
SYNCING(fdatasync)

#define CUTTING(name, offset_type) \
int name(int descriptor, offset_type size) { \
    REAL(name); \
    char path[4096]; \
    if (!armed || !path_of(descriptor, path, sizeof path)) return real(descriptor, size); \
    int what = fate(CUT); \
    if (what < 0) return -1; \
    BEGIN; \
    int done = real(descriptor, size); \
    if (!done) note('t', path, "", size, NULL, 0); \
    DIE_IF(what); \
    END; \
    return done; \
}
CUTTING(ftruncate, off_t)
CUTTING(ftruncate64, off64_t)

static int opened(int (*real)(int, const char *, int, ...), int folder, const char *name, int flags, mode_t mode) {
    char path[4096];
    struct stat before;
    if (!armed || !(flags & (O_CREAT | O_TRUNC)) || !full(folder, name, path, sizeof path)) return real(folder, name, flags, mode);
    int exists = fstatat(folder, name, &before, 0) == 0;
    if (exists && !(flags & O_TRUNC)) return real(folder, name, flags, mode);
    int what = fate(exists ? CUT : NAME);
    if (what < 0) return -1;
    BEGIN;
    int done = real(folder, name, flags, mode);
    if (done >= 0) note(exists ? 't' : 'c', path, "", 0, NULL, 0);
    DIE_IF(what);
    END;
    return done;
}

#define MODE mode_t mode = 0; if (flags & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
static int (*real_openat(void))(int, const char *, int, ...) {
    static int (*real)(int, const char *, int, ...);
    if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, "openat");
    return real;
}
int open(const char *name, int flags, ...) { MODE return opened(real_openat(), AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(real_openat(), AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return opened(real_openat(), folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return opened(real_openat(), folder, name, flags | O_LARGEFILE, mode); }

#define NAMING(kind, call, folder, name, other, CALL) \
    char path[4096]; \
    char second[4096] = ""; \
    if (!armed || !full(folder, name, path, sizeof path)) return CALL; \
    if (other) full(folder, other, second, sizeof second); \
    int what = fate(NAME); \
    if (what < 0) return -1; \
    BEGIN; \
    int done = CALL; \
    if (!done) note(kind, path, second, 0, NULL, 0); \
    DIE_IF(what); \
    END; \
    return done

int unlink(const char *name) { REAL(unlink); NAMING('u', unlink, AT_FDCWD, name, (const char *)NULL, real(name)); }
int unlinkat(int folder, const char *name, int flags) { REAL(unlinkat); NAMING('u', unlinkat, folder, name, (const char *)NULL, real(folder, name, flags)); }
int mkdir(const char *name, mode_t mode) { REAL(mkdir); NAMING('d', mkdir, AT_FDCWD, name, (const char *)NULL, real(name, mode)); }
int rename(const char *name, const char *new) { REAL(rename); NAMING('r', rename, AT_FDCWD, name, new, real(name, new)); }
