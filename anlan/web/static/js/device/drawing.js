/** What echarts is told for one curve or two: mean and reach, limits by name, alarms and maintenance as bands. */

const COLOURS = ["#1a5099", "#b36a00"];
const TONES = { red: "#b3261e", orange: "#c25a00", yellow: "#a37b00", blue: "#1a5099", grey: "#5f6d80" };
const SHIFT = 8 * 3600000;

/** Times are drawn as UTC, shifted to Beijing's, so that the picture is the same wherever the browser is. */
const local = (at) => at + SHIFT;

function text(at) {
  return new Date(local(at)).toISOString().slice(5, 19).replace("T", " ");
}

/** The name of a line stands above it, or below where another line lies close above. */
function limits(set) {
  const { min, max } = reaches(set);
  const sorted = [...set.lines].sort((a, b) => a.value - b.value);
  return sorted.map((one, index) => ({
    yAxis: one.value, name: one.name, lineStyle: { color: TONES[one.tone], type: "dashed", width: 1.5 },
    label: {
      formatter: `${one.name} ${one.value}`, color: TONES[one.tone], fontSize: 12,
      position: sorted[index + 1]?.value - one.value < (max - min) * 0.12 ? "insideEndBottom" : "insideEndTop",
    },
  }));
}

const DAY = 24 * 3600000;
const two = (number) => String(number).padStart(2, "0");

/** The day stands at its beginning and wherever hours alone would not say which day. */
function moments(span) {
  return (at) => {
    const moment = new Date(at);
    const day = `${two(moment.getUTCMonth() + 1)}-${two(moment.getUTCDate())}`;
    const hour = `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
    if (span > 3 * DAY) return day;
    return hour === "00:00" && span > DAY ? day : hour;
  };
}

function bands(set) {
  const span = ([start, end]) => [local(Math.max(start, set.start)), local(Math.min(end ?? set.end, set.end))];
  const band = ([start, end], name, colour) => stretch([start, end], name, colour, end - start > (set.end - set.start) * 0.14);
  const kept = set.windows.map(([start, end, why]) => band(span([start, end]), `检维修 ${why}`, "rgba(95,61,156,.10)"));
  const alarms = set.marks.map((one) => band(span([one.at, one.until]), one.text, one.tone === "red" ? "rgba(179,38,30,.12)" : "rgba(208,138,29,.14)"));
  return [...kept, ...alarms];
}

/** A narrow one is not named in the picture: the list below names it. */
function stretch([start, end], name, colour, named) {
  return [{ xAxis: start, name, itemStyle: { color: colour }, label: { show: named, position: "insideTopLeft", color: "#465264", fontSize: 11, width: 160, overflow: "truncate" } }, { xAxis: end }];
}

function curve(set, place, alone) {
  const colour = COLOURS[place];
  const name = alone ? set.label : `${set.name} ${set.label}`;
  const line = {
    type: "line", name, showSymbol: set.points.length < 3, symbolSize: 6, connectNulls: false, yAxisIndex: place, color: colour, lineStyle: { width: 1.8 },
    data: set.points.map((one) => [local(one[0]), one[1]]), silent: true,
    markLine: { silent: true, symbol: "none", data: alone ? limits(set) : [] }, markArea: { silent: true, data: alone ? bands(set) : [] },
  };
  const points = (data, symbol, tone, called) => ({ type: "scatter", name: called, symbol, symbolSize: 9, yAxisIndex: place, color: tone, data, z: 5 });
  const flags = points(set.flags.map(([at, value, word]) => [local(at), value, word]), "triangle", TONES.orange, "数据标记");
  const originals = points(set.corrections.map((one) => [local(one.at_ms), one.original]), "emptyCircle", TONES.grey, "更正前");
  return [line, ...reach(set, place, colour), ...(set.flags.length ? [flags] : []), ...(set.corrections.length ? [originals] : [])];
}

/** From the lowest to the highest of each step, where a step holds more than one value. */
function reach(set, place, colour) {
  if (!set.points.some((one) => one[4] > 1)) return [];
  const edge = (pick) => ({ type: "line", showSymbol: false, silent: true, yAxisIndex: place, stack: `reach${place}`, lineStyle: { opacity: 0 }, tooltip: { show: false }, data: set.points.map(pick) });
  return [
    { ...edge((one) => [local(one[0]), one[2]]), stackStrategy: "all", name: "" },
    { ...edge((one) => [local(one[0]), one[1] === null ? null : one[3] - one[2]]), stackStrategy: "all", name: "", areaStyle: { color: colour, opacity: 0.13 } },
  ];
}

/** From below the lowest to above the highest value and limit, in round numbers; below zero only where something is. */
function reaches(set) {
  const held = set.points.flatMap((one) => (one[1] === null ? [] : [one[2], one[3]]));
  const lines = set.lines.map((one) => one.value);
  const [least, most] = [Math.min(...held, ...lines), Math.max(...held, ...lines)];
  const room = (most - least || Math.abs(most) || 10) * 0.1;
  const step = 10 ** Math.floor(Math.log10((most - least + 2 * room) / 5));
  const round = (value, way) => Number((way(value / step) * step).toPrecision(12));
  return { min: round(least < 0 ? least - room : Math.max(0, least - room), Math.floor), max: round(most + room, Math.ceil) };
}

function axis(set, place) {
  const side = place ? "right" : "left";
  return {
    type: "value", ...reaches(set), position: side, name: set.unit, nameGap: 8, nameTextStyle: { color: "#465264", align: side },
    splitLine: { show: !place, lineStyle: { color: "#e5eaf0" } }, axisLabel: { color: "#465264", showMinLabel: false, showMaxLabel: false },
  };
}

function tip(sets) {
  return (found) => {
    const lines = found.filter((one) => one.value?.[1] !== null && one.seriesName).map((one) => {
      const set = sets.find((some) => one.seriesName.endsWith(some.label)) ?? sets[0];
      return `${one.seriesName} ${Number(one.value[1]).toFixed(set.decimals)} ${set.unit}${one.value[2] ? `（${one.value[2]}）` : ""}`;
    });
    return [text(found[0].value[0] - SHIFT), ...lines].join("\n");
  };
}

export function options(sets, width) {
  const alone = sets.length === 1;
  const [first] = sets;
  return {
    useUTC: true, animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
    grid: { left: 8, right: alone ? 16 : 8, top: alone ? 26 : 52, bottom: 6, containLabel: true },
    legend: { show: !alone, top: 0, data: sets.map((one) => `${one.name} ${one.label}`) },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, formatter: tip(sets) },
    xAxis: { type: "time", min: local(first.start), max: local(first.end), splitNumber: width < 480 ? 3 : 6, minInterval: first.end - first.start > 3 * DAY ? DAY : 0,
      axisLabel: { color: "#465264", hideOverlap: true, formatter: moments(first.end - first.start) }, axisLine: { lineStyle: { color: "#aab4c2" } } },
    yAxis: sets.map(axis), series: sets.flatMap((one, place) => curve(one, place, alone)),
  };
}
