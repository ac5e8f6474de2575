/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/channel/page.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

struct page_texts {
	struct json *root;
};

/* A piece of a template or of a name in it. */
struct span {
	const char *at;
	size_t	    len;
};

struct tag {
	char	    kind;	/* '#', '^', '/', 't', 'j'; 0: a variable */
	struct span name;
	const char *start, *end;	/* "{{" and what follows "}}" */
};

struct render {
	const struct page_texts *texts;
	const char		*language;
	const struct page_vars	*scopes[PAGE_MAX_DEPTH + 1];
	size_t			 n_scopes;
	struct str		*out;
	struct err		*err;
};

static const char *const languages[] = { "en", "ru", "pl" };
#define N_LANGUAGES (sizeof languages / sizeof *languages)

bool
page_is_language(const char *language)
{
	for (size_t i = 0; i < N_LANGUAGES; i++) {
		if (strcmp(languages[i], language) == 0)
			return true;
	}
	return false;
}

/* --- the sentences --- */

static bool
has_all_languages(const struct json *root, const char *key, struct err *err)
{
	const struct json *entry = json_find(root, key);
	const char *text;

	for (size_t i = 0; i < N_LANGUAGES; i++) {
		if (!json_get_str(entry, languages[i], &text, err))
			return err_prefix(err, "text \"%s\"", key);
	}
	return true;
}

struct page_texts *
page_texts_new(const char *json, size_t len, struct err *err)
{
	struct page_texts *texts;
	struct json *root = json_parse(json, len, err);
	const size_t n = root == NULL ? 0 : json_count(root);

	if (root == NULL)
		return NULL;
	if (!json_is_object(root)) {
		err_set(err, ERR_PROTO, "the texts are no object");
		json_free(root);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if (!has_all_languages(root, json_key_at(root, i), err)) {
			json_free(root);
			return NULL;
		}
	}
	texts = mem_new(struct page_texts);
	texts->root = root;
	return texts;
}

void
page_texts_free(struct page_texts *texts)
{
	if (texts == NULL)
		return;
	json_free(texts->root);
	free(texts);
}

const char *
page_text(const struct page_texts *texts, const char *language,
    const char *key)
{
	const struct json *entry = json_find(texts->root, key);
	const char *text = NULL;

	if (!page_is_language(language))
		language = "en";
	if (entry == NULL || !json_get_str(entry, language, &text, NULL))
		return NULL;
	return text;
}

/* --- the language a browser asks for --- */

/* The weight after ";q=" in thousandths; 1000 when there is none. */
static int
weight_of(const char *params, size_t len)
{
	const char *q = memchr(params, '=', len);
	int weight, unit = 100;

	if (q == NULL)
		return 1000;
	q++;
	weight = *q == '1' ? 1000 : 0;
	if (q[0] == '\0' || q[1] != '.')
		return weight;
	for (q += 2; *q >= '0' && *q <= '9' && unit > 0; q++, unit /= 10)
		weight += (*q - '0') * unit;
	return weight > 1000 ? 1000 : weight;
}

static const char *
language_of(const char *range, size_t len)
{
	for (size_t i = 0; i < N_LANGUAGES; i++) {
		if (len >= 2 && (range[0] | 0x20) == languages[i][0] &&
		    (range[1] | 0x20) == languages[i][1] &&
		    (len == 2 || range[2] == '-'))
			return languages[i];
	}
	return NULL;
}

const char *
page_language(const char *accept)
{
	const char *best = "en", *at = accept == NULL ? "" : accept;
	int best_weight = 0;

	while (*at != '\0') {
		size_t len, name_len;
		const char *language;
		int weight;

		at += strspn(at, " \t,");
		len = strcspn(at, ",");
		name_len = strcspn(at, ",; \t");
		language = language_of(at, name_len);
		weight = weight_of(at + name_len, len - name_len);
		if (language != NULL && weight > best_weight) {
			best = language;
			best_weight = weight;
		}
		at += len;
	}
	return best;
}

/* --- tags --- */

static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!(s.at[i] >= 'a' && s.at[i] <= 'z') && s.at[i] != '_' &&
		    !(i > 0 && s.at[i] >= '0' && s.at[i] <= '9'))
			return false;
	}
	return s.len > 0;
}

static const char *
find2(struct span s, const char *pair)
{
	for (size_t i = 0; i + 1 < s.len; i++) {
		if (s.at[i] == pair[0] && s.at[i + 1] == pair[1])
			return s.at + i;
	}
	return NULL;
}

static struct span
after(struct span s, const char *at)
{
	return (struct span){ at, s.len - (size_t)(at - s.at) };
}

/* The first tag of `s`. *has_tag is false when there is none; false is
 * returned for one that cannot be read. */
static bool
next_tag(struct span s, struct tag *tag, bool *has_tag, struct err *err)
{
	const char *start = find2(s, "{{"), *end;
	struct span name;

	*has_tag = start != NULL;
	if (start == NULL)
		return true;
	end = find2(after(s, start), "}}");
	if (end == NULL)
		return err_set(err, ERR_SYNTAX, "template: \"{{\" without end");
	*tag = (struct tag){ .start = start, .end = end + 2 };
	name = (struct span){ start + 2, (size_t)(end - start) - 2 };
	if (name.len > 1 && strchr("#^/", name.at[0]) != NULL) {
		tag->kind = name.at[0];
		name = after(name, name.at + 1);
	} else if (name.len > 2 && name.at[1] == ':' &&
	    strchr("tj", name.at[0]) != NULL) {
		tag->kind = name.at[0];
		name = after(name, name.at + 2);
	}
	tag->name = name;
	if (!is_name(name))
		return err_set(err, ERR_SYNTAX, "template: \"{{%.*s}}\"",
		    (int)(name.len > 40 ? 40 : name.len), name.at);
	return true;
}

/* The closing tag of the section that `open` opens; `s` begins after it. */
static bool
find_close(struct span s, const struct tag *open, struct tag *close,
    struct err *err)
{
	size_t depth = 1;
	bool has_tag;

	while (depth > 0) {
		if (!next_tag(s, close, &has_tag, err))
			return false;
		if (!has_tag)
			return err_set(err, ERR_SYNTAX,
			    "template: section \"%.*s\" has no end",
			    (int)open->name.len, open->name.at);
		if (close->kind == '#' || close->kind == '^')
			depth++;
		else if (close->kind == '/')
			depth--;
		s = after(s, close->end);
	}
	if (close->name.len != open->name.len ||
	    memcmp(close->name.at, open->name.at, open->name.len) != 0)
		return err_set(err, ERR_SYNTAX,
		    "template: section \"%.*s\" ends as \"%.*s\"",
		    (int)open->name.len, open->name.at,
		    (int)close->name.len, close->name.at);
	return true;
}

/* --- rendering --- */

static const struct page_var *
find_var(const struct render *r, struct span name)
{
	for (size_t i = r->n_scopes; i-- > 0;) {
		for (size_t k = 0; k < r->scopes[i]->n; k++) {
			const struct page_var *v = &r->scopes[i]->v[k];

			if (strncmp(v->name, name.at, name.len) == 0 &&
			    v->name[name.len] == '\0')
				return v;
		}
	}
	return NULL;
}

static void
put_escaped(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '<':
			str_put(out, "&lt;");
			break;
		case '>':
			str_put(out, "&gt;");
			break;
		case '&':
			str_put(out, "&amp;");
			break;
		case '"':
			str_put(out, "&quot;");
			break;
		case '\'':
			str_put(out, "&#39;");
			break;
		default:
			str_put_c(out, text[i]);
		}
	}
}

static bool
put_var(const struct render *r, struct span name)
{
	const struct page_var *v = find_var(r, name);

	if (v == NULL || v->text == NULL)
		return err_set(r->err, ERR_VALUE,
		    "template: no variable \"%.*s\"", (int)name.len, name.at);
	put_escaped(r->out, v->text, strlen(v->text));
	return true;
}

/* A sentence; `has_vars` says that its {name} are to be filled in. */
static bool
put_text(const struct render *r, struct span key, bool has_vars)
{
	char name[64];
	const char *text = NULL, *open, *close;

	if (key.len < sizeof name) {
		memcpy(name, key.at, key.len);
		name[key.len] = '\0';
		text = page_text(r->texts, r->language, name);
	}
	if (text == NULL)
		return err_set(r->err, ERR_VALUE, "template: no text \"%.*s\"",
		    (int)key.len, key.at);
	while (has_vars && (open = strchr(text, '{')) != NULL &&
	    (close = strchr(open, '}')) != NULL) {
		put_escaped(r->out, text, (size_t)(open - text));
		if (!put_var(r, (struct span){ open + 1,
		    (size_t)(close - open) - 1 }))
			return false;
		text = close + 1;
	}
	put_escaped(r->out, text, strlen(text));
	return true;
}

static bool
is_shown(const struct page_var *v)
{
	if (v == NULL)
		return false;
	if (v->text != NULL)
		return v->text[0] != '\0';
	return v->flag || v->n_rows > 0;
}

static bool put_span(struct render *r, struct span s, size_t depth);

static bool
put_rows(struct render *r, const struct page_var *v, struct span inner,
    size_t depth)
{
	bool is_done = true;

	for (size_t i = 0; i < v->n_rows && is_done; i++) {
		r->scopes[r->n_scopes++] = &v->rows[i];
		is_done = put_span(r, inner, depth);
		r->n_scopes--;
	}
	return is_done;
}

static bool
put_section(struct render *r, const struct tag *open, struct span inner,
    size_t depth)
{
	const struct page_var *v = find_var(r, open->name);

	if (depth > PAGE_MAX_DEPTH)
		return err_set(r->err, ERR_SYNTAX,
		    "template: more than %d sections in each other",
		    PAGE_MAX_DEPTH);
	if (is_shown(v) != (open->kind == '#'))
		return true;
	if (open->kind == '#' && v->rows != NULL)
		return put_rows(r, v, inner, depth);
	return put_span(r, inner, depth);
}

static bool
put_tag(struct render *r, const struct tag *tag, struct span *rest,
    size_t depth)
{
	struct tag close;
	struct span inner;

	switch (tag->kind) {
	case 't':
	case 'j':
		return put_text(r, tag->name, tag->kind == 't');
	case '#':
	case '^':
		if (!find_close(*rest, tag, &close, r->err))
			return false;
		inner = (struct span){ rest->at,
		    (size_t)(close.start - rest->at) };
		*rest = after(*rest, close.end);
		return put_section(r, tag, inner, depth + 1);
	case '/':
		return err_set(r->err, ERR_SYNTAX,
		    "template: \"%.*s\" ends but never began",
		    (int)tag->name.len, tag->name.at);
	default:
		return put_var(r, tag->name);
	}
}

static bool
put_span(struct render *r, struct span s, size_t depth)
{
	struct tag tag;
	bool has_tag;

	for (;;) {
		if (!next_tag(s, &tag, &has_tag, r->err))
			return false;
		if (!has_tag)
			break;
		str_put_n(r->out, s.at, (size_t)(tag.start - s.at));
		s = after(s, tag.end);
		if (!put_tag(r, &tag, &s, depth))
			return false;
	}
	str_put_n(r->out, s.at, s.len);
	return true;
}

bool
page_render(const struct page_texts *texts, const char *tmpl, size_t len,
    const char *language, struct page_vars vars, struct str *out,
    struct err *err)
{
	struct render r = {
		.texts = texts, .language = language, .scopes = { &vars },
		.n_scopes = 1, .out = out, .err = err,
	};
	const size_t before = out->len;
	bool is_done;

	assert(!out->full);
	is_done = put_span(&r, (struct span){ tmpl, len }, 0);
	if (is_done && out->full)
		is_done = err_set(err, ERR_TOO_LARGE,
		    "the page has more than %zu bytes", out->max_bytes);
	if (!is_done) {
		str_cut(out, before, out->len - before);
		out->full = false;
	}
	return is_done;
}
