dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl dz.m4 - the few macros that configure.ac is written with.

dnl DZ_OPT(NAME, HELP, PKG-CONFIG SPEC, DEBIAN PACKAGE, PREFIX)
dnl --with-NAME=auto|yes|no, auto when not given. Sets with_NAME to yes or no,
dnl and PREFIX_CFLAGS and PREFIX_LIBS. Asked for and missing is an error: a
dnl program that quietly lacks what somebody asked for is found out too late.
AC_DEFUN([DZ_OPT], [
AC_ARG_WITH([$1], [AS_HELP_STRING([--with-$1], [$2 @<:@auto@:>@])],
	[], [with_$1=auto])
AS_CASE([$with_$1],
[no], [],
[auto|yes], [
	PKG_CHECK_MODULES([$5], [$3], [dz_found=yes], [dz_found=no])
	AS_IF([test $with_$1 = yes && test $dz_found = no],
		[AC_MSG_ERROR([--with-$1 was given, but $3 is missing: install the Debian package $4, or configure with --without-$1])])
	with_$1=$dz_found],
[AC_MSG_ERROR([--with-$1=$with_$1: say yes, no or auto])])
])

dnl DZ_NEED(PREFIX, PKG-CONFIG SPEC, DEBIAN PACKAGE, WHAT FOR)
dnl A library that the build cannot do without.
AC_DEFUN([DZ_NEED], [
PKG_CHECK_MODULES([$1], [$2], [],
	[AC_MSG_ERROR([$2 is missing, which is needed for $4: install the Debian package $3])])
])

dnl DZ_FLAGS(VARIABLE, FLAGS, AC_LANG program kind: COMPILE or LINK)
dnl Appends each flag that the compiler takes to VARIABLE.
AC_DEFUN([DZ_FLAGS], [
for dz_flag in $2; do
	AC_MSG_CHECKING([whether $CC takes $dz_flag])
	dz_old_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror $dz_flag"
	AC_$3_IFELSE([AC_LANG_PROGRAM([], [])],
		[AC_MSG_RESULT([yes]); AS_VAR_APPEND([$1], [" $dz_flag"])],
		[AC_MSG_RESULT([no])])
	CFLAGS=$dz_old_CFLAGS
done
])

dnl DZ_DIR(NAME, SHELL VALUE, COMMENT)
dnl Defines NAME in config.h as the directory with all ${prefix}s replaced. In
dnl config.h, as a changed --prefix then recompiles what was built for another.
AC_DEFUN([DZ_DIR], [
dz_prefix=$prefix
dz_exec_prefix=$exec_prefix
test "$prefix" = NONE && prefix=$ac_default_prefix
test "$exec_prefix" = NONE && exec_prefix=$prefix
dz_dir="$2"
for dz_i in 1 2 3 4; do eval "dz_dir=\"$dz_dir\""; done
prefix=$dz_prefix
exec_prefix=$dz_exec_prefix
AC_DEFINE_UNQUOTED([$1], ["$dz_dir"], [$3])
])

dnl DZ_SONAME(NAME, FUNCTION, LIBS, DEFAULT, COMMENT)
dnl Defines NAME in config.h as the name that a loader has for the library of
dnl FUNCTION: that of the first NEEDED of a program linked with it.
AC_DEFUN([DZ_SONAME], [
AC_MSG_CHECKING([for the loader's name of $2's library])
dz_old_LIBS=$LIBS
LIBS="$3"
dz_soname=
AC_LINK_IFELSE([AC_LANG_PROGRAM([char $2(void);], [return $2() != 0;])],
	[dz_soname=`{ objdump -p conftest$EXEEXT || readelf -d conftest$EXEEXT; } 2>/dev/null |
	    sed -n 's/.*NEEDED[[^a-z]]*\(lib[[a-z-]]*\.so[[.0-9]]*\).*/\1/p' | grep -v '^libc\.' | head -n 1`])
LIBS=$dz_old_LIBS
test -n "$dz_soname" || dz_soname=$4
AC_MSG_RESULT([$dz_soname])
AC_DEFINE_UNQUOTED([$1], ["$dz_soname"], [$5])
])
