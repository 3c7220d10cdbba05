import { make } from "../dom.js";
import { newId } from "../outbox/outbox.js";
import { askDispute, begin, byId, button, clearRefusal, data, dialog, finished, headFields, link, refuse, tell, toldOf } from "./common.js";
import { photosOf } from "./photos.js";

const groups = data.tree.groups;
const tables = groups.flatMap((group) => group.tables);
const phrases = new Map(tables.flatMap((table) => table.phrases.map((one) => [`phrase:${one.id}`, { ...one, table }])));
const blank = () => ({ note: "", place: "", hazard: "", photos: [] });
const HAZARDS = { general: "一般隐患", major: "重大隐患" };
let sheet;
let here = tables.find((one) => one.phrases.length);
let ticked = new Set();

const added = () => Object.keys(sheet.local.answers).filter((slot) => sheet.content(slot) && phrases.has(slot));

// What has been added -----------------------------------------------------------------------------------------------

function remove(slot) {
  return async () => {
    if (sheet.local.answers[slot].base) await sheet.say(slot, { removed: true });
    else delete sheet.local.answers[slot];
    await sheet.keep();
    draw();
  };
}

function line(slot) {
  const { text, requirement, table } = phrases.get(slot);
  const content = sheet.content(slot);
  const said = [content.place, content.note, HAZARDS[content.hazard], content.photos.length ? `${content.photos.length} 张照片` : ""].filter(Boolean).join(" · ");
  const rivals = sheet.local.answers[slot].rivals?.length;
  return make("li", { "data-slot": slot }, make("div", { class: "wording-text" }, make("small", { class: "muted" }, table.name), make("p", {}, text),
    requirement ? make("p", { class: "muted" }, `整改要求：${requirement}`) : null, said ? make("p", {}, said) : null,
    rivals ? button("两人填写不同，请选择", () => askDispute(sheet, slot, text, describe, draw), "danger small") : null),
  make("div", { class: "buttons" }, button("编辑", () => edit(slot)), button("删除", remove(slot), "danger")));
}

function describe(content) {
  if (content.removed) return "已删除";
  return [content.place, content.note, HAZARDS[content.hazard], `${content.photos.length} 张照片`].filter(Boolean).join("\n");
}

function draw() {
  const slots = added();
  byId("wordings").replaceChildren(...(slots.length ? slots.map(line) : [make("li", { class: "muted" }, "还没有添加规范用语；没有发现问题也可以直接保存检查")]));
  byId("count").textContent = slots.length ? `${slots.length} 条` : "";
  byId("bar-count").textContent = `规范用语 ${slots.length} 条`;
  const unsaved = sheet.dirty(Object.keys(sheet.local.answers)).length;
  byId("bar-why").textContent = unsaved ? `${unsaved} 条已存在本机，尚未保存检查` : "";
}

// 添加规范用语 -------------------------------------------------------------------------------------------------------

function drawLibrary() {
  const words = byId("library-search").value.trim();
  const found = words ? [...phrases.values()].filter((one) => one.text.includes(words)) : (here?.phrases ?? []).map((one) => ({ ...one, table: here }));
  byId("library-tree").hidden = Boolean(words);
  byId("library-tree").replaceChildren(...groups.filter((group) => group.tables.some((one) => one.phrases.length)).map((group) => make("section", {}, make("h3", {}, group.name),
    make("ul", {}, ...group.tables.filter((one) => one.phrases.length).map((table) => {
      const one = button(table.name, () => {
        here = table;
        drawLibrary();
      }, "");
      one.className = "table-choice";
      if (table === here) one.setAttribute("aria-current", "true");
      return make("li", {}, one);
    })))));
  const there = new Set(added());
  byId("library-list").replaceChildren(...found.map((one) => {
    const slot = `phrase:${one.id}`;
    const box = make("input", { type: "checkbox", checked: ticked.has(slot) || there.has(slot), disabled: there.has(slot) });
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(slot);
      else ticked.delete(slot);
      counted();
    });
    return make("label", { class: "option" }, box, make("span", { class: "option-text" }, one.text, words ? make("small", { class: "muted" }, ` ${one.table.name}`) : null, there.has(slot) ? make("small", { class: "muted" }, "（已添加）") : null));
  }));
  if (!found.length) byId("library-list").replaceChildren(make("p", { class: "muted" }, words ? "没有找到，换个词再搜" : "这个检查项没有用语"));
  counted();
}

function counted() {
  byId("library-count").textContent = ticked.size ? `已选 ${ticked.size} 条` : "";
  byId("library-add").disabled = !ticked.size;
}

byId("add").addEventListener("click", () => {
  ticked = new Set();
  byId("library-search").value = "";
  drawLibrary();
});
byId("library-search").addEventListener("input", drawLibrary);
byId("library-add").addEventListener("click", async () => {
  for (const slot of ticked) await sheet.say(slot, blank());
  byId("library").close();
  tell(`已添加 ${ticked.size} 条规范用语`);
  draw();
});

// 编辑 ------------------------------------------------------------------------------------------------------------

let editing = null;

function edit(slot) {
  editing = slot;
  const content = sheet.content(slot);
  byId("editor-text").textContent = phrases.get(slot).text;
  byId("editor-place").value = content.place;
  byId("editor-note").value = content.note;
  byId("editor-hazard").value = content.hazard;
  byId("editor-photos").replaceChildren(photosOf(sheet, content.photos, (photos) => keepEdit({ photos })));
  byId("editor").showModal();
}

/** Each stroke is kept at once. */
async function keepEdit(more = {}) {
  const written = { place: byId("editor-place").value, note: byId("editor-note").value, hazard: byId("editor-hazard").value };
  await sheet.say(editing, { ...sheet.content(editing), ...written, ...more });
}

byId("editor-form").addEventListener("input", (event) => {
  if (event.target.type !== "file") keepEdit();
});
byId("editor-form").addEventListener("submit", (event) => event.preventDefault());
byId("editor-done").addEventListener("click", () => byId("editor").close());
byId("editor").addEventListener("close", draw);

// 保存检查, 立即生成 ----------------------------------------------------------------------------------------------------

const papers = {
  lines: (answer) => [`检查单已生成，发现 ${Object.values(answer.answers).filter((one) => !one.content.removed).length} 条`],
  links: (where) => [link("下载检查单（Word）", where.docx, "primary"), link("下载检查单（PDF）", where.pdf), link("查看检查记录", where.record)],
};

async function generate() {
  try {
    await finished(sheet, await sheet.send(newId(), [["do", "generate"], ...headFields()], [], "立即生成"), papers);
  } catch (error) {
    byId("saved").close();
    refuse(error);
  }
}

byId("save").addEventListener("click", async () => {
  byId("save").disabled = true;
  clearRefusal();
  try {
    const slots = Object.keys(sheet.local.answers);
    const result = await sheet.save(slots, `保存检查：规范用语 ${added().length} 条`);
    const head = await sheet.send(newId(), [["do", "head"], ...headFields()], [], "保存检查");
    if (head.answer) sheet.absorb(head.answer);
    await sheet.keep();
    toldOf(head.waiting ? head : result, "检查已保存");
    dialog("检查已保存", [head.waiting ? "现在没有网络，已存本机，联网自动上传。" : "生成检查单后内容不能再修改，需要整改的立即通知项目部。"], [
      button("立即生成", generate, "primary"), button("稍后生成", () => byId("saved").close()),
    ]);
  } catch (error) {
    refuse(error);
  } finally {
    byId("save").disabled = false;
    draw();
  }
});

begin(() => {}).then((made) => {
  sheet = made;
  draw();
});
