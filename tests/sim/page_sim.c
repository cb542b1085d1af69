#include "page_sim.h"

#include "../unit/unit.h"

#include "command/authenticate.h"
#include "visit/portal/portal_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct live_time time_now(const struct page_sim *sim) {
    return (struct live_time){.mono_ms = core_true_ms(sim->core),
                              .wall_ms = sim->core->world.now_ms};
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

static void hear_room(struct page_sim_page *page, const char *name, json_t *data) {
    const char *id = people_text(data, "id");
    assert_true(core_may(page->sim->core, page->user, page->room, RIGHT_VIEW));
    core_saw(page->sim->core, page->user == page->room ? SEEN_ROOM_HEARD : SEEN_DELEGATE_HEARD);
    if (strcmp(name, "guest.changed") == 0) {
        json_object_set(page->lines, id, data);
    } else if (strcmp(name, "guest.removed") == 0 || strcmp(name, "guest.handed_over") == 0) {
        json_object_del(page->lines, id);
    } else if (strcmp(name, "notice.changed") == 0) {
        json_decref(page->notice);
        page->notice = json_incref(json_object_get(data, "notice"));
    }
}

/* A page that does not wait shows no notice. */
static void hear_notice(struct page_sim_page *page, json_t *data) {
    core_saw(page->sim->core, SEEN_NOTICE_HEARD);
    if (json_object_get(page->view, "notice") != NULL) {
        json_object_set(page->view, "notice", json_object_get(data, "notice"));
    }
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
    }
}

static void read_snapshot(struct page_sim_page *page, json_t *data) {
    size_t index = 0;
    json_t *line = NULL;
    if (page->user == CORE_NOBODY) {
        json_decref(page->view);
        page->view = json_incref(data);
        return;
    }
    json_decref(page->lines);
    json_decref(page->notice);
    page->lines = json_object();
    page->notice = json_incref(json_object_get(data, "notice"));
    json_array_foreach(json_object_get(data, "guests"), index, line) {
        json_object_set(page->lines, people_text(line, "id"), line);
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
    json_decref(page->lines);
    json_decref(page->notice);
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
    page->heard_own = false;
    page->heard_visit = false;
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

static void look(void *owner, const struct command *c) {
    struct page_sim *sim = owner;
    leave_lost(sim, c);
    show_answer(sim, c);
    live_commit(sim->live, c, time_now(sim));
    for (size_t i = 0; i < PAGE_SIM_PAGES; i++) {
        check_heard(&sim->pages[i], c);
        leave_room(&sim->pages[i]);
    }
    forget_ended(sim);
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

/* As the gateway does: the hello's listener joins, then its own commit is delivered. */
static void join(struct page_sim *sim, struct page_sim_page *page, struct command *c) {
    if (c->reply.status == 200) {
        assert_int_equal(live_join(sim->live, page, &c->reply.listener, c->reply.body,
                                   time_now(sim), &page->socket),
                         ERR_OK);
    }
    (void)core_finish(sim->core, c);
    page->heard_own = false;
    page->heard_visit = false;
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
                         const struct device *device) {
    struct page_sim_page *page = free_page(sim);
    page->device = *device;
    char json[128];
    (void)snprintf(json, sizeof json, "{\"as\":\"guest\",\"token\":\"%s\"}", token);
    struct command *c =
        people_guest(&sim->core->world, &live_hello, &page->device, PEOPLE_HOST, json);
    page->user = CORE_NOBODY;
    page->id = *id;
    page->opened_at_ms = core_true_ms(sim->core);
    (void)snprintf(page->token, sizeof page->token, "%s", token);
    join(sim, page, c);
}

void page_sim_close(struct page_sim *sim) {
    (void)free_page(sim);
}

/* ---- what every page must show ---- */

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
        }
        json_decref(snapshots);
    }
    (void)core_finish(sim->core, c);
    json_decref(fresh.lines);
    json_decref(fresh.notice);
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
        }
    }
}
