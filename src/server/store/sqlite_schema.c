/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_schema.c - the tables, step by step, and every statement.
 *
 * `json` is a record in its wire form (doc/protocol.md); the columns beside
 * it are those that are searched.
 */
#include "server/store/sqlite.h"

static const char *const steps[] = {
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
	"INSERT INTO meta VALUES ('epoch', lower(hex(randomblob(4))));"
	/* AUTOINCREMENT: a number is never given twice, whatever is removed. */
	"CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" conversation INTEGER NOT NULL, type TEXT NOT NULL,"
	" at INTEGER NOT NULL, sender INTEGER NOT NULL,"
	" sender_id INTEGER NOT NULL, client_id TEXT NOT NULL,"
	" fingerprint INTEGER NOT NULL, everyone INTEGER NOT NULL,"
	" operator_id INTEGER NOT NULL, was_operator_id INTEGER NOT NULL,"
	" queue_id INTEGER NOT NULL, was_queue_id INTEGER NOT NULL,"
	" json TEXT NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX events_client ON events"
	" (sender, sender_id, client_id) WHERE client_id <> '';"
	"CREATE INDEX events_conversation ON events (conversation, seq)"
	" WHERE conversation <> 0;"
	"CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	" contact TEXT NOT NULL, language TEXT NOT NULL, note TEXT NOT NULL,"
	" since INTEGER NOT NULL) STRICT;"
	"CREATE TABLE conversations (id INTEGER PRIMARY KEY,"
	" customer_id INTEGER NOT NULL, state TEXT NOT NULL,"
	" operator_id INTEGER NOT NULL, department_id INTEGER NOT NULL,"
	" opened INTEGER NOT NULL, closed INTEGER NOT NULL,"
	" json TEXT NOT NULL) STRICT;"
	"CREATE INDEX conversations_open ON conversations (id)"
	" WHERE state <> 'closed';"
	"CREATE INDEX conversations_customer ON conversations (customer_id,"
	" id);"
	"CREATE TABLE operators (id INTEGER PRIMARY KEY,"
	" login TEXT NOT NULL UNIQUE, json TEXT NOT NULL,"
	" password TEXT NOT NULL) STRICT;"
	"CREATE TABLE departments (id INTEGER PRIMARY KEY,"
	" json TEXT NOT NULL) STRICT;"
	"CREATE TABLE canned (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" shortcut TEXT NOT NULL, language TEXT NOT NULL, json TEXT NOT NULL,"
	" UNIQUE (shortcut, language)) STRICT;"
	"CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" operator_id INTEGER NOT NULL REFERENCES operators (id),"
	" made INTEGER NOT NULL, device TEXT NOT NULL,"
	" hash BLOB NOT NULL UNIQUE) STRICT;"
	"CREATE TABLE secrets (hash BLOB PRIMARY KEY,"
	" customer_id INTEGER NOT NULL) STRICT;"
	"CREATE INDEX secrets_customer ON secrets (customer_id);",
	/* The whole record; '' where it was put before this step. */
	"ALTER TABLE customers ADD COLUMN json TEXT NOT NULL DEFAULT '';",
	/* What was said before is put in by and by: sqlite_catch_up(). */
	DB_SEARCH_TABLE
	"INSERT INTO meta SELECT 'search_from', CASE WHEN count(*) = 0 THEN 0"
	" ELSE max(seq) + 1 END FROM events;",
	/* Personal replies: a shortcut is unique for its owner (0: shared).
	 * The numbers that were given stay given. */
	"CREATE TABLE canned_2 (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" owner_id INTEGER NOT NULL, shortcut TEXT NOT NULL,"
	" language TEXT NOT NULL, json TEXT NOT NULL,"
	" UNIQUE (owner_id, shortcut, language)) STRICT;"
	"INSERT INTO canned_2 SELECT id, 0, shortcut, language, json"
	" FROM canned;"
	"DELETE FROM sqlite_sequence WHERE name = 'canned_2';"
	"UPDATE sqlite_sequence SET name = 'canned_2' WHERE name = 'canned';"
	"DROP TABLE canned;"
	"ALTER TABLE canned_2 RENAME TO canned;",
	"CREATE TABLE files (id TEXT PRIMARY KEY, place TEXT NOT NULL,"
	" name TEXT NOT NULL, type TEXT NOT NULL,"
	" conversation INTEGER NOT NULL, bytes INTEGER NOT NULL,"
	" at INTEGER NOT NULL, sender INTEGER NOT NULL,"
	" sender_id INTEGER NOT NULL, fingerprint INTEGER NOT NULL,"
	" seq INTEGER NOT NULL) STRICT;"
	"CREATE INDEX files_conversation ON files (conversation);"
	"CREATE INDEX files_unsent ON files (at) WHERE seq = 0;",
	/* How often each tag was given to a conversation. */
	"CREATE TABLE tags (tag TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT,"
	" WITHOUT ROWID;"
	"CREATE INDEX tags_used ON tags (n DESC, tag);",
	"ALTER TABLE events ADD COLUMN also_operator_id INTEGER NOT NULL"
	" DEFAULT 0;",
	/* Files of canned replies; several rows may name the same bytes. How
	 * often each operator has sent a reply, and when last. */
	"ALTER TABLE files ADD COLUMN canned INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX files_canned ON files (canned) WHERE canned <> 0;"
	"CREATE INDEX files_place ON files (place);"
	"CREATE TABLE canned_uses (canned INTEGER NOT NULL,"
	" operator_id INTEGER NOT NULL, n INTEGER NOT NULL,"
	" last INTEGER NOT NULL, PRIMARY KEY (canned, operator_id)) STRICT,"
	" WITHOUT ROWID;",
	"CREATE TABLE audit (n INTEGER PRIMARY KEY AUTOINCREMENT,"
	" record TEXT NOT NULL, hash BLOB NOT NULL) STRICT;",
	/* Sessions have a last use; places, codes and recovery codes. */
	"ALTER TABLE sessions ADD COLUMN used INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE sessions ADD COLUMN is_token INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE sessions ADD COLUMN reads_only INTEGER NOT NULL"
	" DEFAULT 0;"
	"UPDATE sessions SET used = made;"
	"CREATE TABLE places (operator_id INTEGER NOT NULL, who TEXT NOT NULL,"
	" at INTEGER NOT NULL, PRIMARY KEY (operator_id, who)) STRICT,"
	" WITHOUT ROWID;"
	"CREATE TABLE factors (operator_id INTEGER PRIMARY KEY,"
	" secret BLOB NOT NULL, step INTEGER NOT NULL) STRICT;"
	"CREATE TABLE recovery (operator_id INTEGER NOT NULL,"
	" hash BLOB NOT NULL, PRIMARY KEY (operator_id, hash)) STRICT,"
	" WITHOUT ROWID;",
	/* What is about a customer's record; which conversations are gone;
	 * how far the traces of what was erased are cleaned away. */
	"ALTER TABLE events ADD COLUMN about_customer INTEGER NOT NULL"
	" DEFAULT 0;"
	"UPDATE events SET about_customer ="
	" ifnull(json_extract(json, '$.customer.id'), 0)"
	" WHERE type = 'customer';"
	"CREATE INDEX events_customer ON events (about_customer)"
	" WHERE about_customer <> 0;"
	"ALTER TABLE secrets ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX conversations_closed ON conversations (closed)"
	" WHERE state = 'closed';"
	"CREATE TABLE gone (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)"
	" STRICT;"
	"INSERT INTO meta VALUES ('cleaning', '0');",
	/* Names of files are looked through, too: what was put into the index
	 * without them could not be taken out again. */
	"DROP TABLE search;" DB_SEARCH_TABLE
	"UPDATE meta SET value = CAST((SELECT CASE WHEN count(*) = 0 THEN 0"
	" ELSE max(seq) + 1 END FROM events) AS TEXT)"
	" WHERE key = 'search_from';",
	/* What was said to the team, and who has seen it. */
	"CREATE TABLE broadcasts (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
	" by_id INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
	"CREATE TABLE broadcasts_seen (broadcast INTEGER NOT NULL,"
	" operator_id INTEGER NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (broadcast, operator_id)) STRICT, WITHOUT ROWID;",
	/* Rooms of the team: how far each member has read. */
	"CREATE TABLE room_reads (conversation INTEGER NOT NULL,"
	" operator_id INTEGER NOT NULL, seq INTEGER NOT NULL,"
	" PRIMARY KEY (conversation, operator_id)) STRICT, WITHOUT ROWID;",
	/* Reports go by the opening; win-backs outlive the conversation's last
	 * change. */
	"CREATE INDEX conversations_opened ON conversations (opened, id,"
	" closed);"
	"CREATE TABLE winbacks (conversation INTEGER PRIMARY KEY,"
	" customer_id INTEGER NOT NULL, state TEXT NOT NULL,"
	" owner_id INTEGER NOT NULL, by_id INTEGER NOT NULL,"
	" stars INTEGER NOT NULL, opened INTEGER NOT NULL,"
	" due INTEGER NOT NULL, changed_at INTEGER NOT NULL,"
	" comment TEXT NOT NULL, apology TEXT NOT NULL,"
	" gesture TEXT NOT NULL, changed TEXT NOT NULL) STRICT;"
	"CREATE INDEX winbacks_due ON winbacks (due)"
	" WHERE state IN ('open', 'offered');"
	"CREATE INDEX winbacks_customer ON winbacks (customer_id)"
	" WHERE state IN ('open', 'offered');",
	/* How every operator is, and what they have chosen. */
	"CREATE TABLE states (operator_id INTEGER PRIMARY KEY,"
	" presence TEXT NOT NULL, reason TEXT NOT NULL,"
	" by_id INTEGER NOT NULL, since INTEGER NOT NULL,"
	" chosen TEXT NOT NULL, chosen_reason TEXT NOT NULL,"
	" chosen_by INTEGER NOT NULL) STRICT;",
	/* What is of the desk itself, for reports and for its time to end. */
	"CREATE INDEX events_desk ON events (type, at)"
	" WHERE conversation = 0;",
	/* Who may not write, and where visitors wrote from. */
	"CREATE TABLE blocks (id INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
	" is_limit INTEGER NOT NULL, customer_id INTEGER NOT NULL,"
	" range TEXT NOT NULL, conversation INTEGER NOT NULL,"
	" by_id INTEGER NOT NULL, at INTEGER NOT NULL,"
	" until INTEGER NOT NULL, ended INTEGER NOT NULL,"
	" ended_by INTEGER NOT NULL, name TEXT NOT NULL,"
	" reason TEXT NOT NULL) STRICT;"
	"CREATE TABLE addresses (conversation INTEGER PRIMARY KEY,"
	" customer_id INTEGER NOT NULL, address TEXT NOT NULL,"
	" at INTEGER NOT NULL) STRICT;"
	"CREATE INDEX addresses_customer ON addresses (customer_id);"
	"CREATE INDEX addresses_at ON addresses (at);",
};

const struct db_schema sqlite_schema = {
	.steps = steps, .n_steps = sizeof steps / sizeof *steps,
};

#define EVENT_COLUMNS \
	"seq, conversation, type, at, sender, sender_id, client_id, " \
	"fingerprint, everyone, operator_id, was_operator_id, queue_id, " \
	"was_queue_id, json, also_operator_id, about_customer"

#define WINBACK_COLUMNS \
	"w.conversation, w.customer_id, w.state, w.owner_id, w.by_id, " \
	"w.stars, w.opened, w.due, w.changed_at, w.comment, w.apology, " \
	"w.gesture, w.changed, ifnull(c.name, ''), " \
	"ifnull(d.department_id, 0)"
#define WINBACK_FROM \
	" FROM winbacks w LEFT JOIN customers c ON c.id = w.customer_id" \
	" LEFT JOIN conversations d ON d.id = w.conversation"

#define BLOCK_COLUMNS \
	"id, kind, is_limit, customer_id, range, conversation, by_id, at, " \
	"until, ended, ended_by, name, reason"

#define FILE_COLUMNS \
	"id, place, name, type, conversation, bytes, at, sender, " \
	"sender_id, fingerprint, seq, canned"

#define CANNED_COLUMNS \
	"json, (SELECT sum(n) FROM canned_uses u WHERE u.canned = c.id), " \
	"(SELECT max(last) FROM canned_uses u WHERE u.canned = c.id)"

const char *const sqlite_texts[SQLITE_STMTS] = {
	[SQLITE_APPEND] = "INSERT INTO events (" EVENT_COLUMNS ") VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQLITE_AMEND] = "UPDATE events SET json = ?2, fingerprint = 0"
	    " WHERE seq = ?1",
	[SQLITE_FIND_SENT] = "SELECT " EVENT_COLUMNS " FROM events WHERE"
	    " sender = ? AND sender_id = ? AND client_id = ?"
	    " AND client_id <> ''",
	[SQLITE_EVENTS_AFTER] = "SELECT " EVENT_COLUMNS " FROM events"
	    " WHERE seq > ? ORDER BY seq LIMIT ?",
	[SQLITE_EVENTS_BEFORE] = "SELECT " EVENT_COLUMNS " FROM events"
	    " WHERE conversation = ? AND conversation <> 0 AND seq < ?"
	    " ORDER BY seq DESC LIMIT ?",
	[SQLITE_EVENTS_OF] = "SELECT " EVENT_COLUMNS " FROM events"
	    " WHERE conversation = ? AND conversation <> 0 ORDER BY seq",
	[SQLITE_EVENTS_OF_DESK] = "SELECT " EVENT_COLUMNS " FROM events"
	    " WHERE conversation = 0 AND type = ?1"
	    " AND (at, seq) > (?2, ?3) AND at < ?4"
	    " ORDER BY at, seq LIMIT ?5",
	[SQLITE_OF_DESK_BEFORE] = "SELECT seq, json FROM events"
	    " WHERE conversation = 0 AND type = ?1 AND at < ?2"
	    " AND about_customer = 0 ORDER BY at LIMIT ?3",
	/* The first part is answered by the index alone. */
	[SQLITE_OPENED] = "SELECT o.opened, o.id, d.customer_id,"
	    " d.department_id, ifnull(json_extract(c.json, '$.segment'), '')"
	    " FROM (SELECT opened, id FROM conversations"
	    "  WHERE (opened, id) > (?1, ?2) AND opened < ?4"
	    "  AND (opened >= ?3 OR closed = 0 OR closed >= ?3)"
	    "  ORDER BY opened, id LIMIT ?5) o"
	    " JOIN conversations d ON d.id = o.id"
	    " LEFT JOIN customers c ON c.id = d.customer_id"
	    " ORDER BY o.opened, o.id",
	[SQLITE_WINBACK_PUT] = "INSERT INTO winbacks (conversation,"
	    " customer_id, state, owner_id, by_id, stars, opened, due,"
	    " changed_at, comment, apology, gesture, changed)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?9, ?10, ?11, ?12)"
	    " ON CONFLICT (conversation) DO UPDATE SET"
	    " state = excluded.state, owner_id = excluded.owner_id,"
	    " due = excluded.due, changed_at = excluded.changed_at,"
	    " apology = CASE excluded.apology WHEN '' THEN apology"
	    "  ELSE excluded.apology END,"
	    " gesture = CASE excluded.gesture WHEN '' THEN gesture"
	    "  ELSE excluded.gesture END,"
	    " changed = CASE excluded.changed WHEN '' THEN changed"
	    "  ELSE excluded.changed END",
	[SQLITE_WINBACKS] = "SELECT " WINBACK_COLUMNS WINBACK_FROM
	    " WHERE CASE ?1 WHEN 0 THEN w.state IN ('open', 'offered')"
	    " ELSE w.conversation = ?1 END ORDER BY w.due, w.conversation",
	[SQLITE_WINBACK_OF] = "SELECT " WINBACK_COLUMNS WINBACK_FROM
	    " WHERE w.customer_id = ? AND w.state IN ('open', 'offered')"
	    " ORDER BY w.due LIMIT 1",
	[SQLITE_WINBACK_REMOVE] = "DELETE FROM winbacks"
	    " WHERE conversation = ?",
	[SQLITE_PUT_OPERATOR] = "INSERT INTO operators"
	    " (id, login, json, password) VALUES (?, ?, ?, '')"
	    " ON CONFLICT (id) DO UPDATE SET"
	    " login = excluded.login, json = excluded.json",
	[SQLITE_PUT_DEPARTMENT] = "INSERT INTO departments (id, json)"
	    " VALUES (?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET json = excluded.json",
	[SQLITE_PUT_CANNED] = "INSERT INTO canned"
	    " (id, owner_id, shortcut, language, json)"
	    " VALUES (?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id,"
	    " shortcut = excluded.shortcut, language = excluded.language, json = excluded.json",
	[SQLITE_PUT_CONVERSATION] = "INSERT INTO conversations (id,"
	    " customer_id, state, operator_id, department_id, opened, closed,"
	    " json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
	    " operator_id = excluded.operator_id,"
	    " department_id = excluded.department_id,"
	    " closed = excluded.closed, json = excluded.json",
	/* Since when is remembered, the rest is as it was said last. */
	[SQLITE_PUT_CUSTOMER] = "INSERT INTO customers"
	    " (id, name, contact, language, note, since, json)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
	    " contact = excluded.contact, language = excluded.language,"
	    " note = excluded.note, json = excluded.json",
	[SQLITE_PUT_SESSION] = "INSERT INTO sessions"
	    " (id, operator_id, made, device, hash, used, address, is_token,"
	    " reads_only) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQLITE_SESSION_USED] = "UPDATE sessions SET used = ?2, address = ?3"
	    " WHERE id = ?1",
	[SQLITE_PUT_PLACE] = "INSERT INTO places (operator_id, who, at)"
	    " VALUES (?1, ?2, ?3) ON CONFLICT (operator_id, who) DO UPDATE"
	    " SET at = excluded.at",
	[SQLITE_CUT_PLACES] = "DELETE FROM places WHERE operator_id = ?1 AND"
	    " who NOT IN (SELECT who FROM places WHERE operator_id = ?1"
	    " ORDER BY at DESC LIMIT 16)",
	[SQLITE_LIST_PLACES] = "SELECT operator_id, who, at FROM places"
	    " ORDER BY at",
	[SQLITE_PUT_FACTOR] = "INSERT INTO factors (operator_id, secret,"
	    " step) VALUES (?, ?, ?) ON CONFLICT (operator_id) DO UPDATE SET"
	    " secret = excluded.secret, step = excluded.step",
	[SQLITE_LIST_FACTORS] = "SELECT operator_id, secret, step FROM factors"
	    " WHERE operator_id = ?",
	[SQLITE_REMOVE_FACTOR] = "DELETE FROM factors WHERE operator_id = ?",
	[SQLITE_FACTOR_STEP] = "UPDATE factors SET step = ?2"
	    " WHERE operator_id = ?1 AND step < ?2",
	[SQLITE_PUT_RECOVERY] = "INSERT INTO recovery (operator_id, hash)"
	    " VALUES (?, ?)",
	[SQLITE_LIST_RECOVERY] = "SELECT operator_id, hash FROM recovery"
	    " WHERE operator_id = ?",
	[SQLITE_REMOVE_RECOVERY] = "DELETE FROM recovery"
	    " WHERE operator_id = ?",
	[SQLITE_RECOVERY_USE] = "DELETE FROM recovery WHERE operator_id = ?"
	    " AND hash = ?",
	[SQLITE_REHASH] = "UPDATE operators SET password = ?3 WHERE id = ?1"
	    " AND password = ?2",
	[SQLITE_PUT_SECRET] = "INSERT INTO secrets (hash, customer_id)"
	    " VALUES (?, ?)",
	[SQLITE_PUT_PASSWORD] = "UPDATE operators SET password = ?2"
	    " WHERE id = ?1",
	[SQLITE_PUT_TAG] = "INSERT INTO tags (tag, n) VALUES (?, 1)"
	    " ON CONFLICT (tag) DO UPDATE SET n = n + 1",
	[SQLITE_LIST_TAGS] = "SELECT tag FROM tags ORDER BY n DESC, tag"
	    " LIMIT ?",
	[SQLITE_REMOVE_CANNED] = "DELETE FROM canned WHERE id = ?",
	[SQLITE_REMOVE_SESSION] = "DELETE FROM sessions WHERE id = ?",
	[SQLITE_REMOVE_SESSIONS_OF] =
	    "DELETE FROM sessions WHERE operator_id = ?",
	[SQLITE_LIST_OPERATORS] = "SELECT json FROM operators"
	    " WHERE ?1 = 0 OR id = ?1 ORDER BY id",
	[SQLITE_LIST_DEPARTMENTS] = "SELECT json FROM departments"
	    " WHERE ?1 = 0 OR id = ?1 ORDER BY id",
	[SQLITE_LIST_CANNED] = "SELECT " CANNED_COLUMNS " FROM canned c"
	    " WHERE ?1 = 0 OR id = ?1 ORDER BY shortcut, language, owner_id",
	[SQLITE_FIND_CANNED] = "SELECT " CANNED_COLUMNS " FROM canned c"
	    " WHERE owner_id = ? AND shortcut = ? AND language = ?",
	[SQLITE_LIST_CONVERSATIONS] = "SELECT json FROM conversations"
	    " WHERE state <> 'closed' ORDER BY id",
	[SQLITE_LIST_CUSTOMERS] = "SELECT id, name, contact, language, note,"
	    " since, json FROM customers WHERE id = ?",
	[SQLITE_LIST_SESSIONS] = "SELECT id, operator_id, made, device, hash,"
	    " used, address, is_token, reads_only FROM sessions ORDER BY id",
	[SQLITE_LIST_SECRETS] = "SELECT hash, customer_id FROM secrets",
	[SQLITE_LIST_PASSWORDS] = "SELECT id, password FROM operators"
	    " WHERE id = ? AND password <> ''",
	[SQLITE_LIST_CONVERSATION] = "SELECT json FROM conversations"
	    " WHERE id = ?",
	[SQLITE_LIST_OF_CUSTOMER] = "SELECT json FROM conversations"
	    " WHERE customer_id = ? ORDER BY id DESC",
	[SQLITE_LIST_LATEST] = "SELECT customer_id, max(id)"
	    " FROM conversations WHERE customer_id <> 0 GROUP BY customer_id",
	[SQLITE_HIT] = "SELECT e.conversation, c.customer_id, c.operator_id,"
	    " c.department_id FROM events e JOIN conversations c"
	    " ON c.id = e.conversation WHERE e.seq = ?",
	[SQLITE_UNFOUND] = "SELECT e.seq, e.json, c.customer_id FROM events e"
	    " JOIN conversations c ON c.id = e.conversation WHERE e.seq < ?"
	    " ORDER BY e.seq DESC LIMIT ?",
	[SQLITE_GET_FROM] = "SELECT CAST(value AS INTEGER) FROM meta"
	    " WHERE key = 'search_from'",
	[SQLITE_SET_FROM] = "UPDATE meta SET value = CAST(?1 AS TEXT)"
	    " WHERE key = 'search_from'",
	[SQLITE_FILE_PUT] = "INSERT INTO files (" FILE_COLUMNS ") VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQLITE_FILE_FIND] = "SELECT " FILE_COLUMNS " FROM files"
	    " WHERE id = ?",
	[SQLITE_FILE_SENT] = "UPDATE files SET seq = ?2 WHERE id = ?1",
	[SQLITE_FILES_TAKEN_BACK] = "UPDATE files SET seq = ?3"
	    " WHERE conversation = ?1 AND abs(seq) = ?2",
	[SQLITE_FILES_COUNT] = "SELECT count(*) FROM files"
	    " WHERE conversation = ?1 AND (?1 <> 0 OR (seq = 0 AND"
	    " sender = ?2 AND sender_id = ?3))",
	[SQLITE_FILES_UNSENT] = "SELECT " FILE_COLUMNS " FROM files"
	    " WHERE seq = 0 AND at < ?",
	[SQLITE_FILE_REMOVE] = "DELETE FROM files WHERE id = ?",
	/* What is taken out of a reply is like what was never sent. */
	[SQLITE_FILES_FREE] = "UPDATE files SET seq = 0, canned = 0, at = ?2"
	    " WHERE canned = ?1 AND canned <> 0",
	[SQLITE_FILE_OF_CANNED] = "UPDATE files SET seq = ?2, canned = ?3"
	    " WHERE id = ?1",
	[SQLITE_PLACE_FIND] = "SELECT " FILE_COLUMNS " FROM files"
	    " WHERE place = ? LIMIT 1",
	[SQLITE_PUT_CANNED_USE] = "INSERT INTO canned_uses"
	    " (canned, operator_id, n, last) VALUES (?1, ?2, 1, ?3)"
	    " ON CONFLICT (canned, operator_id) DO UPDATE SET n = n + 1,"
	    " last = max(last, excluded.last)",
	[SQLITE_LIST_CANNED_USES] = "SELECT canned, operator_id, n, last"
	    " FROM canned_uses ORDER BY canned, n DESC, operator_id",
	[SQLITE_REMOVE_CANNED_USES] = "DELETE FROM canned_uses"
	    " WHERE canned = ?",
	[SQLITE_ERASE_EVENTS] = "SELECT seq, json FROM events"
	    " WHERE conversation = ? AND conversation <> 0"
	    " ORDER BY seq DESC LIMIT ?",
	[SQLITE_REMOVE_EVENT] = "DELETE FROM events WHERE seq = ?",
	[SQLITE_CUSTOMER_OF] = "SELECT customer_id FROM conversations"
	    " WHERE id = ?",
	[SQLITE_FILES_OF] = "SELECT " FILE_COLUMNS " FROM files"
	    " WHERE conversation = ?",
	[SQLITE_REMOVE_FILES_OF] = "DELETE FROM files WHERE conversation = ?",
	[SQLITE_REMOVE_CONVERSATION] = "DELETE FROM conversations"
	    " WHERE id = ?",
	/* One more, joined to those before and after it. */
	[SQLITE_PUT_GONE] = "INSERT INTO gone SELECT"
	    " ifnull((SELECT first FROM gone WHERE last = ?1 - 1), ?1),"
	    " ifnull((SELECT last FROM gone WHERE first = ?1 + 1), ?1)"
	    " WHERE true ON CONFLICT (first) DO UPDATE SET"
	    " last = excluded.last",
	[SQLITE_JOIN_GONE] = "DELETE FROM gone WHERE first = ?",
	[SQLITE_LIST_GONE] = "SELECT first, last FROM gone"
	    " ORDER BY first DESC LIMIT ?",
	[SQLITE_COUNT_RECORDS] = "SELECT"
	    " (SELECT count(*) FROM events WHERE about_customer = ?1"
	    "  AND about_customer <> 0),"
	    " (SELECT count(*) FROM secrets WHERE customer_id = ?1)",
	[SQLITE_REMOVE_RECORDS] = "DELETE FROM events"
	    " WHERE about_customer = ? AND about_customer <> 0",
	[SQLITE_REMOVE_CUSTOMER] = "DELETE FROM customers WHERE id = ?",
	[SQLITE_ERASE_SECRETS] = "UPDATE secrets SET customer_id = 0,"
	    " erased = ?2 WHERE customer_id = ?1",
	[SQLITE_MERGE] = "INSERT INTO search (search, rank)"
	    " VALUES ('merge', ?)",
	[SQLITE_GET_CLEANING] = "SELECT CAST(value AS INTEGER) FROM meta"
	    " WHERE key = 'cleaning'",
	[SQLITE_SET_CLEANING] = "UPDATE meta SET value = CAST(?1 AS TEXT)"
	    " WHERE key = 'cleaning'",
	[SQLITE_LIST_RECENT] = "SELECT json FROM conversations"
	    " WHERE state <> 'closed' UNION ALL"
	    " SELECT json FROM conversations"
	    " WHERE state = 'closed' AND closed >= ?",
	/* By the conversations, as the sequence has no index of types. */
	[SQLITE_LIST_MISSED] = "SELECT e.conversation, e.at"
	    " FROM conversations c CROSS JOIN events e"
	    " WHERE (c.state <> 'closed' OR c.closed >= ?1)"
	    " AND e.conversation = c.id AND e.conversation <> 0"
	    " AND e.type = 'missed' AND e.at >= ?1 ORDER BY e.at",
	[SQLITE_DUE] = "SELECT id, customer_id, (SELECT count(*)"
	    "  FROM conversations b WHERE b.customer_id = a.customer_id)"
	    " FROM conversations a WHERE state = 'closed' AND closed > 0"
	    " AND closed < ? ORDER BY closed LIMIT 1",
	[SQLITE_FORGET_SECRETS] = "DELETE FROM secrets WHERE erased > 0"
	    " AND erased < ?",
	[SQLITE_NAMED] = "SELECT id FROM customers"
	    " WHERE contact = ? COLLATE NOCASE ORDER BY id LIMIT 100",
	[SQLITE_LIST_ABOUT_CUSTOMER] = "SELECT json FROM events"
	    " WHERE about_customer = ? AND about_customer <> 0 ORDER BY seq",
	[SQLITE_BROADCAST_PUT] = "INSERT INTO broadcasts (id, at, by_id, text)"
	    " VALUES (?, ?, ?, ?)",
	[SQLITE_BROADCAST_CUT] = "DELETE FROM broadcasts WHERE at < ?",
	[SQLITE_BROADCAST_CUT_SEEN] = "DELETE FROM broadcasts_seen WHERE"
	    " broadcast NOT IN (SELECT id FROM broadcasts)",
	[SQLITE_BROADCAST_SEEN] = "INSERT OR IGNORE INTO broadcasts_seen"
	    " SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM broadcasts"
	    " WHERE id = ?1)",
	[SQLITE_BROADCASTS] = "SELECT id, at, by_id, text FROM broadcasts"
	    " ORDER BY id DESC LIMIT ?",
	[SQLITE_BROADCAST_SEERS] = "SELECT operator_id, at"
	    " FROM broadcasts_seen WHERE broadcast = ? ORDER BY at,"
	    " operator_id",
	/* '': nothing was chosen this time. */
	[SQLITE_PUT_STATE] = "INSERT INTO states (operator_id, presence,"
	    " reason, by_id, since, chosen, chosen_reason, chosen_by)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (operator_id) DO UPDATE SET"
	    " presence = excluded.presence, reason = excluded.reason,"
	    " by_id = excluded.by_id, since = excluded.since,"
	    " chosen_reason = CASE excluded.chosen WHEN '' THEN chosen_reason"
	    "  ELSE excluded.chosen_reason END,"
	    " chosen_by = CASE excluded.chosen WHEN '' THEN chosen_by"
	    "  ELSE excluded.chosen_by END,"
	    " chosen = CASE excluded.chosen WHEN '' THEN chosen"
	    "  ELSE excluded.chosen END",
	[SQLITE_PUT_BLOCK] = "INSERT INTO blocks (" BLOCK_COLUMNS ") VALUES"
	    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO UPDATE SET ended = excluded.ended,"
	    " ended_by = excluded.ended_by",
	[SQLITE_LIST_BLOCKS] = "SELECT " BLOCK_COLUMNS " FROM blocks"
	    " ORDER BY id",
	[SQLITE_CUT_BLOCKS] = "DELETE FROM blocks WHERE (ended > 0 AND"
	    " ended < ?1) OR (until > 0 AND until < ?1)",
	[SQLITE_FORGET_BLOCKS] = "UPDATE blocks SET conversation = 0,"
	    " name = '', reason = '' WHERE conversation = ?",
	[SQLITE_ERASE_BLOCKS] = "DELETE FROM blocks WHERE customer_id = ?"
	    " AND kind = 'session'",
	[SQLITE_LEAVE_BLOCKS] = "UPDATE blocks SET customer_id = 0"
	    " WHERE customer_id = ?",
	[SQLITE_PUT_ADDRESS] = "INSERT INTO addresses (conversation,"
	    " customer_id, address, at) VALUES (?, ?, ?, ?)"
	    " ON CONFLICT (conversation) DO UPDATE SET"
	    " address = excluded.address, at = excluded.at",
	[SQLITE_LIST_ADDRESSES] = "SELECT conversation, customer_id, address,"
	    " at FROM addresses WHERE ?1 = 0 OR customer_id = ?1",
	[SQLITE_CUT_ADDRESSES] = "DELETE FROM addresses WHERE at < ?",
	[SQLITE_REMOVE_ADDRESS] = "DELETE FROM addresses"
	    " WHERE conversation = ?",
	[SQLITE_LIST_STATES] = "SELECT operator_id, presence, reason, by_id,"
	    " since, chosen, chosen_reason, chosen_by FROM states"
	    " ORDER BY operator_id",
	[SQLITE_AUDIT_PUT] = "INSERT INTO audit (n, record, hash)"
	    " VALUES (?, ?, ?)",
	[SQLITE_AUDIT_LIST] = "SELECT n, record, hash FROM audit WHERE n > ?"
	    " ORDER BY n LIMIT ?",
	[SQLITE_AUDIT_ENDS] = "SELECT"
	    " ifnull((SELECT max(n) FROM audit), 0),"
	    " ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'audit'),"
	    "  0),"
	    " ifnull((SELECT CAST(value AS INTEGER) FROM meta"
	    "  WHERE key = 'audit_cut'), 0),"
	    " ifnull((SELECT value FROM meta WHERE key = 'audit_cut_hash'),"
	    "  '')",
	[SQLITE_AUDIT_CUT] = "DELETE FROM audit WHERE n <= ?",
	[SQLITE_AUDIT_NOTE_CUT] = "INSERT INTO meta VALUES"
	    " ('audit_cut', CAST(?1 AS TEXT)), ('audit_cut_hash', ?2)"
	    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	[SQLITE_PUT_ROOM_READ] = "INSERT INTO room_reads (conversation,"
	    " operator_id, seq) VALUES (?1, ?2, ?3)"
	    " ON CONFLICT (conversation, operator_id) DO UPDATE SET"
	    " seq = max(seq, excluded.seq)",
	[SQLITE_LIST_ROOM_READS] = "SELECT conversation, operator_id, seq"
	    " FROM room_reads",
	[SQLITE_SAID_BEFORE] = "SELECT e.seq, e.json FROM conversations c"
	    " JOIN events e ON e.conversation = c.id"
	    " WHERE c.state = 'team' AND e.at < ?1 AND e.type <> 'room'"
	    " LIMIT ?2",
	[SQLITE_FILES_SAID_BEFORE] = "SELECT " FILE_COLUMNS " FROM files"
	    " WHERE at < ?1 AND seq <> 0 AND conversation IN"
	    " (SELECT id FROM conversations WHERE state = 'team')",
	[SQLITE_REMOVE_FILES_SAID_BEFORE] = "DELETE FROM files"
	    " WHERE at < ?1 AND seq <> 0 AND conversation IN"
	    " (SELECT id FROM conversations WHERE state = 'team')",
};
