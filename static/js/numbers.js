// Numbers as people write them in Vietnamese: the twin of indicators/values/numbers.py.
// Used by the entry grid and wherever a person types a number. Values are decimal strings
// ("1234.5"), never floats. Both must answer alike: tests/data/numbers.json and tests/test_numbers_js.py.

export const SCALES = {
  "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9,
  "nghìn tỷ": 1e12, "nghìn tỉ": 1e12, "ngàn tỷ": 1e12, "ngàn tỉ": 1e12,
};

export const QUALIFIERS = {
  "gần": "nearly", "xấp xỉ": "nearly",
  "trên": "over", "hơn": "over", "vượt": "over", ">": "over",
  "khoảng": "about", "chừng": "about", "≈": "about", "~": "about",
  "ước": "estimate", "ước đạt": "estimate", "ước tính": "estimate", "ước khoảng": "estimate", "dự kiến": "estimate",
  "dưới": "under", "chưa đến": "under", "chưa tới": "under", "tối đa": "under", "<": "under",
  "sơ bộ": "provisional",
};

export const UNITS = {
  ...same("đồng", ["đồng", "đ", "vnđ", "vnd", "₫"]),
  ...same("%", ["%", "phần trăm"]),
  ...Object.fromEntries([
    "người", "lao động", "lượt", "lượt người", "lượt lao động", "đối tượng", "trường hợp", "nhà giáo",
    "học viên", "học sinh", "sinh viên", "trẻ em", "trẻ", "cháu", "hộ", "hộ gia đình", "nhà", "căn", "căn nhà",
    "hồ sơ", "quyết định", "suất", "doanh nghiệp", "công ty", "đơn vị", "cơ sở", "dự án", "nghề", "lớp",
    "hội nghị", "ngày hội", "phiên", "cuộc", "buổi", "vụ", "tấn", "xã", "huyện", "chỉ tiêu",
  ].map((word) => [word, word])),
};

export const NOTHING = ["-", "–", "—", "−", "x", "không", "không có", "k.có", "k có"];
export const UNAVAILABLE = [
  "...", "…", "n/a", "na", "không có số liệu", "chưa có số liệu", "k.có số liệu", "chưa có", "không rõ", "chưa rõ",
];
export const MAX_DIGITS = 15;

const HARD = "\\u00a0\\u2007\\u2009\\u202f";
const DIGITS = `[0-9]+(?:[., ${HARD}][0-9]+)*`;
const ONLY_DIGITS = new RegExp(`^${DIGITS}$`);
const SPACED = new RegExp(`^([0-9]{1,3}(?:[ ${HARD}][0-9]{3})+)([.,][0-9]+)?$`);
const DOTTED = /^([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?$/;
const COMMAED = /^([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/;
const SHORT_LAST = /^([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)\2([0-9]{1,2})$/;
const HEAD = /^(từ )?([-+−–]?)( ?)$/;
const QUALIFIER = new RegExp(`^(${anyOf(QUALIFIERS)}) ?`);
const TAIL = new RegExp(`^(?:(${anyOf(SCALES)}) ?)?(?:(${anyOf(UNITS)}) ?)?([-–—]|(?:đến|tới)(?: ?([-−]))?)?$`);
const SPACES = new RegExp(`[ ${HARD}]+`, "g");
const EDGES = new RegExp(`^[ ${HARD}]+|[ ${HARD}]+$`, "g");
const LOOKALIKES = [
  [/^=/, "formula"],
  [/^#/, "excel_error"],
  [/^[-+−]?(nan|inf|infinity|∞)$/, "not_finite"],
  [/[0-9]e[-+]?[0-9]/, "exponent"],
  [/^[^0-9]*$/, "words"],
];

class Refused extends Error {}

/**
 * Read one cell's text into {kind, readings, reason, qualifier, unit, notes}; readings are {value, valueHigh}.
 * kind: number · ambiguous (ask which reading) · empty · missing (ask why) · invalid.
 */
export function parse(text, { decimals = null, percent = null, unitScale = 1 } = {}) {
  const [cleaned, notes] = clean(text);
  let found;
  try {
    found = withoutNumber(cleaned) ?? parenthesised(cleaned) ?? withNumber(cleaned, percent, unitScale);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    found = answer("invalid", [], refusal.message);
  }
  if (decimals !== null) {
    const tooFine = (reading) => Number(decimalsOf(reading.value) > decimals);
    found.readings.sort((one, other) => tooFine(one) - tooFine(other));
  }
  return { ...found, notes };
}

/** Digits with their separators: {readings, reason}; the meaning of each rule stands in values/numbers.py. */
export function readDigits(text, { scale = false, percent = false } = {}) {
  if (!ONLY_DIGITS.test(text)) return digits([], "grouping");
  const found = readSeparators(text, scale, percent);
  return found.readings.every(holds) ? found : digits([], "too_long");
}

/** For reading: vi "1.234.567,5", en "1,234,567.5", with a true minus sign; `decimals` rounds half up and pads. */
export function format(value, lang, decimals = null) {
  const shown = decimals === null ? value : rounded(value, decimals);
  const [whole, fraction = ""] = shown.replace(/^-/, "").split(".");
  const [group, point] = lang.startsWith("en") ? [",", "."] : [".", ","];
  const grouped = whole.replace(/\B(?=([0-9]{3})+$)/g, group);
  return (/^-.*[1-9]/.test(shown) ? "\u2212" : "") + grouped + (fraction ? point + fraction : "");
}

/** What an input shows: `parse` reads it back to the same value, exactly and without a question. */
export function entryText(value, valueHigh = null) {
  let text = format(plain(value), "vi").replace("\u2212", "-");
  if (/^-?[1-9][0-9]{0,2},[0-9]{3}$/.test(text)) text += "0";
  return valueHigh === null ? text : `${text} đến ${entryText(valueHigh)}`;
}

function same(unit, words) {
  return Object.fromEntries(words.map((word) => [word, unit]));
}

function anyOf(words) {
  const longestFirst = Object.keys(words).sort((one, other) => other.length - one.length);
  return longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
}

function answer(kind, readings = [], reason = "", qualifier = "exact", unit = "") {
  return { kind, readings, reason, qualifier, unit };
}

function digits(readings, reason = "") {
  return { readings, reason };
}

function clean(text) {
  const wide = /[\uff01-\uff5e]/g;
  const narrow = text.replace(wide, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  const visible = narrow.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "");
  const single = visible.normalize("NFC").toLowerCase().replace(/[ \t\r\n\f\v\u3000]+/g, " ");
  return [single.replace(EDGES, ""), narrow === text ? [] : ["full_width"]];
}

function withoutNumber(cleaned) {
  const words = cleaned.replace(SPACES, " ");
  if (!words) return answer("empty");
  if (NOTHING.includes(words)) return answer("ambiguous", [reading("0")], "nothing");
  if (UNAVAILABLE.includes(words)) return answer("missing", [], "unavailable");
  const lookalike = LOOKALIKES.find(([pattern]) => pattern.test(words));
  return lookalike ? answer("invalid", [], lookalike[1]) : null;
}

function parenthesised(cleaned) {
  if (!(cleaned.startsWith("(") && cleaned.endsWith(")"))) return null;
  const inner = refuseNone(readDigits(cleaned.slice(1, -1)));
  const both = digits([...signed(inner, true).readings, ...inner.readings], "parentheses");
  return answer("ambiguous", ...paired([both]));
}

function withNumber(cleaned, percent, unitScale) {
  const pieces = cleaned.split(new RegExp(`(${DIGITS})`));
  const head = readHead(pieces[0].replace(SPACES, " "));
  const tokens = [];
  for (let at = 1; at < pieces.length; at += 2) tokens.push(readTail(pieces[at], pieces[at + 1]));
  const unit = oneUnit(tokens);
  if (unit === "%" && (percent === false || pieces[0].includes("vượt"))) {
    throw new Refused(percent === false ? "percent" : "exceeds");
  }
  let ends = readEnds(tokens, head.ranged, head.negative, unit === "%");
  if (head.doubtful && ends.length === 1) {
    ends = [digits([...ends[0].readings, ...signed(ends[0], true).readings], ends[0].reason || "dash")];
  }
  if (unit || tokens.some((token) => token.scale > 1)) ends = ends.map((end) => shifted(end, -zeros(unitScale)));
  const [readings, reason] = paired(ends);
  return answer(reason ? "ambiguous" : "number", readings, reason, head.qualifier, unit);
}

function readHead(words) {
  const qualifiers = [];
  for (let match; (match = QUALIFIER.exec(words)); words = words.slice(match[0].length)) {
    qualifiers.push(QUALIFIERS[match[1]]);
  }
  const head = HEAD.exec(words);
  if (!head) throw new Refused(why(words));
  const negative = head[2] !== "" && head[2] !== "+";
  return { qualifier: qualifiers[0] ?? "exact", ranged: Boolean(head[1]), negative, doubtful: negative && head[3] !== "" };
}

function readTail(text, words) {
  const single = words.replace(SPACES, " ").replace(/^ | $/g, "");
  const tail = TAIL.exec(single);
  if (!tail) throw new Refused(why(single));
  const [, scale, unit, join, minus] = tail;
  return {
    digits: text, scale: SCALES[scale] ?? 1, unit: UNITS[unit] ?? "", joined: Boolean(join), nextNegative: Boolean(minus),
  };
}

function why(words) {
  return /[^ .,']/.test(words) ? "words" : "grouping";
}

function oneUnit(tokens) {
  const units = new Set(tokens.map((token) => token.unit).filter(Boolean));
  if (units.size > 1) throw new Refused("two_numbers");
  return [...units][0] ?? "";
}

function readEnds(tokens, ranged, negative, percent) {
  const [low, high] = halves(tokens, ranged);
  if (!high.length) return [signed(readAmount(low, percent), negative)];
  const borrowed = low.length === 1 && !low[0].unit ? high.at(-1).scale : 1;
  const [lower, upper] = [readAmount(low, percent, borrowed), readAmount(high, percent)];
  return [signed(lower, negative), signed(upper, low.at(-1).nextNegative)];
}

function halves(tokens, ranged) {
  const joins = tokens.flatMap((token, index) => (token.joined ? [index + 1] : []));
  if (!joins.length && !ranged) return [tokens, []];
  if (joins.length !== 1 || joins[0] === tokens.length) throw new Refused(tokens.length > 1 ? "two_numbers" : "words");
  return [tokens.slice(0, joins[0]), tokens.slice(joins[0])];
}

function readAmount(tokens, percent, borrowed = 1) {
  const scale = tokens[0].scale > 1 ? tokens[0].scale : borrowed;
  const first = refuseNone(readDigits(tokens[0].digits, { scale: scale > 1, percent }));
  let total = shifted(first, zeros(scale));
  for (let at = 1; at < tokens.length; at += 1) total = withPart(total, tokens[at - 1], tokens[at]);
  return total;
}

function withPart(total, before, part) {
  const size = readDigits(part.digits);
  const room = zeros(before.scale);
  if (total.readings.length > 1 || size.readings.length !== 1 || before.unit || part.scale >= before.scale) {
    throw new Refused("two_numbers");
  }
  const written = part.digits.replace(/[^0-9]/g, "");
  const value = shift(size.readings[0], zeros(part.scale));
  const start = total.readings[0];
  const whole = !value.includes(".") && !start.includes(".") && BigInt(start) % BigInt(before.scale) === 0n;
  if (!whole || BigInt(value) >= BigInt(before.scale) || size.reason || total.reason) throw new Refused("two_numbers");
  const sum = (addend) => String(BigInt(start) + BigInt(addend));
  if (part.scale > 1 || written.length === room) return digits([sum(value)]);
  return digits([sum(shift(value, room - written.length)), sum(value)], "rest");
}

function refuseNone(found) {
  if (!found.readings.length) throw new Refused(found.reason);
  return found;
}

function signed(found, negative) {
  return negative ? digits(found.readings.map((value) => plain(`-${value}`)), found.reason) : found;
}

function shifted(found, places) {
  return digits(found.readings.map((value) => shift(value, places)), found.reason);
}

function paired(ends) {
  const reason = ends.find((end) => end.reason)?.reason ?? "";
  if (!ends.every((end) => end.readings.every(holds))) throw new Refused("too_long");
  if (ends.length === 1) return [[...new Set(ends[0].readings)].map((value) => reading(value)), reason];
  const ways = Math.max(...ends.map((end) => end.readings.length));
  const pairs = Array.from({ length: ways }, (_, way) => ends.map((end) => end.readings[Math.min(way, end.readings.length - 1)]));
  const kept = pairs.filter(([low, high]) => !isAbove(low, high)).map((pair) => reading(...pair));
  if (!kept.length) throw new Refused("range_order");
  return [kept, reason];
}

function reading(value, valueHigh = null) {
  return { value, valueHigh };
}

function readSeparators(text, scale, percent) {
  const spaced = SPACED.exec(text);
  if (spaced) return readSpaced(spaced, scale, percent);
  if (/[^0-9.,]/.test(text)) return digits([], "grouping");
  const [points, commas] = [text.split(".").length - 1, text.split(",").length - 1];
  if (points + commas === 0) return digits([plain(text)]);
  if (points + commas === 1) return points ? readPoint(text, scale, percent) : readComma(text, scale, percent);
  return readGroups(text);
}

function readSpaced(match, scale, percent) {
  const inner = readSeparators(match[1].replace(/[^0-9]/g, "") + (match[2] ?? ""), scale, percent);
  return inner.readings.length && !inner.reason && match[1].includes(" ") ? digits(inner.readings, "space") : inner;
}

function readPoint(text, scale, percent) {
  const [whole, fraction] = text.split(".");
  const [decimal, joined] = [plain(text), plain(whole + fraction)];
  const none = !/[1-9]/.test(whole);
  if (DOTTED.test(text) && !percent) return digits([joined]);
  if ((scale || percent) && (fraction.length !== 3 || none)) return digits([decimal]);
  return digits(none ? [decimal] : [decimal, joined], "dot");
}

function readComma(text, scale, percent) {
  const [whole, fraction] = text.split(",");
  const [decimal, joined] = [plain(`${whole}.${fraction}`), plain(whole + fraction)];
  if (fraction.length !== 3 || whole.length > 3 || !/[1-9]/.test(whole) || percent) return digits([decimal]);
  if (!scale) return digits([joined, decimal], "comma");
  return fraction.endsWith("0") ? digits([decimal, joined], "comma") : digits([decimal]);
}

function readGroups(text) {
  const joined = plain(text.replace(/[.,]/g, ""));
  let match = DOTTED.exec(text);
  if (match) return digits([plain(`${match[1].replaceAll(".", "")}.${match[2] ?? ""}`)]);
  match = COMMAED.exec(text);
  if (match) {
    const decimal = plain(`${match[1].replaceAll(",", "")}.${match[2] ?? ""}`);
    return match[2]?.length === 3 ? digits([decimal, joined], "mixed") : digits([decimal]);
  }
  match = SHORT_LAST.exec(text);
  if (match) return digits([plain(`${match[1].replaceAll(match[2], "")}.${match[3]}`), joined], "groups");
  return digits([], "grouping");
}

// Decimal strings: "-1234.5"; no exponent, no needless zeros, no minus zero.

function plain(text) {
  const [, minus, whole, fraction = ""] = /^(-*)([0-9]+)\.?([0-9]*)$/.exec(text);
  const [front, back] = [whole.replace(/^0+(?=[0-9])/, ""), fraction.replace(/0+$/, "")];
  const negative = minus.length % 2 === 1 && /[1-9]/.test(front + back);
  return (negative ? "-" : "") + front + (back ? `.${back}` : "");
}

/** Times ten to the power of `places`. */
function shift(value, places) {
  const [whole, fraction = ""] = value.replace(/^-/, "").split(".");
  const point = whole.length + places;
  const all = (whole + fraction).padEnd(point, "0").padStart((whole + fraction).length + Math.max(0, 1 - point), "0");
  const at = Math.max(1, point);
  return plain(`${value.startsWith("-") ? "-" : ""}${all.slice(0, at)}.${all.slice(at)}`);
}

function zeros(powerOfTen) {
  return String(BigInt(powerOfTen)).length - 1;
}

function decimalsOf(value) {
  return value.split(".")[1]?.length ?? 0;
}

function holds(value) {
  return value.replace(/^[-0.]+/, "").replace(".", "").length <= MAX_DIGITS;
}

function isAbove(one, other) {
  const places = Math.max(decimalsOf(one), decimalsOf(other));
  return BigInt(shift(one, places)) > BigInt(shift(other, places));
}

/** Rounded half up (away from zero) and padded to `decimals`. */
function rounded(value, decimals) {
  const [whole, fraction = ""] = value.replace(/^-/, "").split(".");
  const kept = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  const up = (fraction[decimals] ?? "0") >= "5" ? 1n : 0n;
  const text = String(kept + up).padStart(decimals + 1, "0");
  const front = text.slice(0, text.length - decimals);
  return (value.startsWith("-") ? "-" : "") + front + (decimals ? `.${text.slice(-decimals)}` : "");
}
