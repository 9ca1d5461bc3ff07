/* Makes one file behave as on a failing disk. Preloaded into a program (LD_PRELOAD); faults.py compiles this.

   FAULTY_FILE   the file's path; all other files are as they are
   FAULTY_PARTS  FIRST-LAST[,FIRST-LAST...]: a read that begins at one of these bytes fails with EIO;
                 one that begins before ends there, as the kernel's reads do
   FAULTY_DELAY  milliseconds that each read takes */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 64 };
static struct stat target;
static struct timespec delay;
static off_t first[MOST], last[MOST];
static int parts;
static int is_wanted;

__attribute__((constructor)) static void set_up(void) {
    const char *path = getenv("FAULTY_FILE"), *text = getenv("FAULTY_PARTS"), *milliseconds = getenv("FAULTY_DELAY");
    is_wanted = path && stat(path, &target) == 0;
    long count = milliseconds ? atol(milliseconds) : 0;
    delay = (struct timespec){count / 1000, count % 1000 * 1000000};
    while (text && *text && parts < MOST) {
        char *end;
        first[parts] = strtoll(text, &end, 10);
        last[parts++] = strtoll(end + 1, &end, 10);
        text = *end ? end + 1 : end;
    }
}

/* How many of the bytes may be read; -1 and errno if not one. */
static ssize_t allowed(int descriptor, off_t offset, size_t count) {
    struct stat status;
    int saved = errno;
    int is_target = is_wanted && fstat(descriptor, &status) == 0 && status.st_dev == target.st_dev && status.st_ino == target.st_ino;
    errno = saved;
    if (!is_target) return count;
    nanosleep(&delay, NULL);
    for (int part = 0; part < parts; part++) {
        if (offset >= first[part] && offset <= last[part] && count > 0) {
            errno = EIO;
            return -1;
        }
        if (offset < first[part] && offset + (off_t)count > first[part]) count = first[part] - offset;
    }
    return count;
}

ssize_t read(int descriptor, void *buffer, size_t count) {
    static ssize_t (*next)(int, void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "read");
    int saved = errno;
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    errno = saved;
    ssize_t most = allowed(descriptor, offset, count);
    return most < 0 ? -1 : next(descriptor, buffer, most);
}

ssize_t pread(int descriptor, void *buffer, size_t count, off_t offset) {
    static ssize_t (*next)(int, void *, size_t, off_t);
    if (!next) next = dlsym(RTLD_NEXT, "pread");
    ssize_t most = allowed(descriptor, offset, count);
    return most < 0 ? -1 : next(descriptor, buffer, most, offset);
}

ssize_t pread64(int descriptor, void *buffer, size_t count, off_t offset) {
    return pread(descriptor, buffer, count, offset);
}
