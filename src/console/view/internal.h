/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of this folder share; nobody else includes it.
 *
 * Each *_view.c fills the rectangle it is given and nothing outside it.
 */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include "console/model/canned_fill.h"
#include "console/model/command.h"
#include "console/model/picker.h"
#include "console/model/room.h"
#include "console/view/view.h"

#define TEXT_BYTES 768		/* a sentence with names in it */
#define SHORT_BYTES 64		/* a key, a wait, a name for a column */

/* Below this the focused conversation and its input stand alone. */
#define TINY_COLS 40
#define TINY_ROWS 10

struct draw {
	const struct model *m;
	struct view_cache  *cache;
	struct grid	   *g;
};

/* --- wrap.c ---------------------------------------------------------------- */

struct wrap_row {
	uint32_t at, len;	/* into `text` */
	bool	 is_break;	/* begins after a line break of the author's */
};

/* Text made safe and cut into rows; borrowed from the cache until the next
 * call. Always one row at least. */
struct wrapped {
	const char	      *text;
	const struct wrap_row *rows;
	int		       n_rows;
};
struct wrapped wrap_text(struct view_cache *c, const char *text, int cols);
int wrap_count(struct view_cache *c, const char *text, int cols);
/* Puts one row of it. Returns columns used. */
int wrap_put(struct grid *g, int row, int col, int cols, enum style style,
    const struct wrapped *w, int i);
void wrap_end_of_frame(struct view_cache *c);
/* For view_shown(). */
void view_shown_clear(struct view_cache *c);
void view_shown_put(struct view_cache *c, const struct shown *shown);

/* --- label_view.c ---------------------------------------------------------- */

/* Letters over what is in the transcript, found while it is drawn. */
#define SPOTS_MAX 120
struct label_spot { int row, col, cols, label; };
struct label_page {
	struct labels	  found;
	int		  line;
	struct label_spot spots[SPOTS_MAX];
	int		  n_spots;
};
struct label_page *label_page(struct view_cache *c);
void labels_clear(const struct draw *d);
/* A line of the chat, wrapped: its row `first` stands at `r.row`. */
void labels_put(const struct draw *d, struct rect r, const struct chat *c,
    const struct line *line, const struct wrapped *w, int first);
/* All of them, over what is there. */
void labels_draw(const struct draw *d);

/* What a click at that place does. */
void hits_clear(struct view_cache *c);
void hit_put(const struct draw *d, struct rect r, enum hit_kind kind,
    int64_t id);
void hit_put_line(const struct draw *d, struct rect r, const char *line);

/* --- format.c -------------------------------------------------------------- */

/* Like grid_put(), but what does not fit ends in "…". */
int put_clip(struct grid *g, int row, int col, int cols, enum style style,
    const char *text);
int put_clip_right(struct grid *g, int row, int col, int cols,
    enum style style, const char *text);
void put_centre(struct grid *g, int row, int col, int cols, enum style style,
    const char *text);
/* Columns of any text, as it would be drawn on one line. */
int text_cols(const char *text);
/* Made safe for one line and cut to `cols` columns. Returns buf. */
char *text_flat(char *buf, size_t size, const char *text, int cols);
/* "0:41", "12m", "3h", "2d": seconds only where they matter. */
char *format_wait(char *buf, size_t size, int64_t span_ms);
/* The same with the sign of its target: "0:41▲", "0:05 ". */
char *format_late(char *buf, size_t size, int64_t span_ms,
    enum target_state state);
enum style style_late(enum target_state state, enum style calm);
/* "C-x z" as people read it: "Ctrl-X z". */
char *format_key(char *buf, size_t size, const char *key);
/* A name's first word. */
char *format_first(char *buf, size_t size, const char *name);
/* Since when the customer waits for us; 0: it is their turn. */
int64_t wait_since(const struct chat *c);
/* "~15:30 ", "~ " without a time: put aside; false: it is not. */
bool format_aside(const struct model *m, const struct chat *c, char *buf,
    size_t size);
/* How a conversation stands: put aside, its wait, "✓ ", "outcome? " or "closed ". */
enum style format_standing(const struct model *m, const struct chat *c,
    char *buf, size_t size, enum style calm);
/* "invoice,refund" as "#invoice #refund". Returns buf. */
char *format_tags(char *buf, size_t size, const char *list);
/* The time of the day, with the day where it is another than now's. */
char *format_due(char *buf, size_t size, int64_t now_ms, int64_t due_ms);
/* How an operator is seen: a word, and its sign. */
const char *presence_word(enum presence p);
const char *presence_sign(enum presence p);
/* Why they are so, "" when nobody said it: words of people, not yet safe. */
const char *presence_reason(const struct operator *o);
/* "away: lunch"; "" of who is there or gone. Returns buf. */
char *presence_words(const struct operator *o, char *buf, size_t size);
const char *operator_name(const struct model *m, int64_t id);

/* --- regions and panels ----------------------------------------------------- */

void status_view_draw(const struct draw *d, struct rect r);
void rail_view_draw(const struct draw *d, struct rect r);
void tabs_view_draw(const struct draw *d, struct rect r);
/* The customer's record as one page of rows, of which some are on the screen.
 */
struct side {
	const struct draw *d;	/* NULL: rows are only counted */
	struct view_cache *cache;
	struct rect	   r;	/* where the screen shows it, ... */
	int		   top;	/* ... from this row on */
	int		   row;	/* the next one */
	int		   end;	/* what is behind it is cut */
	bool		   is_cut;
};
/* Takes `rows` rows. Returns the first on the screen, -1: not on it. */
int  side_take(struct side *s, int rows);
void side_put(struct side *s, enum style style, const char *text);
void side_wrap(struct side *s, int max, enum style style, const char *text);
void blocks_view_draw(const struct model *m, struct side *s,
    int64_t customer_id);
void sidebar_view_draw(const struct draw *d, struct rect r);
void keybar_view_draw(const struct draw *d, struct rect r);
/* Would a line do something now? What it is called then, where that differs,
 * is put into `label`. */
bool keybar_can(const struct model *m, const char *line, char *label,
    size_t size);
/* Do keys of the one context work in the other? */
bool keybar_is_here(enum context of, enum context now);
/* What may follow a chord's first key: on the key bar, and after a moment over
 * the panes. */
void chord_bar_draw(const struct draw *d, struct rect r);
void chord_view_draw(const struct draw *d);
/* How many rows the last sentence takes at the bottom: 0 when there is none. */
int  message_rows(const struct draw *d, int cols, int max);
void message_draw(const struct draw *d, struct rect r);

struct pane {
	struct rect	   r;
	const struct chat *c;	/* NULL: free; is_earlier: beside which one */
	bool		   is_focused;
	bool		   has_title;
	bool		   is_earlier;	/* m->earlier, which is read only */
	bool		   is_instead;	/* ... in the room of `c` */
	bool		   is_normal;	/* vi: letters are commands */
	int		   count;	/* vi: "3" so far, or 0 */
	bool		   jumps;	/* something stands beside it: a line
					 * more must not move all others */
};
/* The area in panes; their number (one more with an earlier conversation). */
int  panes_layout(const struct draw *d, struct rect area,
    struct pane panes[MODEL_PANES + 1]);
void pane_view_draw(const struct draw *d, const struct pane *p);
void earlier_view_draw(const struct draw *d, const struct pane *p);
/* The input at the bottom of a pane; returns its rows. */
int  pane_input_draw(const struct draw *d, const struct pane *p,
    bool is_drawn);

/* The transcript from where it is read on. Tells where that is, for
 * view_shown_put(). */
struct shown transcript_view_draw(const struct draw *d, struct rect r,
    const struct chat *c, bool jumps);

/* An editor's text from `col` on, at most `max` rows; the cursor when it has
 * the focus. Returns the rows it took; with g NULL it only counts. */
int  input_draw(struct grid *g, const struct editor *e, struct rect r,
    int indent, bool has_cursor, enum style style);

/* `body`: all between status and key bar; `centre`: without the rail and the
 * sidebar; `focused`: where the focused pane is. */
void overlay_view_draw(const struct draw *d, struct rect body,
    struct rect centre, const struct pane *focused);
void spell_view_draw(const struct draw *d, struct rect area);
/* The replies that the digits after C-x insert. */
void canned_top_draw(const struct draw *d, const struct pane *focused);
void canned_form_draw(const struct draw *d, struct rect body);
/* What was said to the team and I have not seen: its rows, 0: nothing. */
int  broadcast_rows(const struct draw *d, int cols, int max);
void broadcast_view_draw(const struct draw *d, struct rect r);
void handover_view_draw(const struct draw *d, struct rect area);
void ask_view_draw(const struct draw *d, struct rect area,
    const struct pane *focused);
void paste_view_draw(const struct draw *d, struct rect body);
void help_view_draw(const struct draw *d, struct rect r);
/* Over all that is drawn; nothing when there is no tour. */
void tour_view_draw(const struct draw *d);
void ban_form_draw(const struct draw *d, struct rect area);
void ban_row_draw(const struct draw *d, struct rect r, const struct ban *b,
    enum style style, enum style dim);
/* "blocked until 15:00"; "": it is not. Returns buf. */
char *ban_words(const struct model *m, const struct chat *c, char *buf,
    size_t size);
void why_view_draw(const struct draw *d, struct rect body);
void search_view_draw(const struct draw *d, struct rect centre);
const char *picker_words_title(const struct model *m, char *buf,
    size_t size);
const char *picker_words_hint(const struct model *m);
/* How many rows it has when nothing is typed. */
int picker_full_rows(const struct model *m);
void picker_view_draw(const struct draw *d, struct rect area,
    const struct pane *focused);
/* With the rules beside it, which become its frame. */
struct rect box_over_rules(const struct grid *g, struct rect r);
/* An empty box with a frame, a title above and a hint below; returns its
 * inside. One that is too small for a frame has none. */
struct rect box_draw(struct grid *g, struct rect r, const char *title,
    const char *hint);
/* The same with a frame at any size from 3x6. */
struct rect box_frame(struct grid *g, struct rect r, const char *title,
    const char *hint);

/* --- watch_view.c ------------------------------------------------------------ */

/* Between the status line and the key bar, on all of the screen. */
void watch_view_draw(const struct draw *d);

/* --- session_row.c ---------------------------------------------------------- */

/* winback_row.c */
void winback_row_draw(const struct draw *d, struct rect r,
    const struct winback *w, enum style style, enum style dim);
void session_row_draw(const struct draw *d, struct rect r,
    const struct session_info *s, enum style style, enum style dim);

#endif
