/* The way in to libFuzzer, which has no header of its own; -sanitize=fuzzer links it. */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));
