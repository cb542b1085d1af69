/* A1, A2: the day of staff and the list of a client, to the byte: one appointment in every state, with every news of its
 * clients. Ids are random: here each is the number of its first appearance. */
#include "people.h"

#include "../unit.h"

#include "practice/contact_kinds.h"
#include "visit/portal/portal_kinds.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct world_user ada;
static struct id ann;
static struct id bob;
static struct id cat; /* removed from the address book once booked */
static struct id dan; /* has no address */

static struct id add_without_address(const char *name) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"name\":\"%s\"}", name);
    return people_made(people_call(&world, &contact_create, &ada, NULL, json));
}

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    ada = people_provider(&world, "ada@lakeside.test");
    ann = people_contact(&world, &ada, "Ann Abel");
    bob = people_contact(&world, &ada, "Bob Brown");
    cat = people_contact(&world, &ada, "Cat Cole");
    dan = add_without_address("Dan Dorn");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

/* The text with each id, 32 hex digits, as "#1", "#2" and so on, and with ' for "; the caller frees it. */
static char *numbered(const char *text) {
    static char ids[64][ID_TEXT];
    size_t known = 0;
    size_t size = 0;
    char *out = calloc(1, strlen(text) + 1);
    assert_non_null(out);
    while (*text != '\0') {
        struct id id;
        if (strnlen(text, ID_DIGITS) < ID_DIGITS || id_parse(text, ID_DIGITS, &id) != ERR_OK) {
            out[size++] = *text == '"' ? '\'' : *text;
            text++;
            continue;
        }
        size_t which = 0;
        while (which < known && strcmp(ids[which], id.text) != 0) {
            which++;
        }
        assert_true(which < sizeof ids / sizeof ids[0]);
        known += which == known ? 1 : 0;
        (void)snprintf(ids[which], sizeof ids[which], "%s", id.text);
        size += (size_t)snprintf(out + size, ID_TEXT, "#%zu", which + 1);
        text += ID_DIGITS;
    }
    return out;
}

static void answers(struct command *c, const char *expected) {
    assert_int_equal(world_run(&world, c), 200);
    char *text = numbered(c->reply.body);
    assert_string_equal(text, expected);
    free(text);
    command_free(c);
}

static struct invited book(const char *time, const struct id *clients, size_t count) {
    char at[24];
    (void)snprintf(at, sizeof at, "2027-01-20T%s", time);
    return people_book(&world, &ada, at, clients, count);
}

static struct invited book_one(const char *time, const struct id *client) {
    return book(time, client, 1);
}

/* As if every message about it that waits had gone this way. */
static void messages(const struct invited *appointment, const char *state, const char *reason) {
    char sql[200];
    (void)snprintf(sql, sizeof sql,
                   "UPDATE outbox SET state = '%s', reason = '%s' WHERE subject_id = '%s'"
                   " AND state = 'queued'",
                   state, reason, appointment->id.text);
    world_execute(&world, sql);
}

static struct id start(const struct invited *appointment) {
    return people_made(people_call(&world, &appointment_start, &ada, &appointment->id, NULL));
}

static void end(const struct id *visit_id) {
    assert_int_equal(people_do(&world, &host_end, &ada, visit_id, NULL), 204);
    world.now_ms += 1000;
}

static void take_out(const struct invited *appointment, const struct id *client) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"take_out\":[\"%s\"]}", client->text);
    assert_int_equal(people_do(&world, &appointment_change_clients, &ada, &appointment->id, json),
                     200);
}

static void cancel(const struct invited *appointment) {
    assert_int_equal(people_do(&world, &appointment_cancel, &ada, &appointment->id, NULL), 204);
}

/* Comes by the shared link under a name and waits. */
static void arrive(const struct invited *appointment, const char *name) {
    struct device device = {.count = 0};
    char json[200];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"%s\"}", appointment->token,
                   name);
    assert_int_equal(people_done(people_guest(&world, &guest_take, &device, PEOPLE_HOST, json)),
                     200);
    assert_int_equal(people_preflight(&world, &device, appointment, "passed"), 200);
}

static void make_the_day(void) {
    const struct id all[] = {dan, cat, bob, ann};
    struct invited told = book_one("15:00", &ann);
    struct invited untold = book_one("09:00", &bob);
    struct invited both = book("10:00", all + 2, 2);
    struct invited one_out = book("11:00", all, 4);
    struct invited ended = book_one("12:00", &ann);
    struct invited again = book_one("12:30", &bob);
    struct invited running = book("13:00", all + 2, 2);
    struct invited over = book_one("08:00", &ann);
    book_one("14:00", &dan);
    messages(&told, "sent", "");
    messages(&both, "failed", "mailbox full");
    assert_int_equal(people_do(&world, &appointment_move, &ada, &both.id,
                               "{\"date\":\"2027-01-20\",\"time\":\"10:30\",\"length_min\":45}"),
                     200);
    messages(&ended, "delivered", "");
    messages(&again, "queued", "mail server did not answer");
    take_out(&one_out, &bob);
    messages(&one_out, "failed", "no such mailbox");
    take_out(&one_out, &ann);
    assert_int_equal(people_do(&world, &contact_remove, &ada, &cat, NULL), 204);
    cancel(&told);
    cancel(&untold);
    cancel(&over);
    messages(&told, "sent", "");
    messages(&untold, "failed", "no such mailbox");
    messages(&over, "failed", "no such mailbox");
    struct id visit = start(&ended);
    end(&visit);
    visit = start(&again);
    end(&visit);
    visit = start(&again);
    end(&visit);
    start(&running);
    arrive(&running, "Sam Stranger");
    arrive(&both, "Una Stranger");
    arrive(&both, "Vic Stranger");
}

static const char DAY[] =
    "{'day':'2027-01-20','zone':'Europe/Berlin','appointments':["
    "{'id':'#1','room_id':'#2','title':'Check-up','starts_at_ms':1800437400000,"
    "'length_s':2700,'capacity':2,'clients':["
    "{'id':'#3','name':'Bob Brown','news':'moved','delivery':{'state':'queued'}},"
    "{'id':'#4','name':'Ann Abel','news':'moved','delivery':{'state':'queued'}}],"
    "'taken_out':[],'state':'scheduled','waiting':2},"
    "{'id':'#5','room_id':'#2','title':'Check-up','starts_at_ms':1800439200000,"
    "'length_s':1800,'capacity':2,'clients':["
    "{'id':'#6','name':'Dan Dorn','news':'created',"
    "'delivery':{'state':'failed','reason':'no e-mail address or mobile number'}},"
    "{'id':'#7','name':'','news':'created',"
    "'delivery':{'state':'failed','reason':'no such mailbox'}}],"
    "'taken_out':["
    "{'id':'#3','name':'Bob Brown','news':'cancelled',"
    "'delivery':{'state':'failed','reason':'no such mailbox'}}],'state':'scheduled','waiting':0},"
    "{'id':'#8','room_id':'#2','title':'Check-up','starts_at_ms':1800442800000,"
    "'length_s':1800,'capacity':1,'clients':["
    "{'id':'#4','name':'Ann Abel','news':'created','delivery':{'state':'delivered'}}],"
    "'taken_out':[],'state':'ended','waiting':0},"
    "{'id':'#9','room_id':'#2','title':'Check-up','starts_at_ms':1800444600000,"
    "'length_s':1800,'capacity':1,'clients':["
    "{'id':'#3','name':'Bob Brown','news':'created',"
    "'delivery':{'state':'queued','reason':'mail server did not answer'}}],"
    "'taken_out':[],'state':'ended','waiting':0},"
    "{'id':'#10','room_id':'#2','title':'Check-up','starts_at_ms':1800446400000,"
    "'length_s':1800,'capacity':2,'clients':["
    "{'id':'#3','name':'Bob Brown','news':'created','delivery':{'state':'queued'}},"
    "{'id':'#4','name':'Ann Abel','news':'created','delivery':{'state':'queued'}}],"
    "'taken_out':[],"
    "'state':'running','visit_id':'#11','waiting':1},"
    "{'id':'#12','room_id':'#2','title':'Check-up','starts_at_ms':1800450000000,"
    "'length_s':1800,'capacity':1,'clients':["
    "{'id':'#6','name':'Dan Dorn','news':'created',"
    "'delivery':{'state':'failed','reason':'no e-mail address or mobile number'}}],"
    "'taken_out':[],'state':'scheduled','waiting':0},"
    "{'id':'#13','room_id':'#2','title':'Check-up','starts_at_ms':1800432000000,"
    "'length_s':1800,'capacity':1,'clients':["
    "{'id':'#3','name':'Bob Brown','news':'cancelled',"
    "'delivery':{'state':'failed','reason':'no such mailbox'}}],"
    "'taken_out':[],'state':'cancelled','waiting':0}]}";

static void A1_a_day_of_every_state_to_the_byte(void **state) {
    (void)state;
    make_the_day();
    /* 08:30 in Berlin: the time of one that was cancelled is over. */
    world.now_ms = INT64_C(1800430200000);
    world_sign_in(&world, PEOPLE_HOST, &ada);
    struct command *c = world_command(&appointment_list, PEOPLE_HOST, &ada);
    c->facts.query = "day=2027-01-20";
    answers(c, DAY);
}

/* ---- the client's own list ---- */

static const char *whose(const char *link, const struct invited *booked, size_t count) {
    const char *token = strchr(link, '#');
    assert_non_null(token);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(booked[i].token, token + 1) == 0) {
            return booked[i].id.text;
        }
    }
    return "nobody's";
}

/* Ann's list; tokens are random too: each link is said by the appointment that it opens. */
static void ann_is_shown(struct device *device, const struct invited *booked, size_t count,
                         const char *expected) {
    struct command *c = world_command(&portal_appointments, PEOPLE_HOST, NULL);
    for (size_t n = 0; n < device->count; n++) {
        world_cookie(c, device->names[n], device->values[n]);
    }
    assert_int_equal(world_run(&world, c), 200);
    json_t *body = world_body(c);
    json_t *item = NULL;
    size_t i = 0;
    command_free(c);
    json_array_foreach(json_object_get(body, "appointments"), i, item) {
        const char *link = people_text(item, "link");
        json_object_set_new(item, "link", json_string(whose(link, booked, count)));
    }
    char *dumped = json_dumps(body, JSON_COMPACT);
    char *text = numbered(dumped);
    assert_string_equal(text, expected);
    free(text);
    free(dumped);
    json_decref(body);
}

static void join(struct device *device, const struct invited *appointment) {
    assert_int_equal(people_take(&world, device, appointment), 200);
    assert_int_equal(people_preflight(&world, device, appointment, "passed"), 200);
    assert_int_equal(people_join(&world, device, appointment), 200);
}

/* Who came to the appointment last. */
static struct id guest_of(const struct invited *appointment) {
    json_t *line = NULL;
    struct id id = {.text = ""};
    size_t i = 0;
    struct command *c = people_call(&world, &waiting_room_get, &ada, NULL, NULL);
    json_t *body = world_body(c);
    command_free(c);
    json_array_foreach(json_object_get(body, "guests"), i, line) {
        if (strcmp(people_text(line, "appointment_id"), appointment->id.text) == 0) {
            (void)snprintf(id.text, sizeof id.text, "%s", people_text(line, "id"));
        }
    }
    json_decref(body);
    return id;
}

static void remove_guest(const struct invited *appointment) {
    struct id id = guest_of(appointment);
    assert_int_equal(people_do(&world, &invite_remove, &ada, &id, NULL), 204);
}

static const char BEFORE[] =
    "{'name':'Ann Abel','now_ms':1800000002000,'appointments':["
    "{'id':'#1','starts_at_ms':1800003600000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill',"
    "'state':'running','offer':'join','link':'#1'},"
    "{'id':'#2','starts_at_ms':1800090000000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'ended','offer':'wait','link':'#2'},"
    "{'id':'#3','starts_at_ms':1800176400000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'scheduled','offer':'wait','link':'#3'},"
    "{'id':'#4','starts_at_ms':1800262800000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'ended','offer':'blocked','link':'#4'},"
    "{'id':'#5','starts_at_ms':1800522000000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'scheduled','offer':'wait','link':'#5'}]}";
static const char AFTER[] =
    "{'name':'Ann Abel','now_ms':1800180002000,'appointments':["
    "{'id':'#1','starts_at_ms':1800003600000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill',"
    "'state':'running','offer':'join','link':'#1'},"
    "{'id':'#2','starts_at_ms':1800176400000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'scheduled','offer':'wait','link':'#2'},"
    "{'id':'#3','starts_at_ms':1800262800000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'ended','offer':'blocked','link':'#3'},"
    "{'id':'#4','starts_at_ms':1800522000000,'length_s':1800,"
    "'host_name':'Dr. Ada Quill','state':'scheduled','offer':'wait','link':'#4'}]}";

static void A2_a_clients_list_of_every_state_to_the_byte(void **state) {
    (void)state;
    enum { COUNT = 7 };
    const struct id couple[] = {bob, ann};
    struct device device = {.count = 0};
    struct invited booked[COUNT];
    struct world_user ben = people_provider(&world, "ben@lakeside.test");
    people_portal(&world, &device, &ann);
    booked[0] = people_book(&world, &ada, "2027-01-15T10:00", &ann, 1);
    booked[1] = people_book(&world, &ada, "2027-01-16T10:00", couple, 2);
    booked[2] = people_book(&world, &ben, "2027-01-17T10:00", &ann, 1);
    booked[3] = people_book(&world, &ada, "2027-01-18T10:00", couple, 2);
    booked[4] = people_book(&world, &ada, "2027-01-19T10:00", &ann, 1);
    booked[5] = people_book(&world, &ada, "2027-01-20T10:00", &bob, 1); /* not hers */
    booked[6] = people_book(&world, &ada, "2027-01-21T10:00", &ann, 1);
    cancel(&booked[4]);
    struct id visit = start(&booked[1]);
    join(&device, &booked[1]);
    end(&visit);
    visit = start(&booked[3]);
    join(&device, &booked[3]);
    remove_guest(&booked[3]);
    end(&visit);
    start(&booked[0]);
    join(&device, &booked[0]);
    ann_is_shown(&device, booked, COUNT, BEFORE);
    world.now_ms += INT64_C(50) * 3600 * 1000; /* the link of the first has expired, and it runs */
    people_portal(&world, &device, &ann);
    ann_is_shown(&device, booked, COUNT, AFTER);
}

#define IN_A_PRACTICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_PRACTICE(A1_a_day_of_every_state_to_the_byte),
        IN_A_PRACTICE(A2_a_clients_list_of_every_state_to_the_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
