/* The stage with a real worker process; the test program is its own `media` command. */
#include "media/stage/stage.h"

#include "../unit.h"
#include "media/stage/parameters.h"
#include "media/stage/reachable.h"
#include "media/worker/media_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_MS = 120000, HEARD_MAX = 64 };

struct heard {
    char participant[STAGE_ID_MAX + 1];
    const char *name;
    json_t *data;
};

struct house {
    uv_loop_t loop;
    uv_timer_t limit;
    struct stage *stage;
    size_t heard_count;
    struct heard heard[HEARD_MAX];
    bool replied;
    enum err err;
    json_t *reply;
};

static void on_limit(uv_timer_t *timer) {
    (void)timer;
    fail_msg("nothing came in %d ms", LIMIT_MS);
}

static void on_notify(void *owner, const char *participant, const char *name, json_t *data) {
    struct house *house = owner;
    assert_true(house->heard_count < HEARD_MAX);
    struct heard *heard = &house->heard[house->heard_count++];
    strcpy(heard->participant, participant);
    heard->name = name;
    heard->data = json_incref(data);
}

static void on_reply(void *context, enum err err, const char *text, json_t *data) {
    struct house *house = context;
    assert_true((err == ERR_OK) == (data != NULL));
    assert_true((err == ERR_OK) == (text == NULL));
    house->replied = true;
    house->err = err;
    house->reply = json_incref(data);
}

static void forget(struct house *house) {
    for (size_t i = 0; i < house->heard_count; i++) {
        json_decref(house->heard[i].data);
    }
    house->heard_count = 0;
}

static void turn(struct house *house) {
    uv_run(&house->loop, UV_RUN_ONCE);
}

static struct house *house_open(void) {
    struct house *house = calloc(1, sizeof *house);
    const struct stage_owner owner = {.owner = house, .notify = on_notify};
    const struct stage_config config = {.with_tcp = true};
    uv_loop_init(&house->loop);
    uv_timer_init(&house->loop, &house->limit);
    uv_timer_start(&house->limit, on_limit, LIMIT_MS, 0);
    assert_int_equal(stage_new(&house->loop, &config, &owner, &house->stage), ERR_OK);
    while (stage_workers_up(house->stage) == 0) {
        turn(house);
    }
    return house;
}

static void house_close(struct house *house) {
    stage_free(house->stage);
    uv_close((uv_handle_t *)&house->limit, NULL);
    uv_run(&house->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&house->loop), 0);
    forget(house);
    json_decref(house->reply);
    free(house);
}

/* Asks with JSON text and waits for the answer, which house->reply holds. */
static enum err ask(struct house *house, const char *participant, const char *method,
                    json_t *data) {
    json_decref(house->reply);
    house->reply = NULL;
    house->replied = false;
    stage_request(house->stage, participant, method, data, on_reply, house);
    while (!house->replied) {
        turn(house);
    }
    json_decref(data);
    return house->err;
}

static json_t *parse(const char *text) {
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    return value;
}

static const struct heard *hears(struct house *house, const char *participant, const char *name) {
    for (size_t i = 0;; i++) {
        while (i >= house->heard_count) {
            turn(house);
        }
        const struct heard *heard = &house->heard[i];
        if (strcmp(heard->participant, participant) == 0 && strcmp(heard->name, name) == 0) {
            return heard;
        }
    }
}

static const char *text_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static char *transport_of(struct house *house, const char *participant, const char *direction) {
    assert_int_equal(
        ask(house, participant, "transport.create", json_pack("{s:s}", "direction", direction)),
        ERR_OK);
    return strdup(text_of(house->reply, "id"));
}

static json_t *capabilities(void) {
    return json_pack("{s:o}", "rtpCapabilities", parameters_router_capabilities());
}

static json_t *produce_of(const char *transport, const char *source, unsigned ssrc) {
    bool video = strcmp(source, "microphone") != 0;
    return json_pack("{s:s,s:s,s:s,s:{s:[{s:s,s:i}],s:[{s:i}]}}", "transportId", transport, "kind",
                     video ? "video" : "audio", "source", source, "rtpParameters", "codecs",
                     "mimeType", video ? "video/VP8" : "audio/opus", "payloadType", 96, "encodings",
                     "ssrc", (int)ssrc);
}

static void who_waits_may_connect_and_nothing_else(void **state) {
    (void)state;
    static const char *const DENIED[] = {
        "receive.start",   "produce",         "producer.pause",
        "producer.resume", "producer.close",  "consumer.ready",
        "consumer.pause",  "consumer.resume", "consumer.key-frame"};
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "guest"), ERR_OK);
    assert_int_equal(stage_enter(house->stage, "room", "other"), ERR_OK);
    assert_int_equal(ask(house, "guest", "router-capabilities", json_object()), ERR_OK);
    char *transport = transport_of(house, "guest", "send");
    for (size_t i = 0; i < sizeof DENIED / sizeof DENIED[0]; i++) {
        assert_int_equal(ask(house, "guest", DENIED[i], produce_of(transport, "camera", 5)),
                         ERR_DENIED);
    }
    assert_int_equal(ask(house, "guest", "no.such", json_object()), ERR_INVALID);
    assert_int_equal(ask(house, "nobody", "router-capabilities", json_object()), ERR_CLOSED);
    /* Another guest's transport does not exist, whoever asks. */
    assert_int_equal(
        ask(house, "other", "transport.close", json_pack("{s:s}", "transportId", transport)),
        ERR_NOT_FOUND);
    assert_int_equal(house->heard_count, 0);
    free(transport);
    house_close(house);
}

static void two_in_a_visit_hear_of_each_others_streams(void **state) {
    (void)state;
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "host"), ERR_OK);
    assert_int_equal(stage_enter(house->stage, "room", "guest"), ERR_OK);
    assert_int_equal(stage_enter(house->stage, "room", "waits"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "host", "visit"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "guest", "visit"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "guest", "visit"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "guest", "another"), ERR_CONFLICT);
    assert_int_equal(stage_admit(house->stage, "nobody", "visit"), ERR_NOT_FOUND);
    char *host_send = transport_of(house, "host", "send");
    char *guest_receive = transport_of(house, "guest", "recv");
    assert_non_null(json_object_get(house->reply, "warmup"));
    free(transport_of(house, "waits", "recv"));
    assert_int_equal(ask(house, "host", "receive.start", capabilities()), ERR_CONFLICT);
    assert_int_equal(ask(house, "host", "produce", produce_of(host_send, "microphone", 5)), ERR_OK);
    char *producer = strdup(text_of(house->reply, "id"));
    assert_int_equal(ask(house, "host", "produce", produce_of(host_send, "microphone", 6)),
                     ERR_CONFLICT);
    assert_int_equal(ask(house, "guest", "receive.start", capabilities()), ERR_OK);
    const struct heard *heard = hears(house, "guest", "consumer.new");
    assert_string_equal(text_of(heard->data, "participantId"), "host");
    assert_string_equal(text_of(heard->data, "producerId"), producer);
    assert_string_equal(text_of(heard->data, "source"), "microphone");
    json_t *consumer = json_pack("{s:s}", "consumerId", text_of(heard->data, "id"));
    assert_int_equal(ask(house, "waits", "consumer.ready", json_incref(consumer)), ERR_DENIED);
    assert_int_equal(ask(house, "host", "consumer.ready", json_incref(consumer)), ERR_NOT_FOUND);
    assert_int_equal(ask(house, "guest", "consumer.ready", consumer), ERR_OK);
    assert_int_equal(
        ask(house, "guest", "producer.close", json_pack("{s:s}", "producerId", producer)),
        ERR_NOT_FOUND);
    assert_int_equal(
        ask(house, "host", "producer.pause", json_pack("{s:s}", "producerId", producer)), ERR_OK);
    assert_string_equal(text_of(hears(house, "guest", "producer.paused")->data, "participantId"),
                        "host");
    assert_int_equal(ask(house, "host", "produce", produce_of(host_send, "camera", 7)), ERR_OK);
    forget(house);
    stage_leave(house->stage, "host");
    assert_string_equal(text_of(hears(house, "guest", "consumer.closed")->data, "participantId"),
                        "host");
    for (size_t i = 0; i < house->heard_count; i++) {
        assert_string_equal(house->heard[i].participant, "guest");
    }
    stage_end(house->stage, "visit");
    assert_int_equal(ask(house, "guest", "router-capabilities", NULL), ERR_CLOSED);
    free(producer);
    free(host_send);
    free(guest_receive);
    house_close(house);
}

static json_t *holding(const char *first, const char *second) {
    json_t *data = capabilities();
    json_object_set_new(data, "holding", json_pack("[s,s]", first, second));
    return data;
}

/* A page whose socket was lost says what it holds; the rest it hears anew. */
static void a_page_that_was_away_catches_up(void **state) {
    (void)state;
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "host"), ERR_OK);
    assert_int_equal(stage_enter(house->stage, "room", "guest"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "host", "visit"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "guest", "visit"), ERR_OK);
    char *host_send = transport_of(house, "host", "send");
    free(transport_of(house, "guest", "recv"));
    assert_int_equal(ask(house, "guest", "receive.start", capabilities()), ERR_OK);
    assert_int_equal(ask(house, "host", "produce", produce_of(host_send, "microphone", 5)), ERR_OK);
    char *held = strdup(text_of(hears(house, "guest", "consumer.new")->data, "id"));
    forget(house);
    assert_int_equal(ask(house, "host", "produce", produce_of(host_send, "camera", 7)), ERR_OK);
    char *missed = strdup(text_of(hears(house, "guest", "consumer.new")->data, "id"));
    forget(house);
    assert_int_equal(ask(house, "guest", "receive.start", holding(held, "gone")), ERR_OK);
    const struct heard *fresh = hears(house, "guest", "consumer.new");
    assert_string_equal(text_of(fresh->data, "source"), "camera");
    assert_string_not_equal(text_of(fresh->data, "id"), missed);
    assert_string_equal(text_of(hears(house, "guest", "producer.resumed")->data, "consumerId"),
                        held);
    assert_string_equal(text_of(hears(house, "guest", "consumer.closed")->data, "id"), "gone");
    json_t *many = capabilities();
    json_t *ids = json_array();
    for (int i = 0; i < 33; i++) {
        json_array_append_new(ids, json_string("x"));
    }
    json_object_set_new(many, "holding", ids);
    assert_int_equal(ask(house, "guest", "receive.start", many), ERR_INVALID);
    free(held);
    free(missed);
    free(host_send);
    house_close(house);
}

static void broken_requests_are_refused_and_change_nothing(void **state) {
    (void)state;
    static const struct {
        const char *method;
        const char *data; /* %s: the send transport */
        enum err expected;
    } CASES[] = {
        {"transport.create", "null", ERR_INVALID},
        {"transport.create", "[]", ERR_INVALID},
        {"transport.create", "{\"direction\":7}", ERR_INVALID},
        {"transport.create", "{\"direction\":\"both\"}", ERR_INVALID},
        {"transport.connect", "{}", ERR_NOT_FOUND},
        {"transport.connect", "{\"transportId\":\"x\"}", ERR_NOT_FOUND},
        {"transport.connect", "{\"transportId\":\"%s\"}", ERR_INVALID},
        {"transport.connect", "{\"transportId\":\"%s\",\"dtlsParameters\":{\"fingerprints\":[]}}",
         ERR_INVALID},
        {"transport.connect",
         "{\"transportId\":\"%s\",\"dtlsParameters\":{\"fingerprints\":[{\"algorithm\":\"sha-1\","
         "\"value\":\"AA\"}]}}",
         ERR_INVALID},
        {"transport.connect",
         "{\"transportId\":\"%s\",\"dtlsParameters\":{\"fingerprints\":[{\"algorithm\":\"sha-256\","
         "\"value\":\"AA:BB\"}]}}",
         ERR_INVALID},
        {"produce", "{\"transportId\":\"%s\"}", ERR_INVALID},
        {"produce", "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"camera\"}",
         ERR_INVALID},
        {"produce", "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\"}",
         ERR_INVALID},
        {"produce",
         "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\",\"rtpParameters\":"
         "{\"codecs\":[{\"mimeType\":\"audio/opus\",\"payloadType\":200}],\"encodings\":[{"
         "\"ssrc\":1}]}}",
         ERR_INVALID},
        {"produce",
         "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\",\"rtpParameters\":"
         "{\"codecs\":[{\"mimeType\":\"audio/opus\",\"payloadType\":96}],\"encodings\":[{"
         "\"ssrc\":0}]}}",
         ERR_INVALID},
        {"produce",
         "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\",\"rtpParameters\":"
         "{\"codecs\":[{\"mimeType\":\"audio/opus\",\"payloadType\":96}],\"encodings\":[{"
         "\"ssrc\":4294967296}]}}",
         ERR_INVALID},
        {"produce",
         "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\",\"rtpParameters\":"
         "{\"codecs\":[{\"mimeType\":\"audio/opus\",\"payloadType\":96}],\"encodings\":[{"
         "\"ssrc\":1},{\"ssrc\":2}]}}",
         ERR_INVALID},
        {"produce",
         "{\"transportId\":\"%s\",\"kind\":\"audio\",\"source\":\"microphone\",\"rtpParameters\":"
         "{\"codecs\":[{\"mimeType\":\"audio/opus\",\"payloadType\":96}],\"encodings\":[{"
         "\"ssrc\":1}],\"headerExtensions\":[{\"uri\":\"x\",\"id\":-1}]}}",
         ERR_INVALID},
        {"receive.start", "{}", ERR_CONFLICT},
        {"consumer.ready", "{\"consumerId\":\"\"}", ERR_NOT_FOUND},
        {"producer.close", "{\"producerId\":{}}", ERR_NOT_FOUND},
    };
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "host"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "host", "visit"), ERR_OK);
    char *transport = transport_of(house, "host", "send");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[1024];
        const char *at = strstr(CASES[i].data, "%s");
        size_t head = at == NULL ? strlen(CASES[i].data) : (size_t)(at - CASES[i].data);
        snprintf(text, sizeof text, "%.*s%s%s", (int)head, CASES[i].data,
                 at == NULL ? "" : transport, at == NULL ? "" : at + 2);
        assert_int_equal(ask(house, "host", CASES[i].method, parse(text)), CASES[i].expected);
    }
    assert_int_equal(ask(house, "host", "produce", produce_of(transport, "microphone", 5)), ERR_OK);
    free(transport);
    house_close(house);
}

static void a_killed_worker_comes_back_and_its_people_are_told(void **state) {
    (void)state;
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "host"), ERR_OK);
    assert_int_equal(stage_enter(house->stage, "room", "guest"), ERR_OK);
    assert_int_equal(stage_admit(house->stage, "host", "visit"), ERR_OK);
    char *transport = transport_of(house, "host", "send");
    int first = stage_worker_pid(house->stage, 0);
    assert_int_equal(kill(first, SIGKILL), 0);
    hears(house, "host", "media.reset");
    hears(house, "guest", "media.reset");
    assert_int_equal(stage_workers_up(house->stage), 1);
    assert_int_not_equal(stage_worker_pid(house->stage, 0), first);
    assert_int_equal(
        ask(house, "host", "transport.close", json_pack("{s:s}", "transportId", transport)),
        ERR_NOT_FOUND);
    free(transport);
    transport = transport_of(house, "host", "send");
    assert_int_equal(ask(house, "host", "produce", produce_of(transport, "microphone", 5)), ERR_OK);
    free(transport);
    house_close(house);
}

static void a_request_under_way_is_answered_when_the_worker_dies(void **state) {
    (void)state;
    struct house *house = house_open();
    assert_int_equal(stage_enter(house->stage, "room", "host"), ERR_OK);
    assert_int_equal(kill(stage_worker_pid(house->stage, 0), SIGKILL), 0);
    enum err err = ask(house, "host", "transport.create", json_pack("{s:s}", "direction", "send"));
    assert_true(err == ERR_UNAVAILABLE || err == ERR_CLOSED || err == ERR_OK);
    hears(house, "host", "media.reset");
    free(transport_of(house, "host", "send"));
    house_close(house);
}

static void a_ninth_person_finds_the_visit_full(void **state) {
    (void)state;
    struct house *house = house_open();
    char name[] = "person-0";
    for (int i = 0; i <= STAGE_VISIT_PEOPLE_MAX; i++) {
        name[7] = (char)('0' + i);
        assert_int_equal(stage_enter(house->stage, "room", name), ERR_OK);
        assert_int_equal(stage_admit(house->stage, name, "visit"),
                         i < STAGE_VISIT_PEOPLE_MAX ? ERR_OK : ERR_FULL);
    }
    stage_leave(house->stage, "person-3");
    assert_int_equal(stage_admit(house->stage, name, "visit"), ERR_OK);
    house_close(house);
}

/* W4: as many may wait as the list shows, each with both lines made ready. */
static void five_hundred_who_wait_each_have_their_lines(void **state) {
    (void)state;
    struct house *house = house_open();
    for (int i = 0; i < 500; i++) {
        char name[32];
        snprintf(name, sizeof name, "guest-%d", i);
        assert_int_equal(stage_enter(house->stage, "room", name), ERR_OK);
        free(transport_of(house, name, "send"));
        free(transport_of(house, name, "recv"));
    }
    assert_int_equal(house->heard_count, 0);
    house_close(house);
}

static void addresses_that_are_none_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool expected;
    } CASES[] = {{"192.0.2.1", true},  {"::1", true},          {"2001:db8::7", true},
                 {"localhost", false}, {"192.0.2.256", false}, {"", false}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t ip[16];
        assert_int_equal(reachable_parse(CASES[i].text, ip), CASES[i].expected);
    }
    struct reachable_text list[STAGE_ADDRESSES_MAX];
    size_t count = reachable_list(list, STAGE_ADDRESSES_MAX);
    assert_true(count >= 1 && count <= STAGE_ADDRESSES_MAX);
    assert_string_equal(list[count - 1].text, "127.0.0.1");
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "media") == 0) {
        return media_main(argc, argv);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_may_connect_and_nothing_else),
        cmocka_unit_test(two_in_a_visit_hear_of_each_others_streams),
        cmocka_unit_test(a_page_that_was_away_catches_up),
        cmocka_unit_test(broken_requests_are_refused_and_change_nothing),
        cmocka_unit_test(a_killed_worker_comes_back_and_its_people_are_told),
        cmocka_unit_test(a_request_under_way_is_answered_when_the_worker_dies),
        cmocka_unit_test(a_ninth_person_finds_the_visit_full),
        cmocka_unit_test(five_hundred_who_wait_each_have_their_lines),
        cmocka_unit_test(addresses_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
