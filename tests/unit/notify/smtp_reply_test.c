#include "notify/smtp_reply.h"

#include "../unit.h"

#include <string.h>

static void I12_replies_become_reasons(void **state) {
    (void)state;
    static const struct {
        const char *line;
        bool permanent;
        const char *reason;
    } CASES[] = {
        {"550 5.1.1 No such user here\r\n", true, "address unknown"},
        {"550 No such user\r\n", true, "address unknown"},
        {"552 5.2.2 Mailbox full\r\n", true, "mailbox full"},
        {"452 4.2.2 Over quota\r\n", false, "mailbox full"},
        {"550 5.7.1 Blocked\r\n", true, "message refused"},
        {"556 5.1.10 Null MX\r\n", true, "address takes no mail"},
        {"535 5.7.8 Bad credentials\r\n", false, "mail server refused our sign-in"},
        {"421 Too many connections\r\n", false, "mail server is busy"},
        {"451 4.3.0 Try later\r\n", false, "mail server is busy"},
        {"554 Transaction failed\r\n", true, "message refused"},
        {"571 Odd\r\n", true, "message refused"},
        {"550", true, "address unknown"},
        {"250 2.1.5 Ok\r\n", false, "mail server did not answer"},
        {"hello", false, "mail server did not answer"},
        {"5", false, "mail server did not answer"},
        {"", false, "mail server did not answer"},
        {"5500 5.1.1 x", false, "mail server did not answer"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct smtp_verdict verdict = smtp_reply_read(CASES[i].line, strlen(CASES[i].line));
        assert_string_equal(verdict.reason, CASES[i].reason);
        assert_int_equal(verdict.permanent, CASES[i].permanent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(I12_replies_become_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
