/*
 * Tables of one small case, so that the files here compile as they stand. In a generated program the tables of its own
 * cases take this file's place.
 */
#ifdef JOBS
#define SLOTS 3
#define CASES 1
#define TITLE ""

static const struct test tests[] = {
{"a child in the background of a terminal is stopped",7,3,4},
{0,0,0,0},
};
static const struct step steps[] = {
{FORK,1,2,0,0,0,1,1,0},
{SETSID,2,0,0,2,0,1,1,0},
{OPEN_TERMINAL,2,1,0,0,0,2,1,0},
{FORK,2,3,0,0,0,1,1,0},
{SETPGID,3,0,0,0,0,1,1,0},
{READ_TERMINAL,3,1,0,XSTOPPED,0,1,1,0},
{WAITPID,2,-1,0,3,5503,0,1,1},
{0,0,0,0,0,0,0,0,0},
};
static const struct change changes[] = {
{SET,2,1,1,1,0,0},
{SET,2,1,2,2,0,0},
{TERMINAL,1,0,2,2,0,0},
{SET,2,1,2,2,4,0},
{SET,3,2,2,2,4,0},
{SET,3,2,3,2,4,0},
{SET,3,2,3,2,5,0},
{0,0,0,0,0,0,0},
};
#else
#define SLOTS 2
#define CASES 1
#define TITLE ""

static const struct test tests[] = {
{"a child leads a session",3,2,0},
{0,0,0,0},
};
static const struct step steps[] = {
{FORK,1,2,0,0,0,1,1},
{SETSID,2,0,0,2,0,1,1},
{GETPPID,2,0,0,1,0,0,0},
{0,0,0,0,0,0,0,0},
};
static const struct change changes[] = {
{SET,2,1,1,1},
{SET,2,1,2,2},
{0,0,0,0,0},
};
#endif
