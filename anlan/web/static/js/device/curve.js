import { getJson, loadScript, make } from "../dom.js";
import { follow } from "../live.js";
import { show, silence } from "./now.js";
import { options } from "./drawing.js";

const card = document.querySelector("[data-device]");
const drawn = new Map();
const LIVE_KEPT = 3000;
let echarts = null;

function note(figure, text) {
  figure.querySelector("[data-note]").textContent = text;
}

function told(data) {
  const put_right = data.corrections.length ? `更正 ${data.corrections.length} 处` : "";
  const flags = data.flags.length ? `带标记的值 ${data.flags.length} 个（${[...new Set(data.flags.map((one) => one[2]))].join("、")}）` : "";
  return [put_right, flags].filter(Boolean).join("，");
}

function table(data) {
  const lines = data.corrections.map((one) => make("tr", {}, make("td", {}, one.at), make("td", {}, one.original.toFixed(data.decimals)),
    make("td", {}, one.value.toFixed(data.decimals)), make("td", {}, one.by), make("td", {}, one.why), make("td", {}, one.noted)));
  const heads = ["数据时间", "原值", "更正后", "更正人", "原因", "更正时间"].map((text) => make("th", { scope: "col" }, text));
  return make("details", {}, make("summary", {}, `更正记录 ${lines.length} 条`),
    make("div", { class: "scroll", tabindex: "0" }, make("table", { class: "plain" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines))));
}

function marks(data) {
  const items = data.marks.map((one) => make("li", {}, one.url ? make("a", { href: one.url }, one.text) : one.text));
  return make("details", {}, make("summary", {}, `这段时间的报警 ${items.length} 条`), make("ul", { class: "mark-list" }, ...items));
}

function below(figure, data) {
  const place = figure.querySelector("[data-below]");
  place?.replaceChildren(...[data.marks.length ? marks(data) : "", data.corrections.length ? table(data) : ""].filter(Boolean));
}

function redraw(figure) {
  const { chart, sets } = drawn.get(figure);
  const some = sets.some((one) => one.points.length);
  figure.classList.toggle("without", !some);
  if (!some) {
    note(figure, "这段时间没有数据");
    return;
  }
  chart.resize();
  chart.setOption(options(sets, figure.clientWidth), { notMerge: true });
  note(figure, sets.map(told).filter(Boolean).join("；"));
  figure.dataset.drawn = String(sets[0].points.length);
}

async function read(figure) {
  const addresses = [figure.dataset.curve, figure.dataset.second].filter(Boolean);
  try {
    const sets = await Promise.all(addresses.map((one) => getJson(one)));
    if (!drawn.has(figure)) {
      const chart = echarts.init(figure.querySelector(".canvas"));
      drawn.set(figure, { chart, sets });
      new ResizeObserver(() => redraw(figure)).observe(figure);
    }
    drawn.get(figure).sets = sets;
    redraw(figure);
    if (sets.length === 1) below(figure, sets[0]);
  } catch {
    note(figure, "数据暂时读不出来，稍后自动再读");
  }
}

/** New values at the right end; on 最近1小时 the left end moves along. */
function add(figure, data) {
  const { sets } = drawn.get(figure);
  let changed = false;
  for (const set of sets.filter((one) => one.live && String(one.device) === card.dataset.device)) {
    for (const [quantity, at, value, flag] of data.values ?? []) {
      const last = set.points.at(-1);
      if (quantity !== set.number || (last && at <= last[0])) continue;
      if (last && at - last[0] > Math.max(2.5 * set.step, set.silent * 1000)) set.points.push([last[0] + 1, null, null, null, 0, 0]);
      set.points.push([at, value, value, value, 1, flag ? 1 : 0]);
      if (flag) set.flags.push([at, value, flag]);
      const moved = Math.max(0, at - set.end);
      set.end += moved;
      set.start += moved;
      changed = true;
    }
    set.points = set.points.filter((one) => one[0] >= set.start).slice(-LIVE_KEPT);
  }
  if (changed) redraw(figure);
}

async function begin() {
  const figures = [...document.querySelectorAll("[data-curve]")];
  try {
    await loadScript(document.body.dataset.echarts);
    echarts = window.echarts;
  } catch {
    figures.forEach((figure) => note(figure, "图没有画出来，请刷新页面再试；数据可以导出查看"));
    return;
  }
  const seen = new IntersectionObserver((entries) => {
    entries.filter((one) => one.isIntersecting).forEach(({ target }) => {
      seen.unobserve(target);
      read(target);
    });
  }, { rootMargin: "300px" });
  figures.forEach((figure) => seen.observe(figure));
  follow(`device:${card.dataset.device}`, (data) => {
    if (!data) [...drawn.keys()].forEach(read);
    else {
      show(card, data);
      [...drawn.keys()].forEach((figure) => add(figure, data));
    }
  });
  setInterval(() => silence(card), 5000);
}

begin();
