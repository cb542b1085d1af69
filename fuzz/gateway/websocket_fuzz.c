/* websocket: what a page may send after the handshake. The first byte's lowest bit chooses raw frames, or texts (cut at
 * zero bytes) that are framed here, so that both the frames and the messages are reached. */
#include "../../tests/unit/gateway/fake.h"

#include <stdlib.h>
#include <string.h>

static struct fake fake;

static const char SHAKE[] =
    "GET /api/v1/live HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\nConnection: "
    "Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://localhost:8080\r\n\r\n";

static struct id id_of(char digit) {
    struct id id;
    memset(id.text, digit, ID_DIGITS);
    id.text[ID_DIGITS] = '\0';
    return id;
}

static void welcome(uint8_t how) {
    struct command *c = fake.submitted;
    if (c == NULL || c->kind != &fake_hello || (how & 8) != 0) {
        return;
    }
    bool user = (how & 2) != 0;
    fake.submitted = NULL;
    c->reply.status = (how & 4) != 0 ? 401 : 200;
    c->reply.body = "[{\"stream\":\"room\",\"data\":{}}]";
    c->reply.listener = (struct listener){
        .kind = user ? LISTENER_USER : LISTENER_GUEST,
        .user_id = id_of('1'),
        .session_id = id_of('2'),
        .invitation_id = id_of('3'),
        .seat_id = id_of('4'),
        .streams = {{user ? "room" : "guest", user ? id_of('5') : id_of('3')}},
        .stream_count = 1,
    };
    http_finish_command(c);
    command_free(c);
}

static void say(const uint8_t *data, size_t size, uint8_t how) {
    uint8_t *copy = malloc(size + 1); /* of the exact size, but for the end that a text has */
    must(copy != NULL);
    memcpy(copy, data, size);
    copy[size] = '\0';
    if ((how & 1) != 0) {
        fake_say_frame(&fake, 1, (const char *)copy);
    } else {
        fake_say_bytes(&fake, copy, size);
    }
    free(copy);
    welcome(how);
    (void)fake_heard(&fake);
    fake_wait(&fake, 300);
    (void)fake_heard(&fake);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 60000) {
        return 0;
    }
    uint8_t how = data[0];
    fake_init(&fake);
    fake_say(&fake, SHAKE);
    must(fake.http.state == HTTP_SOCKET);
    for (size_t at = 1; at < size;) {
        const uint8_t *zero = (how & 1) != 0 ? memchr(data + at, 0, size - at) : NULL;
        size_t step = zero == NULL ? size - at : (size_t)(zero - data) - at;
        if ((how & 16) != 0 && (how & 1) == 0 && step > 3) {
            step = 3;
        }
        say(data + at, step, how);
        at += step + (zero == NULL ? 0 : 1);
    }
    fake_fini(&fake);
    return 0;
}
