/* Puts an image into force in place of what is there, hook by hook, so that a hook always has one of the two. */
#pragma once

#include "image.h"

/* Afterwards the image is in force. What it replaced comes back with undo_exchange, as long as this process lives. */
void exchange(const struct image *image);
void undo_exchange(void);

/* Detaches the programs that send new connections to the proxy (`redirecting`), or all programs. */
void detach_ours(bool redirecting);
