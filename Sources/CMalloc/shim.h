#pragma once
// How glibc's allocator is set; Swift's module of glibc leaves this header out.
#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
