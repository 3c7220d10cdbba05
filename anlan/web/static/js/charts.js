import { fresh, loadScript } from "./dom.js";

const COLOURS = ["#1a5099", "#d08a1d", "#2b8a5a", "#b3443c", "#7457b0", "#2a8fa8", "#8a6d3b", "#5f6d80"];
const MEANT = [["重大", "#b3261e"], ["逾期", "#d9572b"], ["未整改", "#d08a1d"]];
const TONES = { red: "#b3261e", orange: "#e07b00", yellow: "#e8c100", blue: "#1a5099" };
const LETTER = 13;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What is grave is red or orange wherever it is drawn, by its name; no two names share a colour while there are enough. */
function colours(names) {
  const taken = new Map();
  names.forEach((name, index) => {
    const meant = MEANT.find(([word, colour]) => name.includes(word) && ![...taken.values()].includes(colour));
    if (meant) taken.set(index, meant[1]);
  });
  const free = COLOURS.filter((colour) => !taken.size || !["#d08a1d", "#b3443c"].includes(colour));
  let next = 0;
  return names.map((name, index) => taken.get(index) ?? free[next++ % free.length]);
}

/** Every name is written, aslant where it is wider than its place; only where even that overlaps are some left out. */
function names(categories, width) {
  const room = (width - 60) / Math.max(1, categories.length);
  const longest = Math.max(0, ...categories.map((one) => String(one).length)) * LETTER;
  return { interval: room < LETTER + 4 ? "auto" : 0, rotate: longest > room - 6 ? 40 : 0, width: 8 * LETTER, overflow: "truncate" };
}

function numbers(series) {
  return series.data.map((one) => ({ value: one.value, url: one.url }));
}

function axes(data, kind, width) {
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    xAxis: {
      type: "category", data: data.categories, boundaryGap: kind === "bar", axisTick: { show: false },
      axisLine: { lineStyle: { color: "#aab4c2" } }, axisLabel: { color: "#465264", ...names(data.categories, width) },
    },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e5eaf0" } }, axisLabel: { color: "#465264" } },
    series: data.series.map((one) => ({
      type: kind, name: one.name, data: numbers(one), barMaxWidth: 34, symbolSize: 7, cursor: "pointer",
      itemStyle: kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : {},
    })),
  };
}

function pie(data, narrow) {
  const [first] = data.series;
  return {
    series: [{
      type: "pie", name: first.name, percentPrecision: 1, radius: narrow ? ["30%", "52%"] : ["42%", "70%"], center: ["50%", narrow ? "36%" : "50%"],
      data: numbers(first).map((one, index) => ({ ...one, name: data.categories[index] })),
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
      label: { color: "#1b2430", formatter: narrow ? "{c}" : "{b}  {c}（{d}%）" },
    }],
  };
}

/** Bars of several tones end to end, one line for each category, the first on top. */
function stacked(data) {
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e5eaf0" } }, axisLabel: { color: "#465264" } },
    yAxis: {
      type: "category", data: data.categories, inverse: true, axisTick: { show: false }, axisLine: { lineStyle: { color: "#aab4c2" } },
      axisLabel: { color: "#465264", width: 9 * LETTER, overflow: "truncate" },
    },
    series: data.series.map((one) => ({ type: "bar", stack: "all", name: one.name, data: numbers(one), barMaxWidth: 26, cursor: "pointer" })),
  };
}

/** Points by longitude and latitude, north above; both axes span as many degrees, about two hundred metres at least. */
function places(data) {
  const points = data.series.flatMap((one) => one.data.map((point) => point.value));
  const ends = [0, 1].map((at) => [Math.min(...points.map((p) => p[at])), Math.max(...points.map((p) => p[at]))]);
  const reach = Math.max(...ends.map(([least, most]) => most - least), 0.002) * 0.6;
  const [x, y] = ends.map(([least, most]) => ({
    type: "value", min: (least + most) / 2 - reach, max: (least + most) / 2 + reach, interval: reach / 2,
    splitLine: { lineStyle: { color: "#e5eaf0" } }, axisLine: { show: false }, axisLabel: { color: "#465264", formatter: (n) => n.toFixed(4) },
  }));
  return {
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true }, xAxis: x, yAxis: y,
    series: data.series.map((one) => ({
      type: "scatter", name: one.name, data: one.data, symbolSize: 18, cursor: "pointer", itemStyle: { borderColor: "#fff", borderWidth: 2, opacity: 0.9 },
    })),
  };
}

const BODIES = { four: stacked, places };

function legend(data, kind, narrow) {
  const shown = kind === "pie" ? narrow : data.series.length > 1;
  const place = kind === "pie" ? { bottom: 0 } : { top: 0 };
  return { show: shown, icon: "roundRect", itemWidth: 12, itemHeight: 12, ...place };
}

function options(data, kind, width) {
  const narrow = width < 480;
  const font = getComputedStyle(document.body).fontFamily;
  return {
    color: data.series.map((one) => TONES[one.tone]).every(Boolean)
      ? data.series.map((one) => TONES[one.tone])
      : colours(kind === "pie" ? data.categories : data.series.map((one) => one.name)), animation: !still.matches, textStyle: { fontFamily: font, fontSize: 13 },
    tooltip: { renderMode: "richText", trigger: kind === "pie" || kind === "places" ? "item" : "axis", confine: true, ...(kind === "places" && { formatter: (one) => one.name }) },
    legend: legend(data, kind, narrow),
    ...(BODIES[kind]?.(data) ?? (kind === "pie" ? pie(data, narrow) : axes(data, kind, width))),
  };
}

function draw(figure) {
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const place = figure.querySelector(".canvas");
  const kind = figure.dataset.chart;
  const chart = window.echarts.init(place);
  chart.setOption(options(data, kind, place.clientWidth));
  chart.on("click", (event) => event.data?.url && location.assign(event.data.url));
  let width = place.clientWidth;
  const watcher = new ResizeObserver(() => {
    if (!place.isConnected) {
      watcher.disconnect();
      chart.dispose();
    } else if (place.clientWidth && place.clientWidth !== width) {
      width = place.clientWidth;
      chart.resize();
      chart.setOption(options(data, kind, width));
    }
  });
  watcher.observe(place);
}

export async function start(root) {
  const figures = fresh(root, "figure[data-chart]", "anlanChart");
  if (!figures.length) return;
  try {
    await loadScript(document.body.dataset.echarts);
    figures.forEach(draw);
  } catch {
    figures.forEach((figure) => {
      figure.querySelector(".canvas").textContent = "图没有画出来，请看旁边的表，数字相同";
    });
  }
}
