// libyaml, loaded when packing begins and not when the program starts: only articles hold YAML.
//
// Each function is that of libyaml with the same name behind `stele_`.
#pragma once
#include <yaml.h>

/// Loads the library, once. Every other function here does so first, and ends the process if it cannot: ask before.
/// Returns NULL, or why it cannot be loaded.
const char *stele_yaml_load(void);

int stele_yaml_parser_initialize(yaml_parser_t *parser);
void stele_yaml_parser_delete(yaml_parser_t *parser);
void stele_yaml_parser_set_input_string(yaml_parser_t *parser, const unsigned char *input, size_t size);
int stele_yaml_parser_parse(yaml_parser_t *parser, yaml_event_t *event);
void stele_yaml_event_delete(yaml_event_t *event);
