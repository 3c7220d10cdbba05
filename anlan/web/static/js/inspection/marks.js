import { make } from "../dom.js";
import { ask } from "../dialogs.js";
import { askDispute, begin, byId, button, clearRefusal, data, finished, headFields, link, refuse, tell, toldOf } from "./common.js";
import { newId } from "../outbox/outbox.js";
import { photosOf } from "./photos.js";
import { marksOff, shown, summaryResult, tableResult } from "./rules.js";

const groups = data.tree.groups;
const tables = groups.flatMap((group) => group.tables);
const tableSlot = (table) => `table:${table.id}`;
const itemSlot = (item) => `item:${item.id}`;
const slotsOf = (table) => [tableSlot(table), ...table.items.map(itemSlot)];
const blank = () => ({ taken: [], absent: false, note: "", place: "", hazard: "", photos: [] });
const narrow = matchMedia("(max-width: 820px)");
let sheet;
let opened = null;

// Judging what was tapped ---------------------------------------------------------------------------------------

function said(item) {
  return sheet.content(itemSlot(item)) ?? blank();
}

function offOf(item) {
  return marksOff(said(item).taken, item.full);
}

function resultOf(table) {
  const absent = sheet.content(tableSlot(table))?.absent;
  return tableResult(table.name, table.items.map((item) => ({
    name: item.name, full: item.full, off: offOf(item).off, guarantee: item.guarantee, absent: absent || said(item).absent,
  })), data.scheme);
}

function isSaved(table) {
  const one = sheet.local.answers[tableSlot(table)];
  return Boolean(one && !one.content.removed);
}

function isDirty(table) {
  return sheet.dirty(slotsOf(table)).length > 0;
}

function summary() {
  return summaryResult(groups.map((group) => ({
    name: group.name, weight: group.weight, tables: group.tables.filter((one) => isSaved(one) && !one.lack).map(resultOf),
  })), data.scheme);
}

// Left: the tables ------------------------------------------------------------------------------------------------

function standing(table) {
  if (table.lack) return [table.lack.split("：")[0], "lack"];
  if (isDirty(table)) return ["未保存", "dirty"];
  if (!isSaved(table)) return ["未检", ""];
  const { score, zeroed } = resultOf(table);
  if (zeroed) return ["本表记0", "zero"];
  return score === null ? ["缺项", "absent"] : [`${shown(score)}分`, "done"];
}

function drawTables() {
  const here = current();
  byId("tables").replaceChildren(...groups.map((group) => make("section", {}, make("h3", {}, group.name, make("small", {}, group.weight ? ` ${group.weight}分` : "")),
    make("ul", {}, ...group.tables.map((table) => {
      const [word, tone] = standing(table);
      const one = button("", () => show(table), "");
      one.className = `table-choice ${tone}`;
      one.disabled = Boolean(table.lack);
      if (table.lack) one.title = table.lack;
      if (table === here) one.setAttribute("aria-current", "true");
      one.append(make("span", {}, table.name), make("span", { class: "table-state" }, word));
      return make("li", {}, one);
    })))));
  const all = summary();
  byId("tables-sum").textContent = all.total === null ? " · 还没有得分" : ` · 汇总 ${shown(all.total)}${all.grade ? ` ${all.grade}` : ""}`;
}

function current() {
  return tables.find((one) => one.id === sheet.local.here) ?? tables.find((one) => !one.lack);
}

function show(table) {
  sheet.local.here = table.id;
  opened = null;
  fold(true);
  draw();
  sheet.keep();
  byId("table-title").focus({ preventScroll: true });
  byId("table-title").scrollIntoView({ block: "start" });
}

function fold(yes) {
  byId("tables").hidden = narrow.matches && yes;
  byId("tables-fold").setAttribute("aria-expanded", String(!(narrow.matches && yes)));
}

// Right: the items --------------------------------------------------------------------------------------------------

function change(item, more) {
  const kept = sheet.say(itemSlot(item), { ...said(item), ...more });
  draw();
  return kept;
}

function timesOf(item, deduction) {
  return said(item).taken.find((one) => one.deduction === deduction.id)?.times ?? 0;
}

function set(item, deduction, times, marks) {
  const others = said(item).taken.filter((one) => one.deduction !== deduction.id);
  const own = times > 0 ? [{ deduction: deduction.id, text: "", times, marks: String(marks) }] : [];
  return change(item, { taken: [...others, ...own].sort((a, b) => (a.deduction ?? 0) - (b.deduction ?? 0)) });
}

function tap(item, deduction) {
  const times = timesOf(item, deduction);
  if (deduction.how === "each") return set(item, deduction, times + 1, deduction.marks);
  return set(item, deduction, times ? 0 : 1, deduction.how === "range" ? deduction.least : deduction.marks);
}

function range(item, deduction) {
  const taken = said(item).taken.find((one) => one.deduction === deduction.id);
  if (deduction.how !== "range" || !taken) return null;
  const steps = [];
  for (let marks = deduction.least; marks < deduction.marks; marks += 1) steps.push(marks);
  return make("span", { class: "deduction-range", role: "group", "aria-label": `${deduction.text}扣几分` }, ...[...steps, deduction.marks].map((marks) => {
    const one = button(`${marks}`, () => set(item, deduction, 1, marks), "small");
    one.setAttribute("aria-pressed", String(Number(taken.marks) === marks));
    return one;
  }));
}

function deductionRow(item, deduction) {
  const times = timesOf(item, deduction);
  const one = button("", () => tap(item, deduction), "deduction");
  one.setAttribute("aria-pressed", String(times > 0));
  one.append(make("span", {}, deduction.text), make("span", { class: "deduction-marks" }, times > 1 ? `${deduction.worded} ×${times}` : deduction.worded));
  const less = deduction.how === "each" && times ? button("－", () => set(item, deduction, times - 1, deduction.marks), "less") : null;
  less?.setAttribute("aria-label", `${deduction.text}减一处`);
  return make("li", {}, make("div", { class: "deduction-row" }, one, less), range(item, deduction));
}

function freeRow(item) {
  const text = make("input", { class: "control", placeholder: "其他扣分原因", "aria-label": "其他扣分原因", maxlength: "200" });
  const marks = make("input", { class: "control marks-input", inputmode: "decimal", placeholder: "分", "aria-label": "扣几分" });
  const add = button("扣分", () => {
    const value = Number(marks.value);
    if (!text.value.trim() || !(value > 0 && value <= 100)) return tell("请写明扣分原因和扣几分", "error");
    return change(item, { taken: [...said(item).taken, { deduction: null, text: text.value.trim(), times: 1, marks: String(Math.round(value * 10) / 10) }] });
  });
  const free = said(item).taken.filter((one) => one.deduction === null).map((one) => make("li", {}, `${one.text}，扣${one.marks}分 `,
    button("撤销", () => change(item, { taken: said(item).taken.filter((other) => other !== one) }), "small")));
  return make("div", { class: "free-marks" }, make("ul", {}, ...free), make("div", { class: "free-row" }, text, marks, add));
}

function more(item) {
  const content = said(item);
  const note = make("input", { class: "control", value: content.note, maxlength: "500", placeholder: "说明（部位、情况）", "aria-label": `${item.name}说明` });
  note.addEventListener("input", () => sheet.say(itemSlot(item), { ...said(item), note: note.value }).then(drawBar));
  const hazard = make("select", { class: "control", "aria-label": `${item.name}列为隐患` },
    ...[["", "不列为隐患"], ["general", "一般隐患"], ["major", "重大隐患"]].map(([value, label]) => make("option", { value, selected: value === content.hazard }, label)));
  hazard.addEventListener("change", () => change(item, { hazard: hazard.value }));
  const absent = button(content.absent ? "取消缺项" : "本条缺项", () => change(item, { absent: !said(item).absent, taken: [] }), "small");
  return make("div", { class: "item-more" }, note, make("div", { class: "item-tools" }, hazard, absent),
    photosOf(sheet, content.photos, (photos) => change(item, { photos })));
}

function worded(item) {
  const { off, why } = offOf(item);
  if (said(item).absent) return "缺项";
  if (off.isZero) return `应得${item.full}分`;
  return `应得${item.full}分，扣${shown(off)}分${why ? `（${why}）` : ""}`;
}

function itemRow(item) {
  const content = said(item);
  const open = opened === item.id;
  const head = button("", () => {
    opened = open ? null : item.id;
    drawItems();
  }, "item-head");
  head.setAttribute("aria-expanded", String(open));
  head.append(make("span", { class: "item-name" }, item.name, item.guarantee ? make("em", {}, "保证项目") : null),
    make("span", { class: `item-marks${offOf(item).off.isZero && !content.absent ? "" : " off"}` }, worded(item)));
  const dispute = sheet.local.answers[itemSlot(item)]?.rivals?.length
    ? button("两人填写不同，请选择", () => askDispute(sheet, itemSlot(item), item.name, (one) => describe(item, one), draw), "danger small") : null;
  const body = open ? make("div", { class: "item-body" }, item.method ? make("p", { class: "muted" }, item.method) : null,
    make("ul", { class: "deductions" }, ...item.deductions.map((one) => deductionRow(item, one))), freeRow(item), more(item)) : null;
  return make("section", { class: `mark-item${open ? " open" : ""}`, "data-item": item.id }, head, dispute, body);
}

function describe(item, content) {
  if (content.removed) return "已清除";
  if (content.absent) return "缺项";
  const known = new Map(item.deductions.map((one) => [one.id, one.text]));
  const causes = content.taken.map((one) => `${known.get(one.deduction) ?? one.text}，${one.times}处×${one.marks}分`);
  return [...(causes.length ? causes : ["不扣分"]), content.note, content.photos.length ? `${content.photos.length} 张照片` : ""].filter(Boolean).join("\n");
}

function drawItems() {
  const table = current();
  byId("items").replaceChildren(...(table ? table.items.map(itemRow) : []));
  drawBar();
}

function drawBar() {
  const table = current();
  if (!table) return;
  const result = resultOf(table);
  byId("bar-table").textContent = table.name;
  byId("bar-score").textContent = result.score === null ? "缺项" : `${shown(result.score)}分`;
  byId("bar-score").classList.toggle("zero", result.zeroed);
  const counted = result.zeroed || shown(result.counted) === shown(result.score) ? "" : `缺项按满分计为${shown(result.counted)}分，不作评定依据`;
  byId("bar-why").textContent = result.because || counted || (isSaved(table) && !isDirty(table) ? "" : "未保存");
  byId("save-table").disabled = Boolean(table.lack) || (isSaved(table) && !isDirty(table));
}

function draw() {
  const table = current();
  drawTables();
  if (!table) return;
  byId("table-title").textContent = table.name;
  byId("table-basis").textContent = [table.basis, data.tree.note].filter(Boolean)[0] ?? "";
  const absent = Boolean(sheet.content(tableSlot(table))?.absent);
  byId("absent").setAttribute("aria-pressed", String(absent));
  byId("absent").textContent = absent ? "取消缺项" : "缺项";
  byId("items").classList.toggle("absent", absent);
  drawItems();
}

// Saving ----------------------------------------------------------------------------------------------------------

function busy(yes) {
  document.body.dataset.saving = yes ? "yes" : "no";
  ["save-table", "save-all", "clear"].forEach((id) => { byId(id).disabled = yes; });
}

async function guarded(action) {
  busy(true);
  clearRefusal();
  try {
    await action();
  } catch (error) {
    refuse(error);
  } finally {
    busy(false);
    draw();
  }
}

async function saveTable(table) {
  const slot = tableSlot(table);
  if (!sheet.content(slot)) await sheet.say(slot, { absent: false });
  const result = resultOf(table);
  const words = `${table.name}${result.score === null ? "缺项" : ` ${shown(result.score)}分`}`;
  toldOf(await sheet.save(slotsOf(table), `保存检查项：${words}`), `已保存：${words}`);
}

function nextTable() {
  const here = tables.indexOf(current());
  return [...tables.slice(here + 1), ...tables.slice(0, here)].find((one) => !one.lack && !isSaved(one));
}

byId("save-table").addEventListener("click", () => guarded(async () => {
  await saveTable(current());
  const next = nextTable();
  if (next) show(next);
}));

byId("absent").addEventListener("click", async () => {
  const table = current();
  await sheet.say(tableSlot(table), { absent: !sheet.content(tableSlot(table))?.absent });
  draw();
});

byId("clear").addEventListener("click", async () => {
  if (!(await ask("清空后这次检查已扣的分、说明和照片都不再保留，确定清空吗？", { label: "清空当前检查", danger: true }))) return;
  await guarded(async () => {
    const slots = Object.keys(sheet.local.answers);
    const known = slots.filter((slot) => sheet.local.answers[slot].base);
    slots.filter((slot) => !sheet.local.answers[slot].base).forEach((slot) => delete sheet.local.answers[slot]);
    for (const slot of known) await sheet.say(slot, { removed: true });
    const result = known.length ? await sheet.save(known, "清空当前检查") : {};
    opened = null;
    await sheet.keep();
    toldOf(result, "已清空当前检查");
  });
});

const papers = {
  lines: (answer) => [`汇总得分 ${answer.score.total}${answer.score.grade ? `，${answer.score.grade}` : ""}`,
    `缺项按满分计（操作手册口径）：${answer.score.counted} 分，不作评定等级的依据`, ...answer.score.because],
  links: (where) => [link("下载汇总表（Word）", where.docx, "primary"), link("下载汇总表（PDF）", where.pdf), link("查看检查记录", where.record)],
};

byId("save-all").addEventListener("click", () => guarded(async () => {
  const open = tables.filter(isDirty);
  for (const table of open) await saveTable(table);
  const comment = byId("f-comment");
  if (!comment.value.trim()) throw Object.assign(new Error("请填写“评语”"), { errors: { comment: ["必须填写评语后才能保存汇总"] } });
  const result = await sheet.send(newId(), [["do", "generate"], ...headFields()], [], "保存汇总");
  await finished(sheet, result, papers);
}));

byId("tables-fold").addEventListener("click", () => fold(!byId("tables").hidden));
narrow.addEventListener("change", () => fold(true));
begin(() => {}).then((made) => {
  sheet = made;
  fold(true);
  draw();
});
