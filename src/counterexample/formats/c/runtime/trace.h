/*
 * Tables of one small case, so that the files here compile as they stand. In a generated program the tables of its own
 * cases take this file's place.
 */
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
