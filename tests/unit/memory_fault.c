#include "memory_fault.h"

#include <stddef.h>

static struct {
    bool armed;
    bool lasting;
    long left; /* allocations until one fails */
    bool happened;
} fault;

void memory_fault_arm(long skip, bool lasting) {
    fault.left = skip;
    fault.lasting = lasting;
    fault.happened = false;
    fault.armed = true;
}

bool memory_fault_disarm(void) {
    fault.armed = false;
    return fault.happened;
}

bool memory_fault_now(void) {
    if (!fault.armed || fault.left-- > 0) {
        return false;
    }
    bool now = fault.left == -1 || fault.lasting;
    fault.happened = fault.happened || now;
    return now;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size) {
    return memory_fault_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return memory_fault_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return memory_fault_now() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text) {
    return memory_fault_now() ? NULL : __real_strdup(text);
}
