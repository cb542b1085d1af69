/* json_memory: notices when jansson finds no memory.
 *
 * A document is put together in many small steps, each of which can fail by itself and would leave a member out. So
 * jansson allocates through this file, which remembers for each thread that an allocation failed, and whoever hands a
 * document on asks once. Thread-safe. */
#ifndef ANTEROOM_COMMAND_JSON_MEMORY_H
#define ANTEROOM_COMMAND_JSON_MEMORY_H

#include <stdbool.h>

/* Called once at the start of the process; may come after documents were made. */
void json_memory_watch(void);
/* Whether an allocation failed on this thread since it last asked. */
bool json_memory_failed(void);

#endif
