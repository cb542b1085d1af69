#include "notify/smtp_reply.h"

#include <string.h>

struct meaning {
    int code;             /* 0: any */
    const char *enhanced; /* subject.detail of RFC 3463; NULL: any */
    const char *reason;
    bool ours; /* our own configuration is at fault: an operator mends it, so it is tried again */
};

/* The first row that fits wins: the enhanced code knows more than the reply code. */
static const struct meaning MEANINGS[] = {
    {0, "1.1", "address unknown", false},
    {0, "1.2", "address unknown", false},
    {0, "1.3", "address not valid", false},
    {0, "1.6", "address has moved", false},
    {0, "1.10", "address takes no mail", false},
    {0, "2.1", "mailbox switched off", false},
    {0, "2.2", "mailbox full", false},
    {0, "2.3", "message too large", false},
    {0, "3.4", "message too large", false},
    {0, "4.1", "mail server did not answer", false},
    {0, "7.1", "message refused", false},
    {0, "7.8", "mail server refused our sign-in", true},
    {421, NULL, "mail server is busy", false},
    {450, NULL, "mailbox is busy", false},
    {451, NULL, "mail server is busy", false},
    {452, NULL, "mailbox full", false},
    {530, NULL, "mail server refused our sign-in", true},
    {534, NULL, "mail server refused our sign-in", true},
    {535, NULL, "mail server refused our sign-in", true},
    {550, NULL, "address unknown", false},
    {551, NULL, "address has moved", false},
    {552, NULL, "mailbox full", false},
    {553, NULL, "address not valid", false},
    {554, NULL, "message refused", false},
    {0, NULL, "message refused", false},
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int read_code(const char *line, size_t size) {
    if (size < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]) ||
        (size > 3 && line[3] != ' ' && line[3] != '-' && line[3] != '\r')) {
        return 0;
    }
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* "550 5.1.10 text": copies "1.10"; "" when there is none. `out` holds 8 characters. */
static void read_enhanced(const char *line, size_t size, char out[8]) {
    size_t used = 0;
    out[0] = '\0';
    if (size < 9 || (line[4] != '4' && line[4] != '5') || line[5] != '.') {
        return;
    }
    for (size_t i = 6; i < size && used < 7 && (is_digit(line[i]) || line[i] == '.'); i++) {
        out[used++] = line[i];
    }
    out[used] = '\0';
}

struct smtp_verdict smtp_reply_read(const char *line, size_t size) {
    int code = read_code(line, size);
    if (code < 400 || code > 599) {
        return (struct smtp_verdict){.permanent = false, .reason = "mail server did not answer"};
    }
    char enhanced[8];
    read_enhanced(line, size, enhanced);
    const struct meaning *row = MEANINGS;
    while ((row->code != 0 && row->code != code) ||
           (row->enhanced != NULL && strcmp(row->enhanced, enhanced) != 0)) {
        row++;
    }
    return (struct smtp_verdict){.permanent = code >= 500 && !row->ours, .reason = row->reason};
}
