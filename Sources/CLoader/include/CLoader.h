// Loads a C library when it is asked for and not when the program starts.
#pragma once
#include <pthread.h>
#include <stddef.h>

/// A function that a library must have, and where the pointer to it goes.
struct stele_function {
  const char *name;
  void **place;
};

/// Loads a library and looks up its functions.
///
/// `problem`, of `size` bytes, stays as it is, or gets why the library cannot be loaded, or the first function that it has not.
void stele_load(
    const char *library, const struct stele_function *functions, size_t count, char *problem, size_t size);

/// Says why, and ends the process.
void stele_end_process(const char *reason);

#define STELE_MEMBER(name) __typeof__(name) *name;
#define STELE_FUNCTION(name) {#name, (void **)&library.name},

/// Defines `library`, which has a pointer for each function; `why_not_loaded`, which loads it once and gives NULL or why that
/// cannot be; and `loaded`, which does so too, and gives `library` or ends the process.
///
/// `file` is the library's file, and `functions` a macro that applies another one to the name of each function.
#define STELE_LIBRARY(file, functions)                                                                                  \
  static struct { functions(STELE_MEMBER) } library;                                                                    \
  static char problem[512];                                                                                             \
  static pthread_once_t once = PTHREAD_ONCE_INIT;                                                                       \
  static void load(void) {                                                                                              \
    const struct stele_function all[] = {functions(STELE_FUNCTION)};                                                    \
    stele_load(file, all, sizeof all / sizeof *all, problem, sizeof problem);                                           \
  }                                                                                                                     \
  static const char *why_not_loaded(void) {                                                                             \
    pthread_once(&once, load);                                                                                          \
    return *problem ? problem : NULL;                                                                                   \
  }                                                                                                                     \
  static inline __typeof__(library) *loaded(void) {                                                                     \
    const char *reason = why_not_loaded();                                                                              \
    if (reason) stele_end_process(reason);                                                                              \
    return &library;                                                                                                    \
  }
