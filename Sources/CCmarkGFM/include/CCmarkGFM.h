// cmark-gfm with its extensions, loaded when packing begins and not when the program starts.
//
// Each function is that of cmark-gfm with the same name behind `stele_`.
#pragma once
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>

/// Loads the library, once. Every other function here does so first, and ends the process if it cannot: ask before.
/// Returns NULL, or why it cannot be loaded.
const char *stele_cmark_gfm_load(void);

void stele_cmark_gfm_core_extensions_ensure_registered(void);
cmark_syntax_extension *stele_cmark_find_syntax_extension(const char *name);
cmark_mem *stele_cmark_get_default_mem_allocator(void);

cmark_parser *stele_cmark_parser_new(int options);
void stele_cmark_parser_free(cmark_parser *parser);
int stele_cmark_parser_attach_syntax_extension(cmark_parser *parser, cmark_syntax_extension *extension);
cmark_llist *stele_cmark_parser_get_syntax_extensions(cmark_parser *parser);
void stele_cmark_parser_feed(cmark_parser *parser, const char *bytes, size_t count);
cmark_node *stele_cmark_parser_finish(cmark_parser *parser);

cmark_iter *stele_cmark_iter_new(cmark_node *root);
void stele_cmark_iter_free(cmark_iter *iterator);
cmark_event_type stele_cmark_iter_next(cmark_iter *iterator);
cmark_node *stele_cmark_iter_get_node(cmark_iter *iterator);

cmark_node_type stele_cmark_node_get_type(cmark_node *node);
const char *stele_cmark_node_get_url(cmark_node *node);
int stele_cmark_node_set_url(cmark_node *node, const char *url);
void stele_cmark_node_free(cmark_node *node);
char *stele_cmark_render_html(cmark_node *root, int options, cmark_llist *extensions);
