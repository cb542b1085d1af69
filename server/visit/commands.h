/* commands: everything that the visit module can be asked for; one kind each, in the file whose stem
 * begins its name. Inputs that the server itself fills in (ACCESS_SYSTEM, live_hello) have their struct here.
 *
 *   route                                    kind
 *   GET  /waiting-room                       waiting_room_get
 *   GET  /settings/alerts                    alerts_get
 *   PUT  /settings/alerts                    alerts_change
 *   PUT  /settings/alerts/rooms/{id}         alerts_choose_room     {id}: another's waiting room
 *   POST /settings/alerts/test               alerts_test
 *   POST /invitations                        invite_create
 *   POST /invitations/{id}/cancel            invite_cancel
 *   POST /invitations/{id}/remove            invite_remove
 *   POST /invitations/{id}/send-again        invite_send_again
 *   POST /invitations/{id}/hold              host_hold
 *   POST /invitations/{id}/take-in           host_take_in
 *   GET  /invitations/{id}/texts             texting_list
 *   POST /invitations/{id}/texts             texting_write
 *   POST /invitations/{id}/texts/read        texting_read
 *   GET  /invitations/{id}/hand-over         handover_rooms
 *   POST /invitations/{id}/hand-over         handover_guest
 *   PUT  /rooms/{id}/notice                  notice_set
 *   DELETE /rooms/{id}/notice                notice_clear
 *   POST /sms/status/{id}                    delivery_report
 *   POST /visits                             host_start
 *   GET  /visits/{id}                        host_get
 *   POST /visits/{id}/leave                  host_leave
 *   POST /visits/{id}/end                    host_end
 *   GET  /appointments                       appointment_list
 *   POST /appointments                       appointment_create
 *   GET  /appointments/{id}                  appointment_get
 *   GET  /appointments/{id}/link             appointment_get_link
 *   POST /appointments/{id}/move             appointment_move
 *   POST /appointments/{id}/clients          appointment_change_clients
 *   POST /appointments/{id}/cancel           appointment_cancel
 *   POST /appointments/{id}/start            appointment_start
 *   POST /appointments/{id}/send-again       appointment_send_again
 *   POST /invitations/{id}/admit             answer_admit
 *   POST /invitations/{id}/deny              answer_deny
 *   POST /visits/{id}/admit-all              answer_admit_all
 *   POST /guest/open                         guest_open
 *   POST /guest/take                         guest_take
 *   POST /guest/preflight                    guest_preflight
 *   POST /guest/join                         guest_join
 *   POST /guest/ask                          guest_ask
 *   POST /guest/leave                        guest_leave
 *   POST /guest/help                         help_ask
 *   POST /guest/texts                        texting_guest_write */
#ifndef ANTEROOM_VISIT_COMMANDS_H
#define ANTEROOM_VISIT_COMMANDS_H

#include "command/command.h"

extern const struct command_kind waiting_room_get;
extern const struct command_kind alerts_get;
extern const struct command_kind alerts_change;
extern const struct command_kind alerts_choose_room;
extern const struct command_kind alerts_test;
extern const struct command_kind invite_create;
extern const struct command_kind invite_cancel;
extern const struct command_kind invite_remove;
extern const struct command_kind invite_send_again;
extern const struct command_kind host_start;
extern const struct command_kind host_get;
extern const struct command_kind host_leave;
extern const struct command_kind host_end;
extern const struct command_kind host_hold;
extern const struct command_kind host_take_in;
extern const struct command_kind appointment_list;
extern const struct command_kind appointment_create;
extern const struct command_kind appointment_get;
extern const struct command_kind appointment_get_link;
extern const struct command_kind appointment_move;
extern const struct command_kind appointment_change_clients;
extern const struct command_kind appointment_cancel;
extern const struct command_kind appointment_start;
extern const struct command_kind appointment_send_again;
extern const struct command_kind answer_admit;
extern const struct command_kind answer_deny;
extern const struct command_kind answer_admit_all;
extern const struct command_kind guest_open;
extern const struct command_kind guest_take;
extern const struct command_kind guest_preflight;
extern const struct command_kind guest_join;
extern const struct command_kind guest_leave;
extern const struct command_kind help_ask;
extern const struct command_kind guest_ask;
extern const struct command_kind texting_list;
extern const struct command_kind texting_write;
extern const struct command_kind texting_read;
extern const struct command_kind texting_guest_write;
extern const struct command_kind handover_rooms;
extern const struct command_kind handover_guest;
extern const struct command_kind notice_set;
extern const struct command_kind notice_clear;

/* The first message of a live connection, read through the kind's fields; who it is comes from the
 * request's cookies. Fills reply.listener; reply.body is a JSON array of {"stream","data"} snapshots.
 * Fails as unauthenticated (no session, no seat) or not-found (no such link). */
extern const struct command_kind live_hello;

/* The host of a running visit was lost (no connection of theirs is left that has the visit open), or is
 * back. Both do nothing when the visit is over. Submitted by live; actor.practice_id may be empty. */
struct visit_host_input {
    struct id visit_id;
};
extern const struct command_kind visit_host_lost;
extern const struct command_kind visit_host_returned;

/* A guest was not heard of for the whole grace: at an appointment the place in the visit is free, and a wait that is over is
 * over; of everybody else nothing changes.
 * Submitted by live; actor.practice_id may be empty. */
struct visit_guest_input {
    struct id guest_id;
};
extern const struct command_kind visit_guest_lost;

/* Whatever is due at now_ms: rows of the room that expired, visits whose host stayed away. Submitted
 * once a second; writes nothing when nothing is due. No input. */
extern const struct command_kind visit_tick;

/* The server has started: nobody is connected, so every host counts as dropped from now on and has the
 * whole grace period to come back (V9). Submitted once, before the first connection. No input; the body
 * lists who is expected to reconnect, for presence: {"people":[{"id","user":bool,"room_id","visit_id",
 * "reconnecting_after_ms","left_after_ms"}]},
 * at most VISIT_RESTART_PEOPLE_MAX; a member that has nothing to say is absent. */
enum { VISIT_RESTART_PEOPLE_MAX = 12288 }; /* what fits into one command's arena */
extern const struct command_kind visit_restart;

/* The outbox's sender says how an attempt went; input is struct outbox_outcome of notify/outbox.h. */
extern const struct command_kind delivery_sent;
extern const struct command_kind delivery_failed;

/* The SMS gateway's callback: a signed form. */
extern const struct command_kind delivery_report;

#endif
