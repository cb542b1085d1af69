#include "command/json_memory.h"

#include <jansson.h>
#include <stdlib.h>

static _Thread_local bool failed;

static void *allocate(size_t size) {
    void *memory = malloc(size);
    failed = failed || memory == NULL;
    return memory;
}

static void release(void *memory) {
    free(memory);
}

void json_memory_watch(void) {
    json_set_alloc_funcs(allocate, release);
}

bool json_memory_failed(void) {
    bool result = failed;
    failed = false;
    return result;
}
