#include "CXML2.h"

#include "CLoader.h"

// The interface that the headers are of: it got another number with version 2.14.
#if LIBXML_VERSION >= 21400
#define LIBRARY "libxml2.so.16"
#else
#define LIBRARY "libxml2.so.2"
#endif

#define FUNCTIONS(F)                                                                                                    \
  F(xmlInitParser) F(htmlNewParserCtxt) F(htmlFreeParserCtxt) F(htmlCtxtReadMemory) F(xmlByteConsumed)                  \
  F(xmlStopParser) F(xmlFreeDoc)

STELE_LIBRARY(LIBRARY, FUNCTIONS)

const char *stele_xml2_load(void) { return why_not_loaded(); }

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
