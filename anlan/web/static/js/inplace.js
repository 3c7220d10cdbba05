import { fresh } from "./dom.js";

/** A list on its own refreshes without the page; so do its pager's links. */
function pagers(root) {
  fresh(root, "#list nav.pager", "anlanInPlace").forEach((nav) => {
    const wishes = {
      "hx-boost": "true", "hx-target": "#list", "hx-select": "#list", "hx-swap": "outerHTML show:#list:top", "hx-push-url": "true",
    };
    Object.entries(wishes).forEach(([name, value]) => nav.setAttribute(name, value));
    window.htmx?.process(nav);
  });
}

/** 导出 and 打印 above a list carry its conditions: they follow when only the list was renewed. */
function follow(event) {
  if (event.detail.target?.id !== "list" || !event.detail.shouldSwap) return;
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const theirs = [...answer.querySelectorAll("main .toolbar a.button")];
  const ours = [...document.querySelectorAll("main .toolbar a.button")];
  if (theirs.length !== ours.length) return;
  ours.forEach((link, index) => link.setAttribute("href", theirs[index].getAttribute("href")));
}

/** Conditions left empty stay out of the address, so that it can be read and passed on. */
function tidy(event) {
  if (!event.detail.elt?.matches?.("form.conditions")) return;
  // An empty hx-get means this address with its query: the conditions of the last search would be asked again.
  event.detail.path = window.location.pathname;
  [...event.detail.formData.entries()].filter(([, value]) => value === "").forEach(([name]) => event.detail.formData.delete(name));
}

export function start(root) {
  pagers(root);
}

export function listen() {
  document.addEventListener("htmx:configRequest", tidy);
  document.addEventListener("htmx:beforeSwap", follow);
}
