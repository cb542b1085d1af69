/* Every allocation of a connection fails once, and once together with all that follow it: whoever is answered is
 * answered whole or told that the server is busy, and a page that is still connected has heard every event. Nothing
 * leaks, and nothing ends the process. (tests/unit/visit/memory_test.c does the same for commands.) */
#include "command/json_memory.h"
#include "fake.h"

#include "../memory_fault.h"
#include "../unit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define HOST "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n"
#define POST                                                                                       \
    "POST /api/v1/thing HTTP/1.1\r\n" HOST                                                         \
    "Cookie: session_8080=abc; seat_1_8080=def\r\nIdempotency-Key: k\r\n"                          \
    "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"name\":\"ab\"}"
#define GET "GET /join HTTP/1.1\r\n" HOST "\r\n"
#define SHAKE                                                                                      \
    "GET /api/v1/live HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nConnection: Upgrade\r\n"           \
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"                 \
    "Cookie: session_8080=abc\r\n\r\n"

enum { TEXT = 1, SWEEP_MAX = 2000 };

static bool said(struct fake *fake, const char *text) {
    fake_take(fake);
    return memmem(fake->said, fake->said_size, text, strlen(text)) != NULL;
}

static struct id id_of(const char *text) {
    struct id id;
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    return id;
}

/* A form that is posted, and a page after it on the same connection. */
static void ask(struct fake *fake) {
    fake_say(fake, POST);
    if (fake->submitted != NULL) {
        fake_finish(fake, 201, "{\"ok\":true}");
    }
    fake_say(fake, GET);
}

static void ask_is_whole(struct fake *fake, long skip) {
    if (fake->http.state != HTTP_READING) {
        return;
    }
    bool posted = said(fake, "HTTP/1.1 201 ") && said(fake, "{\"ok\":true}");
    bool busy = said(fake, "HTTP/1.1 503 ");
    if ((!posted && !busy) || !said(fake, "<guest>")) {
        fail_msg("allocation %ld: %s", skip, fake->said);
    }
}

static void finish_hello(struct fake *fake) {
    struct listener *listener = &fake->submitted->reply.listener;
    listener->kind = LISTENER_USER;
    listener->user_id = id_of(FAKE_USER);
    listener->session_id = id_of(FAKE_SESSION);
    listener->streams[0] = (struct stream){"room", id_of(FAKE_ROOM)};
    listener->stream_count = 1;
    listener->room_id = id_of(FAKE_ROOM);
    fake_finish(fake, 200, "[{\"stream\":\"room\",\"data\":{}}]");
}

/* A page that connects, and an event of its room. */
static void listen_to_room(struct fake *fake) {
    struct command event = {.kind = &fake_get, .event_count = 1};
    event.events[0] = (struct event){
        .stream = {"room", id_of(FAKE_ROOM)}, .name = "guest.changed", .data = "{\"n\":1}"};
    fake_say(fake, SHAKE);
    if (fake->http.state == HTTP_SOCKET) {
        fake_say_frame(fake, TEXT, "{\"type\":\"hello\",\"as\":\"user\"}");
    }
    if (fake->submitted != NULL) {
        finish_hello(fake);
    }
    live_commit(fake->live, &event,
                (struct live_time){.mono_ms = fake->now_ms, .wall_ms = fake->env.wall_ms});
    fake_take(fake);
}

static void listening_is_whole(struct fake *fake, long skip) {
    if (fake->http.state != HTTP_SOCKET) {
        return;
    }
    if (!said(fake, "\"welcome\"") || !said(fake, "{\"n\":1}")) {
        fail_msg("allocation %ld: connected, and did not hear", skip);
    }
}

/* Without a fault the scene ends in the state `end`. */
static void sweep(void (*scene)(struct fake *fake), enum http_state end,
                  void (*check)(struct fake *fake, long skip)) {
    static struct fake fake;
    for (int lasting = 0; lasting <= 1; lasting++) {
        bool happened = true;
        long skip = 0;
        for (; happened; skip++) {
            assert_true(skip < SWEEP_MAX);
            fake_init(&fake);
            memory_fault_arm(skip, lasting == 1);
            scene(&fake);
            happened = memory_fault_disarm();
            assert_true(happened || fake.http.state == end);
            check(&fake, skip);
            fake_fini(&fake);
        }
        assert_true(skip > 1); /* else none was made to fail */
    }
}

static void a_request_is_answered_whole_or_not(void **state) {
    (void)state;
    sweep(ask, HTTP_READING, ask_is_whole);
}

static void a_page_that_is_connected_hears_everything(void **state) {
    (void)state;
    sweep(listen_to_room, HTTP_SOCKET, listening_is_whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered_whole_or_not),
        cmocka_unit_test(a_page_that_is_connected_hears_everything),
    };
    json_memory_watch();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
