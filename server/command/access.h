/* access: the one table of rights. Nothing else decides who may do what.
 *
 * Three questions, one function each: may this role call this route; may this user do this to that
 * room (and to the invitations and visits that belong to it); what is the answer when not. The
 * answer to a room of somebody else is ERR_NOT_FOUND, as for one that does not exist. */
#ifndef ANTEROOM_COMMAND_ACCESS_H
#define ANTEROOM_COMMAND_ACCESS_H

#include "command/command.h"

/* What a user may do with a waiting room. */
enum right {
    RIGHT_VIEW, /* see its guests, read what they write (W13) */
    RIGHT_SEND, /* invite, cancel, remove, send again; write to a guest, set the room's notice (W13) */
    RIGHT_ADMIT, /* start a visit with its guests, admit, end; hand a guest over to another room (W12) */
    RIGHT_COUNT,
};

/* How a user stands to a room. */
enum relation {
    RELATION_NONE,     /* of the same practice, nothing more */
    RELATION_DELEGATE, /* whom the owner has granted some of the rights (I9) */
    RELATION_HOST, /* hosts the visit that this is about: theirs, whatever is taken back meanwhile (V4) */
    RELATION_OWNER, /* its provider */
    RELATION_COUNT,
};

/* ERR_OK, ERR_UNAUTHENTICATED (nobody is signed in) or ERR_DENIED (the role lacks it). */
must_check enum err access_route(enum access access, enum role role);

/* What a room's owner has granted to one user; all false: nothing. */
struct grant {
    bool rights[RIGHT_COUNT];
};

/* What may be done with a room, with a guest in it or with a visit there: ERR_OK or ERR_NOT_FOUND. `owner_id` is the
 * room's owner and `granted` what the actor has of them, both read in the same transaction and practice
 * (practice/grant.h does). `host_id` is the host of the visit that it is about, or that the guest belongs to; none: there
 * is no visit that would make anybody a host. */
must_check enum err access_room(const struct actor *actor, const struct id *host_id,
                                const struct id *owner_id, const struct grant *granted,
                                enum right right);

/* "admin", "provider", "staff"; "" for ROLE_NONE. And back: ROLE_NONE for anything else. */
const char *access_role_name(enum role role);
enum role access_role_parse(const char *name);

#endif
