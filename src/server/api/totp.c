/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/api/totp.h"

#include <stdlib.h>
#include <string.h>

#include <liboath/oath.h>

#include "server/api/secret.h"

#define STEP_S 30

static bool
is_code_of(const unsigned char *secret, const char *code, int64_t step)
{
	char right[TOTP_DIGITS + 1] = "";
	bool is_same = oath_totp_generate((const char *)secret,
	    TOTP_SECRET_BYTES, (time_t)(step * STEP_S), STEP_S, 0,
	    TOTP_DIGITS, right) == OATH_OK &&
	    secret_equal(right, code, TOTP_DIGITS);

	secret_wipe(right, sizeof right);
	return is_same;
}

int64_t
totp_check(const unsigned char secret[TOTP_SECRET_BYTES], const char *code,
    int64_t now_ms, int64_t last_step)
{
	int64_t now = now_ms / 1000 / STEP_S, found = 0;

	if (strlen(code) != TOTP_DIGITS)
		return 0;
	/* All three, whichever it is. */
	for (int64_t step = now - 1; step <= now + 1; step++)
		if (is_code_of(secret, code, step) && step > last_step)
			found = step;
	return found;
}

bool
totp_text(const unsigned char secret[TOTP_SECRET_BYTES],
    char text[TOTP_TEXT_BYTES + 1])
{
	char *made = NULL;
	size_t len;
	bool ok = oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES,
	    &made, &len) == OATH_OK && str_copy(text, TOTP_TEXT_BYTES + 1,
	    made);

	if (made != NULL)
		secret_wipe(made, strlen(made));
	free(made);
	return ok;
}

static void
put_escaped(struct str *out, const char *text)
{
	for (; *text != '\0'; text++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
		    "WXYZ0123456789-._~", *text) != NULL)
			str_put_c(out, *text);
		else
			str_putf(out, "%%%02X", (unsigned char)*text);
}

void
totp_uri(struct str *out, const char *desk, const char *login,
    const char *text)
{
	str_put(out, "otpauth://totp/");
	put_escaped(out, desk);
	str_put_c(out, ':');
	put_escaped(out, login);
	str_putf(out, "?secret=%s&issuer=", text);
	put_escaped(out, desk);
	str_putf(out, "&digits=%d&period=%d", TOTP_DIGITS, STEP_S);
}
