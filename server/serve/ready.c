#include "serve/ready.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 1024 };

enum err ready_write(const char *path, const char *url, const int *media_pids, size_t media_count) {
    char fresh[PATH_BYTES];
    int size = snprintf(fresh, sizeof fresh, "%s.new", path);
    if (size < 0 || size >= PATH_BYTES) {
        return ERR_IO;
    }
    json_t *pids = json_array();
    for (size_t i = 0; i < media_count; i++) {
        (void)json_array_append_new(pids, json_integer(media_pids[i]));
    }
    json_t *ready =
        json_pack("{s:s, s:i, s:o}", "url", url, "pid", (int)getpid(), "media_pids", pids);
    if (ready == NULL) {
        return ERR_NOMEM;
    }
    enum err err = json_dump_file(ready, fresh, JSON_COMPACT) == 0 ? ERR_OK : ERR_IO;
    json_decref(ready);
    if (err == ERR_OK && rename(fresh, path) != 0) {
        err = ERR_IO;
    }
    return err;
}
