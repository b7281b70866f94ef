/* Puts an image into force in place of what is there, hook by hook, without a moment in which a hook has neither. */
#pragma once

#include "image.h"

/* Afterwards the image is in force. What it replaced comes back with undo_exchange, as long as this process lives. */
void exchange(const struct image *image);
void undo_exchange(void);

/* Takes the programs away that send new connections to the proxy (`redirecting`), or all. */
void detach_ours(bool redirecting);
