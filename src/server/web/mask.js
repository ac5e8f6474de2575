/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask.js - numbers of cards and of bank accounts, which leave this page only
 * as their last digits: "****1111". The rules are those of domain/mask.h, and
 * tests/data/mask.json is tried on both.
 */
'use strict';

const mask = (() => {
const UNSEEN = /[\p{Cf}\p{Mn}\p{Me}]/u, DIGIT = /\p{Nd}/u;
const GAP = /[\p{Zs}\p{Pd}\t\r\n.\u00b7\u2212]/u;
const MOST = 27, PHONE = 15, LEAST_IBAN = 8;

/* First four digits from, to; bit n: a number of 13 + n digits. */
const SCHEMES = [[2200, 2204, 120], [2221, 2720, 8], [3000, 3059, 10],
	[3095, 3095, 10], [3400, 3499, 4], [3528, 3589, 120], [3600, 3699, 74],
	[3700, 3799, 4], [3800, 3999, 74], [4000, 4999, 73], [5000, 5099, 120],
	[5100, 5599, 8], [5600, 5899, 120], [6000, 6999, 120], [8600, 8600, 8],
	[9051, 9051, 8], [9112, 9112, 8], [9792, 9792, 8], [9804, 9804, 8],
	[9860, 9860, 8]];
const IBANS = 'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28' +
	'CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27' +
	'GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20' +
	'LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29' +
	'PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24' +
	'TR26UA29VA22VG24XK20YE30';

/* The digits of a script stand together, ten by ten. */
function digit(letter) {
	let n = 0;
	while (DIGIT.test(String.fromCodePoint(letter.codePointAt(0) - n - 1)))
		n++;
	return String(n % 10);
}

/* '0'..'9', 'A'..'Z', or ''. */
const sign = (letter) => DIGIT.test(letter) ? digit(letter) :
	/[A-Za-zＡ-Ｚａ-ｚ]/.test(letter) ? letter.normalize('NFKC').toUpperCase() : '';

const isDigit = (one) => one >= '0' && one <= '9';

/* ISO 7064, MOD 97-10. */
const hasRemainder = (all) => [...all.slice(4), ...all.slice(0, 4)]
	.reduce((rest, one) => Number(rest + String(parseInt(one, 36))) % 97, 0) === 1;

function look(letters) {
	const signs = letters.map(sign);

	/* What stands between a sign and the next one; null: too much. */
	function gap(i) {
		let n = 0, isHard = false, first = '', isLine = false;
		for (; i < letters.length; i++) {
			const one = letters[i], isComma = ',/_|'.includes(one);
			if (UNSEEN.test(one))
				continue;
			if (!isComma && !GAP.test(one))
				return isHard && n !== 1 ? null : { i, n, first, isLine };
			isHard ||= isComma;
			first ||= one;
			isLine ||= one === '\n';
			if (++n > 3)
				return null;
		}
		return null;
	}

	function run(i) {
		const all = [];
		for (let isLine = false; all.length < MOST;) {
			const next = gap(i + 1), goesOn = next && isDigit(signs[next.i]);
			all.push({ value: Number(signs[i]), end: i + 1, isLine,
				isLast: !goesOn || next.n > 0,
				mark: goesOn && next.n === 1 ? next.first : '' });
			if (!goesOn)
				break;
			({ i, isLine } = next);
		}
		return all;
	}

	const text = (d, n) => d.slice(0, n).map((one) => one.value).join('');
	const weigh = (values, fn) => values.reduce((sum, one, i) => sum + fn(one, i), 0) % 10;

	function isDate(d) {
		const groups = text(d, 6);
		return d.slice(0, 8).every((one, i) => one.isLast === [1, 3, 7].includes(i)) &&
			d[1].mark && d[1].mark === d[3].mark && './-'.includes(d[1].mark) &&
			/^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)/.test(groups);
	}

	const lengths = (d) => SCHEMES.find(([from, to]) => text(d, 4) >= from &&
		text(d, 4) <= to)?.[2] || 0;

	function isCard(d, n) {
		const values = d.slice(0, n).map((one) => one.value);
		if (!d[n - 1].isLast || weigh([...values].reverse(), (one, i) =>
			i % 2 ? 2 * one - (one > 4 ? 9 : 0) : one))
			return false;
		const isArticle = n === 13 && d.slice(0, 12).every((one) => !one.isLast) &&
			weigh(values, (one, i) => one * (i % 2 ? 3 : 1)) === 0;
		const isColumn = d.slice(0, n).some((one) => one.isLine) &&
			(n === 13 || n > 16);
		return !isArticle && !isColumn && !isDate(d);
	}

	function number(d, least) {
		if (d.length >= 26 && d[25].isLast && hasRemainder('PL' + text(d, 26)))
			return { end: d[25].end, head: 0, keep: 4 };
		const known = d.length > 3 && lengths(d);
		for (let n = Math.min(19, d.length); known && n > 12; n--)
			if (known >> n - 13 & 1 && isCard(d, n))
				return { end: d[n - 1].end, head: 0, keep: 4, n };
		if (!least || !known || d.length < least || (d.length > 7 && isDate(d)))
			return null;
		let end = d.at(-1).end;
		for (let next; (next = gap(end)) && isDigit(signs[next.i]);)
			end = next.i + 1;
		return { end, head: 0, keep: 0 };
	}

	function account(i, least) {
		let all = '', want = 2, isApart = false, end = i;
		for (;;) {
			all += signs[i];
			end = i + 1;
			const at = all.length === 2 ? IBANS.indexOf(all) : 0;
			if (at < 0 || (all.length > 1 &&
				all.length < 5 && isDigit(signs[i]) !== all.length > 2))
				return null;
			if (all.length === 2)
				want = Number(IBANS.slice(at + 2, at + 4));
			const next = gap(end);
			if (next && all.length === 1 && next.n)
				return null;
			isApart ||= Boolean(next && all.length === 2 && next.n);
			if (next && all.length === want && !next.n && signs[next.i])
				return null;
			if (!next || all.length === want || !signs[next.i])
				break;
			({ i } = next);
		}
		const digits = [...all.slice(4)].filter(isDigit).length;
		if (all.length < 4 || 2 * digits < all.length - 4)
			return null;
		if (all.length === want && hasRemainder(all))
			return { end, head: 2, keep: 4 };
		return least && all.length >= Math.max(least, LEAST_IBAN) && !isApart ?
			{ end, head: 2, keep: 0 } : null;
	}

	/* The first one at or behind `from`. */
	function find(from, least, isTyped) {
		let wasDigit = false, wasSign = false, wasPlus = false;
		for (let i = from; i < letters.length; i++) {
			if (UNSEEN.test(letters[i]))
				continue;
			const d = isDigit(signs[i]) && !wasDigit ? run(i) : [];
			const isPhone = d.length > 0 && wasPlus && d.length <= PHONE;
			const span = isPhone || (!d.length && (wasSign || !signs[i])) ? null :
				d.length ? number(d, least) : account(i, least);
			while (span && UNSEEN.test(letters[span.end] || ''))
				span.end++;
			/* It may be longer still. */
			if (span && !(isTyped && span.n < PHONE && span.end === letters.length))
				return { ...span, at: i };
			wasDigit = isDigit(signs[i]);
			wasSign = signs[i] !== '';
			wasPlus = letters[i] === '+';
			if (isPhone)
				i = d.at(-1).end - 1;
		}
		return null;
	}

	return { signs, find };
}

function once(text, least, isTyped) {
	const letters = [...text], { signs, find } = look(letters);
	let out = '', from = 0;
	for (let span; (span = find(from, least, isTyped)); from = span.end) {
		const all = signs.slice(span.at, span.end).join('');
		out += letters.slice(from, span.at).join('') + all.slice(0, span.head) +
			'****' + all.slice(all.length - span.keep);
	}
	return out + letters.slice(from).join('');
}

/* `least`: so many digits of an unfinished number are hidden too. `isTyped`: a
 * short one at the end may go on. */
return function (text, least = 0, isTyped = false) {
	for (;;) {
		const masked = /(\p{Nd}\P{Nd}*){4}/u.test(text) ?
			once(text, least, isTyped) : text;
		if (masked === text)
			return text;
		text = masked;
	}
};
})();
