#include "doorstep.h"

#include <stdio.h>
#include <string.h>

const char *const DOORSTEP_NAMES[7] = {"Ann Abel", "Bob Brown", "Cat Cole", "Dan Dorn",
                                       "Eva Eich", "Fay Falk",  "Gus Gold"};

int doorstep_set_up(void **state) {
    static struct scene scene;
    memset(&scene, 0, sizeof scene);
    people_init(&scene.world);
    scene.ada = people_provider(&scene.world, "ada@lakeside.test");
    *state = &scene;
    return 0;
}

int doorstep_tear_down(void **state) {
    people_fini(&((struct scene *)*state)->world);
    return 0;
}

void book(struct scene *scene, size_t capacity) {
    for (size_t i = 0; i < capacity; i++) {
        scene->contacts[i] = people_contact(&scene->world, &scene->ada, DOORSTEP_NAMES[i]);
    }
    scene->link =
        people_book(&scene->world, &scene->ada, "2027-01-15T10:00", scene->contacts, capacity);
}

struct command *start_call(struct scene *scene, const struct world_user *user) {
    return people_call(&scene->world, &appointment_start, user, &scene->link.id, NULL);
}

void start(struct scene *scene) {
    scene->visit_id = people_made(start_call(scene, &scene->ada));
}

json_t *view_of(struct scene *scene, struct guest *guest) {
    return people_open(&scene->world, &guest->device, &scene->link);
}

void sees(struct scene *scene, struct guest *guest, const char *state) {
    people_sees(&scene->world, &guest->device, &scene->link, state);
}

void offered(struct scene *scene, struct guest *guest, const char *offer) {
    json_t *view = view_of(scene, guest);
    assert_string_equal(people_text(json_object_get(view, "door"), "offer"), offer);
    json_decref(view);
}

void answered(struct scene *scene, struct guest *guest, const char *answer) {
    json_t *view = view_of(scene, guest);
    assert_string_equal(people_text(json_object_get(view, "door"), "answer"), answer);
    json_decref(view);
}

int take(struct scene *scene, struct guest *guest, const char *name) {
    char json[200];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"name\":\"%s\"}", scene->link.token,
                   name);
    return people_done(people_guest(&scene->world, &guest_take, &guest->device, PEOPLE_HOST, json));
}

void arrive(struct scene *scene, struct guest *guest, const char *name) {
    assert_int_equal(take(scene, guest, name), 200);
    assert_int_equal(people_preflight(&scene->world, &guest->device, &scene->link, "passed"), 200);
    json_t *view = view_of(scene, guest);
    const char *id = people_text(view, "invitation_id");
    assert_int_equal(id_parse(id, strlen(id), &guest->id), ERR_OK);
    json_decref(view);
}

void arrive_booked(struct scene *scene, struct guest *guest, size_t which) {
    people_portal(&scene->world, &guest->device, &scene->contacts[which]);
    arrive(scene, guest, "");
}

struct command *act(struct scene *scene, struct guest *guest, const struct command_kind *kind) {
    char json[128];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"}", scene->link.token);
    return people_guest(&scene->world, kind, &guest->device, PEOPLE_HOST, json);
}

void does(struct scene *scene, struct guest *guest, const struct command_kind *kind,
          const char *problem) {
    struct command *c = act(scene, guest, kind);
    if (problem == NULL) {
        assert_int_equal(c->reply.status, 200);
    } else {
        assert_int_equal(c->reply.status, 409);
        assert_string_equal(c->reply.problem, problem);
    }
    command_free(c);
}

void joins(struct scene *scene, struct guest *guest) {
    offered(scene, guest, "join");
    does(scene, guest, &guest_join, NULL);
    sees(scene, guest, "in_visit");
}

void host(struct scene *scene, const struct command_kind *kind, const struct guest *guest,
          const char *json, const char *problem) {
    struct command *c = people_call(&scene->world, kind, &scene->ada, &guest->id, json);
    if (problem == NULL) {
        assert_int_equal(c->reply.status, 204);
    } else {
        assert_int_equal(c->reply.status, 409);
        assert_string_equal(c->reply.problem, problem);
    }
    command_free(c);
}

void system_says(struct scene *scene, const struct command_kind *kind, const char *member,
                 const struct id *id) {
    char json[80];
    (void)snprintf(json, sizeof json, "{\"%s\":\"%s\"}", member, id->text);
    assert_int_equal(people_do(&scene->world, kind, NULL, NULL, json), 204);
}

json_t *visit_of(struct scene *scene) {
    struct command *c = people_call(&scene->world, &host_get, &scene->ada, &scene->visit_id, NULL);
    json_t *visit = world_body(c);
    command_free(c);
    return visit;
}

void waiting_to_join(struct scene *scene, const char *expected) {
    json_t *visit = visit_of(scene);
    json_t *person = NULL;
    size_t i = 0;
    char text[400] = "";
    json_array_foreach(json_object_get(visit, "waiting_to_join"), i, person) {
        strncat(text, i == 0 ? "" : " ", sizeof text - strlen(text) - 1);
        strncat(text, people_text(person, "state"), sizeof text - strlen(text) - 1);
    }
    assert_string_equal(text, expected);
    json_decref(visit);
}

void one_asks(struct scene *scene, struct guest *in, struct guest *asking) {
    book(scene, 1);
    start(scene);
    arrive_booked(scene, in, 0);
    joins(scene, in);
    arrive(scene, asking, "Sam Stranger");
    does(scene, asking, &guest_ask, NULL);
}
