import { getJson, loadScript } from "../dom.js";

const NICE = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

/** Lines of longitude and latitude: what one sees of the world without tiles. */
function graticule(L, map) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const view = map.getBounds();
    const step = NICE.find((one) => (view.getEast() - view.getWest()) / one <= 8) ?? 45;
    const style = { color: "#cfd8e3", weight: 1, interactive: false };
    for (let x = Math.ceil(view.getWest() / step) * step; x < view.getEast(); x += step) layer.addLayer(L.polyline([[view.getSouth(), x], [view.getNorth(), x]], style));
    for (let y = Math.ceil(view.getSouth() / step) * step; y < view.getNorth(); y += step) layer.addLayer(L.polyline([[y, view.getWest()], [y, view.getEast()]], style));
  };
  map.on("moveend", draw);
  draw();
}

function tiles(L, map, place, say) {
  const layer = L.tileLayer(place.dataset.tiles, { maxNativeZoom: Number(place.dataset.most), maxZoom: 20, attribution: place.dataset.credit }).addTo(map);
  let failed = 0;
  layer.on("tileerror", () => {
    failed += 1;
    if (failed < 3) return;
    layer.remove();
    graticule(L, map);
    say("底图暂时不可用，按经纬度显示；设备位置不受影响");
  });
}

async function boundaries(L, map, place, say) {
  try {
    const shape = await getJson(place.dataset.boundaries);
    L.geoJSON(shape, { interactive: false, style: { color: "#7d899b", weight: 1.5, fill: false } }).addTo(map);
  } catch {
    say("边界数据读不出来，请系统管理员检查 ANLAN_MAP_BOUNDARIES");
  }
}

/** A map in `place` that shows `box` (west, south, east, north) on whatever ground the installation has. */
export async function mapIn(place, box, say) {
  await loadScript(place.dataset.leaflet);
  const { L } = window;
  const map = L.map(place, { preferCanvas: true, maxZoom: 20, minZoom: 3, zoomAnimation: false, fadeAnimation: false, attributionControl: Boolean(place.dataset.credit) });
  map.attributionControl?.setPrefix(false);
  map.zoomControl.setPosition("topright");
  for (const [name, text] of [["in", "放大地图"], ["out", "缩小地图"]]) {
    const button = place.querySelector(`.leaflet-control-zoom-${name}`);
    button.title = text;
    button.setAttribute("aria-label", text);
  }
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds([[box[1], box[0]], [box[3], box[2]]], { maxZoom: 16, padding: [36, 36] });
  if (place.dataset.tiles) tiles(L, map, place, say);
  else graticule(L, map);
  if (place.dataset.boundaries) boundaries(L, map, place, say);
  return { L, map };
}
