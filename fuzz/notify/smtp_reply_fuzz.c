/* The reply line of a mail server: any bytes. */
#include "notify/smtp_reply.h"

#include "base/err.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct smtp_verdict verdict = smtp_reply_read((const char *)data, size);
    must(verdict.reason != NULL && verdict.reason[0] != '\0' && strlen(verdict.reason) < 64);
    return 0;
}
