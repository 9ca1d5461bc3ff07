// libxml2, loaded when packing begins and not when the program starts: it brings ICU and the C++ library, which cost a
// fifth of the time that a short command takes.
//
// Each function is that of libxml2 with the same name behind `stele_`.
#pragma once
// Its headers would bring in the system's ICU, whose types clash with those of Foundation's own ICU in any module that
// sees both. What we use does not depend on it: only pointers to the structures concerned.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

/// Loads the library, once. Every other function here does so first, and ends the process if it cannot: ask before.
/// Returns NULL, or why it cannot be loaded.
const char *stele_xml2_load(void);

void stele_xmlInitParser(void);
htmlParserCtxtPtr stele_htmlNewParserCtxt(void);
void stele_htmlFreeParserCtxt(htmlParserCtxtPtr context);
htmlDocPtr stele_htmlCtxtReadMemory(
    htmlParserCtxtPtr context, const char *bytes, int count, const char *address, const char *encoding, int options);
long stele_xmlByteConsumed(xmlParserCtxtPtr context);
void stele_xmlStopParser(xmlParserCtxtPtr context);
void stele_xmlFreeDoc(xmlDocPtr document);
