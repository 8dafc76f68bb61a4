/* A broken machine, for one program: loaded before the C library (LD_PRELOAD), it refuses what the environment says.

BREAK_UNDER   files and folders whose path begins so are concerned
BREAK_ERRNO   what their calls fail with: 28 is a full disk, which reads on; 5 a failing one, which does not
BREAK_FROM    from this call on, counted in each process
BREAK_CLOCK   the time of day is so many seconds wrong ...
BREAK_AT      ... from this moment of the monotonic clock on
BREAK_NAMES   half of all look-ups of names ending in .test fail; the others give 127.0.0.1 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long number(const char *name) {
    const char *given = getenv(name);
    return given ? atol(given) : 0;
}

/* Whether a call on that path fails; errno is set then. */
static int refused(const char *path) {
    static atomic_long calls;
    const char *under = getenv("BREAK_UNDER");
    if (!under || !path || strncmp(path, under, strlen(under))) return 0;
    if (atomic_fetch_add(&calls, 1) + 1 < number("BREAK_FROM")) return 0;
    errno = (int)number("BREAK_ERRNO");
    return 1;
}

static int refused_at(int descriptor) {
    char link[64], path[4096];
    if (!getenv("BREAK_UNDER")) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    int before = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return refused(path);
}

static int unreadable(int descriptor) { return number("BREAK_ERRNO") == EIO && refused_at(descriptor); }

ssize_t write(int d, const void *from, size_t n) { return refused_at(d) ? -1 : REAL(write)(d, from, n); }
ssize_t pwrite(int d, const void *from, size_t n, off_t at) { return refused_at(d) ? -1 : REAL(pwrite)(d, from, n, at); }
ssize_t pwrite64(int d, const void *from, size_t n, off64_t at) {
    return refused_at(d) ? -1 : REAL(pwrite64)(d, from, n, at);
}
int fsync(int d) { return refused_at(d) ? -1 : REAL(fsync)(d); }
int mkdir(const char *path, mode_t mode) { return refused(path) ? -1 : REAL(mkdir)(path, mode); }
int rename(const char *from, const char *to) { return refused(to) ? -1 : REAL(rename)(from, to); }
ssize_t read(int d, void *into, size_t n) { return unreadable(d) ? -1 : REAL(read)(d, into, n); }
ssize_t pread(int d, void *into, size_t n, off_t at) { return unreadable(d) ? -1 : REAL(pread)(d, into, n, at); }
ssize_t pread64(int d, void *into, size_t n, off64_t at) { return unreadable(d) ? -1 : REAL(pread64)(d, into, n, at); }

static time_t wrong(void) {
    struct timespec now;
    if (!getenv("BREAK_CLOCK")) return 0;
    REAL(clock_gettime)(CLOCK_MONOTONIC, &now);
    return now.tv_sec < number("BREAK_AT") ? 0 : (time_t)number("BREAK_CLOCK");
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = REAL(clock_gettime)(which, now);
    if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) now->tv_sec += wrong();
    return done;
}
int gettimeofday(struct timeval *now, void *zone) {
    int done = REAL(gettimeofday)(now, zone);
    now->tv_sec += wrong();
    return done;
}
time_t time(time_t *into) {
    time_t now = REAL(time)(NULL) + wrong();
    if (into) *into = now;
    return now;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    static atomic_long asked;
    const char *end = name ? strrchr(name, '.') : NULL;
    if (!getenv("BREAK_NAMES") || !end || strcmp(end, ".test")) return REAL(getaddrinfo)(name, service, hints, found);
    if (atomic_fetch_add(&asked, 1) % 2 == 0) return EAI_AGAIN;
    return REAL(getaddrinfo)("127.0.0.1", service, hints, found);
}
