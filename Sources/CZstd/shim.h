#pragma once
// For ZSTD_d_stableOutBuffer.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

// A macro there, which Swift does not see.
static const ZSTD_dParameter steleZstdStableOutBuffer = ZSTD_d_stableOutBuffer;
