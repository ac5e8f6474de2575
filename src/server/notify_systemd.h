/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notify_systemd.h - tells the service manager how it stands (sd_notify(3)).
 *
 * `state` is "READY=1" or "STOPPING=1". Does nothing where nobody asked
 * ($NOTIFY_SOCKET is not set).
 */
#ifndef SERVER_NOTIFY_SYSTEMD_H
#define SERVER_NOTIFY_SYSTEMD_H

void notify_systemd(const char *state);

#endif
