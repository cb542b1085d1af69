/* ice: the state of one ICE-lite agent (RFC 8445 sections 2.5 and 7.3).
 *
 * The browser checks; we answer. A pair (our address, theirs, and by which socket) that passed a
 * check may send media; the pair nominated last is where we send. At a restart the old credentials
 * and pairs stay good until a pair is nominated under the new ones.
 *
 *            ice_init          check passed           USE-CANDIDATE
 *   (memory) ───────► ICE_NEW ─────────────► ICE_CHECKED ─────────► ICE_NOMINATED
 *                                                ▲  any state, ice_restart: the state stays,
 *                                                   `previous` holds the old credentials
 *
 * Before the first nomination the first checked pair is where we send, since the first check may lack
 * USE-CANDIDATE. Pure: bytes and time come in, the answer goes out. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_ICE_H
#define ANTEROOM_MEDIA_TRANSPORT_ICE_H

#include "base/bytes.h"
#include "media/transport/stun.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ICE_UFRAG_CHARS = 8,
    ICE_PASSWORD_CHARS = 24,
    ICE_PAIRS_MAX = 8 /* a further pair replaces the one checked longest ago, never the selected */
};

/* The way to a peer: a socket of ours and the address at its far end. */
struct ice_path {
    uint32_t via; /* the worker's name for the socket: UDP socket or TCP connection */
    struct stun_address remote;
    uint8_t local[16]; /* the address of ours it came to (IP_PKTINFO), IPv4 mapped */
};

struct ice_credentials {
    char ufrag[ICE_UFRAG_CHARS];       /* no zero at the end */
    char password[ICE_PASSWORD_CHARS]; /* no zero at the end */
};

enum ice_state { ICE_NEW, ICE_CHECKED, ICE_NOMINATED };

struct ice_pair {
    struct ice_path path;
    int64_t checked_ms;
    uint32_t generation; /* which credentials it was checked under */
};

struct ice {
    enum ice_state state;
    struct ice_credentials current;
    struct ice_credentials previous; /* only while `restarting` */
    bool restarting;
    uint32_t generation;
    struct ice_pair pairs[ICE_PAIRS_MAX];
    size_t pair_count;
    size_t selected; /* index of the pair we send on; pair_count when there is none */
};

enum ice_verdict {
    ICE_DROP,   /* not for us, or not signed by somebody who knows the password: answer nothing */
    ICE_REFUSE, /* an error response was written */
    ICE_ACCEPT, /* a success response was written; the pair may send media */
    ICE_SELECT  /* as ICE_ACCEPT, and from now on we send on this pair */
};

void ice_init(struct ice *ice, const struct ice_credentials *credentials);
/* New credentials; a restart during a restart drops the oldest ones. */
void ice_restart(struct ice *ice, const struct ice_credentials *credentials);

/* Decides about a binding request that came by `path`; `data` is what `request` was parsed from. On
 * all verdicts but ICE_DROP `reply` holds the answer for that path (at most STUN_REPLY_MAX bytes).
 */
enum ice_verdict ice_answer(struct ice *ice, const void *data, const struct stun_message *request,
                            const struct ice_path *path, int64_t now_ms, struct writer *reply);

/* Whether `path` passed a check. */
bool ice_allows(const struct ice *ice, const struct ice_path *path);
/* Whether `path` passed a check at `since_ms` or later. */
bool ice_checked_since(const struct ice *ice, const struct ice_path *path, int64_t since_ms);
/* Where to send; NULL before the first check. */
const struct ice_path *ice_selected(const struct ice *ice);
/* Forgets all pairs of a socket that was closed. */
void ice_forget_via(struct ice *ice, uint32_t via);
bool ice_path_equal(const struct ice_path *a, const struct ice_path *b);

/* The part of USERNAME before the colon, which names the agent that is asked; size 0 when there is
 * none. */
struct bytes ice_local_ufrag(const struct stun_message *request);

#endif
