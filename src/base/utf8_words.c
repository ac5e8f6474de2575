/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8_words.h"

#include <string.h>

#include <utf8proc.h>

#include "base/utf8.h"

#define BEGINNING 3	/* letters from which on a word is a beginning */
#define EAR	  24	/* bytes within which an excerpt looks for a blank */

/* Letters, digits, and the marks that a letter wears. */
static bool
is_word(uint32_t code)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
	    (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME) ||
	    (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO) ||
	    c == UTF8PROC_CATEGORY_CO;
}

/* The next word at or after *at: its span; false: there is none. */
static bool
next_word(const char *text, size_t len, size_t *at, struct span *word)
{
	size_t i = *at, step;
	uint32_t code;

	while (i < len) {
		step = utf8_next(text + i, len - i, &code);
		if (is_word(code))
			break;
		i += step;
	}
	word->at = i;
	while (i < len) {
		step = utf8_next(text + i, len - i, &code);
		if (!is_word(code))
			break;
		i += step;
	}
	word->len = i - word->at;
	*at = i;
	return word->len > 0;
}

static void
fold_word(char out[WORDS_BYTES + 1], const char *text, size_t len)
{
	struct str folded;

	/* Folding may make it longer; a huge one is nobody's word. */
	if (len > WORDS_BYTES * 4)
		len = WORDS_BYTES * 4;
	str_init(&folded, len * 8 + 8);
	utf8_fold(&folded, text, len);
	str_copy(out, WORDS_BYTES + 1, folded.data);
	str_clear(&folded);
}

/* --- the query ------------------------------------------------------------ */

static void
drop_ending(char *part)
{
	size_t len = strlen(part), ends[2] = { len, len };
	int n = 0;

	for (size_t i = 0; i < len; n++) {
		uint32_t code;

		ends[0] = ends[1];
		ends[1] = i;
		i += utf8_next(part + i, len - i, &code);
		if (utf8proc_category((utf8proc_int32_t)code) >=
		    UTF8PROC_CATEGORY_ND)
			return;
	}
	if (n >= 7)
		part[ends[0]] = '\0';
	else if (n >= 5)
		part[ends[1]] = '\0';
}

static int
count_letters(const char *part)
{
	size_t len = strlen(part);
	int n = 0;

	for (size_t i = 0; i < len; n++) {
		uint32_t code;

		i += utf8_next(part + i, len - i, &code);
	}
	return n;
}

static void
put_word(struct words *w, const char *text, size_t len, bool is_exact)
{
	struct word *word;
	struct span  span;
	size_t	     at = 0;

	if (w->n == WORDS_OF_QUERY)
		return;
	word = &w->word[w->n];
	*word = (struct word){ 0 };
	while (word->n_parts < WORDS_PARTS && next_word(text, len, &at, &span)) {
		fold_word(word->part[word->n_parts], text + span.at, span.len);
		word->n_parts += word->part[word->n_parts][0] != '\0';
	}
	if (word->n_parts == 0)
		return;
	w->n++;
	if (is_exact || count_letters(word->part[word->n_parts - 1]) < BEGINNING)
		return;
	word->is_beginning = true;
	if (word->n_parts == 1)
		drop_ending(word->part[0]);
}

bool
words_parse(struct words *w, const char *query)
{
	size_t len = strnlen(query, WORDS_QUERY), at = 0;

	w->n = 0;
	while (at < len) {
		size_t end;
		bool   is_exact = query[at] == '"';

		if (strchr(" \t\r\n", query[at]) != NULL) {
			at++;
			continue;
		}
		at += is_exact;
		end = at;
		while (end < len && (is_exact ? query[end] != '"' :
		    strchr(" \t\r\n\"", query[end]) == NULL))
			end++;
		put_word(w, query + at, end - at, is_exact && end < len);
		at = end + (is_exact && end < len);
	}
	return w->n > 0;
}

/* --- the text ------------------------------------------------------------- */

static bool
part_fits(const struct word *word, int part, const char *folded)
{
	const char *wanted = word->part[part];

	if (part == word->n_parts - 1 && word->is_beginning)
		return strncmp(folded, wanted, strlen(wanted)) == 0;
	return strcmp(folded, wanted) == 0;
}

/* Does the word begin at this one of the text's words? Its span then. */
static bool
fits_at(const struct word *word, const char *text, size_t len,
    struct span first, struct span *out)
{
	char   folded[WORDS_BYTES + 1];
	size_t at = first.at + first.len;
	struct span next = first;

	for (int i = 0; i < word->n_parts; i++) {
		if (i > 0 && !next_word(text, len, &at, &next))
			return false;
		fold_word(folded, text + next.at, next.len);
		if (!part_fits(word, i, folded))
			return false;
	}
	*out = (struct span){ first.at, next.at + next.len - first.at };
	return true;
}

int
words_mark(const struct words *w, const char *text, size_t len,
    struct span *spans, int max)
{
	struct span word, found;
	size_t at = 0, done = 0;
	int    n = 0;

	while (n < max && next_word(text, len, &at, &word)) {
		found.len = 0;
		for (int i = 0; i < w->n && word.at >= done; i++) {
			struct span one;

			if (fits_at(&w->word[i], text, len, word, &one) &&
			    one.len > found.len)
				found = one;
		}
		if (found.len == 0)
			continue;
		spans[n++] = found;
		done = found.at + found.len;
	}
	return n;
}

struct span
words_excerpt(const char *text, size_t len, const struct span *spans, int n,
    size_t bytes)
{
	size_t from = 0, to = len, letter = 0;

	if (len <= bytes)
		return (struct span){ 0, len };
	/* A quarter of it before the word. */
	if (n > 0 && spans[0].at > bytes / 4)
		from = spans[0].at - bytes / 4;
	if (from > len - bytes)
		from = len - bytes;
	to = from + bytes;
	while (letter < from)
		letter = utf8_letter_after(text, len, letter);
	from = letter;
	while (letter < to) {
		size_t next = utf8_letter_after(text, len, letter);

		if (next > to)
			break;
		letter = next;
	}
	to = letter;
	for (size_t i = from; from > 0 && i < from + EAR && i < to; i++)
		if (text[i] == ' ' || text[i] == '\n') {
			from = n > 0 && i >= spans[0].at ? from : i + 1;
			break;
		}
	for (size_t i = to; to < len && i > to - EAR && i > from; i--)
		if (text[i] == ' ' || text[i] == '\n') {
			to = n > 0 && i < spans[0].at + spans[0].len ? to : i;
			break;
		}
	return (struct span){ from, to - from };
}
