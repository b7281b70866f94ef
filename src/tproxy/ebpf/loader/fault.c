#include "fault.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

noreturn void fail(const char *format, ...)
{
	/* Numbers that are none of the kernel's are those of libbpf, for object files that it cannot read. */
	int reason = errno;
	char text[128];
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (reason != 0)
		fprintf(stderr, ": %s", libbpf_strerror(reason, text, sizeof(text)) == 0 ? text : strerror(reason));
	fputc('\n', stderr);
	exit(1);
}
