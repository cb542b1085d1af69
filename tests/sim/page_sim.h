/* page_sim: open pages on the live connection: of users, in their own room or another's, and of guests.
 *
 * The real `live` sends them what each commit brings. What must hold: a page hears nothing at whose commit it had no
 * right: a user of a room only while the owner lets them look, a guest of their own place only while the device holds
 * the seat, of a visit only while they are in it, of a room's notice only while they wait there; and whatever a page
 * heard adds up to what it would be shown if it were opened now. */
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
    size_t room;                /* a user's: the room that it shows */
    struct id id;               /* a guest's: the invitation */
    struct device device;       /* a guest's, as it was when the page was opened */
    char token[64];
    int64_t opened_at_ms;
    json_t *lines;  /* a user's: the room's guests, by id */
    json_t *notice; /* a user's: the room's */
    json_t *view;   /* a guest's */
    bool heard_visit;
    bool heard_own;
};

struct page_sim {
    struct core *core;
    int64_t begun_at_ms;
    struct live *live;
    struct page_sim_page pages[PAGE_SIM_PAGES];
};

void page_sim_init(struct page_sim *sim, struct core *core);
void page_sim_fini(struct page_sim *sim);
/* A user opens a page of a room of any owner; without the right it does not come about. */
void page_sim_open_user(struct page_sim *sim);
/* A guest's page, on this device. */
void page_sim_open_guest(struct page_sim *sim, const struct id *id, const char *token,
                         const struct device *device);
/* Some page loses its connection. */
void page_sim_close(struct page_sim *sim);
/* The server is gone, and every connection with it. */
void page_sim_crash(struct page_sim *sim);
/* Every open page shows what it must. */
void page_sim_check(struct page_sim *sim);

#endif
