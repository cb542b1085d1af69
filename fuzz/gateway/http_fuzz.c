/* http: bytes of a peer through the whole HTTP glue: parser, routes with their real fields, answers, time. The first
 * byte says how the rest is cut into reads, the second how commands are answered. */
#include "../../tests/unit/gateway/fake.h"

#include <stdlib.h>
#include <string.h>

static struct fake fake;

static void answer(struct command *c, uint8_t how) {
    static const int STATUSES[] = {200, 201, 204, 404, 0};
    c->reply.status = STATUSES[how % 5];
    if (c->reply.status == 404) {
        c->reply.problem = "not-found";
        c->reply.title = "Nothing here.";
    } else if (c->reply.status != 204) {
        c->reply.body = "{\"a\":1}";
    }
    c->reply.cookies[0] = (struct set_cookie){"session", (how & 8) != 0 ? "" : "abc", 60, "/"};
    c->reply.cookie_count = how & 1;
}

static void finish(uint8_t how) {
    struct command *c = fake.submitted;
    if (c != NULL && (how & 64) == 0) {
        fake.submitted = NULL;
        answer(c, how);
        http_finish_command(c);
        command_free(c);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) {
        return 0;
    }
    uint8_t how = data[1];
    size_t piece = data[0] == 0 ? size : data[0];
    fake_init(&fake);
    fake.env.routes = ROUTES;
    fake.env.route_count = ROUTES_COUNT;
    fake.env.tls = (how & 16) != 0;
    fake.http.secure = fake.env.tls;
    for (size_t at = 2; at < size; at += piece) {
        size_t step = size - at < piece ? size - at : piece;
        uint8_t *copy = malloc(step); /* of the exact size: a read past it is seen */
        must(copy != NULL);
        memcpy(copy, data + at, step);
        fake_say_bytes(&fake, copy, step);
        free(copy);
        (void)fake_heard(&fake);
        finish(how);
        (void)fake_heard(&fake);
        fake_wait(&fake, (how & 32) != 0 ? 700 : 1);
    }
    if ((how & 128) != 0) {
        http_drain(&fake.http, fake.now_ms);
    }
    http_input_end(&fake.http, fake.now_ms);
    (void)fake_heard(&fake);
    fake_fini(&fake);
    return 0;
}
