import { getJson } from "../dom.js";
import { mapIn } from "./ground.js";
import { clock } from "./now.js";

const SLOW = "#2f8f5b";
const MIDDLE = "#1a5099";
const FAST = "#b36a00";
const OVER = "#b3261e";
const place = document.getElementById("map");
const note = document.querySelector("[data-map-note]");
const slider = document.querySelector("[data-place]");
const button = document.querySelector("[data-play]");
const output = document.querySelector("[data-at]");

function colour(speed, limit) {
  if (limit && speed > limit) return OVER;
  return speed < 30 ? SLOW : speed < 60 ? MIDDLE : FAST;
}

/** One line for each stretch of one colour. */
function lines(L, map, points, limit) {
  let run = [];
  let shade = "";
  const end = () => run.length > 1 && L.polyline(run, { color: shade, weight: shade === OVER ? 6 : 4, opacity: 0.9, interactive: false }).addTo(map);
  points.forEach(([, lon, lat, speed], index) => {
    const next = colour(speed, limit);
    if (index && next !== shade) {
      run.push([lat, lon]);
      end();
      run = [];
    }
    shade = next;
    run.push([lat, lon]);
  });
  end();
}

/** Where it was at a moment, between the two points around it; parked lorries don't glide. */
function at(points, moment) {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= moment) low = middle;
    else high = middle;
  }
  const [a, b] = [points[low], points[high]];
  const part = b[0] > a[0] ? Math.min(1, Math.max(0, (moment - a[0]) / (b[0] - a[0]))) : 0;
  return { lon: a[1] + (b[1] - a[1]) * part, lat: a[2] + (b[2] - a[2]) * part, speed: part < 1 ? a[3] : b[3] };
}

function player(L, map, points) {
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const lorry = L.circleMarker([points[0][2], points[0][1]], { radius: 9, color: "#fff", weight: 3, fillColor: "#164687", fillOpacity: 1 }).addTo(map);
  let moment = first;
  let before = 0;
  let playing = false;
  const show = () => {
    const now = at(points, moment);
    lorry.setLatLng([now.lat, now.lon]);
    if (!map.getBounds().pad(-0.05).contains([now.lat, now.lon])) map.panTo([now.lat, now.lon], { animate: false });
    slider.value = String(Math.round(((moment - first) / Math.max(1, last - first)) * 1000));
    output.textContent = `${clock(moment)}　${now.speed} km/h`;
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  const run = (time) => {
    if (!playing) return;
    moment = Math.min(last, moment + (time - before) * Number(document.querySelector("[data-rate]").value));
    before = time;
    show();
    if (moment >= last) play(false);
    else requestAnimationFrame(run);
  };
  const play = (on) => {
    playing = on;
    button.querySelector("span").textContent = on ? "暂停" : "播放";
    button.querySelector("use")?.setAttribute("href", button.querySelector("use").getAttribute("href").replace(/#.*/, on ? "#player-pause" : "#player-play"));
    if (!on) return;
    if (moment >= last) moment = first;
    before = performance.now();
    requestAnimationFrame(run);
  };
  button.addEventListener("click", () => play(!playing));
  slider.addEventListener("input", () => {
    moment = first + ((last - first) * Number(slider.value)) / 1000;
    show();
  });
  document.querySelectorAll("[data-jump]").forEach((one) => one.addEventListener("click", () => {
    play(false);
    moment = Number(one.dataset.jump);
    show();
    map.setView(lorry.getLatLng(), Math.max(map.getZoom(), 15));
  }));
  show();
}

async function begin() {
  const { points, stops, limit, error } = await getJson(place.dataset.track);
  if (error || !points.length) return;
  const [xs, ys] = [1, 2].map((index) => points.map((one) => one[index]));
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const { L, map } = await mapIn(place, box, (text) => { note.textContent = text; });
  lines(L, map, points, limit);
  stops.forEach(([, , lon, lat]) => L.circleMarker([lat, lon], { radius: stops.length > 30 ? 4 : 7, color: "#464f5c", weight: 2, fillColor: "#fff", fillOpacity: 1 }).bindTooltip("停车").addTo(map));
  player(L, map, points);
  place.dataset.drawn = String(points.length);
}

document.querySelector("[data-go]")?.addEventListener("change", (event) => location.assign(event.target.value));
begin().catch(() => {
  note.textContent = "轨迹没有画出来，请刷新页面再试";
});
