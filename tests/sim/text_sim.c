#include "text_sim.h"

#include "../unit/unit.h"

#include "store/query.h"

#include <stdio.h>
#include <string.h>

/* ---- what was said ---- */

static struct text_sim_talk *talk_of(struct text_sim *sim, const struct id *id) {
    size_t i = 0;
    while (i < sim->count && !id_equal(&sim->talks[i].id, id)) {
        i++;
    }
    if (i == sim->count) {
        assert_in_range(i, 0, TEXT_SIM_TALKS - 1);
        sim->talks[sim->count++] = (struct text_sim_talk){.id = *id};
    }
    return &sim->talks[i];
}

static size_t said_by(const struct text_sim_talk *talk, bool guest) {
    size_t count = 0;
    for (size_t i = 0; i < talk->count; i++) {
        count += talk->by_guest[i] == guest ? 1 : 0;
    }
    return count;
}

static void add(struct text_sim *sim, struct text_sim_talk *talk, uint32_t number, bool by_guest) {
    core_saw(sim->core, SEEN_TEXT);
    talk->said[talk->count] = number;
    talk->by_guest[talk->count++] = by_guest;
}

/* The newest texts of the talk, at most `limit`, and no other. */
static void check_texts(const struct text_sim_talk *talk, const json_t *texts, size_t limit) {
    size_t count = talk->count < limit ? talk->count : limit;
    assert_int_equal(json_array_size(texts), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *text = json_array_get(texts, i);
        size_t at = talk->count - count + i;
        char expected[32];
        (void)snprintf(expected, sizeof expected, "Text %u.", talk->said[at]);
        assert_string_equal(people_text(text, "text"), expected);
        assert_int_equal(json_integer_value(json_object_get(text, "sequence")), at + 1);
        assert_int_equal(strcmp(people_text(text, "from"), "guest") == 0, talk->by_guest[at]);
    }
}

/* Nobody's stream but the guest's own carries a text's words. */
static void look(void *owner, const struct command *c) {
    struct text_sim *sim = owner;
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        const char *at = strstr(event->data, "\"Text ");
        if (at == NULL) {
            continue;
        }
        assert_string_equal(event->stream.name, "guest");
        const struct text_sim_talk *talk = talk_of(sim, &event->stream.id);
        json_t *view = json_loads(event->data, 0, NULL);
        assert_non_null(view);
        check_texts(talk, json_object_get(view, "texts"), GUEST_TEXT_GUEST_MAX);
        json_decref(view);
    }
}

void text_sim_init(struct text_sim *sim, struct core *core) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    core_watch(core, sim, look);
}

/* ---- who may ---- */

static bool waits(struct text_sim *sim, const struct id *id) {
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx = world_look(&sim->core->world, arena);
    struct query q = query_every_practice(tx, "SELECT state FROM invitation WHERE id = ?");
    query_bind_id(&q, id);
    assert_true(query_row(&q));
    const char *state = query_text(&q, 0);
    bool waiting = strcmp(state, "checked_in") == 0 || strcmp(state, "admitted") == 0 ||
                   strcmp(state, "on_hold") == 0;
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    return waiting;
}

static bool reaches(const struct text_sim *sim, const struct text_sim_guest *guest, size_t user,
                    enum right right) {
    return core_may(sim->core, user, guest->room, right) || user == guest->host;
}

/* ---- what may happen ---- */

static struct command *guest_call(struct text_sim *sim, const struct text_sim_guest *guest,
                                  const struct command_kind *kind, uint32_t number) {
    char json[160];
    char text[48] = "";
    struct command *c = world_command(kind, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < guest->device->count; i++) {
        world_cookie(c, guest->device->names[i], guest->device->values[i]);
    }
    if (number != 0) {
        (void)snprintf(text, sizeof text, ",\"text\":\"Text %u.\"", number);
        c->facts.idempotency_key = arena_format(c->arena, "key-%u", number);
    }
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", guest->token, text);
    people_input(c, json);
    (void)world_run(&sim->core->world, c);
    return c;
}

/* The last text once more: its answer was lost on the way. */
static void guest_repeats(struct text_sim *sim, const struct text_sim_guest *guest) {
    const struct text_sim_talk *talk = talk_of(sim, &guest->id);
    if (talk->count == 0 || !talk->by_guest[talk->count - 1]) {
        return;
    }
    struct command *c = guest_call(sim, guest, &texting_guest_write, talk->said[talk->count - 1]);
    assert_int_equal(c->event_count, 0);
    (void)core_finish(sim->core, c);
}

static void guest_writes(struct text_sim *sim, const struct text_sim_guest *guest) {
    struct text_sim_talk *talk = talk_of(sim, &guest->id);
    bool may = guest->seated && waits(sim, &guest->id);
    bool full = said_by(talk, true) >= GUEST_TEXT_SIDE_MAX;
    uint32_t number = ++sim->number;
    struct command *c = guest_call(sim, guest, &texting_guest_write, number);
    assert_int_equal(c->reply.status == 200, may && !full);
    if (c->reply.status == 200) {
        add(sim, talk, number, true);
    }
    (void)core_finish(sim->core, c);
}

static void user_writes(struct text_sim *sim, const struct text_sim_guest *guest) {
    struct text_sim_talk *talk = talk_of(sim, &guest->id);
    size_t user = core_somebody(sim->core, guest->room);
    bool may = reaches(sim, guest, user, RIGHT_SEND);
    bool can = waits(sim, &guest->id) && said_by(talk, false) < GUEST_TEXT_SIDE_MAX;
    uint32_t number = ++sim->number;
    char json[64];
    (void)snprintf(json, sizeof json, "{\"text\":\"Text %u.\"}", number);
    struct command *c =
        people_call(&sim->core->world, &texting_write, &sim->core->users[user], &guest->id, json);
    assert_int_equal(c->reply.status, !may ? 404 : can ? 201 : 409);
    if (c->reply.status == 201) {
        add(sim, talk, number, false);
    }
    (void)core_finish(sim->core, c);
}

static void read_as(struct text_sim *sim, const struct text_sim_guest *guest, size_t user) {
    struct command *c =
        people_call(&sim->core->world, &texting_list, &sim->core->users[user], &guest->id, NULL);
    assert_int_equal(c->reply.status, reaches(sim, guest, user, RIGHT_VIEW) ? 200 : 404);
    if (c->reply.status == 200) {
        json_t *body = world_body(c);
        check_texts(talk_of(sim, &guest->id), json_object_get(body, "texts"), GUEST_TEXT_SHOWN_MAX);
        json_decref(body);
    }
    (void)core_finish(sim->core, c);
}

static void user_reads(struct text_sim *sim, const struct text_sim_guest *guest) {
    size_t user = core_somebody(sim->core, guest->room);
    bool may = reaches(sim, guest, user, RIGHT_VIEW);
    size_t count = talk_of(sim, &guest->id)->count;
    read_as(sim, guest, user);
    if (count > 0) {
        char json[48];
        (void)snprintf(json, sizeof json, "{\"sequence\":%zu}", count);
        struct command *c = people_call(&sim->core->world, &texting_read, &sim->core->users[user],
                                        &guest->id, json);
        assert_int_equal(c->reply.status, may ? 204 : 404);
        (void)core_finish(sim->core, c);
    }
}

static void user_notices(struct text_sim *sim, const struct text_sim_guest *guest) {
    size_t user = core_somebody(sim->core, guest->room);
    bool clears = core_roll(sim->core, 3) == 0;
    uint32_t number = clears ? 0 : ++sim->number;
    char json[64];
    (void)snprintf(json, sizeof json, "{\"text\":\"Notice %u.\"}", number);
    struct command *c = people_call(&sim->core->world, clears ? &notice_clear : &notice_set,
                                    &sim->core->users[user], &sim->core->users[guest->room].room_id,
                                    clears ? NULL : json);
    bool may = core_may(sim->core, user, guest->room, RIGHT_SEND);
    assert_int_equal(c->reply.status, may ? 200 : 404);
    sim->notices[guest->room] = may ? number : sim->notices[guest->room];
    (void)core_finish(sim->core, c);
}

static void guest_needs_help(struct text_sim *sim, const struct text_sim_guest *guest) {
    struct command *c = guest_call(sim, guest, &help_ask, 0);
    if (c->reply.status == 200) {
        assert_true(guest->seated && guest->failed);
        core_saw(sim->core, SEEN_HELP);
    }
    (void)core_finish(sim->core, c);
}

void text_sim_step(struct text_sim *sim, const struct text_sim_guest *guest) {
    static void (*const ACTIONS[])(struct text_sim *, const struct text_sim_guest *) = {
        guest_writes, guest_writes, guest_repeats, user_writes,     user_writes,
        user_reads,   user_notices, user_notices,  guest_needs_help};
    ACTIONS[core_roll(sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](sim, guest);
}

void text_sim_check(struct text_sim *sim, const struct text_sim_guest *guest) {
    read_as(sim, guest, guest->room);
    if (!guest->seated || !waits(sim, &guest->id)) {
        return;
    }
    struct invited link = {.id = guest->id};
    char notice[32] = "(none)";
    (void)snprintf(link.token, sizeof link.token, "%s", guest->token);
    if (sim->notices[guest->room] != 0) {
        (void)snprintf(notice, sizeof notice, "Notice %u.", sim->notices[guest->room]);
    }
    json_t *view = people_open(&sim->core->world, guest->device, &link);
    check_texts(talk_of(sim, &guest->id), json_object_get(view, "texts"), GUEST_TEXT_GUEST_MAX);
    assert_string_equal(people_text(json_object_get(view, "notice"), "text"), notice);
    json_decref(view);
}
