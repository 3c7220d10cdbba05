import { getJson, later, make } from "../dom.js";
import { mapIn } from "./ground.js";

const COLOURS = { red: "#c23b3b", orange: "#d9822b", green: "#2f8f5b", grey: "#77869a" };
const WORDS = ["报警", "离线", "故障", "正常", "未上线"];
const AGAIN_EVERY = 15000;
const LISTED = 30;
const place = document.getElementById("map");
const note = document.querySelector("[data-map-note]");
const list = document.querySelector("[data-map-list]");

const say = (text) => {
  note.textContent = text;
};

function summary(point) {
  return point.slice(4, 9).map((n, index) => (n ? `${WORDS[index]} ${n}` : "")).filter(Boolean).join("，");
}

function radius(n) {
  return n === 1 ? 8 : Math.min(26, 11 + Math.log10(n) * 5);
}

function told(point) {
  if (point[2] > 1) return `${point[2]} 台设备：${summary(point)}`;
  return `${point[9] || "设备"}（${WORDS[point[3]]}）`;
}

function entry(point, open) {
  if (point[10]) return make("li", {}, make("a", { href: point[10] }, make("span", { class: "main" }, point[9] || "设备"), make("span", { class: "aside" }, WORDS[point[3]])));
  const button = make("button", { type: "button", class: "button quiet" }, `${told(point)}，放大查看`);
  button.addEventListener("click", () => open(point));
  return make("li", {}, button);
}

function draw(L, map, layer, { points, tones }) {
  layer.clearLayers();
  const closer = (point) => map.setView([point[1], point[0]], Math.min(20, map.getZoom() + 2));
  const nearest = [...points].sort((a, b) => b[3] - a[3]);
  for (const point of nearest) {
    const dot = L.circleMarker([point[1], point[0]], { radius: radius(point[2]), color: "#fff", weight: 2, fillColor: COLOURS[tones[point[3]]], fillOpacity: 0.92 });
    dot.bindTooltip(told(point));
    dot.on("click", () => (point[10] ? location.assign(point[10]) : closer(point)));
    layer.addLayer(dot);
    if (point[2] > 1) layer.addLayer(L.marker([point[1], point[0]], { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-count", html: "", iconSize: [44, 20] }) }).on("add", (event) => {
      event.target.getElement().textContent = String(point[2]);
    }));
  }
  const worst = [...points].sort((a, b) => a[3] - b[3] || b[2] - a[2]).slice(0, LISTED);
  list.replaceChildren(...(worst.length ? worst.map((point) => entry(point, closer)) : [make("li", { class: "muted" }, "当前范围内没有设备，缩小地图再看")]));
  place.dataset.shown = String(points.reduce((sum, point) => sum + point[2], 0));
}

async function begin() {
  const box = place.dataset.extent.split(",").map(Number);
  const { L, map } = await mapIn(place, box, say);
  const layer = L.layerGroup().addTo(map);
  let asking = null;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const view = map.getBounds();
    const asked = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((one) => one.toFixed(5)).join(",");
    try {
      draw(L, map, layer, await getJson(`${place.dataset.points}&box=${asked}&zoom=${map.getZoom()}`, asking.signal));
    } catch (error) {
      if (error.name !== "AbortError") say("设备位置暂时读不出来，稍后自动再读");
    }
  };
  map.on("moveend", later(120, ask));
  setInterval(() => document.visibilityState === "visible" && ask(), AGAIN_EVERY);
  ask();
}

begin().catch(() => say("地图没有画出来，请刷新页面再试"));
