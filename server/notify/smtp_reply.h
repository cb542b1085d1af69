/* smtp_reply: what a mail server's answer means for a person who waits for the message. Pure.
 *
 * The server's own words never reach a page or a log: they may hold the address. */
#ifndef ANTEROOM_NOTIFY_SMTP_REPLY_H
#define ANTEROOM_NOTIFY_SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

struct smtp_verdict {
    bool permanent;     /* trying again is useless */
    const char *reason; /* a literal of a few words: "mailbox full" */
};

/* `line` is the last reply line that the server sent ("550 5.1.1 No such user"), `size` bytes, may
 * hold anything. The reply code (RFC 5321 section 4.2) decides whether it is permanent, the
 * enhanced code (RFC 3463) which reason; a line that is no reply is temporary: "mail server did not
 * answer". */
struct smtp_verdict smtp_reply_read(const char *line, size_t size);

#endif
