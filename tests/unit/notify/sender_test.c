/* The outbox from the invitation to a mail server: real queue, real SMTP, time in the test's hand. */
#include "../visit/people.h"
#include "http_server.h"
#include "smtp_server.h"

#include "../unit.h"

#include "command/queue.h"
#include "notify/mail.h"
#include "notify/sender.h"
#include "notify/sms.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static const char INVITE[] = "{\"kind\":\"waiting_room\",\"via\":\"email\",\"name\":\"Mara Lind\","
                             "\"email\":\"mara@example.net\"}";

static const char TEXT[] = "{\"kind\":\"waiting_room\",\"via\":\"sms\",\"name\":\"Mara Lind\","
                           "\"mobile\":\"+49 (0)151 123-45678\"}";

static const struct sms_rules RULES = {
    .token = "secret token", .countries = "+1, +49", .caps = {.user = 3, .practice = 4}};

enum { GUARD_MS = 120000 };

struct post {
    struct world world;
    struct world_user ada;
    struct smtp_server server;
    struct http_server sms_server;
    struct mail_config mail;
    struct sms_config sms;
    const struct command_kind *sent;
    enum err (*compose)(struct tx *, const struct outbox_row *, int64_t, struct letter *);
    const char *url;
    struct command_queue *queue;
    struct sender *sender;
    _Atomic int64_t now_ms;
    int woken;                  /* an eventfd */
    char last_room_event[2048]; /* the last guest.changed */
};

static int64_t now_of(void *clock) {
    return atomic_load(&((struct post *)clock)->now_ms);
}

static void wake(void *owner) {
    assert_int_equal(eventfd_write(((struct post *)owner)->woken, 1), 0);
}

static void open_post(struct post *post) {
    struct command_queue_config queue = {.store = post->world.store,
                                         .prepare_threads = 1,
                                         .slow_threads = 1,
                                         .now_ms = now_of,
                                         .clock = post,
                                         .wake = wake,
                                         .owner = post};
    assert_int_equal(command_queue_new(&queue, &post->queue), ERR_OK);
    post->mail = (struct mail_config){.url = post->url, .from = "visits@lakeside.test"};
    struct sender_config sender = {.store = post->world.store,
                                   .queue = post->queue,
                                   .sent = post->sent,
                                   .failed = &delivery_failed,
                                   .compose = post->compose,
                                   .now_ms = now_of,
                                   .clock = post};
    sender.carriers[OUTBOX_EMAIL] = mail_carrier(&post->mail);
    post->sms = (struct sms_config){.url = post->sms_server.url,
                                    .account = "AC1",
                                    .token = RULES.token,
                                    .from = "+15550100",
                                    .callback = "https://visit.example/api/v1/sms/status"};
    sender.carriers[OUTBOX_SMS] = sms_carrier(&post->sms);
    assert_int_equal(sender_new(&sender, &post->sender), ERR_OK);
}

static void close_post(struct post *post) {
    sender_stop(post->sender);
    command_queue_free(post->queue);
    sender_free(post->sender);
    post->queue = NULL;
    post->sender = NULL;
}

static int set_up(void **state) {
    static struct post post;
    memset(&post, 0, sizeof post);
    people_init(&post.world);
    post.ada = people_provider(&post.world, "ada@lakeside.test");
    atomic_store(&post.now_ms, post.world.now_ms);
    post.woken = eventfd(0, EFD_CLOEXEC);
    assert_true(post.woken >= 0);
    smtp_server_start(&post.server);
    http_server_start(&post.sms_server);
    sms_rules_init(&RULES);
    post.sent = &delivery_sent;
    post.compose = letter_compose;
    post.url = post.server.url;
    *state = &post;
    return 0;
}

static int tear_down(void **state) {
    struct post *post = *state;
    close_post(post);
    smtp_server_stop(&post->server);
    http_server_stop(&post->sms_server);
    (void)close(post->woken);
    people_fini(&post->world);
    return 0;
}

static void each(void *owner, struct command *c) {
    struct post *post = owner;
    for (size_t i = 0; i < c->event_count; i++) {
        if (strcmp(c->events[i].name, "guest.changed") == 0) {
            (void)snprintf(post->last_room_event, sizeof post->last_room_event, "%s",
                           c->events[i].data);
        }
    }
    command_free(c);
}

/* Waits until the queue has something for us; false when nothing came: each step is an event, the limit only a guard. */
static bool woken(struct post *post) {
    struct pollfd wait = {.fd = post->woken, .events = POLLIN};
    eventfd_t count;
    return poll(&wait, 1, GUARD_MS) == 1 && eventfd_read(post->woken, &count) == 0;
}

/* Waits until `sql` counts `expected` in what is committed. */
static void until(struct post *post, const char *sql, int64_t expected) {
    command_queue_drain(post->queue, each, post);
    while (world_count(&post->world, sql) != expected) {
        if (!woken(post)) {
            fail_msg("never came: %s = %lld", sql, (long long)expected);
        }
        command_queue_drain(post->queue, each, post);
    }
}

/* What is committed is told a moment later. */
static void until_room_hears(struct post *post, const char *text) {
    command_queue_drain(post->queue, each, post);
    while (strstr(post->last_room_event, text) == NULL) {
        if (!woken(post)) {
            fail_msg("the room never heard %s; last: %s", text, post->last_room_event);
        }
        command_queue_drain(post->queue, each, post);
    }
}

static void pass_time(struct post *post, int64_t ms) {
    atomic_fetch_add(&post->now_ms, ms);
    post->world.now_ms += ms;
    if (post->sender != NULL) {
        sender_wake(post->sender);
    }
}

/* Invites before the queue runs: the world's own runner may use the store then. */
static void invite(struct post *post) {
    assert_int_equal(people_do(&post->world, &invite_create, &post->ada, NULL, INVITE), 201);
}

static void I12_an_invitation_leaves_by_mail_and_the_room_says_sent(void **state) {
    struct post *post = *state;
    invite(post);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    assert_int_equal(smtp_server_count(&post->server), 1);
    const char *message = post->server.messages[0];
    assert_non_null(strstr(post->server.recipients[0], "<mara@example.net>"));
    assert_non_null(strstr(message, "https://visit.example/join#"));
    assert_non_null(strstr(message, "works until Sunday, 17 January 2027, 09:00"));
    assert_non_null(strstr(message, "+1 555 0100"));
    assert_non_null(strstr(message, "Dr. Ada Quill"));
    until_room_hears(post, "\"delivery\":{\"state\":\"sent\"}");
}

static void I13_the_message_names_nobody_but_the_host(void **state) {
    struct post *post = *state;
    invite(post);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    const char *message = post->server.messages[0];
    assert_null(strstr(message, "Mara"));
    assert_null(strstr(message, "Lind"));
    assert_non_null(strstr(message, "Subject: Your video visit\r\n"));
}

static void I12_a_full_mailbox_is_a_failure_with_its_reason(void **state) {
    struct post *post = *state;
    invite(post);
    smtp_server_refuse(&post->server, "552 5.2.2 mailbox of <mara@example.net> is full\r\n", -1);
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'failed'"
          " AND reason = 'mailbox full' AND attempts = 1",
          1);
    until_room_hears(post, "\"delivery\":{\"state\":\"failed\",\"reason\":\"mailbox full\"}");
}

static void I12_a_busy_server_is_tried_again_later(void **state) {
    struct post *post = *state;
    invite(post);
    smtp_server_refuse(&post->server, "451 4.3.0 later\r\n", 1);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND attempts = 1", 1);
    assert_int_equal(smtp_server_count(&post->server), 0);
    pass_time(post, 10000);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 2", 1);
    assert_int_equal(smtp_server_count(&post->server), 1);
}

static void what_has_run_out_meanwhile_is_not_sent(void **state) {
    struct post *post = *state;
    invite(post);
    assert_int_equal(world_count(&post->world, "SELECT COUNT(*) FROM outbox"), 1);
    pass_time(post, (int64_t)48 * 3600 * 1000);
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'failed'"
          " AND reason = 'no longer needed'",
          1);
    assert_int_equal(smtp_server_count(&post->server), 0);
}

/* Invites by mail, and knows whom. */
static struct id invite_known(struct post *post) {
    struct command *c = people_call(&post->world, &invite_create, &post->ada, NULL, INVITE);
    json_t *body = world_body(c);
    struct id id;
    const char *text = people_text(json_object_get(body, "invitation"), "id");
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    json_decref(body);
    command_free(c);
    return id;
}

/* Nothing is sent to the guest: not what still waited, and no word of the cancellation. */
static void I6_of_a_cancelled_invitation_nothing_is_sent(void **state) {
    struct post *post = *state;
    struct id waits = invite_known(post);
    assert_int_equal(people_do(&post->world, &invite_cancel, &post->ada, &waits, NULL), 204);
    assert_int_equal(world_count(&post->world, "SELECT COUNT(*) FROM outbox"), 1);
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'failed'"
          " AND reason = 'no longer needed'",
          1);
    close_post(post);
    struct id sent = invite_known(post);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    close_post(post);
    assert_int_equal(people_do(&post->world, &invite_cancel, &post->ada, &sent, NULL), 204);
    assert_int_equal(world_count(&post->world, "SELECT COUNT(*) FROM outbox"), 2);
    assert_int_equal(smtp_server_count(&post->server), 1);
}

/* I5: the link of whoever has checked in still leads in; a message that says so may leave. */
static void I12_whoever_has_checked_in_is_sent_the_link_again(void **state) {
    struct post *post = *state;
    struct id id = invite_known(post);
    world_execute(&post->world, "UPDATE outbox SET state = 'sent'");
    world_execute(&post->world, "UPDATE invitation SET state = 'checked_in'");
    assert_int_equal(people_do(&post->world, &invite_send_again, &post->ada, &id, NULL), 200);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 2);
    assert_int_equal(smtp_server_count(&post->server), 1);
}

static const char *header(const char *message, const char *name, char *out, size_t size) {
    const char *at = strstr(message, name);
    assert_non_null(at);
    (void)snprintf(out, size, "%.*s", (int)strcspn(at, "\r"), at);
    return out;
}

static enum err lose(struct command *c, struct tx *tx) {
    (void)c;
    (void)tx;
    return ERR_UNAVAILABLE;
}

/* A report that never reaches the disk. */
static const struct command_kind LOST = {.name = "test.lost",
                                         .access = ACCESS_SYSTEM,
                                         .mode = COMMAND_WRITE,
                                         .input_size = sizeof(struct outbox_outcome),
                                         .apply = lose,
                                         .quiet = true};

static void until_mails(struct post *post, size_t expected) {
    while (smtp_server_count(&post->server) < expected) {
        assert_true(woken(post));
        command_queue_drain(post->queue, each, post);
    }
}

/* The process dies after the server took the message and before the report was committed. */
static void I12_a_crash_between_sent_and_recorded_repeats_once_with_the_same_id(void **state) {
    struct post *post = *state;
    char first[128];
    char second[128];
    invite(post);
    post->sent = &LOST;
    open_post(post);
    until_mails(post, 1);
    close_post(post);
    world_reopen(&post->world);
    post->sent = &delivery_sent;
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    close_post(post);
    open_post(post);
    sender_wake(post->sender);
    assert_int_equal(smtp_server_count(&post->server), 2);
    assert_string_equal(header(post->server.messages[0], "Message-ID:", first, sizeof first),
                        header(post->server.messages[1], "Message-ID:", second, sizeof second));
    assert_string_equal(header(post->server.messages[0], "https://", first, sizeof first),
                        header(post->server.messages[1], "https://", second, sizeof second));
}

static void to_one_recipient_in_order(void **state) {
    struct post *post = *state;
    invite(post);
    invite(post);
    smtp_server_refuse(&post->server, "451 4.3.0 later\r\n", 1);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND attempts = 1", 1);
    sender_wake(post->sender);
    assert_int_equal(world_count(&post->world, "SELECT COUNT(*) FROM outbox WHERE attempts = 0"
                                               " AND state = 'queued' AND sequence = 2"),
                     1);
    pass_time(post, 10000);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 2);
    assert_int_equal(smtp_server_count(&post->server), 2);
}

/* Where the writer and the sender stand still until the test lets them go on. */
static struct {
    sem_t reported, record, begun, compose;
    atomic_int composed[2]; /* the later message, the earlier one */
} halt;

static enum err record_when_told(struct command *c, struct tx *tx) {
    sem_post(&halt.reported);
    sem_wait(&halt.record);
    return delivery_sent.apply(c, tx);
}

static enum err compose_when_told(struct tx *tx, const struct outbox_row *row, int64_t now_ms,
                                  struct letter *out) {
    bool earlier = strcmp(row->recipient, "mara@example.net") == 0;
    if (atomic_fetch_add(&halt.composed[earlier], 1) == 0 && !earlier) {
        sem_post(&halt.begun);
        sem_wait(&halt.compose);
    }
    return letter_compose(tx, row, now_ms, out);
}

/* A scan has read what is due when the report of one of those rows is recorded: that one is not sent again. */
static void I12_what_is_recorded_during_a_scan_is_sent_once(void **state) {
    struct post *post = *state;
    static const char LATER[] = "{\"kind\":\"waiting_room\",\"via\":\"email\","
                                "\"email\":\"ann@example.net\"}";
    struct command_kind held = delivery_sent;
    sem_t *const gates[] = {&halt.reported, &halt.record, &halt.begun, &halt.compose};
    for (size_t i = 0; i < sizeof gates / sizeof gates[0]; i++) {
        assert_int_equal(sem_init(gates[i], 0, 0), 0);
    }
    held.apply = record_when_told;
    post->sent = &held;
    post->compose = compose_when_told;
    assert_int_equal(people_do(&post->world, &invite_create, &post->ada, NULL, LATER), 201);
    invite(post);
    /* The second is due at once, as after a clock that was put back, and stands behind the first in the order. */
    world_execute(&post->world, "UPDATE outbox SET next_at_ms = next_at_ms"
                                " + CASE sequence WHEN 1 THEN 5000 ELSE 86400000 END");
    open_post(post);
    sem_wait(&halt.reported);
    pass_time(post, 5000);
    sem_wait(&halt.begun);
    sem_post(&halt.record);
    sem_post(&halt.record);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    until_room_hears(post, "\"delivery\":{\"state\":\"sent\"}");
    sem_post(&halt.compose);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 2);
    close_post(post);
    assert_int_equal(halt.composed[1], 1);
    assert_int_equal(smtp_server_count(&post->server), 2);
}

static void I12_send_again_sends_the_same_link(void **state) {
    struct post *post = *state;
    char first[128];
    char second[128];
    struct id id = invite_known(post);
    world_execute(&post->world, "UPDATE outbox SET state = 'failed', reason = 'mailbox full'");
    assert_int_equal(people_do(&post->world, &invite_send_again, &post->ada, &id, NULL), 200);
    world_execute(&post->world, "UPDATE outbox SET state = 'queued'");
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 2);
    assert_string_equal(header(post->server.messages[0], "https://", first, sizeof first),
                        header(post->server.messages[1], "https://", second, sizeof second));
    assert_string_not_equal(header(post->server.messages[0], "Message-ID:", first, sizeof first),
                            header(post->server.messages[1], "Message-ID:", second, sizeof second));
}

/* A port of our own, on which nothing listens yet. */
static int bound_socket(char url[64]) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int bound = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(bound >= 0);
    assert_int_equal(bind(bound, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(bound, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(url, 64, "smtp://127.0.0.1:%d", ntohs(address.sin_port));
    return bound;
}

static void a_server_that_is_not_there_is_tried_again(void **state) {
    struct post *post = *state;
    char url[64];
    int deaf = bound_socket(url); /* the port stays ours, and nobody listens */
    invite(post);
    post->url = url;
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND attempts = 1"
          " AND reason = 'no connection to the mail server'",
          1);
    close_post(post);
    close(deaf);
}

static int text(struct post *post) {
    return people_do(&post->world, &invite_create, &post->ada, NULL, TEXT);
}

static void I1_an_invitation_leaves_by_text_message(void **state) {
    struct post *post = *state;
    assert_int_equal(text(post), 201);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND channel = 'sms'", 1);
    assert_int_equal(http_server_count(&post->sms_server), 1);
    const char *request = post->sms_server.requests[0];
    assert_non_null(strstr(request, "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "Authorization: Basic QUMxOnNlY3JldCB0b2tlbg==\r\n"));
    assert_non_null(strstr(request, "From=%2B15550100&To=%2B4915112345678&Body=Lakeside+Practice"));
    assert_non_null(strstr(request, "https%3A%2F%2Fvisit.example%2Fjoin%23"));
    assert_non_null(
        strstr(request, "&StatusCallback=https%3A%2F%2Fvisit.example%2Fapi%2Fv1%2Fsms"));
    assert_null(strstr(request, "Mara"));
    assert_int_equal(smtp_server_count(&post->server), 0);
}

static void I12_a_number_that_does_not_exist_fails_with_its_reason(void **state) {
    struct post *post = *state;
    assert_int_equal(text(post), 201);
    http_server_answer(&post->sms_server, 400, "{\"code\":21211,\"message\":\"+49 151\"}");
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND attempts = 1"
          " AND reason = 'number not valid'",
          1);
}

static void I12_a_busy_gateway_is_tried_again(void **state) {
    struct post *post = *state;
    assert_int_equal(text(post), 201);
    http_server_answer(&post->sms_server, 503, "{}");
    open_post(post);
    until(post,
          "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND attempts = 1"
          " AND reason = 'SMS gateway is busy'",
          1);
    http_server_answer(&post->sms_server, 201, "{\"sid\":\"SM1\"}");
    pass_time(post, 10000);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 2", 1);
}

/* Taken is taken: a second message would be one too many. */
static void I12_what_a_gateway_took_is_sent_whatever_else_it_says(void **state) {
    struct post *post = *state;
    static char wordy[12000];
    memset(wordy, ' ', sizeof wordy - 1);
    memcpy(wordy, "{}", 2);
    http_server_answer(&post->sms_server, 201, wordy);
    assert_int_equal(text(post), 201);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 1", 1);
    close_post(post);
    pthread_mutex_lock(&post->sms_server.lock);
    strcpy(post->sms_server.answer, "HTTP/1.1 201 X\r\nContent-Length: 500\r\n\r\n{");
    pthread_mutex_unlock(&post->sms_server.lock);
    assert_int_equal(text(post), 201);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 1", 2);
    assert_int_equal(http_server_count(&post->sms_server), 2);
}

/* A mail server that takes the connection and never says a word. */
static int silent_server(char url[64]) {
    int listening = bound_socket(url);
    assert_int_equal(listen(listening, 64), 0);
    return listening;
}

static void I12_a_mail_server_that_stalls_holds_up_no_text_message(void **state) {
    struct post *post = *state;
    char url[64];
    char json[200];
    int listening = silent_server(url);
    post->url = url;
    for (int i = 0; i < 2 * SENDER_SLOTS + 4; i++) {
        (void)snprintf(
            json, sizeof json,
            "{\"kind\":\"waiting_room\",\"via\":\"email\",\"email\":\"m%d@example.net\"}", i);
        assert_int_equal(people_do(&post->world, &invite_create, &post->ada, NULL, json), 201);
    }
    post->world.now_ms += 1000;
    atomic_store(&post->now_ms, post->world.now_ms);
    assert_int_equal(text(post), 201);
    open_post(post);
    until(post, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND channel = 'sms'", 1);
    close_post(post);
    close(listening);
}

static void text_messages_have_a_daily_cap_and_allowed_countries(void **state) {
    struct post *post = *state;
    static const char FAR[] =
        "{\"kind\":\"waiting_room\",\"via\":\"sms\",\"mobile\":\"+8811234567\"}";
    struct command *c = people_call(&post->world, &invite_create, &post->ada, NULL, FAR);
    assert_string_equal(c->reply.field, "mobile");
    assert_int_equal(people_done(c), 400);
    struct invited last;
    for (int i = 0; i < 3; i++) {
        c = people_call(&post->world, &invite_create, &post->ada, NULL, TEXT);
        assert_int_equal(c->reply.status, 201);
        people_read_created(c, &last);
        command_free(c);
    }
    c = people_call(&post->world, &invite_create, &post->ada, NULL, TEXT);
    assert_string_equal(c->reply.problem, "sms-cap");
    assert_int_equal(people_done(c), 429);
    c = people_call(&post->world, &invite_send_again, &post->ada, &last.id, NULL);
    assert_string_equal(c->reply.problem, "sms-cap");
    assert_int_equal(people_done(c), 429);
    struct world_user ben = people_provider(&post->world, "ben@lakeside.test");
    assert_int_equal(people_do(&post->world, &invite_create, &ben, NULL, TEXT), 201);
    assert_int_equal(people_do(&post->world, &invite_create, &ben, NULL, TEXT), 429);
    post->world.now_ms += (int64_t)24 * 3600 * 1000;
    world_sign_in(&post->world, PEOPLE_HOST, &post->ada);
    assert_int_equal(text(post), 201);
    open_post(post);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I12_an_invitation_leaves_by_mail_and_the_room_says_sent),
        CASE(I13_the_message_names_nobody_but_the_host),
        CASE(I12_a_full_mailbox_is_a_failure_with_its_reason),
        CASE(I12_a_busy_server_is_tried_again_later),
        CASE(I6_of_a_cancelled_invitation_nothing_is_sent),
        CASE(I12_whoever_has_checked_in_is_sent_the_link_again),
        CASE(what_has_run_out_meanwhile_is_not_sent),
        CASE(I12_a_crash_between_sent_and_recorded_repeats_once_with_the_same_id),
        CASE(to_one_recipient_in_order),
        CASE(I12_what_is_recorded_during_a_scan_is_sent_once),
        CASE(I12_send_again_sends_the_same_link),
        CASE(a_server_that_is_not_there_is_tried_again),
        CASE(I1_an_invitation_leaves_by_text_message),
        CASE(I12_a_number_that_does_not_exist_fails_with_its_reason),
        CASE(I12_a_busy_gateway_is_tried_again),
        CASE(I12_what_a_gateway_took_is_sent_whatever_else_it_says),
        CASE(I12_a_mail_server_that_stalls_holds_up_no_text_message),
        CASE(text_messages_have_a_daily_cap_and_allowed_countries),
    };
    curl_global_init(CURL_GLOBAL_ALL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
