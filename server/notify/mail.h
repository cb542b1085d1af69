/* mail: the carrier of e-mail, over SMTP (libcurl).
 *
 * smtps:// is TLS from the start, smtp:// asks for STARTTLS and goes on without only to a loopback
 * address, and there only unless require_tls. */
#ifndef ANTEROOM_NOTIFY_MAIL_H
#define ANTEROOM_NOTIFY_MAIL_H

#include "notify/carrier.h"

enum { MAIL_CONNECT_MS = 10000, MAIL_TRANSFER_MS = 60000 };

struct mail_config {
    const char *url;  /* smtp://HOST:PORT or smtps://HOST:PORT */
    const char *from; /* address_check_email */
    const char *user; /* NULL or "": no sign-in */
    const char *password;
    bool require_tls;
};

/* `config` is kept by reference. */
struct carrier mail_carrier(const struct mail_config *config);

#endif
