/* memory_fault: allocations that fail on purpose. The program is linked with memory_fault_dep: the linker's --wrap hands
 * every malloc, calloc, realloc and strdup of its objects to memory_fault.c. One thread alone may allocate meanwhile. */
#ifndef ANTEROOM_TESTS_MEMORY_FAULT_H
#define ANTEROOM_TESTS_MEMORY_FAULT_H

#include <stdbool.h>

/* From here on `skip` allocations succeed and the next fails; with `lasting` all that follow it too. */
void memory_fault_arm(long skip, bool lasting);
/* All succeed again. True: one has failed since. */
bool memory_fault_disarm(void);
/* For an allocator of another library: an allocation is asked for now; true: it must fail. */
bool memory_fault_now(void);

#endif
