/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation_subject.c - what a conversation is about, from its first words.
 */
#include <string.h>

#include "base/utf8.h"
#include "domain/conversation.h"

static bool
is_blank(unsigned char byte)
{
	return byte <= ' ' || byte == 0x7f;
}

void
conversation_subject(char *buf, size_t size, const char *text)
{
	size_t len, at = 0, used = 0;
	bool gap = false;

	if (size == 0)
		return;
	while (*text != '\0' && is_blank((unsigned char)*text))
		text++;
	len = strcspn(text, "\r\n");
	while (at < len) {
		size_t next = utf8_letter_after(text, len, at);
		size_t need = next - at + gap;

		if (is_blank((unsigned char)text[at])) {
			gap = true;
			at = next;
			continue;
		}
		if (used + need >= size)
			break;
		if (gap)
			buf[used++] = ' ';
		memcpy(buf + used, text + at, next - at);
		used += next - at;
		gap = false;
		at = next;
	}
	buf[used] = '\0';
}

bool
conversation_subject_again(struct conversation *c, const char *was,
    const char *text)
{
	char subject[MAX_SUBJECT_BYTES + 1];

	conversation_subject(subject, sizeof subject, was);
	if (strcmp(subject, c->subject) != 0)
		return false;
	conversation_subject(c->subject, sizeof c->subject, text);
	return true;
}
