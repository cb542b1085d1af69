#include "serve/bridge.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

/* Whoever waits for the stage's answer. */
struct waiting {
    struct gateway *gateway;
    uint64_t socket;
    int64_t id;
};

void bridge_notify(void *owner, const char *participant_id, const char *name, json_t *data) {
    struct bridge *bridge = owner;
    struct id participant;
    /* Who enters with a message of theirs is building already: the reset that greets them says nothing new. */
    if (bridge->entering && strcmp(name, "media.reset") == 0) {
        return;
    }
    if (id_parse(participant_id, strlen(participant_id), &participant) != ERR_OK) {
        return;
    }
    char *text = json_dumps(data, JSON_COMPACT);
    if (text == NULL) {
        return;
    }
    enum err err = gateway_media_notify(bridge->gateway, &participant, name, text);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        log_event(LOG_WARN, "bridge.not-told", log_err("err", err), log_word("name", name));
    }
    free(text);
}

static void on_reply(void *context, enum err err, const char *text, json_t *data) {
    struct waiting *waiting = context;
    char *body = err == ERR_OK ? json_dumps(data, JSON_COMPACT) : NULL;
    if (err == ERR_OK && body == NULL) {
        err = ERR_NOMEM;
        text = "There is no memory for the answer.";
    }
    gateway_media_reply(waiting->gateway, waiting->socket, waiting->id, body,
                        err == ERR_OK ? NULL : err_name(err), text);
    free(body);
    free(waiting);
}

static const struct id *participant_of(const struct listener *who) {
    return who->kind == LISTENER_USER ? &who->user_id : &who->invitation_id;
}

/* The waiting room's id places the person, so that everybody of one visit comes to one worker. */
static enum err enter(struct bridge *bridge, const struct listener *who) {
    const struct id *participant = participant_of(who);
    bridge->entering = true;
    enum err err = stage_enter(bridge->stage, who->room_id.text, participant->text);
    bridge->entering = false;
    const struct id *visit = live_visit(gateway_live(bridge->gateway), participant);
    if (err == ERR_OK && visit != NULL) {
        err = stage_admit(bridge->stage, participant->text, visit->text);
    }
    return err;
}

void bridge_media(struct bridge *bridge, const struct socket_media *message) {
    const struct id *participant = participant_of(message->who);
    struct waiting *waiting = malloc(sizeof *waiting);
    enum err err = waiting == NULL ? ERR_NOMEM : ERR_OK;
    if (err == ERR_OK && !stage_has(bridge->stage, participant->text)) {
        err = enter(bridge, message->who);
    }
    if (err != ERR_OK) {
        free(waiting);
        gateway_media_reply(bridge->gateway, message->socket, message->id, NULL, err_name(err),
                            "The media engine has no place for this page now.");
        return;
    }
    *waiting =
        (struct waiting){.gateway = bridge->gateway, .socket = message->socket, .id = message->id};
    stage_request(bridge->stage, participant->text, message->method, message->data, on_reply,
                  waiting);
}

static void admit(struct bridge *bridge, const struct effect *effect) {
    enum err err = stage_admit(bridge->stage, effect->a.text, effect->b.text);
    if (err == ERR_CONFLICT) {
        stage_leave(bridge->stage, effect->a.text);
    } else if (err != ERR_OK && err != ERR_NOT_FOUND) {
        log_event(LOG_WARN, "bridge.not-admitted", log_err("err", err),
                  log_word("visit", effect->b.text));
    }
}

void bridge_effect(struct bridge *bridge, const struct effect *effect) {
    switch (effect->kind) {
    case EFFECT_ADMITTED:
        admit(bridge, effect);
        return;
    case EFFECT_DISMISSED:
        stage_leave(bridge->stage, effect->a.text);
        return;
    case EFFECT_VISIT_ENDED:
        stage_end(bridge->stage, effect->b.text);
        return;
    default:
        return;
    }
}

void bridge_left(struct bridge *bridge, const struct id *participant_id) {
    stage_leave(bridge->stage, participant_id->text);
}
