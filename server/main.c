/* main: the one binary. Its first word chooses what it is. */
#include "cli/cli.h"
#include "command/json_memory.h"
#include "media/worker/media_main.h"
#include "serve/serve.h"

#include <stdio.h>
#include <string.h>

struct word {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help; /* NULL: not for people */
};

static const struct word WORDS[] = {
    {"serve", serve_main, "run the server"},
    {"init", cli_init, "make the practice, its administrator and the key file"},
    {"user", cli_user, "add, list and disable users, set passwords"},
    {"rotate-keys", cli_rotate_keys, "encrypt every record with a fresh key"},
    {"check", cli_check, "is what lies in the data folder whole and unchanged?"},
    {"media", media_main, NULL},
};

enum { WORDS_COUNT = sizeof WORDS / sizeof WORDS[0] };

static void print_help(FILE *out) {
    fputs("anteroom: video visits and waiting rooms that a practice runs itself.\n\n", out);
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        if (WORDS[i].help != NULL) {
            fprintf(out, "  anteroom %-12s %s\n", WORDS[i].name, WORDS[i].help);
        }
    }
    fputs("\nEach takes --help.\n", out);
}

int main(int argc, char **argv) {
    json_memory_watch();
    for (size_t i = 0; argc > 1 && i < WORDS_COUNT; i++) {
        if (strcmp(argv[1], WORDS[i].name) == 0) {
            return WORDS[i].run(argc - 1, argv + 1);
        }
    }
    bool asked = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0);
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("anteroom " ANTEROOM_VERSION);
        return CLI_DONE;
    }
    print_help(asked ? stdout : stderr);
    return asked ? CLI_DONE : CLI_USAGE;
}
