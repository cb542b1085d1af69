/* page_sim: open pages on the live connection: of users, in their own room or another's, and of guests.
 *
 * The real `live` sends them what each commit brings. What must hold: a page hears nothing at whose commit it had no
 * right: a user of a room only while the owner lets them look, a guest of their own place only while the device holds
 * the seat, of a visit only while they are in it, of a room's notice only while they wait there, even when a hello has
 * gone wrong and asks for more; a room hears who is there of its own guests only, a guest of those in the same visit;
 * one page at a time speaks for a guest; and whatever a page heard adds up to what it would be shown if it were opened
 * now: the list, the notice, who is there, the visit that the user hosts. */
#ifndef ANTEROOM_TESTS_PAGE_SIM_H
#define ANTEROOM_TESTS_PAGE_SIM_H

#include "core.h"

#include "live/live.h"

enum { PAGE_SIM_PAGES = 8 };

struct page_sim;

struct page_sim_page {
    struct page_sim *sim;
    struct live_socket *socket; /* NULL: no page */
    bool ended;                 /* has heard bye */
    bool lost_sight;            /* may no longer view its room, and shows another */
    size_t user;                /* CORE_NOBODY: a guest's */
    size_t room;                /* the one that it shows; a guest's: where they are */
    struct id id;               /* a guest's: the invitation */
    struct device device;       /* a guest's, as it was when the page was opened */
    char token[64];
    int64_t opened_at_ms;
    json_t *lines;    /* a user's: the room's guests, by id */
    json_t *presence; /* a user's: of those guests, by id */
    json_t *notice;   /* a user's: the room's */
    json_t *visit;    /* a user's: that they host; NULL: none */
    json_t *view;     /* a guest's */
    bool heard_visit;
    bool heard_own;
};

struct page_sim {
    struct core *core;
    int64_t begun_at_ms;
    struct live *live;
    size_t noticed; /* the room that said something to all its guests last */
    struct page_sim_page pages[PAGE_SIM_PAGES];
};

void page_sim_init(struct page_sim *sim, struct core *core);
void page_sim_fini(struct page_sim *sim);
/* A user opens a page of a room of any owner; without the right it does not come about. */
void page_sim_open_user(struct page_sim *sim);
/* A page of a guest of this room, on this device. */
void page_sim_open_guest(struct page_sim *sim, const struct id *id, const char *token,
                         const struct device *device, size_t room);
/* Some page loses its connection. */
void page_sim_close(struct page_sim *sim);
/* The server is gone, and every connection with it. */
void page_sim_crash(struct page_sim *sim);
/* Some pages give a sign of life, and the others' silence is noticed. */
void page_sim_beat(struct page_sim *sim);
/* Every open page shows what it must. */
void page_sim_check(struct page_sim *sim);

#endif
