/** A device's card: values as they come, the limit a value is beyond in words, and when it has fallen silent. */

const UNCERTAIN = "FMDCB";
const FLAGS = { F: "停运", M: "维护", S: "手工输入", D: "故障", C: "校准", T: "超测量上限", B: "通信异常" };
const HOUR = 3600000;
const WELL = { word: "正常", tone: "green", standing: "3" };
const OFFLINE = { word: "离线", tone: "grey", standing: "1" };
const BROKEN = { word: "故障", tone: "orange", standing: "2" };
const ALARM = "0";
const OUT = "5";

function holds([first, last], at) {
  const hour = Math.floor((at + 8 * HOUR) / HOUR) % 24;
  return first < last ? first <= hour && hour < last : hour >= first || hour < last;
}

function beyond([, , direction, limit, , reached], value) {
  if (direction === "low") return reached ? value <= limit : value < limit;
  const size = direction === "both" ? Math.abs(value) : value;
  return reached ? size >= limit : size > limit;
}

/** The gravest bound a value is beyond; `bounds` as the server tells them (bounds.py). */
export function crossed(bounds, quantity, at, value, flag) {
  if (flag && UNCERTAIN.includes(flag)) return null;
  const over = bounds.filter((one) => one[0] === quantity && holds(one[6], at) && beyond(one, value));
  return over.reduce((worst, one) => (worst && worst[4] >= one[4] ? worst : one), null);
}

/** So many decimals; what rounds to zero has no sign. */
function fixed(value, places) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

function put(place, value, flag, over) {
  place.querySelector("[data-text]").textContent = fixed(value, Number(place.dataset.decimals));
  place.querySelector("[data-word]").textContent = over ? over[7] : FLAGS[flag] ?? "";
  place.classList.remove("tone-red", "tone-orange", "tone-yellow", "tone-blue");
  if (over) place.classList.add(`tone-${over[8]}`);
}

function stand(card, { word, tone, standing }) {
  if ([standing, ALARM, OUT].includes(card.dataset.standing)) return;
  card.dataset.standing = standing;
  card.className = `device-card tone-${tone}`;
  const pill = card.querySelector("[data-state] .state");
  pill.textContent = word;
  pill.className = `state state-${tone}`;
}

export function clock(at) {
  return new Date(at + 8 * HOUR).toISOString().slice(11, 19);
}

/** Puts what the live line told of a device into its card. */
export function show(card, data) {
  const bounds = JSON.parse(card.dataset.bounds);
  let broken = false;
  for (const [quantity, at, value, flag] of data.values ?? []) {
    const place = card.querySelector(`[data-quantity="${quantity}"]`);
    if (place) put(place, value, flag, crossed(bounds, quantity, at, value, flag));
    broken ||= flag === "D" || flag === "B";
  }
  const at = Math.max(0, ...(data.values ?? []).map((one) => one[1]), data.place?.[0] ?? 0);
  if (!at) return;
  card.dataset.heard = String(Date.now());
  card.dataset.fresh = "";
  card.querySelector("[data-heard-text]").textContent = `更新于 ${clock(at)}`;
  stand(card, broken ? BROKEN : WELL);
}

/** Called now and then: who has not been heard for as long as its kind allows is offline. */
export function silence(card) {
  const silent = Number(card.dataset.silent) * 1000;
  if ("fresh" in card.dataset && silent && Date.now() - Number(card.dataset.heard) > silent) stand(card, OFFLINE);
}
