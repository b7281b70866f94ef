/* Prints one line on stderr and ends the process. */
#pragma once

#include <stdnoreturn.h>

/* Says what could not be done and, where errno is set, why. */
noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
