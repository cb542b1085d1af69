#include "page_sim.h"

#include "../unit/unit.h"

#include "base/log.h"
#include "command/authenticate.h"
#include "store/query.h"
#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct live_time time_now(const struct page_sim *sim) {
    return (struct live_time){.mono_ms = core_true_ms(sim->core),
                              .wall_ms = sim->core->world.now_ms};
}

/* ---- two that must be the same ---- */

/* What differs, so that the failure can be read. */
static void print_difference(const json_t *heard, const json_t *shown) {
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)shown, name, value) {
        json_t *other = json_object_get(heard, name);
        if (!json_equal(other, value)) {
            char *left = other == NULL ? NULL : json_dumps(other, JSON_SORT_KEYS | JSON_ENCODE_ANY);
            char *right = json_dumps(value, JSON_SORT_KEYS | JSON_ENCODE_ANY);
            (void)fprintf(stderr, "%s\nheard %s\nshown %s\n", name, left == NULL ? "-" : left,
                          right);
            free(left);
            free(right);
        }
    }
    json_object_foreach((json_t *)heard, name, value) {
        if (json_object_get(shown, name) == NULL) {
            char *left = json_dumps(value, JSON_SORT_KEYS | JSON_ENCODE_ANY);
            (void)fprintf(stderr, "%s\nheard %s\nshown -\n", name, left);
            free(left);
        }
    }
}

static void check_same(const json_t *heard, const json_t *shown, const char *what) {
    if (!json_equal(heard, shown)) {
        print_difference(heard, shown);
        fail_msg("%s is not what was heard", what);
    }
}

/* ---- what a page hears ---- */

/* The JSON text of a frame: live never sends one of more than 64 kB here. */
static json_t *read_frame(const struct frame *frame) {
    size_t length = frame->bytes[1] & 0x7f;
    size_t head = length == 126 ? 4 : length == 127 ? 10 : 2;
    json_t *message = json_loadb((const char *)frame->bytes + head, frame->size - head, 0, NULL);
    assert_non_null(message);
    return message;
}

/* Of the visits that others host it is told too; the page shows the user's own, while it runs. */
static void hear_visit(struct page_sim_page *page, json_t *data) {
    bool runs = strcmp(people_text(data, "state"), "running") == 0;
    bool same = strcmp(people_text(page->visit, "id"), people_text(data, "id")) == 0;
    if (strcmp(people_text(data, "host_id"), page->sim->core->users[page->user].id.text) == 0 &&
        (runs || same)) {
        json_decref(page->visit);
        page->visit = runs ? json_incref(data) : NULL;
    }
}

/* Whether a link of this room was never used: its line goes when it runs out, and its page stays. */
static bool never_came(const struct page_sim_page *page, const char *text) {
    struct id id;
    struct core *core = page->sim->core;
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx = world_look(&core->world, arena);
    struct query q = query_every_practice(
        tx, "SELECT 1 FROM invitation WHERE id = ? AND room_id = ? AND state = 'invited'");
    assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
    query_bind_id(&q, &id);
    query_bind_id(&q, &core->users[page->room].room_id);
    bool found = query_row(&q);
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    return found;
}

/* Only of who is on the list: a room that a guest has left hears of them no more (W12). */
static void hear_presence(struct page_sim_page *page, const char *id, json_t *data) {
    core_saw(page->sim->core, SEEN_PRESENCE_HEARD);
    if (json_object_get(page->lines, id) == NULL) {
        assert_true(never_came(page, id));
        return;
    }
    json_object_set(page->presence, id, json_object_get(data, "presence"));
}

static void hear_room(struct page_sim_page *page, const char *name, json_t *data) {
    const char *id = people_text(data, "id");
    assert_true(core_may(page->sim->core, page->user, page->room, RIGHT_VIEW));
    core_saw(page->sim->core, page->user == page->room ? SEEN_ROOM_HEARD : SEEN_DELEGATE_HEARD);
    if (strcmp(name, "guest.changed") == 0) {
        json_object_set(page->lines, id, data);
    } else if (strcmp(name, "guest.removed") == 0 || strcmp(name, "guest.handed_over") == 0) {
        json_object_del(page->lines, id);
        json_object_del(page->presence, id);
    } else if (strcmp(name, "guest.presence") == 0) {
        hear_presence(page, id, data);
    } else if (strcmp(name, "visit.changed") == 0) {
        hear_visit(page, data);
    } else if (strcmp(name, "notice.changed") == 0) {
        json_decref(page->notice);
        page->notice = json_incref(json_object_get(data, "notice"));
    }
}

/* A page that does not wait shows no notice. */
static void hear_notice(struct page_sim_page *page, json_t *data) {
    assert_int_equal(page->sim->noticed, page->room);
    core_saw(page->sim->core, SEEN_NOTICE_HEARD);
    if (json_object_get(page->view, "notice") != NULL) {
        json_object_set(page->view, "notice", json_object_get(data, "notice"));
    }
}

/* Of nobody but those who are in the visit (W3). */
static void hear_participant(const struct page_sim_page *page, const json_t *data) {
    const json_t *people = json_object_get(json_object_get(page->view, "visit"), "participants");
    size_t i = 0;
    while (i < json_array_size(people) &&
           strcmp(people_text(json_array_get(people, i), "id"), people_text(data, "id")) != 0) {
        i++;
    }
    assert_true(i < json_array_size(people));
}

static void hear_as_guest(struct page_sim_page *page, const char *stream, const char *name,
                          json_t *data) {
    assert_string_not_equal(stream, "room");
    assert_string_not_equal(stream, "user");
    if (strcmp(name, "guest.view") == 0) {
        page->heard_own = true;
        core_saw(page->sim->core, SEEN_GUEST_HEARD);
        json_decref(page->view);
        page->view = json_incref(data);
    } else if (strcmp(name, "notice.changed") == 0) {
        hear_notice(page, data);
    } else if (strcmp(stream, "visit") == 0) {
        page->heard_visit = true;
        core_saw(page->sim->core, SEEN_VISIT_HEARD);
    }
    if (strcmp(name, "visit.changed") == 0 && json_object_get(page->view, "visit") != NULL) {
        json_object_set(page->view, "visit", data);
    } else if (strcmp(name, "participant.presence") == 0) {
        hear_participant(page, data);
    }
}

static void forget_room(struct page_sim_page *page) {
    json_decref(page->lines);
    json_decref(page->presence);
    json_decref(page->notice);
    json_decref(page->visit);
}

static void read_snapshot(struct page_sim_page *page, json_t *data) {
    size_t index = 0;
    json_t *line = NULL;
    const json_t *presence = json_object_get(data, "presence");
    if (page->user == CORE_NOBODY) {
        json_decref(page->view);
        page->view = json_incref(data);
        return;
    }
    forget_room(page);
    page->lines = json_object();
    page->presence = json_object();
    page->notice = json_incref(json_object_get(data, "notice"));
    page->visit = json_incref(json_object_get(data, "visit"));
    json_array_foreach(json_object_get(data, "guests"), index, line) {
        const char *id = people_text(line, "id");
        json_object_set(page->lines, id, line);
        if (json_object_get(presence, id) != NULL) {
            json_object_set(page->presence, id, json_object_get(presence, id));
        }
    }
}

static void on_frame(void *connection, struct frame *frame, bool snapshot) {
    struct page_sim_page *page = connection;
    json_t *message = read_frame(frame);
    const char *type = people_text(message, "type");
    const char *stream = people_text(message, "stream");
    json_t *data = json_object_get(message, "data");
    (void)snapshot;
    assert_false(page->ended);
    if (strcmp(type, "snapshot") == 0) {
        read_snapshot(page, data);
    } else if (strcmp(type, "event") == 0 && page->user == CORE_NOBODY) {
        hear_as_guest(page, stream, people_text(message, "name"), data);
    } else if (strcmp(type, "event") == 0 && strcmp(stream, "room") == 0) {
        hear_room(page, people_text(message, "name"), data);
    } else if (strcmp(type, "event") == 0 && strcmp(stream, "user") == 0 &&
               strcmp(people_text(message, "name"), "visit.changed") == 0) {
        hear_visit(page, data);
    }
    json_decref(message);
}

static void on_bye(void *connection, const char *reason) {
    struct page_sim_page *page = connection;
    (void)reason;
    page->ended = true;
    core_saw(page->sim->core, SEEN_PAGE_ENDED);
}

/* ---- pages ---- */

static void forget(struct page_sim_page *page) {
    live_gone(page->sim->live, page->socket);
    forget_room(page);
    json_decref(page->view);
    *page = (struct page_sim_page){.sim = page->sim};
}

static void forget_ended(struct page_sim *sim) {
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        if (sim->pages[i].socket != NULL && sim->pages[i].ended) {
            forget(&sim->pages[i]);
        }
    }
}

static bool is_open(const struct page_sim_page *page) {
    return page->socket != NULL && !page->ended;
}

static json_t *view_now(struct page_sim_page *page) {
    struct invited link = {.id = page->id};
    (void)snprintf(link.token, sizeof link.token, "%s", page->token);
    return people_open(&page->sim->core->world, &page->device, &link);
}

static void hears_afresh(struct page_sim_page *page) {
    page->heard_own = false;
    page->heard_visit = false;
}

/* The commit is over: had the guest the right to what they heard? */
static void check_heard(struct page_sim_page *page, const struct command *c) {
    if (!is_open(page) || page->user != CORE_NOBODY || !(page->heard_own || page->heard_visit)) {
        return;
    }
    json_t *view = view_now(page);
    bool here = json_object_get(view, "seat") == NULL || /* the link is dead, and says so */
                strcmp(people_text(view, "seat"), "here") == 0;
    bool in = strcmp(people_text(view, "state"), "in_visit") == 0;
    if ((page->heard_own && !here) || (page->heard_visit && !in)) {
        fail_msg("%s: a guest's page heard of %s without the right", c->kind->name,
                 page->heard_visit ? "a visit" : "a seat");
    }
    hears_afresh(page);
    json_decref(view);
}

/* Whoever signs in to the portal, or out, leaves their page for the portal's, and comes back by a hello. */
static void leave_guests(struct page_sim *sim) {
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        if (sim->pages[i].user == CORE_NOBODY) {
            forget(&sim->pages[i]);
        }
    }
}

/* Only of whom no page is open it is said that they are lost. */
static void leave_lost(struct page_sim *sim, const struct command *c) {
    if (c->kind != &visit_guest_lost) {
        return;
    }
    const struct visit_guest_input *input = c->input;
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        if (sim->pages[i].user == CORE_NOBODY && id_equal(&sim->pages[i].id, &input->guest_id)) {
            forget(&sim->pages[i]);
        }
    }
}

/* Of two pages of one guest the newer stays (I5). */
static void check_one_each(const struct page_sim *sim) {
    for (const struct page_sim_page *page = sim->pages; page < sim->pages + PAGE_SIM_PAGES;
         page++) {
        const char *id = people_text(page->view, "invitation_id");
        for (const struct page_sim_page *other = sim->pages; other < page; other++) {
            bool both = is_open(page) && is_open(other) && page->user == CORE_NOBODY &&
                        other->user == CORE_NOBODY && strlen(id) == ID_DIGITS;
            assert_false(both && strcmp(id, people_text(other->view, "invitation_id")) == 0);
        }
    }
}

/* The page that pressed is shown the answer; only the holder of the seat is told which invitation it is. */
static void show_answer(struct page_sim *sim, const struct command *c) {
    if (strncmp(c->kind->name, "guest.", 6) != 0 || c->reply.status != 200) {
        return;
    }
    json_t *view = world_body(c);
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        struct page_sim_page *page = &sim->pages[i];
        if (is_open(page) && page->user == CORE_NOBODY &&
            strcmp(people_text(view, "invitation_id"), page->id.text) == 0) {
            json_decref(page->view);
            page->view = json_incref(view);
        }
    }
    json_decref(view);
}

/* The page of whoever may no longer view the room shows them their own; should they hear of the room all the same,
 * hear_room fails. */
static void leave_room(struct page_sim_page *page) {
    page->lost_sight |=
        page->user != CORE_NOBODY && !core_may(page->sim->core, page->user, page->room, RIGHT_VIEW);
}

/* Which room says something to its guests, and who is in another room from this commit on. */
static void follow_rooms(struct page_sim *sim, const struct command *c) {
    for (size_t i = 0; i < c->event_count; i++) {
        const struct stream *stream = &c->events[i].stream;
        bool notice = strcmp(stream->name, "notice") == 0;
        sim->noticed = notice ? core_room_of(sim->core, &stream->id) : sim->noticed;
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        const struct effect *effect = &c->effects[i];
        for (size_t k = 0; effect->kind == EFFECT_GUEST_MOVED && k < PAGE_SIM_PAGES; k++) {
            struct page_sim_page *page = &sim->pages[k];
            bool moves = page->user == CORE_NOBODY && id_equal(&page->id, &effect->a);
            page->room = moves ? core_room_of(sim->core, &effect->b) : page->room;
        }
    }
}

static void look(void *owner, const struct command *c) {
    struct page_sim *sim = owner;
    leave_lost(sim, c);
    follow_rooms(sim, c);
    show_answer(sim, c);
    live_commit(sim->live, c, time_now(sim));
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        check_heard(&sim->pages[i], c);
        leave_room(&sim->pages[i]);
    }
    forget_ended(sim);
    check_one_each(sim);
    if (c->kind == &portal_sign_in || c->kind == &portal_sign_out) {
        leave_guests(sim);
    }
}

static void start_live(struct page_sim *sim) {
    sim->live = live_new(&(struct live_config){.send = on_frame, .bye = on_bye});
    assert_non_null(sim->live);
}

void page_sim_init(struct page_sim *sim, struct core *core) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->begun_at_ms = core_true_ms(core);
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        sim->pages[i].sim = sim;
    }
    start_live(sim);
    core_watch(core, sim, look);
}

void page_sim_fini(struct page_sim *sim) {
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        forget(&sim->pages[i]);
    }
    live_free(sim->live);
}

void page_sim_crash(struct page_sim *sim) {
    page_sim_fini(sim);
    start_live(sim);
}

static struct page_sim_page *free_page(struct page_sim *sim) {
    struct page_sim_page *page = &sim->pages[core_roll(sim->core, PAGE_SIM_PAGES)];
    forget(page);
    return page;
}

/* A hello that has gone wrong asks for what no guest may hear; the page must hear none of it all the same (W3, W13). */
static void ask_too_much(struct page_sim *sim, struct listener *listener) {
    static const char *const NAMES[] = {"notice", "notice", "room", "user", "guest"};
    const char *name = NAMES[core_roll(sim->core, sizeof NAMES / sizeof NAMES[0])];
    for (size_t room = 0; listener->kind == LISTENER_GUEST && room < CORE_USERS; room++) {
        const struct id *id = &sim->core->users[room].room_id;
        if (strcmp(name, "notice") != 0 || !id_equal(&listener->room_id, id)) {
            listener->streams[listener->stream_count++] = (struct stream){.name = name, .id = *id};
            core_saw(sim->core, SEEN_ASKED_TOO_MUCH);
        }
    }
}

/* The log says each time what it refuses, and is silenced for that. */
static enum err join_live(struct page_sim *sim, struct page_sim_page *page,
                          struct listener *listener, const char *snapshots) {
    ask_too_much(sim, listener);
    log_set_level((enum log_level)(LOG_ERROR + 1));
    enum err err = live_join(sim->live, page, listener, snapshots, time_now(sim), &page->socket);
    log_set_level(LOG_INFO);
    return err;
}

/* As the gateway does: the hello's listener joins, then its own commit is delivered. */
static void join(struct page_sim *sim, struct page_sim_page *page, struct command *c) {
    if (c->reply.status == 200) {
        assert_int_equal(join_live(sim, page, &c->reply.listener, c->reply.body), ERR_OK);
    }
    bool opens = c->reply.status == 200;
    (void)core_finish(sim->core, c);
    assert_int_equal(is_open(page), opens); /* of two the newest stays (I5) */
    hears_afresh(page);
}

void page_sim_open_user(struct page_sim *sim) {
    struct page_sim_page *page = free_page(sim);
    char json[96];
    size_t room = core_roll(sim->core, CORE_USERS);
    size_t user = core_somebody(sim->core, room);
    (void)snprintf(json, sizeof json, "{\"as\":\"user\",\"room\":\"%s\"}",
                   sim->core->users[room].room_id.text);
    struct command *c =
        people_call(&sim->core->world, &live_hello, &sim->core->users[user], NULL, json);
    assert_int_equal(c->reply.status, core_may(sim->core, user, room, RIGHT_VIEW) ? 200 : 404);
    page->user = user;
    page->room = room;
    join(sim, page, c);
}

void page_sim_open_guest(struct page_sim *sim, const struct id *id, const char *token,
                         const struct device *device, size_t room) {
    struct page_sim_page *page = free_page(sim);
    page->device = *device;
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", token);
    struct command *c =
        people_guest(&sim->core->world, &live_hello, &page->device, PEOPLE_HOST, json);
    page->user = CORE_NOBODY;
    page->room = room;
    page->id = *id;
    page->opened_at_ms = core_true_ms(sim->core);
    (void)snprintf(page->token, sizeof page->token, "%s", token);
    join(sim, page, c);
}

void page_sim_close(struct page_sim *sim) {
    (void)free_page(sim);
}

void page_sim_beat(struct page_sim *sim) {
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        if (is_open(&sim->pages[i]) && core_roll(sim->core, 3) != 0) {
            live_heard(sim->live, sim->pages[i].socket, time_now(sim));
        }
    }
    live_tick(sim->live, time_now(sim));
}

/* ---- what every page must show ---- */

/* Who took a place and never came to the end of the device test, at an appointment whose visit still runs a day after its
 * planned end, is on no list that is opened then; the page that is open keeps the line until the visit is over. */
static void drop_overdue(struct page_sim_page *page) {
    const char *id = NULL;
    json_t *line = NULL;
    void *next = NULL;
    json_object_foreach_safe(page->lines, next, id, line) {
        bool unused = strcmp(people_text(line, "kind"), "appointment") == 0 &&
                      strcmp(people_text(line, "state"), "invited") == 0;
        int64_t expires_ms = json_integer_value(json_object_get(line, "expires_at_ms"));
        if (unused && page->sim->core->world.now_ms >= expires_ms) {
            json_object_del(page->lines, id);
        }
    }
}

/* With all who are in it, who wait to join and what each was answered (A6). */
static void check_visit(const json_t *heard, const json_t *shown) {
    if (heard == NULL || shown == NULL) {
        assert_true(heard == shown);
    } else {
        check_same(heard, shown, "the visit that the user hosts");
    }
}

static void check_room(struct page_sim *sim, struct page_sim_page *page) {
    char json[96];
    struct page_sim_page fresh = {.sim = sim, .user = page->user, .room = page->room};
    (void)snprintf(json, sizeof json, "{\"as\":\"user\",\"room\":\"%s\"}",
                   sim->core->users[page->room].room_id.text);
    struct command *c =
        people_call(&sim->core->world, &live_hello, &sim->core->users[page->user], NULL, json);
    if (core_may(sim->core, page->user, page->room, RIGHT_VIEW)) {
        assert_int_equal(c->reply.status, 200);
        json_t *snapshots = world_body(c);
        read_snapshot(&fresh, json_object_get(json_array_get(snapshots, 0), "data"));
        drop_overdue(page);
        drop_overdue(&fresh);
        if (!page->lost_sight) {
            check_same(page->lines, fresh.lines, "the room's list");
            check_same(page->notice, fresh.notice, "the room's notice");
            check_visit(page->visit, fresh.visit);
        }
        json_decref(snapshots);
    }
    (void)core_finish(sim->core, c);
    forget_room(&fresh);
}

/* Two pages of one room say the same of who is there. */
static void check_presence(const struct page_sim *sim, const struct page_sim_page *page) {
    for (const struct page_sim_page *other = sim->pages; other < page; other++) {
        if (is_open(other) && other->user != CORE_NOBODY && other->room == page->room &&
            !other->lost_sight && !page->lost_sight) {
            check_same(page->presence, other->presence, "who is there");
        }
    }
}

/* A client's session in the portal runs out by time alone, and then nobody says that the door offers less. */
static bool session_may_be_over(const struct page_sim_page *page) {
    int64_t now_ms = core_true_ms(page->sim->core);
    return now_ms - page->opened_at_ms >= CLIENT_IDLE_MS / 2 ||
           now_ms - page->sim->begun_at_ms >= CLIENT_LIFE_MS - CLIENT_IDLE_MS;
}

/* Nobody says to a page that is over that the appointment's next visit has begun, that it was moved, or that its client
 * is booked once more. */
static bool is_over(const char *state) {
    return strcmp(state, "ended") == 0 || strcmp(state, "expired") == 0 ||
           strcmp(state, "cancelled") == 0 || strcmp(state, "removed") == 0;
}

static void check_view(struct page_sim_page *page) {
    json_t *view = view_now(page);
    if (session_may_be_over(page)) {
        json_object_del(view, "door");
        json_object_del(page->view, "door");
    }
    if (page->sim->core->behind_ms != 0) { /* a clock that was put back frees whoever was denied */
        json_object_del(json_object_get(view, "door"), "again_at_ms");
        json_object_del(json_object_get(page->view, "door"), "again_at_ms");
    }
    json_object_del(view, "now_ms");
    json_object_del(page->view, "now_ms");
    if (strcmp(people_text(page->view, "state"), "invited") != 0) {
        json_object_del(view, "expires_at_ms"); /* expiry stops arrivals only (I4) */
        json_object_del(page->view, "expires_at_ms");
    }
    /* What ran out with the end of a visit that ran too long is told by the next tick. */
    bool due = strcmp(people_text(page->view, "state"), "invited") == 0 &&
               strcmp(people_text(view, "state"), "expired") == 0;
    if (due) {
        json_decref(view);
        return;
    }
    if (json_object_get(page->view, "seat") != NULL) {
        check_same(page->view, view, "a guest's page");
    } else if (!is_over(people_text(page->view, "state"))) {
        assert_string_equal(people_text(page->view, "state"), people_text(view, "state"));
    }
    json_decref(view);
}

void page_sim_check(struct page_sim *sim) {
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        struct page_sim_page *page = &sim->pages[i];
        if (is_open(page) && page->user == CORE_NOBODY) {
            check_view(page);
        } else if (is_open(page)) {
            check_room(sim, page);
            check_presence(sim, page);
        }
    }
}
