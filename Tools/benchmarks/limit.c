// The physical limit: reads every file once and hashes it with SHA-256, on every core.
//
//   limit THREADS < LIST      LIST: paths, each with a zero byte at its end
//
// It keeps nothing and checks nothing. A thread takes the next file as soon as it is done with one.
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { piece = 1 << 18 };

static char **paths;
static size_t count;
static atomic_size_t next;

static void *work(void *unused) {
  (void)unused;
  unsigned char *buffer = malloc(piece);
  EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!buffer || !sha256 || !context) abort();
  for (size_t at; (at = atomic_fetch_add(&next, 1)) < count;) {
    int file = open(paths[at], O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      perror(paths[at]);
      exit(1);
    }
    unsigned char digest[32];
    ssize_t got;
    if (!EVP_DigestInit_ex2(context, sha256, NULL)) abort();
    while ((got = read(file, buffer, piece)) > 0) EVP_DigestUpdate(context, buffer, (size_t)got);
    if (got < 0) {
      perror(paths[at]);
      exit(1);
    }
    EVP_DigestFinal_ex(context, digest, NULL);
    close(file);
  }
  EVP_MD_CTX_free(context);
  EVP_MD_free(sha256);
  free(buffer);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc == 2 ? atoi(argv[1]) : 0;
  if (threads < 1 || threads > 1024) return 2;
  size_t length = 0, room = 0, slots = 0;
  char *list = NULL;
  for (;;) {
    if (length == room && !(list = realloc(list, room += 1 << 20))) abort();
    size_t got = fread(list + length, 1, room - length, stdin);
    if (got == 0) break;
    length += got;
  }
  for (size_t at = 0; at < length; at += strnlen(list + at, length - at) + 1) {
    if (count == slots && !(paths = realloc(paths, (slots += 65536) * sizeof *paths))) abort();
    paths[count++] = list + at;
  }
  pthread_t others[1024];
  for (int at = 1; at < threads; at++)
    if (pthread_create(&others[at], NULL, work, NULL)) abort();
  work(NULL);
  for (int at = 1; at < threads; at++) pthread_join(others[at], NULL);
  return 0;
}
