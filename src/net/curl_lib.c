/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/curl_lib.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef LIBCURL_SONAME
#define LIBCURL_SONAME "libcurl.so.4"
#endif

/* For who makes packages: that the program needs the library, though it is not
 * linked with it (https://systemd.io/ELF_DLOPEN_METADATA/). */
#define NOTE "[{\"feature\":\"network\",\"description\":\"HTTP\"," \
	"\"priority\":\"required\",\"soname\":[\"" LIBCURL_SONAME "\"]}]"

static const struct {
	uint32_t name_bytes, note_bytes, type;
	char	 name[4];
	char	 note[sizeof NOTE];
} dlopen_note __attribute__((used, aligned(4), section(".note.dlopen"))) = {
	4, sizeof NOTE, 0x407c0c0a, "FDO", NOTE,
};

static const struct call {
	const char *name;
	size_t	    offset;
} calls[] = {
#define ROW(name) { "curl_" #name, offsetof(struct curl_lib, name) },
	CURL_LIB_CALLS(ROW)
#undef ROW
};

bool
curl_lib_load(struct curl_lib *lib, struct err *err)
{
	void *handle = dlopen(LIBCURL_SONAME, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL)
		return err_set(err, ERR_UNSUPPORTED,
		    "libcurl is missing, which is needed for the network: "
		    "install it (%s)", dlerror());
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		void *found = dlsym(handle, calls[i].name);

		if (found == NULL)
			return err_set(err, ERR_UNSUPPORTED,
			    "%s has no %s: libcurl 7.87 or later is needed",
			    LIBCURL_SONAME, calls[i].name);
		/* ISO C knows no way from an object's address to a
		 * function's, POSIX does. */
		memcpy((char *)lib + calls[i].offset, &found, sizeof found);
	}
	return true;
}
