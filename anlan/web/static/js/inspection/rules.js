/**
 * The score on the screen while somebody inspects: the same rule as domain/inspection/rules.py, which alone decides.
 * Exact fractions, so that both agree to the last digit; tests hold them against each other.
 */

function divisor(a, b) {
  return b ? divisor(b, a % b) : a;
}

export class Fraction {
  constructor(n, d = 1n) {
    const by = divisor(n < 0n ? -n : n, d) || 1n;
    this.n = n / by;
    this.d = d / by;
  }

  static of(value) {
    if (value instanceof Fraction) return value;
    const [above, below = "1"] = String(value).split("/");
    const [whole, part = ""] = above.split(".");
    return new Fraction(BigInt(whole + part), 10n ** BigInt(part.length) * BigInt(below));
  }

  plus(other) { return new Fraction(this.n * other.d + other.n * this.d, this.d * other.d); }
  minus(other) { return new Fraction(this.n * other.d - other.n * this.d, this.d * other.d); }
  times(other) { return new Fraction(this.n * other.n, this.d * other.d); }
  over(other) { return new Fraction(this.n * other.d, this.d * other.n); }
  below(other) { return this.n * other.d < other.n * this.d; }
  get isZero() { return this.n === 0n; }
  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }
}

const ZERO = new Fraction(0n);
const FULL = new Fraction(100n);

export const GOOD = "优良";
export const PASSED = "合格";
export const FAILED = "不合格";

export function sum(numbers) {
  return numbers.reduce((one, other) => one.plus(other), ZERO);
}

function mean(numbers) {
  return sum(numbers).over(new Fraction(BigInt(numbers.length)));
}

/** Rounded to 0.1, half up, for people; — for no score. */
export function shown(score) {
  if (score === null) return "—";
  const tenths = (20n * score.n + score.d) / (2n * score.d);
  return tenths % 10n ? `${tenths / 10n}.${tenths % 10n}` : `${tenths / 10n}`;
}

/** The marks that deductions ({marks, times}) take off an item of `full` marks, and the sentence when they are cut off. */
export function marksOff(taken, full) {
  const asked = sum(taken.map(({ marks, times }) => Fraction.of(marks).times(Fraction.of(times))));
  const most = Fraction.of(full);
  if (!most.below(asked)) return { off: asked, why: "" };
  return { off: most, why: `扣分合计${shown(asked)}分，超过应得分数，按${shown(most)}分扣` };
}

function gotOf(item) {
  const left = Fraction.of(item.full).minus(Fraction.of(item.off));
  return left.below(ZERO) ? ZERO : left;
}

function sums(items) {
  return { got: sum(items.map(gotOf)), full: sum(items.map((one) => Fraction.of(one.full))) };
}

function limitFor(full, scheme) {
  const limit = Fraction.of(scheme.limit);
  return scheme.shared ? limit.times(full).over(Fraction.of(scheme.limitOf)) : limit;
}

function zeroBecause(there, guarantee, scheme) {
  const nothing = there.filter((one) => one.guarantee && gotOf(one).isZero).map((one) => one.name);
  if (nothing.length) return `保证项目“${nothing.join("、")}”得0分，本表记0`;
  if (guarantee.full.isZero) return "";
  const limit = limitFor(guarantee.full, scheme);
  if (!guarantee.got.below(limit)) return "";
  const same = `${limit}` === `${Fraction.of(scheme.limit)}`;
  const less = same ? "" : `（应得${shown(guarantee.full)}分，不足${shown(limit)}分）`;
  return `保证项目${shown(guarantee.got)}分${less}，本表记0`;
}

/** One check table; items are {name, full, off, guarantee, absent}. `score` is null when everything is 缺项. */
export function tableResult(name, items, scheme) {
  const there = items.filter((one) => !one.absent);
  const guarantee = sums(there.filter((one) => one.guarantee));
  const general = sums(there.filter((one) => !one.guarantee));
  const found = { name, guarantee, general, zeroed: false, because: "" };
  if (!there.length) return { ...found, score: null, counted: FULL, because: "全部缺项，本表不评分" };
  const because = zeroBecause(there, guarantee, scheme);
  if (because) return { ...found, score: ZERO, counted: ZERO, zeroed: true, because };
  const got = guarantee.got.plus(general.got);
  const full = guarantee.full.plus(general.full);
  const absent = sum(items.filter((one) => one.absent).map((one) => Fraction.of(one.full)));
  return { ...found, score: got.over(full).times(FULL), counted: got.plus(absent).over(full.plus(absent)).times(FULL) };
}

function lineResult({ name, weight, tables }, scheme) {
  const scores = tables.map((one) => one.score).filter((one) => one !== null);
  const score = scores.length ? mean(scores) : null;
  const points = score === null || !scheme.weighted ? null : Fraction.of(weight).times(score).over(FULL);
  return { name, weight, score, points };
}

function countedOf(lines, scheme) {
  const counts = (tables) => (tables.length ? mean(tables.map((one) => one.counted)) : FULL);
  if (!scheme.weighted) {
    const every = lines.flatMap((one) => one.tables);
    return counts(every);
  }
  const weights = sum(lines.map((one) => Fraction.of(one.weight)));
  if (weights.isZero) return FULL;
  return sum(lines.map((one) => Fraction.of(one.weight).times(counts(one.tables)))).over(weights);
}

function gradeOf(total, zero, scheme) {
  if (total === null || scheme.good === null) return "";
  if (zero || total.below(Fraction.of(scheme.passed))) return FAILED;
  return total.below(Fraction.of(scheme.good)) ? PASSED : GOOD;
}

/** The summary sheet; lines are {name, weight, tables: [tableResult]}, also those of which nothing was checked. */
export function summaryResult(lines, scheme) {
  const found = lines.map((one) => lineResult(one, scheme));
  const scored = lines.flatMap((one) => one.tables).filter((one) => one.score !== null);
  let got = sum(scored.map((one) => one.score));
  let full = FULL.times(new Fraction(BigInt(scored.length)));
  if (scheme.weighted) {
    const there = found.filter((one) => one.points !== null);
    got = sum(there.map((one) => one.points));
    full = sum(there.map((one) => Fraction.of(one.weight)));
  }
  const total = full.isZero ? null : got.over(full).times(FULL);
  const zero = scored.some((one) => one.score.isZero);
  return { lines: found, got, full, total, counted: countedOf(lines, scheme), grade: gradeOf(total, zero, scheme) };
}
