/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_csv.c - figures for spreadsheets.
 */
#include <string.h>

#include "domain/stats_text.h"

#define CELL_BYTES (4 * STATS_LABEL_BYTES)

void
stats_put_cell(struct str *out, const char *text, bool is_first)
{
	bool is_formula = text[0] != '\0' &&
	    strchr("=+-@\t\r", text[0]) != NULL;

	if (!is_first)
		str_put_c(out, ',');
	if (strpbrk(text, ",\"\r\n") == NULL) {
		str_putf(out, "%s%s", is_formula ? "'" : "", text);
		return;
	}
	str_put(out, is_formula ? "\"'" : "\"");
	for (; *text != '\0'; text++)
		str_putf(out, *text == '"' ? "\"\"" : "%c", *text);
	str_put_c(out, '"');
}

/* Nothing where there is none: a mean of a spreadsheet leaves it out. */
static void
put_csv_number(struct str *out, int64_t n)
{
	if (n == STATS_NONE)
		str_put_c(out, ',');
	else
		str_putf(out, ",%lld", (long long)n);
}

static void
put_csv_ms(struct str *out, int64_t ms)
{
	put_csv_number(out, ms == STATS_NONE ? STATS_NONE : ms / 1000);
}

static void
put_csv_line(struct str *out, enum stats_by by, const struct stats_line *l,
    const char *label)
{
	const int64_t counts[] = { l->n, l->n_answered, l->n_abandoned };
	const int64_t rest[] = { l->n_transfers, l->n_missed, l->n_declined,
		l->n_reopened, l->n_targets_met, l->n_targets_missed,
		l->n_rated, l->stars_sum, l->n_bad, l->n_winbacks, l->n_won,
		l->n_lost };

	stats_put_cell(out, stats_by_name(by), true);
	stats_put_cell(out, label, false);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		put_csv_number(out, counts[i]);
	for (int k = 0; k < STATS_KINDS; k++) {
		const struct stats_span *s = &l->spans[k];

		put_csv_number(out, s->n);
		put_csv_ms(out, s->n == 0 ? STATS_NONE : s->mean_ms);
		put_csv_ms(out, s->n == 0 ? STATS_NONE : s->median_ms);
		put_csv_ms(out, s->n == 0 ? STATS_NONE : s->p90_ms);
	}
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
		put_csv_number(out, rest[i]);
	if (by == STATS_BY_HOUR) {
		put_csv_ms(out, l->load_ms);
		put_csv_number(out, l->load_max);
		put_csv_ms(out, l->present_ms);
		put_csv_ms(out, l->hour_ms);
		put_csv_ms(out, l->there_ms);
		put_csv_number(out, l->there_max);
		put_csv_ms(out, l->away_ms);
	}
	str_put(out, "\r\n");
}

void
stats_put_csv(struct str *out, const struct stats *s)
{
	char label[CELL_BYTES];

	str_put(out, "by,label,conversations,answered,abandoned");
	for (int k = 0; k < STATS_KINDS; k++) {
		const char *name = stats_kind_name((enum stats_kind)k);

		str_putf(out, ",%s_n,%s_mean_s,%s_median_s,%s_p90_s", name,
		    name, name, name);
	}
	str_put(out, ",transfers,missed,declined,reopened,targets_met,"
	    "targets_missed,rated,stars_sum,bad,winbacks,won,lost");
	if (s->by == STATS_BY_HOUR)
		str_put(out, ",load_s,load_max,present_s,hour_s,"
		    "there_s,there_max,away_s");
	str_put(out, "\r\n");
	for (size_t i = 0; i < s->n_lines; i++) {
		stats_label(label, sizeof label, s->by, &s->lines[i]);
		put_csv_line(out, s->by, &s->lines[i], label);
	}
	put_csv_line(out, s->by, &s->total, "*");
}

static void
put_csv_row(struct str *out, const struct stats_ask *q,
    const struct stats_row *r, const struct stats_names *names)
{
	const int64_t spans[] = { r->wait_ms, r->first_response_ms,
		r->n_next > 0 ? r->next_sum_ms / r->n_next : STATS_NONE,
		r->n_next > 0 ? r->next_max_ms : STATS_NONE,
		r->handling_ms, r->wrap_up_ms };
	const int64_t counts[] = { r->n_next, r->n_messages, r->n_answers,
		r->n_owners, r->n_transfers, r->n_missed, r->n_declined,
		r->n_reopened, r->n_targets_met, r->n_targets_missed,
		r->n_tags };
	char text[32];

	str_putf(out, "%lld", (long long)r->conversation_id);
	stats_put_cell(out, stats_when(q, text, sizeof text, r->opened_ms), false);
	stats_put_cell(out, stats_when(q, text, sizeof text, r->closed_ms), false);
	stats_put_cell(out, names->name(names->ctx, 0, r->department_id), false);
	stats_put_cell(out, names->name(names->ctx, r->first_operator_id, 0), false);
	stats_put_cell(out, r->n_owners == 0 ? "" : names->name(names->ctx,
	    r->owners[(r->n_owners < STATS_OWNERS ? r->n_owners :
	    STATS_OWNERS) - 1], 0), false);
	stats_put_cell(out, r->language, false);
	stats_put_cell(out, r->segment, false);
	put_csv_number(out, r->priority);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		put_csv_ms(out, spans[i]);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		put_csv_number(out, counts[i]);
	put_csv_number(out, r->is_abandoned);
	put_csv_number(out, r->stars > 0 ? r->stars : STATS_NONE);
	stats_put_cell(out, r->outcome, false);
	stats_put_cell(out, r->winback == WINBACK_NONE ? "" :
	    winback_state_name(r->winback), false);
	str_put(out, "\r\n");
}

void
stats_put_csv_rows(struct str *out, const struct stats_ask *q,
    const struct stats *s, bool has_head, const struct stats_names *names)
{
	if (has_head)
		str_put(out, "conversation,opened,closed,department,"
		    "first_operator,last_operator,language,segment,priority,"
		    "wait_s,first_response_s,next_response_mean_s,"
		    "next_response_max_s,handling_s,wrap_up_s,"
		    "next_responses,messages,answers,owners,transfers,missed,"
		    "declined,reopened,targets_met,targets_missed,tags,"
		    "abandoned,stars,outcome,winback\r\n");
	for (size_t i = 0; i < s->n_rows; i++)
		put_csv_row(out, q, &s->rows[i], names);
}
