#include "CLoader.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

void stele_load(
    const char *library, const struct stele_function *functions, size_t count, char *problem, size_t size) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *reason = dlerror();
    if (reason) snprintf(problem, size, "%s", reason);
    else snprintf(problem, size, "%s cannot be loaded", library);
    return;
  }
  for (size_t number = 0; number < count; number++) {
    void *found = dlsym(handle, functions[number].name);
    if (!found) {
      snprintf(problem, size, "%s has no function %s: it is too old", library, functions[number].name);
      return;
    }
    *functions[number].place = found;
  }
}

void stele_end_process(const char *reason) {
  fprintf(stderr, "%s\n", reason);
  abort();
}
