// Compresses a file in frames that do not know of each other, on one core, and prints what came of it.
//
//   frames FILE gzip|zstd LEVEL FRAME-BYTES     prints: bytes, seconds to compress, seconds to decompress
//
// zstd with frames above 8 MiB uses long-distance matching, with a window of the frame's size.
#define _GNU_SOURCE
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int zstd = strcmp(argv[2], "zstd") == 0, level = atoi(argv[3]);
  size_t frame = strtoull(argv[4], NULL, 10);
  int file = open(argv[1], O_RDONLY);
  struct stat about;
  if (file < 0 || fstat(file, &about) || about.st_size == 0 || frame == 0) return 2;
  size_t size = (size_t)about.st_size;
  const char *input = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  struct libdeflate_compressor *deflate = zstd ? NULL : libdeflate_alloc_compressor(level);
  struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
  ZSTD_CCtx *context = ZSTD_createCCtx();
  ZSTD_DCtx *reverse = ZSTD_createDCtx();
  if (input == MAP_FAILED || (!zstd && !deflate) || !inflate || !context || !reverse) return 1;
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_DCtx_setParameter(reverse, ZSTD_d_windowLogMax, 27);
  int log = 10;
  while (((size_t)1 << log) < frame) log++;
  if (frame > 8 << 20) ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, log);
  size_t room = zstd ? ZSTD_compressBound(frame) : libdeflate_gzip_compress_bound(deflate, frame), total = 0;
  char *packed = malloc(room), *back = malloc(frame);
  if (!packed || !back) return 1;
  double there = 0, again = 0;
  for (size_t at = 0; at < size; at += frame) {
    size_t length = size - at < frame ? size - at : frame, got, made = 0;
    double start = now();
    got = zstd ? ZSTD_compress2(context, packed, room, input + at, length)
               : libdeflate_gzip_compress(deflate, input + at, length, packed, room);
    double between = now();
    if (got == 0 || (zstd && ZSTD_isError(got))) return 1;
    if (zstd) made = ZSTD_decompressDCtx(reverse, back, frame, packed, got);
    else if (libdeflate_gzip_decompress(inflate, packed, got, back, frame, &made) != LIBDEFLATE_SUCCESS) return 1;
    again += now() - between;
    there += between - start;
    if (made != length || memcmp(back, input + at, length) != 0) return 1;
    total += got;
  }
  printf("%zu %f %f\n", total, there, again);
  return 0;
}
