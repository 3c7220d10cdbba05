import { getJson, later, make } from "../dom.js";
import { follow } from "../live.js";
import { mapIn } from "./ground.js";

const COLOURS = ["#c23b3b", "#56616f", "#d9822b", "#2f8f5b", "#b3bdc9"];
const WORDS = ["报警", "离线", "故障", "正常", "未上线"];
const LEAST_APART = 3000;
const SHARE = 20;
const AGAIN_EVERY = 300000;
const UNREAD = "设备位置暂时读不出来，稍后自动再读";
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

function draw(L, map, layer, points) {
  layer.clearLayers();
  const closer = (point) => {
    map.setView([point[1], point[0]], Math.min(20, map.getZoom() + 2));
    place.scrollIntoView({ block: "nearest" });
  };
  const nearest = [...points].sort((a, b) => b[3] - a[3]);
  for (const point of nearest) {
    const dot = L.circleMarker([point[1], point[0]], { radius: radius(point[2]), color: "#fff", weight: 2, fillColor: COLOURS[point[3]], fillOpacity: 0.92 });
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

/** Is one of the cells that have changed in view? Without cells something has changed everywhere. */
function touches(view, cells) {
  const size = 1 / Number(place.dataset.cells);
  return !cells || cells.some(([x, y]) => view.intersects([[(y - 1) * size, (x - 1) * size], [(y + 2) * size, (x + 2) * size]]));
}

async function begin() {
  const box = place.dataset.extent.split(",").map(Number);
  const { L, map } = await mapIn(place, box, say);
  const layer = L.layerGroup().addTo(map);
  let asking = null;
  let asked = 0;
  let took = 0;
  let drawn = "";
  let waiting = null;
  let due = false;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    clearTimeout(waiting);
    waiting = null;
    asked = Date.now();
    const view = map.getBounds();
    const part = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((one) => one.toFixed(5)).join(",");
    try {
      const { points } = await getJson(`${place.dataset.points}&box=${part}&zoom=${map.getZoom()}`, asking.signal);
      took = Date.now() - asked;
      const told = JSON.stringify(points);
      if (told !== drawn) draw(L, map, layer, points);
      drawn = told;
      if (note.textContent === UNREAD) say("");
    } catch (error) {
      if (error.name !== "AbortError") say(UNREAD);
    }
  };
  /** However much is told, a map that is slow to read is not read all the time, and a hidden one not at all. */
  const soon = () => {
    due = document.visibilityState !== "visible";
    if (due || waiting) return;
    waiting = setTimeout(ask, Math.max(0, asked + Math.max(LEAST_APART, SHARE * took) - Date.now()));
  };
  map.on("moveend", later(120, ask));
  document.addEventListener("visibilitychange", () => due && soon());
  follow(place.dataset.follow, (data) => (!data || touches(map.getBounds(), data.cells)) && soon());
  setInterval(soon, AGAIN_EVERY);
  ask();
}

begin().catch(() => say("地图没有画出来，请刷新页面再试"));
