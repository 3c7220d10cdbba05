import { getJson, toast } from "./dom.js";

const FOLDED = "anlan:menu-folded";

function folded() {
  try {
    return new Set(JSON.parse(localStorage.getItem(FOLDED) ?? "[]"));
  } catch {
    return new Set();
  }
}

function menus() {
  const closed = folded();
  document.querySelectorAll("details[data-menu]").forEach((group) => {
    if (closed.has(group.dataset.menu) && !group.querySelector("[aria-current]")) group.open = false;
    group.addEventListener("toggle", () => {
      const names = folded();
      if (group.open) names.delete(group.dataset.menu);
      else names.add(group.dataset.menu);
      localStorage.setItem(FOLDED, JSON.stringify([...names]));
    });
  });
}

/** A row of tabs wider than a phone starts at its left end; the page that is open may lie beyond the right one. */
function showTab() {
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const row = tab.parentElement;
    const left = tab.getBoundingClientRect().left - row.getBoundingClientRect().left + row.scrollLeft;
    row.scrollLeft = left - (row.clientWidth - tab.clientWidth) / 2;
  });
}

async function copy(selector) {
  const source = document.querySelector(selector);
  const text = source?.value ?? source?.innerText ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制，可以粘贴了");
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    toast("浏览器不让自动复制，文字已选中，请按 Ctrl+C");
  }
}

/** The jump to a fragment would take the focus away again, hence prevented. */
function focusField(link, event) {
  const target = document.getElementById(link.dataset.focus);
  const able = target?.matches("input, select, textarea, [tabindex]");
  const control = able ? target : target?.querySelector("input:not([type=hidden]), select, textarea");
  if (!control) return;
  event.preventDefault();
  control.focus({ preventScroll: true });
  control.scrollIntoView({ block: "center" });
}

async function newPicture(button) {
  const box = button.closest(".captcha");
  try {
    const { key, url } = await getJson(button.dataset.captcha);
    box.querySelector("img").src = url;
    box.querySelector("input[type=hidden]").value = key;
    box.querySelector("input:not([type=hidden])").focus();
  } catch {
    toast("没有取到新的图片，请检查网络后再试", { tone: "error" });
  }
}

function clicked(event) {
  const element = event.target.closest?.("[data-print], [data-back], [data-copy], [data-focus], [data-captcha]");
  if (!element) return;
  if ("print" in element.dataset) window.print();
  if ("back" in element.dataset) history.back();
  if (element.dataset.copy) copy(element.dataset.copy);
  if (element.dataset.focus) focusField(element, event);
  if (element.dataset.captcha) newPicture(element);
}

export function listen() {
  menus();
  showTab();
  document.addEventListener("click", clicked);
}
