/* serve: the running server. It builds every part from the configuration, joins them, runs the loop and takes them
 * apart again; it decides nothing. */
#ifndef ANTEROOM_SERVE_SERVE_H
#define ANTEROOM_SERVE_SERVE_H

/* `anteroom serve [--config FILE]`; argv[0] is "serve". Returns the exit code (enum cli_exit). */
int serve_main(int argc, char **argv);

#endif
