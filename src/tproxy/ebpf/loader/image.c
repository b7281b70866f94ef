#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

enum { MOST_ENTRIES = 1 << 20 };

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct bytes bytes_of(const char *text)
{
	struct bytes bytes = { .length = text == NULL ? 0 : strlen(text) / 2 };

	errno = 0;
	bytes.data = malloc(bytes.length + 1);
	if (bytes.data == NULL)
		fail("out of memory");
	for (size_t i = 0; i < bytes.length; i++) {
		int high = digit(text[2 * i]);
		int low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			fail("the image is not in hexadecimal digits");
		bytes.data[i] = (uint8_t)(high << 4 | low);
	}
	return bytes;
}

static void add_entry(struct image *image, const char *key, const char *value)
{
	uint32_t room = image->entry_count;

	/* The room doubles whenever the count is a power of two. */
	if ((room & (room - 1)) == 0) {
		image->entries = realloc(image->entries, (room == 0 ? 1 : 2 * (size_t)room) * sizeof(struct entry));
		if (image->entries == NULL)
			fail("out of memory");
	}
	if (room >= MOST_ENTRIES)
		fail("the lists have more than %d entries", MOST_ENTRIES);
	image->entries[image->entry_count++] = (struct entry){ bytes_of(key), bytes_of(value) };
}

static void add_hook(struct image *image, const char *name)
{
	int hook = hook_named(name);

	if (hook < 0 || image->hook_count >= HOOKS)
		fail("there is no hook %s", name);
	image->hooks[image->hook_count++] = hook;
}

void read_image(struct image *image)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	*image = (struct image){};
	while ((length = getline(&line, &room, stdin)) > 0) {
		char *name, *value, *more;

		line[strcspn(line, "\n")] = '\0';
		name = line;
		value = strchr(line, ' ');
		if (value != NULL)
			*value++ = '\0';
		if (strcmp(name, "commit") == 0) {
			free(line);
			return;
		}
		if (value == NULL)
			value = "";
		if (strcmp(name, "object") == 0)
			image->object = strdup(value);
		else if (strcmp(name, "cgroup") == 0)
			image->cgroup = strdup(value);
		else if (strcmp(name, "bpffs") == 0)
			image->bpffs = strdup(value);
		else if (strcmp(name, "config") == 0)
			image->config = bytes_of(value);
		else if (strcmp(name, "record") == 0)
			image->record = bytes_of(value);
		else if (strcmp(name, "listen") == 0)
			image->listen = (uint16_t)atoi(value);
		else if (strcmp(name, "fresh") == 0)
			image->fresh_listeners = true;
		else if (strcmp(name, "hook") == 0)
			add_hook(image, value);
		else if (strcmp(name, "rules") == 0 || strcmp(name, "set") == 0) {
			more = strchr(value, ' ');
			if (more != NULL)
				*more++ = '\0';
			if (name[0] == 's') {
				add_entry(image, value, more);
			} else {
				image->rule_count = (uint32_t)atoi(value);
				image->rules = bytes_of(more);
			}
		} else {
			errno = 0;
			fail("the image has no \"%.20s\"", name);
		}
	}
	errno = 0;
	fail("the image ends before it is complete");
}
