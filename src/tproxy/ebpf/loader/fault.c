#include "fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

noreturn void fail(const char *format, ...)
{
	int reason = errno;
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (reason != 0)
		fprintf(stderr, ": %s", strerror(reason));
	fputc('\n', stderr);
	exit(1);
}
