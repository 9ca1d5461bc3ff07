#include "CXML2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// The interface that the headers are of: it got another number with version 2.14.
#if defined(__APPLE__)
#define LIBRARY "libxml2.2.dylib"
#elif LIBXML_VERSION >= 21400
#define LIBRARY "libxml2.so.16"
#else
#define LIBRARY "libxml2.so.2"
#endif

#define FUNCTIONS(F)                                                                                                    \
  F(xmlInitParser) F(htmlNewParserCtxt) F(htmlFreeParserCtxt) F(htmlCtxtReadMemory) F(xmlByteConsumed)                  \
  F(xmlStopParser) F(xmlFreeDoc)

#define MEMBER(name) __typeof__(name) *name;
static struct { FUNCTIONS(MEMBER) } library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void load(void) {
  void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *reason = dlerror();
    snprintf(problem, sizeof problem, "%s", reason ? reason : LIBRARY " cannot be loaded");
    return;
  }
#define LOOK_UP(name)                                                                                                   \
  if (!(library.name = (__typeof__(name) *)dlsym(handle, #name)))                                                       \
    snprintf(problem, sizeof problem, "%s has no function %s: it is too old", LIBRARY, #name);
  FUNCTIONS(LOOK_UP)
}

const char *stele_xml2_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

static inline __typeof__(library) *loaded(void) {
  const char *reason = stele_xml2_load();
  if (reason) {
    fprintf(stderr, "%s\n", reason);
    abort();
  }
  return &library;
}

void stele_xmlInitParser(void) { loaded()->xmlInitParser(); }
htmlParserCtxtPtr stele_htmlNewParserCtxt(void) { return loaded()->htmlNewParserCtxt(); }
void stele_htmlFreeParserCtxt(htmlParserCtxtPtr context) { loaded()->htmlFreeParserCtxt(context); }
htmlDocPtr stele_htmlCtxtReadMemory(
    htmlParserCtxtPtr context, const char *bytes, int count, const char *address, const char *encoding, int options) {
  return loaded()->htmlCtxtReadMemory(context, bytes, count, address, encoding, options);
}
long stele_xmlByteConsumed(xmlParserCtxtPtr context) { return loaded()->xmlByteConsumed(context); }
void stele_xmlStopParser(xmlParserCtxtPtr context) { loaded()->xmlStopParser(context); }
void stele_xmlFreeDoc(xmlDocPtr document) { loaded()->xmlFreeDoc(document); }
