/* media_main: the process `anteroom media`. It is started by the gateway (control/client), never by a person. */
#ifndef ANTEROOM_MEDIA_WORKER_MEDIA_MAIN_H
#define ANTEROOM_MEDIA_WORKER_MEDIA_MAIN_H

enum { MEDIA_MAIN_CONTROL_FD = 3 };

/* Runs one worker until the gateway is gone. Descriptor 3 is its end of the control pair; 0 to 2 are the usual
 * ones. Returns the exit code: 0, or 1 when it could not begin. */
int media_main(int argc, char **argv);

#endif
