#include "CCmarkGFM.h"

#include "CLoader.h"

#include <cmark-gfm_version.h>

// The extensions, which bring cmark-gfm itself. Its number is that of the version: the one that the headers are of.
#define LIBRARY "libcmark-gfm-extensions.so." CMARK_GFM_VERSION_STRING

#define FUNCTIONS(F)                                                                                                    \
  F(cmark_gfm_core_extensions_ensure_registered) F(cmark_find_syntax_extension) F(cmark_get_default_mem_allocator)      \
  F(cmark_parser_new) F(cmark_parser_free) F(cmark_parser_attach_syntax_extension)                                      \
  F(cmark_parser_get_syntax_extensions) F(cmark_parser_feed) F(cmark_parser_finish) F(cmark_iter_new)                   \
  F(cmark_iter_free) F(cmark_iter_next) F(cmark_iter_get_node) F(cmark_node_get_type) F(cmark_node_get_url)             \
  F(cmark_node_set_url) F(cmark_node_free) F(cmark_render_html)

STELE_LIBRARY(LIBRARY, FUNCTIONS)

const char *stele_cmark_gfm_load(void) { return why_not_loaded(); }

void stele_cmark_gfm_core_extensions_ensure_registered(void) {
  loaded()->cmark_gfm_core_extensions_ensure_registered();
}
cmark_syntax_extension *stele_cmark_find_syntax_extension(const char *name) {
  return loaded()->cmark_find_syntax_extension(name);
}
cmark_mem *stele_cmark_get_default_mem_allocator(void) { return loaded()->cmark_get_default_mem_allocator(); }

cmark_parser *stele_cmark_parser_new(int options) { return loaded()->cmark_parser_new(options); }
void stele_cmark_parser_free(cmark_parser *parser) { loaded()->cmark_parser_free(parser); }
int stele_cmark_parser_attach_syntax_extension(cmark_parser *parser, cmark_syntax_extension *extension) {
  return loaded()->cmark_parser_attach_syntax_extension(parser, extension);
}
cmark_llist *stele_cmark_parser_get_syntax_extensions(cmark_parser *parser) {
  return loaded()->cmark_parser_get_syntax_extensions(parser);
}
void stele_cmark_parser_feed(cmark_parser *parser, const char *bytes, size_t count) {
  loaded()->cmark_parser_feed(parser, bytes, count);
}
cmark_node *stele_cmark_parser_finish(cmark_parser *parser) { return loaded()->cmark_parser_finish(parser); }

cmark_iter *stele_cmark_iter_new(cmark_node *root) { return loaded()->cmark_iter_new(root); }
void stele_cmark_iter_free(cmark_iter *iterator) { loaded()->cmark_iter_free(iterator); }
cmark_event_type stele_cmark_iter_next(cmark_iter *iterator) { return loaded()->cmark_iter_next(iterator); }
cmark_node *stele_cmark_iter_get_node(cmark_iter *iterator) { return loaded()->cmark_iter_get_node(iterator); }

cmark_node_type stele_cmark_node_get_type(cmark_node *node) { return loaded()->cmark_node_get_type(node); }
const char *stele_cmark_node_get_url(cmark_node *node) { return loaded()->cmark_node_get_url(node); }
int stele_cmark_node_set_url(cmark_node *node, const char *url) { return loaded()->cmark_node_set_url(node, url); }
void stele_cmark_node_free(cmark_node *node) { loaded()->cmark_node_free(node); }
char *stele_cmark_render_html(cmark_node *root, int options, cmark_llist *extensions) {
  return loaded()->cmark_render_html(root, options, extensions);
}
