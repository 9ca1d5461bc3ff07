#pragma once
// libxml2's headers would bring in the system's ICU, whose types clash with those of Foundation's own ICU in
// any module that sees both. What we use does not depend on it: only pointers to the structures concerned.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
