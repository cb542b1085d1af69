/* stage_pipe: a stage with its workers behind a pipe, for tests that bring real WebRTC clients.
 *
 *   in, one JSON object a line:  {"op":"enter","place","participant"}  {"op":"admit","participant","visit"}
 *                                {"op":"leave","participant"}  {"op":"end","visit"}  {"op":"pid"}
 *                                {"op":"request","participant","id","method","data"}
 *   out: {"type":"ready"}  {"type":"err","op","err"}  {"type":"pid","pid"}
 *        {"type":"reply","id","data"} or {"type":"reply","id","error":{code,text}}
 *        {"type":"notify","participant","name","data"}
 * It ends when its input ends. */
#include "base/log.h"
#include "media/stage/stage.h"
#include "media/worker/media_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 17 };

static struct {
    uv_loop_t loop;
    uv_pipe_t input;
    uv_timer_t timer;
    struct stage *stage;
    size_t size;
    char line[LINE_MAX_BYTES];
} tool;

static void print(json_t *object) {
    char *text = json_dumps(object, JSON_COMPACT);
    puts(text);
    fflush(stdout);
    free(text);
    json_decref(object);
}

static void on_notify(void *owner, const char *participant, const char *name, json_t *data) {
    (void)owner;
    print(json_pack("{s:s,s:s,s:s,s:O}", "type", "notify", "participant", participant, "name", name,
                    "data", data));
}

static void on_reply(void *context, enum err err, const char *text, json_t *data) {
    json_int_t id = (json_int_t)(intptr_t)context;
    if (err == ERR_OK) {
        print(json_pack("{s:s,s:I,s:O}", "type", "reply", "id", id, "data", data));
    } else {
        print(json_pack("{s:s,s:I,s:{s:s,s:s}}", "type", "reply", "id", id, "error", "code",
                        err_name(err), "text", text == NULL ? "" : text));
    }
}

static const char *text_of(const json_t *line, const char *key) {
    const char *text = json_string_value(json_object_get(line, key));
    return text == NULL ? "" : text;
}

static void run_line(const json_t *line) {
    const char *op = text_of(line, "op");
    const char *participant = text_of(line, "participant");
    enum err err = ERR_OK;
    if (strcmp(op, "enter") == 0) {
        err = stage_enter(tool.stage, text_of(line, "place"), participant);
    } else if (strcmp(op, "admit") == 0) {
        err = stage_admit(tool.stage, participant, text_of(line, "visit"));
    } else if (strcmp(op, "leave") == 0) {
        stage_leave(tool.stage, participant);
    } else if (strcmp(op, "end") == 0) {
        stage_end(tool.stage, text_of(line, "visit"));
    } else if (strcmp(op, "pid") == 0) {
        print(json_pack("{s:s,s:i}", "type", "pid", "pid", stage_worker_pid(tool.stage, 0)));
    } else {
        stage_request(tool.stage, participant, text_of(line, "method"),
                      json_object_get(line, "data"), on_reply,
                      (void *)(intptr_t)json_integer_value(json_object_get(line, "id")));
    }
    if (err != ERR_OK) {
        print(json_pack("{s:s,s:s,s:s}", "type", "err", "op", op, "err", err_name(err)));
    }
}

static void take_lines(void) {
    char *end;
    while ((end = memchr(tool.line, '\n', tool.size)) != NULL) {
        size_t used = (size_t)(end - tool.line) + 1;
        json_t *line = json_loadb(tool.line, used, 0, NULL);
        if (line != NULL) {
            run_line(line);
        }
        json_decref(line);
        memmove(tool.line, tool.line + used, tool.size - used);
        tool.size -= used;
    }
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out) {
    (void)handle;
    (void)wanted;
    *out = uv_buf_init(tool.line + tool.size, (unsigned)(sizeof tool.line - tool.size));
}

static void on_input(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer) {
    (void)buffer;
    if (got < 0) {
        uv_close((uv_handle_t *)stream, NULL);
        uv_close((uv_handle_t *)&tool.timer, NULL);
        stage_free(tool.stage);
        return;
    }
    tool.size += (size_t)got;
    take_lines();
}

static void on_timer(uv_timer_t *timer) {
    if (stage_workers_up(tool.stage) == 1) {
        uv_timer_stop(timer);
        print(json_pack("{s:s}", "type", "ready"));
    }
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "media") == 0) {
        return media_main(argc, argv);
    }
    const struct stage_config config = {.with_tcp = true};
    const struct stage_owner owner = {.notify = on_notify};
    uv_loop_init(&tool.loop);
    uv_pipe_init(&tool.loop, &tool.input, 0);
    uv_pipe_open(&tool.input, 0);
    uv_timer_init(&tool.loop, &tool.timer);
    if (stage_new(&tool.loop, &config, &owner, &tool.stage) != ERR_OK) {
        return 1;
    }
    uv_read_start((uv_stream_t *)&tool.input, on_room, on_input);
    uv_timer_start(&tool.timer, on_timer, 5, 5);
    uv_run(&tool.loop, UV_RUN_DEFAULT);
    uv_loop_close(&tool.loop);
    return 0;
}
