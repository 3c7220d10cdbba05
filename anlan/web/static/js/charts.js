import { fresh, loadScript } from "./dom.js";

const COLOURS = ["#1a5099", "#d08a1d", "#2b8a5a", "#b3443c", "#7457b0", "#2a8fa8", "#8a6d3b", "#5f6d80"];
const still = matchMedia("(prefers-reduced-motion: reduce)");

function numbers(series) {
  return series.data.map((one) => ({ value: one.value, url: one.url }));
}

function axes(data, kind, narrow) {
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    xAxis: {
      type: "category", data: data.categories, boundaryGap: kind === "bar", axisTick: { show: false },
      axisLine: { lineStyle: { color: "#aab4c2" } }, axisLabel: { color: "#465264", rotate: narrow && data.categories.length > 5 ? 40 : 0 },
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
      type: "pie", name: first.name, radius: narrow ? ["30%", "52%"] : ["42%", "70%"], center: ["50%", narrow ? "36%" : "50%"],
      data: numbers(first).map((one, index) => ({ ...one, name: data.categories[index] })),
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
      label: { color: "#1b2430", formatter: narrow ? "{c}" : "{b}  {c}（{d}%）" },
    }],
  };
}

function legend(data, kind, narrow) {
  const shown = kind === "pie" ? narrow : data.series.length > 1;
  const place = kind === "pie" ? { bottom: 0 } : { top: 0 };
  return { show: shown, icon: "roundRect", itemWidth: 12, itemHeight: 12, ...place };
}

function options(data, kind, width) {
  const narrow = width < 480;
  const font = getComputedStyle(document.body).fontFamily;
  return {
    color: COLOURS, animation: !still.matches, textStyle: { fontFamily: font, fontSize: 13 },
    tooltip: { renderMode: "richText", trigger: kind === "pie" ? "item" : "axis", confine: true },
    legend: legend(data, kind, narrow),
    ...(kind === "pie" ? pie(data, narrow) : axes(data, kind, narrow)),
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
