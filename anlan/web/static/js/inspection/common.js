import { changed, make, toast } from "../dom.js";
import { Sheet } from "./sheet.js";

export const byId = (id) => document.getElementById(id);
export const data = JSON.parse(byId("inspection-data").textContent);
const TOLD_WAITING = "已存本机，联网自动上传";

export function tell(text, tone = "success") {
  byId("told").textContent = text;
  toast(text, { tone });
}

export function toldOf(result, said) {
  if (result.waiting) {
    tell(`${said}：${TOLD_WAITING}`);
    return;
  }
  const more = result.answer?.saying ?? [];
  if (more.length) tell([said, ...more].join("；"), "error");
  else tell(said);
  const { clock } = result.answer ?? {};
  if (clock) byId("told").append(make("p", { class: "due-orange" }, clock));
}

// The questions about the whole inspection -----------------------------------------------------------------------

const form = byId("head");
const QUIET = new Set(["csrfmiddlewaretoken"]);

export function headFields() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !QUIET.has(name));
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "radio") control.checked = control.value === String(value);
      else control.value = value ?? "";
      changed(control);
    }
  }
}

export function refuse(error) {
  const box = byId("head-errors");
  const sentences = error.errors ? Object.values(error.errors).flat() : [error.message];
  box.replaceChildren(make("h2", {}, "还没有保存，请改好再提交"), make("ul", {}, ...sentences.map((one) => make("li", {}, one))));
  box.hidden = false;
  form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
  for (const name of Object.keys(error.errors ?? {})) byId(`f-${name}`)?.setAttribute("aria-invalid", "true");
  toast(sentences[0], { tone: "error" });
  const bad = form.querySelector("[aria-invalid]");
  (bad?.matches("input, textarea, select") ? bad : box).focus();
  box.scrollIntoView({ block: "center" });
}

export function clearRefusal() {
  byId("head-errors").hidden = true;
}

async function listenToHead(sheet) {
  fill(sheet.local.head);
  form.addEventListener("input", () => {
    sheet.local.head = Object.fromEntries(headFields());
    sheet.keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}

// What comes after a save -----------------------------------------------------------------------------------------

export function dialog(title, lines, buttons) {
  byId("saved-title").textContent = title;
  byId("saved-body").replaceChildren(...lines.filter(Boolean).map((one) => make("p", {}, one)));
  byId("saved-foot").replaceChildren(...buttons);
  if (!byId("saved").open) byId("saved").showModal();
}

export function link(label, href, tone = "") {
  return make("a", { class: `button ${tone}`, href }, label);
}

export function button(label, action, tone = "") {
  const made = make("button", { type: "button", class: `button ${tone}` }, label);
  made.addEventListener("click", action);
  return made;
}

/** The sheet is made, or will be as soon as there is a signal. */
export async function finished(sheet, result, papers) {
  await sheet.close();
  if (result.waiting) {
    dialog(TOLD_WAITING, ["现在没有网络。这次检查和照片都在这台设备上，有信号后自动上传并生成；上传前不要清除浏览器数据。"], [
      link("返回", data.back, "primary"),
    ]);
  } else dialog("保存成功", papers.lines(result.answer), [...papers.links(result.answer.papers), link("返回", data.back)]);
}

// Two people ------------------------------------------------------------------------------------------------------

/** Both versions of one answer side by side; the person's choice is an act over the other. */
export function askDispute(sheet, slot, title, worded, done) {
  const one = sheet.local.answers[slot];
  const versions = [{ who: one.who || data.me, at: one.at ?? "", content: one.content, mark: "" }, ...one.rivals];
  byId("dispute-body").replaceChildren(make("h3", {}, title), make("div", { class: "dispute" }, ...versions.map((version) => {
    const choose = button("用这一份", async () => {
      byId("dispute").close();
      await sheet.say(slot, version.content);
      const over = { [slot]: one.rivals.map((rival) => rival.mark) };
      try {
        toldOf(await sheet.save([slot], `选择：${title}`, over), "已选择");
      } catch (error) {
        refuse(error);
      }
      done();
    }, "primary");
    return make("section", { class: "card" }, make("h4", {}, `${version.who} ${version.at.slice(0, 16).replace("T", " ")}`),
      make("p", { class: "prose" }, worded(version.content)), choose);
  })));
  byId("dispute").showModal();
}

/** What came back from the phone's outbox is the server's now. */
function followOutbox(sheet, draw) {
  document.addEventListener("anlan:outbox", async () => {
    const pending = Object.values(sheet.local.answers).filter((one) => one.pending);
    if (!pending.length || (await sheet.waiting()).length) return;
    pending.forEach((one) => { one.pending = false; });
    await sheet.keep();
    draw();
  });
}

export async function begin(draw) {
  const sheet = await new Sheet(data).open();
  await listenToHead(sheet);
  followOutbox(sheet, () => draw(sheet));
  draw(sheet);
  document.body.dataset.inspection = "ready";
  return sheet;
}
