#include "CYAML.h"

#include "CLoader.h"

// The name that the library has had since 2009.
#define LIBRARY "libyaml-0.so.2"

#define FUNCTIONS(F)                                                                                                    \
  F(yaml_parser_initialize) F(yaml_parser_delete) F(yaml_parser_set_input_string) F(yaml_parser_parse)                  \
  F(yaml_event_delete)

STELE_LIBRARY(LIBRARY, FUNCTIONS)

const char *stele_yaml_load(void) { return why_not_loaded(); }

int stele_yaml_parser_initialize(yaml_parser_t *parser) { return loaded()->yaml_parser_initialize(parser); }
void stele_yaml_parser_delete(yaml_parser_t *parser) { loaded()->yaml_parser_delete(parser); }
void stele_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size) {
  loaded()->yaml_parser_set_input_string(parser, input, size);
}
int stele_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event) {
  return loaded()->yaml_parser_parse(parser, event);
}
void stele_yaml_event_delete(yaml_event_t *event) { loaded()->yaml_event_delete(event); }
