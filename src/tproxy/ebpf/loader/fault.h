/* One line on stderr, and the end. */
#pragma once

#include <stdnoreturn.h>

/* Says what could not be done and, where errno is set, why. */
noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
