#include "notify/smtp_reply.h"

#include <string.h>

struct meaning {
    int code;             /* 0: any */
    const char *enhanced; /* subject.detail of RFC 3463; NULL: any */
    const char *reason;
};

/* The first row that fits wins: the enhanced code knows more than the reply code. */
static const struct meaning MEANINGS[] = {
    {0, "1.1", "address unknown"},
    {0, "1.2", "address unknown"},
    {0, "1.3", "address not valid"},
    {0, "1.6", "address has moved"},
    {0, "1.10", "address takes no mail"},
    {0, "2.1", "mailbox switched off"},
    {0, "2.2", "mailbox full"},
    {0, "2.3", "message too large"},
    {0, "3.4", "message too large"},
    {0, "4.1", "mail server did not answer"},
    {0, "7.1", "message refused"},
    {0, "7.8", "mail server refused our sign-in"},
    {421, NULL, "mail server is busy"},
    {450, NULL, "mailbox is busy"},
    {451, NULL, "mail server is busy"},
    {452, NULL, "mailbox full"},
    {530, NULL, "mail server refused our sign-in"},
    {534, NULL, "mail server refused our sign-in"},
    {535, NULL, "mail server refused our sign-in"},
    {550, NULL, "address unknown"},
    {551, NULL, "address has moved"},
    {552, NULL, "mailbox full"},
    {553, NULL, "address not valid"},
    {554, NULL, "message refused"},
    {0, NULL, "message refused"},
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
    return (struct smtp_verdict){.permanent = code >= 500, .reason = row->reason};
}
