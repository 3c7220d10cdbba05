import { make } from "./dom.js";

let dialog;
let group = [];
let at = 0;

function build() {
  const image = make("img", { class: "lightbox-image", alt: "" });
  const title = make("p", { "aria-live": "polite" });
  const back = make("button", { type: "button", class: "button", "data-step": "-1" }, "上一张");
  const next = make("button", { type: "button", class: "button", "data-step": "1" }, "下一张");
  const close = make("button", { type: "button", class: "button", "data-dialog-close": "" }, "关闭");
  const bar = make("div", { class: "lightbox-bar" }, title, back, next, close);
  dialog = make("dialog", { class: "lightbox", "aria-label": "查看图片" }, bar, image);
  dialog.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) show(at + Number(step.dataset.step));
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  document.body.append(dialog);
}

function show(index) {
  at = (index + group.length) % group.length;
  const link = group[at];
  const name = link.querySelector(".photo-name")?.textContent || link.querySelector("img")?.alt || "";
  const image = dialog.querySelector("img");
  image.src = link.href;
  image.alt = name;
  dialog.querySelector("p").textContent = `${name}（${at + 1}/${group.length}）`;
  dialog.querySelectorAll("[data-step]").forEach((button) => {
    button.hidden = group.length < 2;
  });
}

export function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-lightbox]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!dialog) build();
    group = [...document.querySelectorAll("a[data-lightbox]")]
      .filter((other) => other.dataset.lightbox === link.dataset.lightbox);
    show(group.indexOf(link));
    dialog.showModal();
  });
}
