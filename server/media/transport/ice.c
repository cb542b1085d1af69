#include "media/transport/ice.h"

#include <string.h>

void ice_init(struct ice *ice, const struct ice_credentials *credentials) {
    memset(ice, 0, sizeof *ice);
    ice->current = *credentials;
}

void ice_restart(struct ice *ice, const struct ice_credentials *credentials) {
    ice->previous = ice->current;
    ice->current = *credentials;
    ice->restarting = true;
    ice->generation++;
}

bool ice_path_equal(const struct ice_path *a, const struct ice_path *b) {
    return a->via == b->via && a->remote.port == b->remote.port &&
           memcmp(a->remote.ip, b->remote.ip, sizeof a->remote.ip) == 0 &&
           memcmp(a->local, b->local, sizeof a->local) == 0;
}

struct bytes ice_local_ufrag(const struct stun_message *request) {
    const uint8_t *name = request->username.data;
    const uint8_t *colon =
        request->username.size == 0 ? NULL : memchr(name, ':', request->username.size);
    return (struct bytes){.data = name, .size = colon == NULL ? 0 : (size_t)(colon - name)};
}

static bool names(const struct ice_credentials *credentials, struct bytes ufrag) {
    return ufrag.size == ICE_UFRAG_CHARS &&
           memcmp(ufrag.data, credentials->ufrag, ICE_UFRAG_CHARS) == 0;
}

static struct bytes password_of(const struct ice_credentials *credentials) {
    return (struct bytes){.data = (const uint8_t *)credentials->password,
                          .size = ICE_PASSWORD_CHARS};
}

static size_t find_pair(const struct ice *ice, const struct ice_path *path) {
    for (size_t i = 0; i < ice->pair_count; i++) {
        if (ice_path_equal(&ice->pairs[i].path, path)) {
            return i;
        }
    }
    return ice->pair_count;
}

static size_t oldest_unselected(const struct ice *ice) {
    size_t oldest = ice->selected == 0 ? 1 : 0;
    for (size_t i = 0; i < ice->pair_count; i++) {
        if (i != ice->selected && ice->pairs[i].checked_ms < ice->pairs[oldest].checked_ms) {
            oldest = i;
        }
    }
    return oldest;
}

/* The index of the pair for `path`, which has just passed a check. */
static size_t keep_pair(struct ice *ice, const struct ice_path *path, uint32_t generation,
                        int64_t now_ms) {
    bool none_selected = ice->selected == ice->pair_count;
    size_t index = find_pair(ice, path);
    if (index == ice->pair_count && ice->pair_count < ICE_PAIRS_MAX) {
        ice->pair_count++;
        ice->selected = none_selected ? ice->pair_count : ice->selected;
    } else if (index == ice->pair_count) {
        index = oldest_unselected(ice);
    }
    ice->pairs[index] =
        (struct ice_pair){.path = *path, .checked_ms = now_ms, .generation = generation};
    return index;
}

static void remove_pair(struct ice *ice, size_t index) {
    bool none_selected = ice->selected == ice->pair_count || ice->selected == index;
    size_t last = ice->pair_count - 1;
    if (!none_selected && ice->selected == last) {
        ice->selected = index;
    }
    ice->pairs[index] = ice->pairs[last];
    ice->pair_count = last;
    ice->selected = none_selected ? ice->pair_count : ice->selected;
}

/* The restart is complete: what was checked under the old credentials is worth nothing any more. */
static void forget_previous(struct ice *ice) {
    ice->restarting = false;
    memset(&ice->previous, 0, sizeof ice->previous);
    for (size_t i = ice->pair_count; i > 0; i--) {
        if (ice->pairs[i - 1].generation != ice->generation) {
            remove_pair(ice, i - 1);
        }
    }
}

static bool nominate(struct ice *ice, size_t index, bool nominated) {
    bool none_selected = ice->selected == ice->pair_count;
    if (!nominated && !none_selected) {
        return false;
    }
    bool changed = ice->selected != index;
    ice->selected = index;
    if (!nominated) {
        ice->state = ICE_CHECKED;
        return true;
    }
    ice->state = ICE_NOMINATED;
    if (ice->restarting && ice->pairs[index].generation == ice->generation) {
        forget_previous(ice);
    }
    return changed;
}

enum ice_verdict ice_answer(struct ice *ice, const void *data, const struct stun_message *request,
                            const struct ice_path *path, int64_t now_ms, struct writer *reply) {
    struct bytes ufrag = ice_local_ufrag(request);
    bool old = ice->restarting && names(&ice->previous, ufrag);
    if (request->type != STUN_BINDING_REQUEST || (!old && !names(&ice->current, ufrag))) {
        return ICE_DROP;
    }
    struct bytes key = password_of(old ? &ice->previous : &ice->current);
    if (stun_verify(data, request, key) != ERR_OK) {
        return ICE_DROP;
    }
    if (request->unknown_count > 0) {
        return stun_write_error(reply, request, STUN_ERROR_UNKNOWN_ATTRIBUTE, key) == ERR_OK
                   ? ICE_REFUSE
                   : ICE_DROP;
    }
    if (request->controlled) { /* a lite agent is always the controlled one */
        return stun_write_error(reply, request, STUN_ERROR_ROLE_CONFLICT, key) == ERR_OK
                   ? ICE_REFUSE
                   : ICE_DROP;
    }
    if (stun_write_success(reply, request->transaction, &path->remote, key) != ERR_OK) {
        return ICE_DROP;
    }
    size_t index = keep_pair(ice, path, ice->generation - (old ? 1 : 0), now_ms);
    return nominate(ice, index, request->use_candidate) ? ICE_SELECT : ICE_ACCEPT;
}

bool ice_allows(const struct ice *ice, const struct ice_path *path) {
    return find_pair(ice, path) < ice->pair_count;
}

bool ice_checked_since(const struct ice *ice, const struct ice_path *path, int64_t since_ms) {
    size_t index = find_pair(ice, path);
    return index < ice->pair_count && ice->pairs[index].checked_ms >= since_ms;
}

const struct ice_path *ice_selected(const struct ice *ice) {
    return ice->selected < ice->pair_count ? &ice->pairs[ice->selected].path : NULL;
}

void ice_forget_via(struct ice *ice, uint32_t via) {
    for (size_t i = ice->pair_count; i > 0; i--) {
        if (ice->pairs[i - 1].path.via == via) {
            remove_pair(ice, i - 1);
        }
    }
}
